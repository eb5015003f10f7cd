// What can be measured of whether everybody can use a page. These run in the page.

/// Controls without a name, as a screen reader would not know what to call them.
export function nameless() {
  const visible = (element) => element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
  const text = (id) => document.getElementById(id)?.textContent ?? "";
  const name = (element) =>
    [
      element.getAttribute("aria-label"),
      (element.getAttribute("aria-labelledby") ?? "").split(" ").map(text).join(" "),
      ...[...(element.labels ?? [])].map((label) => label.textContent),
      ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName) ? "" : element.textContent,
      element.getAttribute("title"),
    ].find((words) => words?.trim());
  const controls = document.querySelectorAll("button, a[href], input, select, textarea, [role=button], [role=combobox], dialog");
  return [...controls].filter((element) => visible(element) && !name(element)).map((element) => element.outerHTML.slice(0, 200));
}

/// Texts that do not stand out enough from what is behind them, with their contrast. Large letters may have less.
export function faint() {
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  const colour = (css) => {
    brush.clearRect(0, 0, 1, 1);
    brush.fillStyle = css;
    brush.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = brush.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, below) => [0, 1, 2].map((at) => top[at] * top[3] + below[at] * (1 - top[3])).concat(1);
  const light = ([r, g, b]) => {
    const part = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const behind = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const layer = colour(getComputedStyle(at).backgroundColor);
      if (layer[3] > 0) layers.push(layer);
      if (layer[3] === 1) break;
    }
    return layers.reduceRight((below, layer) => over(layer, below), colour("Canvas"));
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const words = walker.currentNode.textContent.trim();
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const box = range.getBoundingClientRect();
    const shown = words && box.width > 1 && box.height > 1 && element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
    if (!shown || element.closest("[disabled], script, style, .hidden, .skip")) continue;
    const style = getComputedStyle(element);
    const ground = behind(element);
    const [high, low] = [light(over(colour(style.color), ground)), light(ground)].sort((a, b) => b - a);
    const contrast = (high + 0.05) / (low + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (contrast < (large ? 3 : 4.5)) found.push(`${contrast.toFixed(2)} "${words.slice(0, 40)}" ${element.tagName}.${element.className}`);
  }
  return [...new Set(found)];
}

/// How far the page can be scrolled sideways, which it should not.
export function sideways() {
  return document.documentElement.scrollWidth - document.documentElement.clientWidth;
}
