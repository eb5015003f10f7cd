// A person in front of the playground: a real browser, and what one does with it.

import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { folder, freePort, LYCEUM, Running } from "./running.mjs";

const SCREENSHOTS = join(dirname(fileURLToPath(import.meta.url)), "..", "screenshots");
const FLAGS = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  ...["--disable-component-update", "--disable-sync"],
];

/// A browser that ends with the test.
export async function browser(t) {
  const executablePath = process.env.CHROMIUM || "/usr/bin/chromium";
  if (!existsSync(executablePath)) throw new Error(`there is no ${executablePath}: run tests/run, or set CHROMIUM`);
  const it = await chromium.launch({ executablePath, args: FLAGS });
  t.after(() => it.close());
  return it;
}

/// A playground of the test's own.
export async function playground(t) {
  const port = await freePort();
  const running = new Running(t, "lyceum playground", LYCEUM, ["playground", "--listen", `127.0.0.1:${port}`], {
    env: { LYCEUM_LOG: "warn" },
    cwd: folder(t),
  });
  const url = `http://127.0.0.1:${port}/`;
  await running.answers(url);
  return { url, running };
}

export class Person {
  /// Opens the page in a window of its own. Anything that goes wrong on the page fails the test at its end.
  static async sitsDown(t, window, url, options = {}) {
    const context = await window.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    const person = new Person();
    Object.assign(person, { page, url, wrong: [] });
    page.on("pageerror", (error) => person.wrong.push(String(error)));
    page.on("console", (line) => line.type() === "error" && person.wrong.push(line.text()));
    t.after(() => context.close());
    await page.goto(url);
    await person.by("message").first().waitFor();
    return person;
  }

  by(id) {
    return this.page.getByTestId(id);
  }

  /// Who one is now.
  async name() {
    const label = await this.by("you-are").getAttribute("aria-label");
    return /^You are ([^,]+),/.exec(label)[1];
  }

  async is(name) {
    await this.opensSide();
    await this.by("you-are").click();
    await this.by("person-search").fill(name);
    await this.page.locator('[data-testid^="person-option-"]').filter({ hasText: name }).first().click();
    await this.page.locator(`[data-testid="you-are"][aria-label^="You are ${name},"]`).waitFor({ state: "attached" });
  }

  /// On a phone, people and channels are behind a button.
  async opensSide() {
    const menu = this.by("menu");
    if ((await menu.isVisible()) && (await menu.getAttribute("aria-expanded")) === "false") await menu.click();
  }

  async goes(channel) {
    await this.opensSide();
    await this.by(`channel-${channel}`).click();
    await this.page.getByRole("heading", { name: `#${channel}`, level: 1 }).waitFor();
  }

  async writes(text) {
    await this.by("composer").fill(text);
    await this.by("composer").press("Enter");
  }

  async replies(text) {
    await this.by("thread-composer").fill(text);
    await this.by("thread-composer").press("Enter");
    await this.inThread().filter({ hasText: text }).waitFor();
  }

  /// The newest message that says this, once there is one: an older one with the same words does not count.
  async reads(says) {
    const message = this.by("messages").getByTestId("message").filter({ hasText: says }).last();
    await message.waitFor().catch(async (error) => {
      throw new Error(`nothing says ${says}: ${await this.by("messages").innerText()}`, { cause: error });
    });
    return message;
  }

  /// The last message of the channel that only this person sees.
  suggestion() {
    return this.by("messages").locator("li.message.only").last();
  }

  /// The messages of the open thread.
  inThread() {
    return this.by("thread").getByTestId("message");
  }

  /// A card's button, by what it does; the newest one.
  button(action, inside = this.page) {
    return inside.locator(`button[data-action="${action}"]`).last();
  }

  /// Asks with the slash command, and has the people asked. The name of whoever is tagged.
  async asks(question) {
    await this.writes(`/ask-expert ${question}`);
    await this.button("experts.go", this.suggestion()).click();
    const root = this.by("messages")
      .getByTestId("message")
      .filter({ hasText: question })
      .filter({ has: this.page.locator('[data-action="experts.accept"]') });
    await root.last().waitFor();
    await root.last().getByTestId("open-thread").click();
    return this.tagged();
  }

  /// Whose turn it is, by the open thread.
  async tagged() {
    const tag = this.inThread()
      .filter({ has: this.page.locator('[data-action="experts.take"]') })
      .last();
    await tag.waitFor();
    return (await tag.locator(".mention").last().textContent()).replace("@", "");
  }

  /// Escape shuts what is open within a form first, and then the form.
  async leavesForm() {
    for (let presses = 0; presses < 3 && (await this.by("form").isVisible()); presses += 1) {
      await this.page.keyboard.press("Escape");
    }
    await this.by("form").waitFor({ state: "hidden" });
  }

  async screenshot(name) {
    mkdirSync(SCREENSHOTS, { recursive: true });
    await this.page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
  }
}
