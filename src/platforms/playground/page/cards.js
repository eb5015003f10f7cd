// Cards and words, drawn from the server's JSON.

import { h } from "./dom.js";

const clock = (ms, zone) => new Intl.DateTimeFormat(undefined, {
  weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hour12: false, timeZone: zone,
}).format(ms);

export const moment = (ms, zone, now) => {
  const age = now - ms;
  if (age > 6 * 864e5) {
    return new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", year: age > 300 * 864e5 ? "numeric" : undefined, timeZone: zone }).format(ms);
  }
  return clock(ms, zone);
};

function safe(url) {
  try { const parsed = new URL(url); return ["http:", "https:"].includes(parsed.protocol) ? parsed.href : null; }
  catch { return null; }
}

function link(label, url) {
  const href = safe(url);
  return href ? h("a", { href, target: "_blank", rel: "noreferrer noopener" }, label) : label;
}

function span(it, at) {
  if ("plain" in it) return it.plain;
  if ("strong" in it) return h("strong", {}, it.strong);
  if ("code" in it) return h("code", {}, it.code);
  if ("person" in it) return h(it.me ? "span.mention.me" : "span.mention", {}, "@" + it.person);
  if ("channel" in it) return h("button.link", { type: "button", onclick: () => at.go(it.channel) }, "#" + it.name);
  if ("name" in it) return h("strong", {}, it.name);
  if ("link" in it) return link(it.link, it.url);
  if ("moment" in it) return h("time", { dateTime: new Date(it.moment).toISOString() }, moment(it.moment, at.zone, at.now));
  return "";
}

export const spans = (list, at) => list.map((it) => span(it, at));

export function inline(list, at) {
  return list.map((it) => {
    if ("plain" in it) return it.plain;
    if ("person" in it) return h(it.person === at.me ? "span.mention.me" : "span.mention", {}, "@" + it.name);
    if ("channel" in it) return h("button.link", { type: "button", onclick: () => at.go(it.channel) }, "#" + it.name);
    if ("link" in it) return link(it.link, it.link);
    return "";
  });
}

function button(it, at) {
  return h(`button.button.${it.look}`, {
    type: "button", "data-action": it.action, "data-value": it.value,
    onclick: (event) => at.press(it, event.currentTarget),
  }, it.label);
}

function part(it, at) {
  switch (it.kind) {
    case "heading": return h("h3", {}, it.text);
    case "text": return h("p.words", {}, spans(it.spans, at));
    case "quote": return h("blockquote", {}, spans(it.spans, at));
    case "item": return h("div.item", {}, h("div.words", {}, spans(it.spans, at)), button(it.button, at));
    case "fields": return h("dl", {}, it.fields.flatMap((field) => [h("dt", {}, field.name), h("dd", {}, spans(field.spans, at))]));
    case "note": return h("p.note", {}, spans(it.spans, at));
    case "rule": return h("hr");
    case "buttons": return h("div.buttons", {}, it.buttons.map((each) => button(each, at)));
    default: return null;
  }
}

// `at` says who looks and what can be done: me, zone, now, go(place), press(button, element).
export function card(it, at) {
  const short = it.parts.length === 1 && it.parts[0].kind === "text";
  return h(short ? "div.card.plain" : "div.card", {}, it.parts.map((each) => part(each, at)));
}
