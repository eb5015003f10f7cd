// The playground's page. Stable names for tests (data-testid):
//   you-are, person-search, person-option-KEY, home, direct, channel-NAME, menu, theme, clock, clock-hour, clock-day,
//   clock-monday, composer, send, shortcuts, shortcut-NAME, messages, message (with data-message-id), thread,
//   thread-composer, thread-send, thread-close, open-thread, more (on a message), home-page, form, form-submit,
//   confirm-yes, pick-FIELD, option-VALUE, hint-try; buttons of cards have data-action and data-value, fields data-field.

import { $, avatar, grow, h, popup, say, toast } from "./dom.js";
import { Refused, follow, get, post } from "./api.js";
import { card, inline, moment } from "./cards.js";
import { confirm, form, people } from "./forms.js";

const EMOJI = ["👍", "🎉", "❤️", "✅", "🙏", "👀"];
const DRAWER = matchMedia("(max-width: 760px)");

let state = null;
let place = null;          // a place's id, or "home"
let thread = null;         // the first message of the open thread
let messages = new Map();  // of the place and the open thread, by id
let unfollow = () => {};

const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { /* private windows */ } };
const recall = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
const me = () => state.people.find((each) => each.key === state.me);
const nameOf = (key) => (key === "lyceum" ? "Lyceum" : state.people.find((each) => each.key === key)?.name ?? "Somebody");
const zone = () => me()?.time_zone;
const fail = (problem) => toast(problem instanceof Refused ? problem.message : "Something went wrong on this page. Reload it.");

const surroundings = (message) => ({
  me: state.me, zone: zone(), now: state.now, people: state.people.filter((each) => each.key), channels: state.channels,
  go: (id) => open(id), fail,
  press: (button, element) => press(message, button, element),
  suggest: async (name, text) => (await act({ suggest: { name, text } }))?.choices ?? [],
});

// ---- doing things

async function act(what) {
  const receipt = await post("act", { as: state.me, ...what });
  if (receipt?.receipt === "open") {
    const at = surroundings(null);
    form(receipt.form, at, (values) => act({ submit: { form: receipt.form.name, context: receipt.form.context, values, place: place === "home" ? null : place } }));
  }
  return receipt;
}

async function press(message, button, element) {
  if (button.confirm && !(await confirm(button.confirm, button.look === "danger"))) return;
  element.setAttribute("aria-busy", "true");
  try {
    await act({ press: { place: message?.place ?? null, message: message?.id ?? null, handle: message?.handle ?? null, action: button.action, value: button.value } });
    if (place === "home") await drawHome();
  } catch (problem) { fail(problem); }
  element.removeAttribute("aria-busy");
}

async function send(area, inThread) {
  const text = area.value.trim();
  if (!text) return;
  area.value = "";
  grow(area);
  try { await act({ say: { place, thread: inThread, text } }); }
  catch (problem) { area.value = text; grow(area); fail(problem); }
}

// ---- drawing

function drawSide() {
  const who = me();
  $("company").textContent = state.company;
  $("you").replaceChildren(avatar(who.name, true), h("span.who", {}, h("small", {}, "You are"), who.name, h("small", {}, who.title)), h("span.swap", { "aria-hidden": "true" }, "⇅"));
  $("you").setAttribute("aria-label", `You are ${who.name}, ${who.title}. Be somebody else.`);
  $("channels").replaceChildren(...state.channels.map((channel) => h("li", {}, h("button.place", {
    type: "button", "data-testid": `channel-${channel.name}`, "aria-current": String(channel.id === place), onclick: () => open(channel.id),
  }, h("span.sign", { "aria-hidden": "true" }, channel.private ? lock() : "#"), channel.name,
  channel.shared ? h("span.tag", {}, "shared") : null, channel.unread ? h("span.badge", { "aria-label": `${channel.unread} unread` }, String(channel.unread)) : null))));
  $("home").setAttribute("aria-current", String(place === "home"));
  $("direct").setAttribute("aria-current", String(place === state.direct.id));
  const badge = $("direct").querySelector(".badge");
  badge.hidden = !state.direct.unread;
  badge.textContent = state.direct.unread;
  badge.setAttribute("aria-label", `${state.direct.unread} unread`);
}

function lock() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("width", "13");
  svg.setAttribute("height", "13");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", "M3 7h10v7H3zM5 7V5a3 3 0 0 1 6 0v2");
  path.setAttribute("fill", "none");
  path.setAttribute("stroke", "currentColor");
  path.setAttribute("stroke-width", "1.6");
  svg.append(path);
  return svg;
}

function drawClock() {
  const format = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone: zone() });
  const text = format.format(state.now);
  $("clock").dateTime = new Date(state.now).toISOString();
  if ($("clock").textContent !== text) $("clock").textContent = text;
}

const dayOf = (ms) => new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long", timeZone: zone() }).format(ms);
const timeOf = (ms) => new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone() }).format(ms);

function tools(message, own, inThread) {
  const shortcuts = state.shortcuts.filter((each) => each.on_message);
  const menu = (event) => popup(event.currentTarget, [
    h("div.row", {}, EMOJI.map((emoji) => h("button", { type: "button", role: "menuitem", "aria-label": `React with ${emoji}`, onclick: () => react(message, emoji) }, emoji))),
    inThread ? null : h("button", { type: "button", role: "menuitem", onclick: () => openThread(message.id) }, "Reply in thread"),
    ...shortcuts.map((each) => h("button", { type: "button", role: "menuitem", title: each.about, "data-testid": `shortcut-${each.name}`, onclick: () => act({ shortcut: { name: each.name, place: message.place, message: message.id } }).catch(fail) }, each.label)),
    own ? h("button", { type: "button", role: "menuitem", onclick: () => edit(message) }, "Edit") : null,
    own ? h("button", { type: "button", role: "menuitem", onclick: () => act({ delete: { place: message.place, message: message.id } }).catch(fail) }, "Delete") : null,
  ].filter(Boolean));
  return h("div.tools", {}, h("button.wide", { type: "button", "aria-label": "React with thumbs up", onclick: () => react(message, "👍") }, "👍"),
    inThread ? null : h("button.wide", { type: "button", "aria-label": "Reply in thread", "data-testid": "reply-in-thread", onclick: () => openThread(message.id) }, "💬"),
    h("button", { type: "button", "aria-label": "More", "aria-haspopup": "menu", "data-testid": "more", onclick: menu }, "⋯"));
}

function react(message, emoji) {
  const mine = message.reactions.find((each) => each.emoji === emoji)?.people.includes(state.me);
  act({ react: { place: message.place, message: message.id, emoji, on: !mine } }).catch(fail);
}

function edit(message) {
  const words = (message.text ?? []).map((it) => it.plain ?? (it.name ? "@" + it.name : it.link ?? "")).join("");
  form({ name: "", context: "", title: "Edit the message", submit: "Save", intro: null,
    fields: [{ name: "text", label: "Message", hint: null, optional: false, input: { kind: "paragraph", value: words, most: 4000 } }] },
  surroundings(message), (values) => act({ edit: { place: message.place, message: message.id, text: values.text[0] ?? "" } }));
}

function draw(message, inThread) {
  const name = nameOf(message.author);
  const at = surroundings(message);
  const own = message.author === state.me;
  return h(message.only_you ? "li.message.only" : "li.message", { "data-testid": "message", "data-message-id": message.id, "data-author": message.author },
    avatar(name),
    h("div", {},
      h("div.by", {}, h("b", {}, name), message.author === "lyceum" ? h("span.app", {}, "APP") : null, h("time", { dateTime: new Date(message.at).toISOString() }, timeOf(message.at)),
        message.edited && message.text ? h("span.flag", {}, "edited") : null,
        message.only_you ? h("span.flag", {}, "Only visible to you") : null),
      message.text ? h("div.words", {}, inline(message.text, at)) : null,
      message.card ? card(message.card, at) : null,
      h("div.under", {}, message.reactions.filter((each) => each.people.length).map((each) => h("button.reaction", {
        type: "button", "aria-pressed": String(each.people.includes(state.me)), title: each.people.map(nameOf).join(", "),
        "aria-label": `${each.emoji}, ${each.people.length}`, onclick: () => react(message, each.emoji),
      }, `${each.emoji} ${each.people.length}`)),
      !inThread && message.replies?.count ? h("button.count", { type: "button", "data-testid": "open-thread", onclick: () => openThread(message.id) },
        `${message.replies.count} ${message.replies.count === 1 ? "reply" : "replies"}, last ${moment(message.replies.last_at, zone(), state.now)}`) : null)),
    message.only_you ? null : tools(message, own, inThread));
}

function drawList(list, shown, inThread) {
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const rows = [];
  let day = null;
  for (const message of shown) {
    if (dayOf(message.at) !== day) { day = dayOf(message.at); rows.push(h("li.day", {}, day)); }
    rows.push(draw(message, inThread));
  }
  if (!shown.length) rows.push(h("li.empty", {}, "Nothing here yet. Say something."));
  const focused = document.activeElement?.closest?.("[data-message-id]")?.dataset.messageId;
  list.replaceChildren(...rows);
  if (focused && !document.activeElement?.closest?.("[data-message-id]")) {
    const row = list.querySelector(`[data-message-id="${CSS.escape(focused)}"]`);
    (row?.querySelector("button") ?? list).focus({ preventScroll: true });
  }
  if (atEnd) list.scrollTop = list.scrollHeight;
}

const inOrder = (a, b) => a.at - b.at || (a.id < b.id ? -1 : 1);

function drawMessages() {
  const all = [...messages.values()].sort(inOrder);
  drawList($("messages"), all.filter((each) => each.place === place && (!each.thread || each.thread === each.id)), false);
  if (thread) drawList($("replies"), all.filter((each) => each.id === thread || each.thread === thread), true);
}

async function drawHome() {
  const { card: it } = await get("home", { as: state.me });
  $("home-page").replaceChildren(it ? card(it, surroundings(null)) : h("p.empty", {}, "Your home page is being drawn …"));
}

// ---- moving around

async function load() {
  const as = recall("as") ?? "";
  state = await get("state", { as }).catch((problem) => {
    // Whom this browser was last may not be in today's company; the server picks somebody who is.
    if (!(problem instanceof Refused) || !as) throw problem;
    return get("state", {});
  });
  drawSide();
  drawClock();
}

async function open(id) {
  place = id;
  closeThread(false);
  messages = new Map();
  $("side").classList.remove("open");
  $("menu").setAttribute("aria-expanded", "false");
  const channel = state.channels.find((each) => each.id === id);
  const isHome = id === "home";
  $("place-name").textContent = isHome ? "Home" : channel ? "#" + channel.name : "Lyceum";
  $("place-about").textContent = isHome ? `What Lyceum knows of ${me().name}` : channel ? channel.topic : "Your direct conversation with the bot";
  $("messages").hidden = isHome;
  $("home-page").hidden = !isHome;
  $("composer").hidden = isHome;
  $("text").placeholder = channel ? `Message #${channel.name}, or type / for commands` : "Write to Lyceum";
  drawSide();
  remember("place", id);
  try {
    if (isHome) { await act({ home: true }); await drawHome(); return; }
    const { messages: found } = await get("messages", { as: state.me, place: id });
    if (place !== id) return;
    for (const message of found) messages.set(message.id, message);
    drawMessages();
    $("messages").scrollTop = $("messages").scrollHeight;
    await read(id);
  } catch (problem) { fail(problem); }
}

async function read(id) {
  const known = state.channels.find((each) => each.id === id) ?? state.direct;
  if (!known.unread) return;
  known.unread = 0;
  drawSide();
  await post("read", { as: state.me, place: id }).catch(() => {});
}

async function openThread(id) {
  thread = id;
  $("thread").hidden = false;
  document.querySelector(".shell").classList.add("with-thread");
  $("thread-name").textContent = "Thread";
  try {
    const { messages: found } = await get("messages", { as: state.me, place, thread: id });
    for (const message of found) messages.set(message.id, message);
    drawMessages();
    $("replies").scrollTop = $("replies").scrollHeight;
    $("thread-text").placeholder = "Reply …";
    if (!DRAWER.matches) $("thread-text").focus();
  } catch (problem) { fail(problem); }
}

function closeThread(back = true) {
  const was = thread;
  thread = null;
  $("thread").hidden = true;
  document.querySelector(".shell").classList.remove("with-thread");
  if (back && was) ($("messages").querySelector(`[data-message-id="${CSS.escape(was)}"] button`) ?? $("text")).focus();
}

async function be(key) {
  remember("as", key);
  unfollow();
  try { await load(); } catch (problem) { return fail(problem); }
  listen();
  const known = place === "home" || state.channels.some((each) => each.id === place);
  const openThreadId = thread;
  await open(known ? place : recall("place")?.includes("dm:") ? state.direct.id : state.channels[0].id);
  if (openThreadId && known && messages.has(openThreadId)) await openThread(openThreadId);
  say(`You are ${me().name} now.`);
}

function listen() {
  unfollow = follow(state.me, {
    message: ({ message }) => {
      const here = message.place === place;
      const isNew = !messages.has(message.id);
      const inOpenThread = thread && (message.thread === thread || message.id === thread);
      if (here && (!message.thread || message.thread === message.id || inOpenThread)) messages.set(message.id, message);
      if (here) {
        drawMessages();
        if (message.thread && message.thread !== message.id && !inOpenThread) refreshRoot(message.thread);
        if (isNew && message.author !== state.me) say(`${nameOf(message.author)}: ${message.card?.summary ?? "a new message"}`);
        if (message.only_you || inOpenThread) scrollTo(message.id);
      }
    },
    gone: ({ id }) => { messages.delete(id); drawMessages(); },
    home: () => { if (place === "home") drawHome().catch(fail); },
    clock: ({ now }) => { state.now = now; drawClock(); },
    unread: ({ place: id, unread }) => {
      if (id === place) { post("read", { as: state.me, place: id }).catch(() => {}); return; }
      const known = state.channels.find((each) => each.id === id) ?? (id === state.direct.id ? state.direct : null);
      if (known) { known.unread = unread; drawSide(); }
    },
    reset: () => { be(state.me); },
  });
}

function scrollTo(id) {
  document.querySelectorAll(`[data-message-id="${CSS.escape(id)}"]`).forEach((row) => row.scrollIntoView({ block: "nearest" }));
}

// The count of replies stands on the first message, which is told anew.
async function refreshRoot(id) {
  const { messages: found } = await get("messages", { as: state.me, place });
  for (const message of found) if (message.id === id) messages.set(id, message);
  drawMessages();
}

// ---- completion in the composer

let offers = [];
let chosen = 0;

function complete() {
  const area = $("text");
  const before = area.value.slice(0, area.selectionStart);
  const slash = /^\/([\w -]*)$/.exec(before);
  const sign = /(?:^|\s)([@#])([^@#\s]{0,20})$/.exec(before);
  offers = [];
  if (slash) {
    const typed = slash[1].toLowerCase();
    offers = state.commands.filter((each) => each.words.startsWith(typed) && each.words !== typed)
      .map((each) => ({ label: "/" + each.words, more: each.about, text: `/${each.words} `, from: 0 }));
  } else if (sign) {
    const typed = sign[2].toLowerCase();
    const names = sign[1] === "@"
      ? [{ name: "Lyceum", more: "the bot" }, ...state.people.filter((each) => ["member", "guest"].includes(each.standing)).map((each) => ({ name: each.name, more: each.title }))]
      : state.channels.map((each) => ({ name: each.name, more: each.topic }));
    offers = names.filter((each) => each.name.toLowerCase().includes(typed)).slice(0, 7)
      .map((each) => ({ label: sign[1] + each.name, more: each.more, text: `${sign[1]}${each.name} `, from: before.length - sign[2].length - 1 }));
  }
  chosen = 0;
  const list = $("complete");
  list.hidden = !offers.length;
  list.replaceChildren(...offers.map((each, at) => h("li", { role: "option", id: `offer-${at}`, "aria-selected": String(at === 0), onpointerdown: (event) => { event.preventDefault(); chosen = at; takeOffer(); } },
    h("strong", {}, each.label), h("small", {}, each.more))));
  if (offers.length) area.setAttribute("aria-activedescendant", "offer-0"); else area.removeAttribute("aria-activedescendant");
}

function takeOffer() {
  const area = $("text");
  const offer = offers[chosen];
  area.setRangeText(offer.text, offer.from, area.selectionStart, "end");
  $("complete").hidden = true;
  offers = [];
  grow(area);
  area.focus();
}

function moveOffer(by) {
  chosen = (chosen + by + offers.length) % offers.length;
  [...$("complete").children].forEach((row, at) => { row.setAttribute("aria-selected", String(at === chosen)); if (at === chosen) row.scrollIntoView({ block: "nearest" }); });
  $("text").setAttribute("aria-activedescendant", `offer-${chosen}`);
}

// ---- the page itself

function wire() {
  const area = $("text");
  area.addEventListener("input", () => { grow(area); complete(); });
  area.addEventListener("blur", () => { $("complete").hidden = true; });
  area.addEventListener("keydown", (event) => {
    if (offers.length && !$("complete").hidden) {
      if (event.key === "ArrowDown") { event.preventDefault(); return moveOffer(1); }
      if (event.key === "ArrowUp") { event.preventDefault(); return moveOffer(-1); }
      if (event.key === "Tab" || event.key === "Enter") { event.preventDefault(); return takeOffer(); }
      if (event.key === "Escape") { event.preventDefault(); $("complete").hidden = true; offers = []; return undefined; }
    }
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); send(area, null); }
    return undefined;
  });
  $("composer").addEventListener("submit", (event) => { event.preventDefault(); send(area, null); });
  const reply = $("thread-text");
  reply.addEventListener("input", () => grow(reply));
  reply.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); send(reply, thread); } });
  $("thread-composer").addEventListener("submit", (event) => { event.preventDefault(); send(reply, thread); });
  $("thread-close").onclick = () => closeThread();
  $("home").onclick = () => open("home");
  $("direct").onclick = () => open(state.direct.id);
  $("you").onclick = () => people(state, be);
  $("more").onclick = (event) => popup(event.currentTarget, state.shortcuts.filter((each) => !each.on_message)
    .map((each) => h("button", { type: "button", role: "menuitem", "data-testid": `shortcut-${each.name}`, onclick: () => act({ shortcut: { name: each.name, place: null, message: null } }).catch(fail) }, each.label)));
  $("menu").onclick = () => { const isOpen = $("side").classList.toggle("open"); $("menu").setAttribute("aria-expanded", String(isOpen)); if (isOpen) $("you").focus(); };
  document.querySelectorAll("[data-clock]").forEach((button) => { button.onclick = () => pass(button); });
  $("theme").onclick = () => { const next = document.documentElement.dataset.theme === "dark" ? "light" : "dark"; theme(next); remember("theme", next); };
  $("hint-try").onclick = () => { area.value = "/ask-expert how do I roll back a migration?"; grow(area); area.focus(); };
  $("hint-close").onclick = () => { $("hint").hidden = true; remember("hint", "seen"); area.focus(); };
  $("hint").hidden = recall("hint") === "seen";
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || $("dialog").open) return;
    if ($("side").classList.contains("open")) { $("side").classList.remove("open"); $("menu").focus(); }
    else if (thread && $("complete").hidden && $("popup").hidden) closeThread();
  });
}

async function pass(button) {
  const all = document.querySelectorAll("[data-clock]");
  all.forEach((each) => { each.disabled = true; });
  button.setAttribute("aria-busy", "true");
  try {
    const { now } = await post("clock", { as: state.me, by: button.dataset.clock });
    state.now = now;
    drawClock();
    say("Time has passed.");
    const openThreadId = thread;
    state = { ...state, ...(await get("state", { as: state.me })) };
    drawSide();
    if (place !== "home" && openThreadId) await openThread(openThreadId);
  } catch (problem) { fail(problem); }
  all.forEach((each) => { each.disabled = false; });
  button.removeAttribute("aria-busy");
  button.focus();
}

function theme(name) {
  document.documentElement.dataset.theme = name;
  $("theme").setAttribute("aria-label", name === "dark" ? "Switch to light" : "Switch to dark");
}

theme(recall("theme") ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
wire();
try {
  await load();
  listen();
  const last = recall("place");
  await open(last === "home" || state.channels.some((each) => each.id === last) ? last : state.channels.find((each) => each.name === "platform")?.id ?? state.channels[0].id);
  setInterval(() => { if (state) { state.now += 20000; drawClock(); } }, 20000);
} catch (problem) { fail(problem); }
