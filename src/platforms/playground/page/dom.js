// Small pieces of the page. Everything that comes from people goes through textContent.

export const $ = (id) => document.getElementById(id);

// h("button.primary", {type: "button", onclick}, "words", otherElement)
export function h(what, props = {}, ...children) {
  const [tag, ...classes] = what.split(".");
  const element = document.createElement(tag || "div");
  if (classes.length) element.className = classes.join(" ");
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && !name.startsWith("aria") && name !== "list") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

// A colour of one's own, dark enough for white letters.
const COLOURS = ["#8a4b2d", "#2e6d5a", "#5b4a9c", "#a0396a", "#22699a", "#6b6a1f", "#9a3f3f", "#3d7034", "#7a4a86", "#356a78"];

export function avatar(name, small = false) {
  const box = h(small ? "span.avatar.small" : "span.avatar", { "aria-hidden": "true" });
  if (name === "Lyceum") {
    box.textContent = "L";
    box.style.background = "#1c6b50";
    return box;
  }
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)) >>> 0;
  box.textContent = name.split(/\s+/).slice(0, 2).map((word) => [...word][0] || "").join("").toUpperCase();
  box.style.background = COLOURS[sum % COLOURS.length];
  return box;
}

export function toast(words, calm = false) {
  const box = h(calm ? "div.toast.calm" : "div.toast", {}, words);
  $("toasts").append(box);
  setTimeout(() => box.remove(), 6000);
}

export function say(words) {
  $("live").textContent = "";
  requestAnimationFrame(() => { $("live").textContent = words; });
}

export function grow(area) {
  area.style.height = "auto";
  area.style.height = Math.min(area.scrollHeight, 150) + "px";
}

// A menu beside a button: closes on Escape, on a choice, or when focus leaves it.
export function popup(button, items) {
  const box = $("popup");
  box.replaceChildren(...items);
  box.hidden = false;
  const at = button.getBoundingClientRect();
  const { width, height } = box.getBoundingClientRect();
  box.style.left = Math.max(8, Math.min(at.right - width, innerWidth - width - 8)) + "px";
  box.style.top = (at.bottom + height + 8 > innerHeight ? Math.max(8, at.top - height - 4) : at.bottom + 4) + "px";
  const buttons = [...box.querySelectorAll("button")];
  buttons[0]?.focus();
  const close = (back) => {
    if (box.hidden) return;
    box.hidden = true;
    document.removeEventListener("pointerdown", outside, true);
    if (back) button.focus();
  };
  const outside = (event) => { if (!box.contains(event.target)) close(false); };
  document.addEventListener("pointerdown", outside, true);
  box.onclick = () => close(true);
  box.onkeydown = (event) => {
    const now = buttons.indexOf(document.activeElement);
    if (event.key === "Escape" || event.key === "Tab") { event.preventDefault(); close(true); }
    if (event.key === "ArrowDown") { event.preventDefault(); buttons[(now + 1) % buttons.length].focus(); }
    if (event.key === "ArrowUp") { event.preventDefault(); buttons[(now + buttons.length - 1) % buttons.length].focus(); }
  };
}
