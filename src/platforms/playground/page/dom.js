// Making elements. Data only ever becomes text or an attribute, never markup.

export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (name === "value" || name === "checked") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  menu: "M4 7h16M4 12h16M4 17h16",
  close: "M6 6l12 12M18 6L6 18",
  back: "M15 5l-7 7 7 7",
  down: "M7 10l5 5 5-5",
  plus: "M12 5v14M5 12h14",
  send: "M5 12h13M12 5l7 7-7 7",
  reply: "M20 15a3 3 0 0 1-3 3H9l-5 3V7a3 3 0 0 1 3-3h10a3 3 0 0 1 3 3z",
  more: "M5.500 12h1M11.500 12h1M17.500 12h1",
  smile: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9 10h.01M15 10h.01M8.500 14.500a4.500 4.500 0 0 0 7 0",
  eye: "M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12zM12 14.700a2.700 2.700 0 1 0 0-5.400 2.700 2.700 0 0 0 0 5.400z",
  lock: "M7 11V8a5 5 0 0 1 10 0v3M6 11h12v9H6z",
  hash: "M9 4L7 20M17 4l-2 16M4.500 9h16M3.500 15h16",
  globe: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18",
  home: "M4 11l8-7 8 7v9h-5v-6H9v6H4z",
  sun: "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M5.300 18.700l1.400-1.400M17.300 6.700l1.400-1.400",
  moon: "M20 14.500A8 8 0 0 1 9.500 4a8 8 0 1 0 10.500 10.500z",
  spark: "M12 3l1.900 5.600L19.500 10.500l-5.600 1.900L12 18l-1.900-5.600L4.500 10.500l5.600-1.900zM19 16v4M17 18h4",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM20 20l-4-4",
  check: "M5 12.500l4.500 4.500L19 7.500",
  edit: "M4 20h4L19 9l-4-4L4 16zM13 7l4 4",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
};

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true" })) svg.setAttribute(key, value);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

export function logo() {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 32 32", class: "temple", "aria-hidden": "true" })) svg.setAttribute(key, value);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", "M16 6 26 12v2H6v-2zM8 15h3v8H8zm6.500 0h3v8h-3zm6.500 0h3v8h-3zM6 24h20v2H6z");
  svg.append(path);
  return svg;
}

// A person's initials on a colour of their own; the bot has its temple.
export function avatar(key, name, size = "") {
  if (key === "lyceum") return h("span", { class: `avatar bot ${size}`, "aria-hidden": "true" }, logo());
  let sum = 7;
  for (const letter of key) sum = (sum * 31 + letter.codePointAt(0)) % 9973;
  const words = name.split(/\s+/).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => [...(word ?? "")][0] ?? "").join("");
  return h("span", { class: `avatar hue-${sum % 10} ${size}`, "aria-hidden": "true" }, letters.toUpperCase());
}

export function by(id) {
  return document.getElementById(id);
}

let counted = 0;
export function freshId(prefix) {
  counted += 1;
  return `${prefix}-${counted}`;
}

// Tells a screen reader; a pause in between makes the same words be read again.
export function announce(words) {
  const live = by("live");
  live.textContent = "";
  setTimeout(() => {
    live.textContent = words;
  }, 60);
}

export function toast(words, kind = "problem") {
  const close = h("button", { class: "icon-button", type: "button", "aria-label": "Close this notice", onclick: () => box.remove() }, icon("close"));
  const box = h("div", { class: `toast ${kind}`, "data-testid": "toast" }, h("p", {}, words), close);
  by("toasts").replaceChildren(box);
  setTimeout(() => box.remove(), 9000);
}
