// A form of the bot, as a dialog. It stays open until it was sent without errors, or is closed.

import { face, spans } from "./cards.js";
import { announce, freshId, h, icon } from "./dom.js";
import { chooser } from "./pick.js";
import { act, known } from "./wire.js";

// `place` is where the person is; `take(receipt)` gets whatever the submission is answered with, but for errors.
export function openForm(form, place, take) {
  const fields = form.fields.map(draw);
  const title = freshId("title");
  const trouble = h("p", { class: "form-trouble", role: "alert" });
  const send = h("button", { class: "button primary", type: "submit", "data-testid": "form-submit" }, form.submit);
  const body = h(
    "form",
    { novalidate: true },
    h(
      "div",
      { class: "dialog-head" },
      h("h2", { id: title }, form.title),
      h(
        "button",
        { class: "icon-button", type: "button", "aria-label": "Close this form", "data-testid": "form-close", onclick: () => dialog.close() },
        icon("close"),
      ),
    ),
    h(
      "div",
      { class: "dialog-body" },
      form.intro && h("p", { class: "form-intro" }, spans(form.intro)),
      fields.map((it) => it.element),
      trouble,
    ),
    h("div", { class: "dialog-buttons" }, h("button", { class: "button", type: "button", onclick: () => dialog.close() }, "Cancel"), send),
  );
  const dialog = h("dialog", { class: "dialog", "aria-labelledby": title, "data-testid": "form" }, body);

  body.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (send.getAttribute("aria-busy") === "true") return;
    trouble.textContent = "";
    const errors = fields.flatMap((it) => it.check());
    if (errors.length) return show(errors);
    send.setAttribute("aria-busy", "true");
    const values = Object.fromEntries(fields.map((it) => [it.name, it.values()]));
    const receipt = await act({ submit: { form: form.name, context: form.context, values, place } });
    send.removeAttribute("aria-busy");
    if (!receipt) return;
    if (receipt.receipt === "errors") return show(receipt.errors);
    dialog.close();
    take(receipt);
  });

  function show(errors) {
    for (const it of fields) it.refuse(errors.find((error) => error.field === it.name)?.message ?? "");
    const strays = errors.filter((error) => !fields.some((it) => it.name === error.field));
    trouble.textContent = strays.map((error) => error.message).join(" ");
    announce(errors.length === 1 ? "One field needs another look." : `${errors.length} fields need another look.`);
    fields.find((it) => errors.some((error) => error.field === it.name))?.focus();
  }

  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  fields[0]?.focus();
}

function draw(field) {
  const id = freshId("field");
  const hint = field.hint && h("p", { class: "field-hint", id: `${id}-hint` }, field.hint);
  const error = h("p", { class: "field-error", id: `${id}-error`, hidden: true });
  const describedby = [hint && `${id}-hint`, `${id}-error`].filter(Boolean).join(" ");
  const inner = input(field, id, describedby);
  const words = [field.label, field.optional && h("span", { class: "field-optional" }, " (optional)")];
  const element = inner.isGroup
    ? h("fieldset", { class: "field", "data-field": field.name, "aria-describedby": describedby }, h("legend", {}, words), inner.element, hint, error)
    : h("div", { class: "field", "data-field": field.name }, h("label", { for: id }, words), inner.element, hint, error);
  return {
    element,
    name: field.name,
    values: inner.values,
    focus: () => (inner.field ?? element.querySelector("input, select, textarea")).focus(),
    check: () => (field.optional || inner.values().some((value) => value.trim()) ? [] : [{ field: field.name, message: "Please fill this in." }]),
    refuse: (message) => {
      error.textContent = message;
      error.hidden = !message;
      (inner.field ?? element).setAttribute("aria-invalid", String(Boolean(message)));
    },
  };
}

function input(field, id, describedby) {
  const it = field.input;
  const shared = { id, "aria-describedby": describedby, "data-testid": `pick-${field.name}`, "aria-required": String(!field.optional) };
  const plain = (element) => ({ element, field: element, values: () => (element.value.trim() ? [element.value] : []) });
  switch (it.kind) {
    case "line":
      return plain(h("input", { class: "input", type: "text", maxlength: it.most, value: it.value, ...shared }));
    case "paragraph":
      return plain(h("textarea", { class: "input", rows: "4", maxlength: it.most, value: it.value, ...shared }));
    case "number":
      return plain(
        h("input", { class: "input", type: "number", inputmode: "numeric", min: it.least, max: it.most, step: "1", value: it.value ?? "", ...shared }),
      );
    case "day":
      return plain(h("input", { class: "input", type: "date", value: it.value ?? "", ...shared }));
    case "choice":
      return plain(select(it, field, shared));
    case "choices":
      return ticks(it.options, it.values);
    case "person":
      return people(field, shared, false, it.value ? [it.value] : []);
    case "people":
      return people(field, shared, true, it.values);
    case "channel": {
      const options = known.channels.map((channel) => ({ label: `#${channel.name}`, value: channel.id }));
      return plain(select({ options, value: it.value }, field, shared));
    }
  }
}

function select(it, field, shared) {
  return h(
    "select",
    { class: "input", ...shared },
    (field.optional || !it.value) && h("option", { value: "" }, field.optional ? "None" : "Choose one"),
    it.options.map((option) => h("option", { value: option.value, selected: option.value === it.value }, option.label)),
  );
}

function ticks(options, chosen) {
  const group = freshId("ticks");
  const rows = options.map((option) =>
    h(
      "label",
      { class: "tick" },
      h("input", { type: "checkbox", name: group, value: option.value, checked: chosen.includes(option.value), "data-testid": `option-${option.value}` }),
      h("span", {}, option.label),
    ),
  );
  const element = h("div", { class: "ticks" }, rows);
  return { element, isGroup: true, values: () => [...element.querySelectorAll("input:checked")].map((it) => it.value) };
}

function people(field, shared, several, chosen) {
  const option = (it) => ({ value: it.key, label: it.name, detail: `${it.title} · ${it.department}`, picture: face(it.key, "small") });
  const find = async (text) => findPeople(text).map(option);
  const start = chosen
    .map((key) => known.people.find((it) => it.key === key))
    .filter(Boolean)
    .map(option);
  return chooser({ id: shared.id, describedby: shared["aria-describedby"], label: field.label, several, chosen: start, find, testid: shared["data-testid"] });
}

// People whose name, title or department has every word.
export function findPeople(text, all = known.people) {
  const bare = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const wanted = bare(text).split(/\s+/).filter(Boolean);
  return all.filter((it) => {
    const words = bare(`${it.name} ${it.key} ${it.title} ${it.department}`);
    return wanted.every((word) => words.includes(word));
  });
}
