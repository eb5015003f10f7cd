// Choosing from a list: a field with suggestions, and menus.

import { freshId, h, icon } from "./dom.js";

// A list of suggestions that follows a text field. `choose(option)` is called with what was picked.
export class Suggestions {
  constructor(field, label, choose) {
    this.field = field;
    this.choose = choose;
    this.options = [];
    this.at = 0;
    this.list = h("ul", { class: "suggestions", role: "listbox", id: freshId("suggestions"), "aria-label": label, hidden: true });
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-expanded", "false");
    field.setAttribute("aria-controls", this.list.id);
    field.setAttribute("autocomplete", "off");
  }

  get isOpen() {
    return !this.list.hidden;
  }

  // Each option: { label, detail, picture, testid, ... }
  show(options, empty = "") {
    this.options = options;
    this.at = 0;
    const rows = options.map((option, number) =>
      h(
        "li",
        {
          role: "option",
          id: `${this.list.id}-${number}`,
          class: "suggestion",
          tabindex: option.tabbed ? "0" : null,
          "data-testid": option.testid,
          onmousedown: (event) => event.preventDefault(),
          onclick: () => this.pick(number),
          onkeydown: (event) => {
            if (event.key === "Enter" || event.key === " ") {
              event.preventDefault();
              event.stopPropagation();
              this.pick(number);
            }
          },
        },
        option.picture,
        h(
          "span",
          { class: "suggestion-words" },
          h("span", { class: "suggestion-label" }, option.label),
          option.detail && h("span", { class: "suggestion-detail" }, option.detail),
        ),
        option.mark,
      ),
    );
    if (!rows.length && empty) rows.push(h("li", { class: "suggestion none", role: "option", "aria-disabled": "true" }, empty));
    this.list.replaceChildren(...rows);
    this.list.hidden = rows.length === 0;
    this.field.setAttribute("aria-expanded", String(this.isOpen));
    this.mark();
  }

  hide() {
    this.list.hidden = true;
    this.options = [];
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
  }

  mark() {
    [...this.list.children].forEach((row, number) => {
      const isHere = number === this.at && this.options.length > 0;
      row.setAttribute("aria-selected", String(isHere));
      if (isHere) {
        this.field.setAttribute("aria-activedescendant", row.id);
        row.scrollIntoView({ block: "nearest" });
      }
    });
  }

  pick(number) {
    const option = this.options[number];
    this.hide();
    if (option) this.choose(option);
  }

  // True if the key was meant for the list.
  key(event) {
    if (!this.isOpen || !this.options.length || event.isComposing) return false;
    const last = this.options.length - 1;
    if (event.key === "ArrowDown") this.at = this.at === last ? 0 : this.at + 1;
    else if (event.key === "ArrowUp") this.at = this.at === 0 ? last : this.at - 1;
    else if (event.key === "Enter" || event.key === "Tab") {
      if (event.shiftKey) return false;
      event.preventDefault();
      this.pick(this.at);
      return true;
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.hide();
      return true;
    } else return false;
    event.preventDefault();
    this.mark();
    return true;
  }
}

// A field for one or several things out of many. `find(text)` answers the options, each with a `value`.
export function chooser({ id, describedby, label, several, chosen, find, testid }) {
  let picked = [...chosen];
  const field = h("input", { class: "input", type: "text", id, "aria-describedby": describedby, "data-testid": testid });
  const chips = h("ul", { class: "chips", "aria-label": `Chosen: ${label}` });
  let asked = 0;
  const suggestions = new Suggestions(field, label, (option) => {
    picked = several ? [...picked.filter((it) => it.value !== option.value), option] : [option];
    field.value = "";
    draw();
    field.focus();
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  const search = async () => {
    asked += 1;
    const mine = asked;
    const options = await find(field.value.trim());
    if (mine === asked && document.activeElement === field) suggestions.show(options, "Nothing found");
  };
  field.addEventListener("input", () => {
    clearTimeout(field.waiting);
    field.waiting = setTimeout(search, 120);
  });
  field.addEventListener("click", search);
  field.addEventListener("keydown", (event) => {
    if (suggestions.key(event)) return;
    if (event.key === "ArrowDown") search();
    if (event.key === "Backspace" && !field.value && picked.length) {
      picked.pop();
      draw();
    }
  });
  field.addEventListener("blur", () => {
    asked += 1;
    suggestions.hide();
  });
  function draw() {
    field.placeholder = picked.length && !several ? "Type to choose another" : "Type to search";
    chips.replaceChildren(
      ...picked.map((option) =>
        h(
          "li",
          { class: "chip" },
          option.label,
          h(
            "button",
            {
              type: "button",
              "aria-label": `Remove ${option.label}`,
              onclick: () => {
                picked = picked.filter((it) => it !== option);
                draw();
                field.focus();
              },
            },
            icon("close"),
          ),
        ),
      ),
    );
  }
  draw();
  return { element: h("div", { class: "chooser" }, chips, field, suggestions.list), field, values: () => picked.map((it) => it.value) };
}

let closeOpenMenu = () => {};

// A menu at a button. Each entry: { label, icon, detail, act, danger, testid } or { emojis: [[name, sign]], act }.
export function menu(anchor, label, entries) {
  closeOpenMenu();
  const rows = entries.flatMap((entry) => {
    if (entry.emojis) {
      return [
        h(
          "div",
          { class: "menu-emojis", role: "group", "aria-label": "React" },
          entry.emojis.map(([name, sign]) =>
            h(
              "button",
              {
                role: "menuitem",
                type: "button",
                tabindex: "-1",
                class: "emoji",
                "aria-label": `React with ${name.replaceAll("_", " ")}`,
                "data-testid": `react-${name}`,
                onclick: () => done(() => entry.act(name)),
              },
              sign,
            ),
          ),
        ),
      ];
    }
    if (entry.rule) return [h("div", { class: "menu-rule", role: "separator" })];
    return [
      h(
        "button",
        {
          role: "menuitem",
          type: "button",
          tabindex: "-1",
          class: entry.danger ? "menu-item danger" : "menu-item",
          "data-testid": entry.testid,
          onclick: () => done(entry.act),
        },
        entry.icon && icon(entry.icon),
        h("span", { class: "menu-words" }, h("span", {}, entry.label), entry.detail && h("span", { class: "menu-detail" }, entry.detail)),
      ),
    ];
  });
  const box = h("div", { class: "menu", role: "menu", "aria-label": label, "data-testid": "popup" }, rows);
  const items = () => [...box.querySelectorAll("[role=menuitem]")];
  const close = (giveBack) => {
    box.remove();
    anchor.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
    closeOpenMenu = () => {};
    if (giveBack) anchor.focus();
  };
  const done = (then) => {
    close(true);
    then();
  };
  const outside = (event) => {
    if (!box.contains(event.target) && !anchor.contains(event.target)) close(false);
  };
  box.addEventListener("keydown", (event) => {
    const all = items();
    const at = all.indexOf(document.activeElement);
    const go = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (go !== undefined) {
      event.preventDefault();
      all[(go + all.length) % all.length].focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      event.stopPropagation();
      close(true);
    }
  });
  document.body.append(box);
  const spot = anchor.getBoundingClientRect();
  const left = Math.max(8, Math.min(spot.right - box.offsetWidth, innerWidth - box.offsetWidth - 8));
  const below = spot.bottom + 6 + box.offsetHeight < innerHeight;
  box.style.left = `${spot.left + box.offsetWidth < innerWidth - 8 ? Math.max(8, spot.left) : left}px`;
  box.style.top = `${below ? spot.bottom + 6 : Math.max(8, spot.top - 6 - box.offsetHeight)}px`;
  anchor.setAttribute("aria-expanded", "true");
  document.addEventListener("pointerdown", outside, true);
  closeOpenMenu = () => close(false);
  items()[0]?.focus();
}
