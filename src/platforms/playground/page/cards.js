// Draws a card, and the words people typed.

import { avatar, freshId, h } from "./dom.js";
import { known, person, stated, whole } from "./wire.js";

// `press(button, element)` is called when a button is pressed and its question, if any, was answered with yes.
export function card(it, press) {
  const parts = it.parts.length ? it.parts : [{ kind: "text", spans: [{ plain: it.summary }] }];
  return h(
    "div",
    { class: "card", "data-testid": "card" },
    parts.map((part) => draw(part, press)),
  );
}

function draw(part, press) {
  switch (part.kind) {
    case "heading":
      return h("h3", { class: "card-heading" }, part.text);
    case "text":
      return h("p", { class: "card-text words" }, spans(part.spans));
    case "quote":
      return h("blockquote", { class: "card-quote" }, spans(part.spans));
    case "item":
      return h("div", { class: "card-item" }, h("p", { class: "words" }, spans(part.spans)), button(part.button, press));
    case "fields":
      return h(
        "dl",
        { class: "card-fields" },
        part.fields.map((it) => h("div", {}, h("dt", {}, it.name), h("dd", {}, spans(it.spans)))),
      );
    case "note":
      return h("p", { class: "card-note" }, spans(part.spans));
    case "rule":
      return h("hr");
    case "buttons":
      return h(
        "div",
        { class: "card-buttons" },
        part.buttons.map((it) => button(it, press)),
      );
    default:
      return null;
  }
}

function button(it, press) {
  const element = h("button", { class: `button ${it.look}`, type: "button", "data-action": it.action, "data-value": it.value }, it.label);
  element.addEventListener("click", async () => {
    if (element.getAttribute("aria-busy") === "true") return;
    if (it.confirm && !(await ask(it.confirm, it.look))) return;
    element.setAttribute("aria-busy", "true");
    try {
      await press(it, element);
    } finally {
      element.removeAttribute("aria-busy");
    }
  });
  return element;
}

export function spans(list) {
  return list.map((span) => {
    if ("plain" in span) return span.plain;
    if ("strong" in span) return h("strong", {}, span.strong);
    if ("code" in span) return h("code", {}, span.code);
    if ("person" in span) return h("span", { class: span.me ? "mention me" : "mention" }, `@${span.person}`);
    if ("channel" in span) return channel(span.channel, span.name);
    if ("link" in span) return link(span.link, span.url);
    if ("moment" in span) return h("time", { datetime: new Date(span.moment).toISOString(), title: whole(span.moment) }, stated(span.moment));
    if ("name" in span) return h("strong", { class: "name" }, span.name);
    return "";
  });
}

// What somebody typed: pieces between backticks stand out as code, the rest stays as it is.
export function words(list) {
  return list.map((piece) => {
    if ("person" in piece) return h("span", { class: piece.person === known.me ? "mention me" : "mention" }, `@${piece.name}`);
    if ("channel" in piece) return channel(piece.channel, piece.name);
    if ("link" in piece) return link(piece.link, piece.link);
    return piece.plain.split(/(```[\s\S]+?```|`[^`\n]+`)/).map((words, number) => {
      if (number % 2 === 0) return words;
      return words.startsWith("```") ? h("pre", {}, words.slice(3, -3).replace(/^\n|\n$/g, "")) : h("code", {}, words.slice(1, -1));
    });
  });
}

function channel(id, name) {
  return h("a", { class: "mention", href: `#${new URLSearchParams({ as: known.me, place: id })}` }, `#${name}`);
}

function link(label, url) {
  if (!/^https?:\/\//i.test(url)) return label;
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label);
}

// A plain line that says what a message says, for a screen reader.
export function summary(message) {
  if (message.card) return message.card.summary;
  return (message.text ?? []).map((piece) => piece.plain ?? piece.link ?? (piece.person ? `@${piece.name}` : `#${piece.name}`)).join("");
}

// A question with two answers.
export function ask(question, look = "primary") {
  return new Promise((answered) => {
    const title = freshId("question");
    const detail = freshId("detail");
    const dialog = h(
      "dialog",
      { class: "dialog small", "aria-labelledby": title, "aria-describedby": detail, "data-testid": "confirm" },
      h(
        "form",
        { method: "dialog" },
        h("h2", { id: title }, question.question),
        h("p", { id: detail }, question.detail),
        h(
          "div",
          { class: "dialog-buttons" },
          h("button", { class: "button", value: "no", "data-testid": "confirm-no" }, question.no),
          h("button", { class: `button ${look === "danger" ? "danger" : "primary"}`, value: "yes", "data-testid": "confirm-yes" }, question.yes),
        ),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      answered(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

export function face(key, size) {
  return avatar(key, person(key).name, size);
}
