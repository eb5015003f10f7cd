// Forms and other dialogs: one <dialog>, focus kept within by the browser and given back at the end.

import { $, avatar, h } from "./dom.js";
import { spans } from "./cards.js";

const dialog = $("dialog");
let back = null;

export function show(title, content, label = title) {
  if (!dialog.open) back = document.activeElement;
  dialog.replaceChildren(...[content].flat());
  dialog.setAttribute("aria-label", label);
  dialog.dataset.testid = "form";
  if (!dialog.open) dialog.showModal();
}

export function close() {
  if (dialog.open) dialog.close();
}

dialog.addEventListener("close", () => {
  dialog.replaceChildren();
  if (back?.isConnected) back.focus();
  back = null;
});

const head = (title) => h("header", {}, h("h2", {}, title),
  h("button.quiet", { type: "button", "aria-label": "Close", onclick: close }, "✕"));

// A question with two answers; resolves to whether it was a yes.
export function confirm(it, danger) {
  return new Promise((resolve) => {
    let yes = false;
    show(it.question, h("form", { method: "dialog", onsubmit: () => { yes = true; } }, head(it.question),
      h("div.body", {}, h("p", {}, it.detail)),
      h("footer", {}, h("button.button", { type: "button", onclick: close }, it.no),
        h(danger ? "button.button.danger" : "button.button.primary", { "data-testid": "confirm-yes" }, it.yes))));
    dialog.addEventListener("close", () => resolve(yes), { once: true });
  });
}

let counter = 0;

// A field whose value is looked up while one types: people, or whatever `look` finds.
function combo(id, picked, many, look, label) {
  const values = [...picked];
  const chips = h("div.picked");
  const list = h("ul.list", { role: "listbox", id: `${id}-list`, hidden: true, "aria-label": label });
  let found = [];
  let on = -1;
  const input = h("input", {
    id, type: "text", role: "combobox", autocomplete: "off", "aria-controls": `${id}-list`, "aria-expanded": "false", "aria-autocomplete": "list",
    placeholder: "Type a name …", "data-testid": `pick-${label}`,
  });
  const draw = () => {
    chips.replaceChildren(...values.map((value) => h("button", {
      type: "button", "aria-label": `Remove ${value.label}`, onclick: () => { values.splice(values.indexOf(value), 1); draw(); input.focus(); },
    }, `${value.label} ✕`)));
    chips.hidden = !values.length;
  };
  const take = (value) => {
    if (!many) values.length = 0;
    if (!values.some((each) => each.value === value.value)) values.push(value);
    input.value = "";
    shut();
    draw();
  };
  const shut = () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); on = -1; };
  const mark = () => [...list.children].forEach((row, at) => {
    row.setAttribute("aria-selected", String(at === on));
    if (at === on) { input.setAttribute("aria-activedescendant", row.id); row.scrollIntoView({ block: "nearest" }); }
  });
  const open = async () => {
    found = await look(input.value.trim());
    list.replaceChildren(...found.map((value, at) => h("li", {
      role: "option", id: `${id}-${at}`, "aria-selected": "false", "data-testid": `option-${value.value}`,
      onpointerdown: (event) => { event.preventDefault(); take(value); },
    }, value.face ? avatar(value.face, true) : null, h("span", {}, value.label), value.more ? h("small", {}, value.more) : null)));
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(!!found.length));
    on = found.length ? 0 : -1;
    mark();
  };
  input.oninput = open;
  input.onfocus = open;
  input.onblur = shut;
  input.onkeydown = (event) => {
    if (event.key === "ArrowDown" && found.length) { event.preventDefault(); on = (on + 1) % found.length; mark(); }
    else if (event.key === "ArrowUp" && found.length) { event.preventDefault(); on = (on + found.length - 1) % found.length; mark(); }
    else if (event.key === "Enter" && !list.hidden && on >= 0) { event.preventDefault(); take(found[on]); }
    else if (event.key === "Escape" && !list.hidden) { event.preventDefault(); event.stopPropagation(); shut(); }
  };
  draw();
  return { element: h("div.combo", {}, chips, input, list), input, read: () => values.map((value) => value.value) };
}

function control(field, id, at) {
  const it = field.input;
  const person = (key) => { const who = at.people.find((each) => each.key === key); return who && { value: key, label: who.name, face: who.name }; };
  const people = async (typed) => at.people
    .filter((each) => ["member", "guest"].includes(each.standing) && (each.name + " " + each.title).toLowerCase().includes(typed.toLowerCase()))
    .slice(0, 8).map((each) => ({ value: each.key, label: each.name, more: each.title, face: each.name }));
  const simple = (element) => ({ element, input: element, read: () => (element.value.trim() ? [element.value] : []) });
  switch (it.kind) {
    case "line": return simple(h("input", { id, type: "text", value: it.value, maxLength: it.most }));
    case "paragraph": return simple(h("textarea", { id, value: it.value, maxLength: it.most, rows: 4 }));
    case "number": return simple(h("input", { id, type: "number", value: it.value ?? "", min: it.least, max: it.most, step: 1 }));
    case "day": return simple(h("input", { id, type: "date", value: it.value ?? "" }));
    case "choice": {
      const select = h("select", { id }, h("option", { value: "" }, "Choose …"), it.options.map((each) => h("option", { value: each.value }, each.label)));
      select.value = it.value ?? "";
      return simple(select);
    }
    case "channel": {
      const select = h("select", { id }, h("option", { value: "" }, "Choose a channel …"), at.channels.map((each) => h("option", { value: each.id }, "#" + each.name)));
      select.value = it.value ?? "";
      return simple(select);
    }
    case "choices": {
      const boxes = it.options.map((each) => h("input", { type: "checkbox", value: each.value, checked: it.values.includes(each.value) }));
      const element = h("fieldset", { id }, h("legend", {}, field.label),
        boxes.map((box, place) => h("label.option", {}, box, it.options[place].label)));
      return { element, input: boxes[0], own: true, read: () => boxes.filter((box) => box.checked).map((box) => box.value) };
    }
    case "person": return combo(id, [person(it.value)].filter(Boolean), false, people, field.name);
    case "people": return combo(id, it.values.map(person).filter(Boolean), true, people, field.name);
    case "typeahead": return combo(id, [it.value].filter(Boolean), false, (typed) => at.suggest(it.name, typed), field.name);
    default: return simple(h("input", { id, type: "text" }));
  }
}

// Opens a form. `send(values)` resolves to a receipt; errors are shown at their fields and the form stays.
export function form(it, at, send) {
  const fields = it.fields.map((field) => {
    const id = `field-${++counter}`;
    const made = control(field, id, at);
    const error = h("span.error", { id: `${id}-error`, hidden: true });
    const hint = field.hint ? h("small", { id: `${id}-hint` }, field.hint) : null;
    const described = [hint && `${id}-hint`, `${id}-error`].filter(Boolean).join(" ");
    made.input?.setAttribute("aria-describedby", described);
    if (!field.optional && !made.own) made.input?.setAttribute("aria-required", "true");
    const label = made.own ? null : h("label", { htmlFor: id }, field.label, field.optional ? h("span.optional", {}, " (optional)") : null);
    return { name: field.name, ...made, error, element: h("div.field", { "data-field": field.name }, label, made.element, hint, error) };
  });
  const submit = h("button.button.primary", { "data-testid": "form-submit" }, it.submit);
  const sending = async (event) => {
    event.preventDefault();
    submit.disabled = true;
    const values = Object.fromEntries(fields.map((field) => [field.name, field.read()]));
    const receipt = await send(values).catch((problem) => { at.fail(problem); return null; });
    submit.disabled = false;
    for (const field of fields) {
      const wrong = receipt?.errors?.find((each) => each.field === field.name);
      field.error.hidden = !wrong;
      field.error.textContent = wrong?.message ?? "";
      if (wrong) field.input?.setAttribute("aria-invalid", "true"); else field.input?.removeAttribute("aria-invalid");
    }
    const first = fields.find((field) => !field.error.hidden);
    if (first) first.input?.focus();
    else if (receipt && receipt.receipt !== "open") close();
  };
  show(it.title, h("form", { onsubmit: sending, noValidate: true }, head(it.title),
    h("div.body", {}, it.intro ? h("p", {}, spans(it.intro, at)) : null, fields.map((field) => field.element)),
    h("footer", {}, h("button.button", { type: "button", onclick: close }, "Cancel"), submit)));
  fields[0]?.input?.focus();
}

// Chooses who one is.
export function people(state, choose) {
  const list = h("div.people");
  const draw = (typed) => list.replaceChildren(...state.people
    .filter((each) => each.standing !== "bot" && (each.name + " " + each.title + " " + each.department).toLowerCase().includes(typed.toLowerCase()))
    .map((each) => h("button", {
      type: "button", "data-testid": `person-option-${each.key}`, "aria-current": String(each.key === state.me),
      onclick: () => { close(); choose(each.key); },
    }, avatar(each.name, true), h("span.who", {}, h("span", {}, each.name, each.lead ? h("span.star", {}, "lead") : null,
      ["guest", "stranger", "gone"].includes(each.standing) ? h("span.star", {}, { guest: "guest", stranger: "from outside", gone: "has left" }[each.standing]) : null),
      h("small", {}, `${each.title}, ${each.department}`)), h("span.local", {}, each.local))));
  const search = h("input.search", { type: "search", "aria-label": "Find a person", placeholder: "Find a person …", "data-testid": "person-search", oninput: (event) => draw(event.target.value) });
  draw("");
  show("You are", h("form", { method: "dialog", onsubmit: (event) => { event.preventDefault(); list.querySelector("button")?.click(); } },
    head("You are …"), h("div.body", {}, search, list)));
  search.focus();
}
