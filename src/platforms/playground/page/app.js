// The page: who one is, where one is, what happens meanwhile.
//
// Names the tests rely on (data-testid): you-are, person-search, person-option-KEY, home, direct, channel-NAME, menu
// (the side, on a phone), theme, clock, clock-hour, clock-day, clock-monday, composer, send, shortcuts (its plus menu),
// thread-composer, thread-send, thread-close, messages, message (with data-message-id and data-author; class `only` when
// one person sees it), open-thread, reply-in-thread, more (on a message), popup (an open menu), shortcut-NAME,
// react-EMOJI, menu-edit, menu-delete, thread, home-page, form, pick-FIELD, option-VALUE, form-submit, form-close,
// confirm-yes, confirm-no, hint, toast. Buttons of cards have data-action and data-value, fields data-field.
// <body> has data-busy while time passes.

import { card } from "./cards.js";
import { composer } from "./composer.js";
import { announce, avatar, by, h, icon, logo, toast } from "./dom.js";
import { openForm } from "./forms.js";
import { drawPlaces } from "./places.js";
import { Conversation, canSpeak } from "./talk.js";
import { act, day, get, hour, known, learn, me, now, placeName, post, Refused, setClock } from "./wire.js";
import { choosePerson, drawYou } from "./you.js";

const TRY = "/ask-expert how do I roll back a migration?";
const keep = {
  get: (name) => {
    try {
      return localStorage.getItem(`lyceum.${name}`);
    } catch {
      return null;
    }
  },
  set: (name, value) => {
    try {
      localStorage.setItem(`lyceum.${name}`, value);
    } catch {
      /* Private windows keep nothing. */
    }
  },
};
const at = { place: null, thread: null, isHome: false };
let stream = null;
let cameFrom = null;

const desk = {
  openThread(place, thread) {
    cameFrom = document.activeElement?.closest(".message")?.dataset.messageId ?? thread;
    go({ place, thread });
  },
  take(receipt, place) {
    if (receipt.receipt === "open") openForm(receipt.form, place, (next) => desk.take(next, place));
    if (receipt.receipt === "show") show(receipt.card);
  },
  empty(place) {
    if (place === known.direct.id) {
      return h(
        "div",
        { class: "empty" },
        avatar("lyceum", "Lyceum", "large"),
        h("h2", {}, "This is between you and Lyceum"),
        h("p", {}, "Ask it anything you would ask a colleague. It finds out who knows."),
        example(),
      );
    }
    return h(
      "div",
      { class: "empty" },
      h("h2", {}, "Nothing has been said here yet"),
      h("p", {}, "Be the first: ask a question, and Lyceum finds who can help."),
      example(),
    );
  },
};

const main = new Conversation(desk, false);
const below = new Conversation(desk, true);
const write = composer({ testid: "composer", send: (text) => say(text, null), choose });
const answer = composer({ testid: "thread-composer", send: (text) => say(text, at.thread), choose });

async function say(text, thread) {
  const receipt = await act({ say: { place: at.place, thread, text } });
  if (receipt) desk.take(receipt, at.place);
  return Boolean(receipt);
}

async function choose(shortcut) {
  const place = at.isHome ? null : at.place;
  const receipt = await act({ shortcut: { name: shortcut.name, place, message: null } });
  if (receipt) desk.take(receipt, place);
}

function show(it) {
  const dialog = h(
    "dialog",
    { class: "dialog", "aria-label": it.summary },
    h(
      "div",
      { class: "dialog-body" },
      card(it, () => {}),
    ),
    h("div", { class: "dialog-buttons" }, h("button", { class: "button", type: "button", onclick: () => dialog.close() }, "Close")),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

// Where one is stands in the address, so that Back works and a place can be opened again.
function go({ place = null, thread = null, home = false, as = known.me }) {
  const words = new URLSearchParams({ as, ...(home ? { home: "1" } : { place: place ?? "" }), ...(thread ? { thread } : {}) });
  if (location.hash === `#${words}`) return arrive();
  location.hash = words;
  return undefined;
}

async function arrive() {
  const wanted = new URLSearchParams(location.hash.slice(1));
  side(false);
  try {
    const key = wanted.get("as") || known.me || keep.get("me");
    if (!known.me || key !== known.me) await become(key);
    const isHome = wanted.has("home");
    const isOpen = (id) => [known.direct, ...known.groups, ...known.channels].some((it) => it.id === id);
    const start = known.channels.find((it) => it.name === "platform") ?? known.channels[0];
    const place = isHome ? null : [wanted.get("place"), start?.id, known.direct.id].find(isOpen);
    if (isHome) await openHome();
    else if (at.place !== place || at.isHome) await openPlace(place);
    await openThread(!isHome && place === wanted.get("place") ? wanted.get("thread") : null);
    if (!isHome && !at.thread && matchMedia("(hover: hover)").matches && document.activeElement === document.body) write.focus();
  } catch (problem) {
    if (!(problem instanceof Refused)) throw problem;
    toast(problem.message);
    if (at.thread) go({ place: at.place });
  }
}

async function become(key) {
  const state = await get("state", key ? { as: key } : {}).catch((problem) => {
    // The person this browser was last may not be in today's company.
    if (!key || problem.status !== 404) throw problem;
    return get("state", {});
  });
  learn(state);
  keep.set("me", known.me);
  Object.assign(at, { place: null, thread: null, isHome: false });
  by("company").textContent = known.company;
  drawYou(by("you"), me());
  drawPlaces(at);
  drawClock();
  listen();
}

function listen() {
  stream?.close();
  const mine = new EventSource(`/playground/stream?${new URLSearchParams({ as: known.me })}`);
  stream = mine;
  const hear = (name, then) =>
    mine.addEventListener(name, (event) => {
      if (stream === mine) then(JSON.parse(event.data));
    });
  mine.onopen = () => {
    by("offline").hidden = true;
  };
  mine.onerror = () => {
    by("offline").hidden = false;
  };
  hear("message", ({ message }) => {
    main.put(message);
    if (at.thread) below.put(message);
  });
  hear("gone", ({ place, id }) => {
    main.drop(place, id);
    below.drop(place, id);
    if (id === at.thread) go({ place: at.place });
  });
  hear("home", () => {
    if (at.isHome) drawHome();
  });
  hear("clock", ({ now: time }) => strike(time));
  hear("unread", async ({ place, unread }) => {
    const isLooking = place === at.place && !document.hidden;
    const there = () => [known.direct, ...known.groups, ...known.channels].find((it) => it.id === place);
    // A conversation that was opened just now.
    if (!there()) learn(await get("state", { as: known.me }));
    const channel = there();
    if (channel) channel.unread = isLooking ? 0 : unread;
    if (isLooking && unread) looked(place);
    drawPlaces(at);
  });
  hear("reset", async () => {
    learn(await get("state", { as: known.me }));
    drawPlaces(at);
    drawClock();
    if (at.isHome) return drawHome();
    await main.load(at.place, null);
    if (at.thread) await below.load(at.place, at.thread);
    return undefined;
  });
}

function looked(place) {
  post("read", { as: known.me, place }).catch(() => {});
}

async function openPlace(place) {
  Object.assign(at, { place, isHome: false });
  const isDirect = place === known.direct.id;
  const group = known.groups.find((it) => it.id === place);
  const channel = known.channels.find((it) => it.id === place) ?? { ...group, private: true };
  const about = isDirect
    ? "Only you and the bot"
    : group
      ? `Only you, ${group.name} and the bot, which does not read what is said here`
      : [channel.topic, channel.shared && "people from outside can read here", channel.private && "only members can read here"].filter(Boolean).join(" · ");
  by("middle").setAttribute("aria-label", placeName(place));
  by("middle").replaceChildren(
    h(
      "div",
      { class: "head" },
      isDirect ? avatar("lyceum", "Lyceum") : h("span", { class: "head-sign" }, icon(channel.private ? "lock" : channel.shared ? "globe" : "hash")),
      h("div", { class: "head-words" }, h("h1", { "aria-label": placeName(place) }, isDirect ? "Lyceum" : channel.name), h("p", {}, about)),
    ),
    main.box,
    h("div", { class: "foot" }, hint(), write.element),
  );
  write.name(`Message ${isDirect ? "Lyceum" : placeName(place)}`);
  write.forbid(canSpeak() ? "" : "This person has left and can only look back");
  write.clear();
  for (const it of [known.direct, ...known.groups, ...known.channels]) if (it.id === place) it.unread = 0;
  drawPlaces(at);
  await main.load(place, null);
  looked(place);
}

function example() {
  return h("button", { class: "try", type: "button", onclick: () => write.fill(TRY) }, TRY);
}

function hint() {
  if (keep.get("hint") === "seen" || !canSpeak()) return null;
  const close = () => {
    keep.set("hint", "seen");
    box.remove();
    write.focus();
  };
  const box = h(
    "div",
    { class: "hint", "data-testid": "hint" },
    h("span", {}, "New here? Try"),
    example(),
    h("button", { class: "icon-button", type: "button", "aria-label": "Close this hint", onclick: close }, icon("close")),
  );
  return box;
}

async function openHome() {
  Object.assign(at, { place: null, isHome: true });
  by("middle").setAttribute("aria-label", "Home");
  by("middle").replaceChildren(
    h(
      "div",
      { class: "head" },
      h("span", { class: "head-sign" }, icon("home")),
      h("div", { class: "head-words" }, h("h1", {}, "Home"), h("p", {}, `What Lyceum has for ${me().name}`)),
    ),
    h("div", { class: "scroll" }, h("div", { class: "home-page", id: "home-page", "data-testid": "home-page" }, h("p", { class: "waiting" }, "One moment…"))),
  );
  drawPlaces(at);
  if (canSpeak()) await act({ home: true });
  await drawHome();
}

async function drawHome() {
  const { card: it } = await get("home", { as: known.me });
  const page = by("home-page");
  if (!page) return;
  const focused = page.contains(document.activeElement) ? document.activeElement.dataset.testid : null;
  page.replaceChildren(
    it
      ? card(it, async (button) => {
          const receipt = await act({ press: { place: null, message: null, handle: null, action: button.action, value: button.value } });
          if (receipt) desk.take(receipt, null);
        })
      : h("div", { class: "empty" }, h("h2", {}, "Nothing here yet"), h("p", {}, "Your home page appears a moment after you first open it.")),
  );
  if (focused) page.querySelector(`[data-testid="${CSS.escape(focused)}"]`)?.focus();
}

async function openThread(thread) {
  const panel = by("thread");
  if (!thread) {
    const wasOpen = at.thread;
    at.thread = null;
    panel.hidden = true;
    panel.replaceChildren();
    document.body.classList.remove("with-thread");
    if (wasOpen) (main.rows.get(cameFrom ?? wasOpen) ?? by("middle")).focus({ preventScroll: true });
    return;
  }
  if (at.thread === thread && !panel.hidden) return;
  at.thread = thread;
  const close = h(
    "button",
    { class: "icon-button", type: "button", "aria-label": "Close the thread", "data-testid": "thread-close", onclick: () => go({ place: at.place }) },
    icon("close"),
  );
  panel.hidden = false;
  panel.replaceChildren(
    h("div", { class: "head" }, h("div", { class: "head-words" }, h("h2", {}, "Thread"), h("p", {}, placeName(at.place))), close),
    below.box,
    h("div", { class: "foot" }, answer.element),
  );
  document.body.classList.add("with-thread");
  answer.name("Reply in this thread");
  answer.forbid(canSpeak() ? "" : "This person has left and can only look back");
  answer.clear();
  await below.load(at.place, thread);
  if (matchMedia("(hover: hover)").matches && canSpeak()) answer.focus();
  else close.focus();
}

let drawnDay = "";

function strike(time) {
  setClock(time);
  drawClock();
}

function drawClock() {
  if (drawnDay !== day(now())) {
    drawnDay = day(now());
    main.redraw();
    if (at.thread) below.redraw();
  }

  const time = by("clock-time");
  time.dateTime = new Date(now()).toISOString();
  time.replaceChildren(h("span", { class: "clock-day" }, `${day(now())} `), h("strong", {}, hour(now())));
}

async function pass(button) {
  document.body.dataset.busy = "time";
  by("passing").hidden = false;
  for (const it of document.querySelectorAll("#clock-moves button")) it.disabled = true;
  announce("Time is passing.");
  try {
    const { now: time } = await post("clock", { by: button.dataset.by, as: known.me });
    strike(time);
    announce(`It is now ${day(time)}, ${hour(time)}.`);
  } catch (problem) {
    toast(problem.message);
  } finally {
    delete document.body.dataset.busy;
    by("passing").hidden = true;
    for (const it of document.querySelectorAll("#clock-moves button")) it.disabled = false;
    if (document.activeElement === document.body) button.focus();
  }
}

function side(isOpen) {
  document.body.classList.toggle("with-side", isOpen);
  by("shade").hidden = !isOpen;
  by("open-side").setAttribute("aria-expanded", String(isOpen));
  if (isOpen) by("you").focus();
}

function theme(name) {
  if (name) document.documentElement.dataset.theme = name;
  const isDark = name ? name === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  by("theme").replaceChildren(icon(isDark ? "sun" : "moon"));
  return isDark;
}

document.querySelector(".logo").append(logo());
by("open-side").append(icon("menu"));
by("open-side").addEventListener("click", () => side(true));
by("shade").addEventListener("click", () => side(false));
by("you").addEventListener("click", () => choosePerson((key) => go({ as: key, place: at.place, thread: at.thread, home: at.isHome })));
by("clock-moves").addEventListener("click", (event) => {
  const button = event.target.closest("button[data-by]");
  if (!button) return;
  pass(button);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  if (document.body.classList.contains("with-side")) {
    side(false);
    by("open-side").focus();
  } else if (at.thread) go({ place: at.place });
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && at.place) looked(at.place);
});
by("theme").addEventListener("click", () => {
  const name = theme(document.documentElement.dataset.theme) ? "light" : "dark";
  keep.set("theme", name);
  theme(name);
});
theme(keep.get("theme"));
setInterval(() => {
  if (known.me) drawClock();
}, 5000);
window.addEventListener("hashchange", arrive);
arrive();
