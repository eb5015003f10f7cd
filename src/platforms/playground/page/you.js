// "You are": choosing which person of the company one is.

import { face } from "./cards.js";
import { freshId, h, icon } from "./dom.js";
import { findPeople } from "./forms.js";
import { Suggestions } from "./pick.js";
import { hour, known, now, zoneCity } from "./wire.js";

const STANDINGS = { guest: "Guest", stranger: "From outside", gone: "Has left", bot: "Bot" };

export function drawYou(button, person) {
  button.setAttribute("aria-label", `You are ${person.name}, ${person.title}. Be somebody else`);
  button.replaceChildren(
    face(person.key),
    h(
      "span",
      { class: "you-words" },
      h("span", { class: "you-label" }, "You are"),
      h("span", { class: "you-name" }, person.name),
      h("span", { class: "you-detail" }, `${person.title}${person.lead ? " · lead" : ""}`),
    ),
    icon("down"),
  );
}

// `become(key)` is called with whom was chosen.
export function choosePerson(become) {
  const title = freshId("title");
  const field = h("input", {
    class: "input",
    type: "text",
    "aria-labelledby": title,
    placeholder: "A name, a job, a department",
    "data-testid": "person-search",
  });
  const suggestions = new Suggestions(field, "People", (option) => {
    dialog.close();
    become(option.value);
  });
  const show = () => {
    const everybody = known.people.filter((it) => it.standing !== "bot").sort((a, b) => a.name.localeCompare(b.name));
    const people = findPeople(field.value, everybody);
    suggestions.show(
      people.map((it) => ({
        value: it.key,
        label: it.name,
        tabbed: true,
        testid: `person-option-${it.key}`,
        picture: face(it.key),
        detail: `${it.title} · ${zoneCity(it.time_zone)}, ${hour(now(), it.time_zone)}`,
        mark: h(
          "span",
          { class: "suggestion-marks" },
          it.key === known.me && icon("check"),
          it.lead && h("span", { class: "tag lead" }, "Lead"),
          STANDINGS[it.standing] && h("span", { class: "tag" }, STANDINGS[it.standing]),
        ),
      })),
      "Nobody is called that",
    );
    suggestions.at = Math.max(0, field.value ? 0 : people.findIndex((it) => it.key === known.me));
    suggestions.mark();
  };
  const dialog = h(
    "dialog",
    { class: "dialog people", "aria-labelledby": title, "data-testid": "people" },
    h(
      "div",
      { class: "dialog-head" },
      h("h2", { id: title }, "Who do you want to be?"),
      h("button", { class: "icon-button", type: "button", "aria-label": "Close", onclick: () => dialog.close() }, icon("close")),
    ),
    h("div", { class: "people-search" }, icon("search"), field),
    h("div", { class: "people-list" }, suggestions.list),
  );
  field.addEventListener("input", show);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape" || event.key === "Tab") return;
    suggestions.key(event);
  });
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
  field.focus();
  show();
}
