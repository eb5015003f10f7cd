// Where a person types: grows with the words, completes commands, people and channels.

import { face } from "./cards.js";
import { h, icon } from "./dom.js";
import { findPeople } from "./forms.js";
import { menu, Suggestions } from "./pick.js";
import { known } from "./wire.js";

// `send(text)` answers true when the words were taken; `choose(shortcut)` is called for an entry of the plus menu.
export function composer({ testid, send, choose }) {
  const field = h("textarea", { class: "composer-field", rows: "1", "data-testid": testid });
  const button = h(
    "button",
    { class: "send", type: "submit", "aria-label": "Send", "data-testid": testid === "composer" ? "send" : "thread-send", disabled: true },
    icon("send"),
  );
  const plus = h(
    "button",
    {
      class: "icon-button",
      type: "button",
      "aria-label": "Commands and shortcuts",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "data-testid": testid === "composer" ? "shortcuts" : "thread-shortcuts",
    },
    icon("plus"),
  );
  const suggestions = new Suggestions(field, "Suggestions", (option) => {
    const { start, end } = token(field);
    const before = field.value.slice(0, start);
    field.value = `${before}${option.insert}${field.value.slice(end)}`;
    field.selectionStart = field.selectionEnd = before.length + option.insert.length;
    grow();
  });
  const form = h("form", { class: "composer", "aria-label": "Write a message" }, suggestions.list, h("div", { class: "composer-box" }, plus, field, button));

  function grow() {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, 180)}px`;
    button.disabled = !field.value.trim();
  }

  field.addEventListener("input", () => {
    grow();
    const options = suggest(token(field));
    if (options.length) suggestions.show(options);
    else suggestions.hide();
  });
  field.addEventListener("blur", () => suggestions.hide());
  field.addEventListener("keydown", (event) => {
    const whole = suggestions.isOpen && suggestions.options[suggestions.at]?.insert.trim() === field.value.trim();
    if (event.key === "Enter" && whole) suggestions.hide();
    if (suggestions.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const words = field.value;
    if (!words.trim() || form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    suggestions.hide();
    field.value = "";
    grow();
    const taken = await send(words.trim());
    form.removeAttribute("aria-busy");
    if (!taken && !field.value) {
      field.value = words;
      grow();
    }
  });
  plus.addEventListener("click", () => {
    const global = known.shortcuts
      .filter((it) => !it.on_message)
      .map((it) => ({ label: it.label, detail: it.about, icon: "spark", testid: `shortcut-${it.name}`, act: () => choose(it) }));
    const typed = known.commands.map((it) => ({
      label: `/${it.words}`,
      detail: it.about,
      icon: "edit",
      act: () => api.fill(`/${it.words}${it.usage ? " " : ""}`),
    }));
    menu(plus, "Commands and shortcuts", [...global, ...(global.length && typed.length ? [{ rule: true }] : []), ...typed]);
  });

  const api = {
    element: form,
    name(placeholder) {
      field.placeholder = placeholder;
      field.setAttribute("aria-label", placeholder);
    },
    fill(words) {
      field.value = words;
      grow();
      field.focus();
      field.selectionStart = field.selectionEnd = words.length;
    },
    focus: () => field.focus(),
    clear() {
      field.value = "";
      grow();
      suggestions.hide();
    },
    forbid(reason) {
      field.disabled = plus.disabled = Boolean(reason);
      if (reason) api.name(reason);
    },
  };
  return api;
}

// The command, name or channel the caret stands in.
function token(field) {
  const end = field.selectionStart;
  const before = field.value.slice(0, end);
  if (/^\/[\w -]*$/.test(before)) return { kind: "/", text: before.slice(1), start: 0, end };
  const found = /(?:^|[\s(])([@#])([^\s@#][^@#\n]{0,29})?$/.exec(before);
  if (!found) return { kind: "", text: "", start: end, end };
  const text = found[2] ?? "";
  return { kind: found[1], text, start: end - text.length - 1, end };
}

function suggest({ kind, text }) {
  if (kind === "/") {
    const wanted = text.toLowerCase();
    return known.commands
      .filter((it) => it.words.startsWith(wanted))
      .map((it) => ({
        label: `/${it.words}${it.usage ? ` ${it.usage}` : ""}`,
        detail: it.about,
        insert: `/${it.words} `,
        testid: `command-${it.words}`,
      }));
  }
  if (kind === "@" && !/\s\S*\s/.test(text)) {
    const bot = "lyceum".startsWith(text.toLowerCase()) ? [{ key: "lyceum", name: "Lyceum", title: "The bot", department: "" }] : [];
    const people = findPeople(
      text,
      known.people.filter((it) => it.standing !== "gone" && it.standing !== "bot"),
    );
    return [...bot, ...people].slice(0, 8).map((it) => ({ label: it.name, detail: it.title, insert: `@${it.name} `, picture: face(it.key, "small") }));
  }
  if (kind === "#" && !/\s/.test(text)) {
    return known.channels
      .filter((it) => it.name.includes(text.toLowerCase()))
      .map((it) => ({ label: `#${it.name}`, detail: it.topic, insert: `#${it.name} ` }));
  }
  return [];
}
