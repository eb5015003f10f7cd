// Talking with the server, and what is known of the company.

import { toast } from "./dom.js";

export const known = { company: "", me: null, people: [], channels: [], direct: { id: "", unread: 0 }, groups: [], commands: [], shortcuts: [] };

const clock = { at: Date.now(), seen: performance.now() };

export function now() {
  return clock.at + (performance.now() - clock.seen);
}

export function setClock(at) {
  clock.at = at;
  clock.seen = performance.now();
}

export class Refused extends Error {}

async function answer(request) {
  let response;
  try {
    response = await request;
  } catch {
    throw new Refused("The playground does not answer. Is it still running?");
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw Object.assign(new Refused(body.error ?? `Something went wrong (${response.status}).`), { status: response.status });
  return body;
}

export function get(path, query) {
  return answer(fetch(`/playground/${path}?${new URLSearchParams(query)}`, { headers: { accept: "application/json" } }));
}

export function post(path, body) {
  return answer(fetch(`/playground/${path}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }));
}

// Does something as the person one is. Trouble is told in a notice; the answer is then null.
export async function act(deed) {
  try {
    return await post("act", { as: known.me, ...deed });
  } catch (problem) {
    toast(problem.message);
    return null;
  }
}

export function learn(state) {
  Object.assign(known, state);
  setClock(state.now);
}

export function person(key) {
  if (key === "lyceum") return { key, name: "Lyceum", title: "Finds the colleague who knows", standing: "bot", time_zone: "UTC" };
  return known.people.find((it) => it.key === key) ?? { key, name: "Somebody", title: "", standing: "gone", time_zone: "UTC" };
}

export function me() {
  return person(known.me);
}

export function placeName(id) {
  if (id === known.direct.id) return "Lyceum";
  const group = known.groups.find((it) => it.id === id);
  if (group) return group.name;
  const channel = known.channels.find((it) => it.id === id);
  return channel ? `#${channel.name}` : "a channel";
}

function written(at, options, zone = me().time_zone) {
  return new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }).format(at);
}

export function hour(at, zone) {
  return written(at, { hour: "2-digit", minute: "2-digit" }, zone);
}

export function day(at) {
  return written(at, { weekday: "short", day: "numeric", month: "short" });
}

export function whole(at) {
  return written(at, { weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" });
}

export function dayKey(at) {
  return written(at, { year: "numeric", month: "2-digit", day: "2-digit" });
}

const DAY = 86400000;

export function dayName(at) {
  const key = dayKey(at);
  if (key === dayKey(now())) return "Today";
  if (key === dayKey(now() - DAY)) return "Yesterday";
  if (key === dayKey(now() + DAY)) return "Tomorrow";
  return written(at, { weekday: "long", day: "numeric", month: "long" });
}

// A moment in a sentence that stays: the same whenever it is read.
export function stated(at) {
  return `${day(at)}, ${hour(at)}`;
}

// A moment beside a message, drawn anew with the page.
export function moment(at) {
  const name = dayName(at);
  const near = ["Today", "Yesterday", "Tomorrow"].includes(name);
  return `${near ? name.toLowerCase() : day(at)}, ${hour(at)}`;
}

export function zoneCity(zone) {
  return zone.split("/").at(-1).replaceAll("_", " ");
}
