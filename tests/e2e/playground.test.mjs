// The story of a newcomer, told in a real browser against the built program.

import assert from "node:assert/strict";
import { test } from "node:test";
import { faint, nameless, sideways } from "./lib/looks.mjs";
import { browser, Person, playground } from "./lib/page.mjs";
import { until } from "./lib/running.mjs";

const QUESTION = "how do I roll back a migration?";

async function sitDown(t, options) {
  const { url, running } = await playground(t);
  const person = await Person.sitsDown(t, await browser(t), url, options);
  await person.goes("platform");
  t.after(() => /WARN|ERROR|panicked/.test(running.said) && console.error(running.said));
  // Whatever the hour is outside, in there it is a working day.
  const night = await person.by("clock").textContent();
  await person.by("clock-monday").click();
  await until("it is Monday", async () => (await person.by("clock").textContent()) !== night);
  await until("time has passed", () => person.by("clock-monday").isEnabled());
  return person;
}

test("a newcomer asks, the expert takes it, the answer is accepted", async (t) => {
  const person = await sitDown(t);
  const asker = await person.name();

  await person.writes(`/ask-expert ${QUESTION}`);
  const suggestion = person.suggestion();
  await person.button("experts.go", suggestion).waitFor();
  const words = await suggestion.innerText();
  assert.match(words, /This may already help/, "earlier answers");
  assert.match(words, /Who I would ask/);
  assert.match(words, /Only visible to you/);
  const people = await suggestion
    .locator("p.words")
    .filter({ has: person.page.locator("strong") })
    .allInnerTexts();
  assert.ok(
    people.some((line) => /^\S+.* – .{5,}/.test(line)),
    `people with why: ${people}`,
  );
  await person.screenshot("1-suggestion");

  await person.button("experts.go", suggestion).click();
  const root = person
    .by("messages")
    .getByTestId("message")
    .filter({ has: person.page.locator('[data-action="experts.accept"]') })
    .last();
  await root.waitFor();
  assert.match(await root.innerText(), new RegExp(`${asker} asks:`));
  await root.getByTestId("open-thread").click();
  const expert = await person.tagged();
  assert.notEqual(expert, asker);
  await person.screenshot("2-tagged");

  await person.is(expert);
  await person.button("experts.take", person.by("thread")).click();
  await person.inThread().filter({ hasText: "The answer goes right here" }).waitFor();
  await person.replies("Run the down script of that release, then deploy the one before.");
  await person.screenshot("3-answered");

  await person.is(asker);
  await person.button("experts.accept", person.by("messages")).click();
  const form = person.by("form");
  await form.getByRole("heading", { name: "Accept an answer" }).waitFor();
  assert.match(await form.innerText(), new RegExp(expert), "whoever took it is proposed");
  await form.getByLabel(/The answer, in a few words/).fill("Run the down script of that release.");
  await form.getByLabel(/How much time did it save you/).selectOption({ label: "An hour" });
  await person.screenshot("4-accept");
  await person.by("form-submit").click();
  await form.waitFor({ state: "hidden" });
  await person.by("messages").getByTestId("message").filter({ hasText: "✅ Answered" }).filter({ hasText: expert }).waitFor();
  await person.inThread().filter({ hasText: "accepted the answer" }).waitFor();
  assert.equal(await person.page.locator('[data-action="experts.take"]:visible').count(), 0, "nobody can take it any more");
  await person.screenshot("5-accepted");
  assert.deepEqual(person.wrong, []);
});

test("an earlier answer that solved it ends there", async (t) => {
  const person = await sitDown(t);
  const before = await person.by("messages").getByTestId("message").count();
  await person.writes(`/ask-expert ${QUESTION}`);
  await person.button("experts.solved", person.suggestion()).click();
  await person.by("messages").getByTestId("message").filter({ hasText: "Good to hear that this helped" }).waitFor();
  const onlyMine = await person.by("messages").locator("li.message.only").count();
  assert.equal((await person.by("messages").getByTestId("message").count()) - onlyMine, before, "nobody was asked");
  assert.deepEqual(person.wrong, []);
});

test("without an answer the next one is asked as time passes", async (t) => {
  const person = await sitDown(t);
  const first = await person.asks(QUESTION);
  const steps = await person.inThread().count();
  const day = await person.by("clock").textContent();
  await person.by("clock-day").click();
  await until("the clock moved", async () => (await person.by("clock").textContent()) !== day);
  await person.inThread().nth(steps).waitFor();
  await person.by("clock-day").click();
  await person
    .inThread()
    .filter({ hasText: /Still looking for somebody/ })
    .first()
    .waitFor();
  await person.inThread().filter({ hasText: "I looked for somebody else, too." }).first().waitFor();
  const blamed = person
    .inThread()
    .filter({ hasText: first })
    .filter({ hasText: /did not|no answer/i });
  assert.equal(await blamed.count(), 0, "nobody is named as not having answered");
  await person.screenshot("6-escalated");
  assert.deepEqual(person.wrong, []);
});

test("by keyboard alone", async (t) => {
  const person = await sitDown(t);
  const { page } = person;
  const reach = async (selector, by = "Tab") => {
    for (let presses = 0; presses < 400; presses += 1) {
      const there = await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);
      if (there) return;
      await page.keyboard.press(by);
    }
    throw new Error(`${selector} cannot be reached with ${by}`);
  };
  await reach('[data-testid="composer"]');
  await page.keyboard.type(`/ask-expert ${QUESTION}`);
  await page.keyboard.press("Enter");
  await person.button("experts.go", person.suggestion()).waitFor();
  await reach('[data-action="experts.go"]', "Shift+Tab");
  const ring = await page.evaluate(() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 ? "outline" : style.boxShadow;
  });
  assert.notEqual(ring, "none", "one sees where one is");
  await page.keyboard.press("Enter");
  const root = person
    .by("messages")
    .getByTestId("message")
    .filter({ has: page.locator('[data-action="experts.accept"]') })
    .last();
  await root.getByTestId("open-thread").waitFor();
  const row = `[data-testid="messages"] [data-message-id="${await root.getAttribute("data-message-id")}"]`;
  await reach(`${row} [data-testid="open-thread"]`, "Shift+Tab");
  await page.keyboard.press("Enter");
  const expert = await person.tagged();

  // A form keeps one inside until it is done, and then one is where one was.
  await reach(`${row} [data-action="experts.else"]`, "Shift+Tab");
  await page.keyboard.press("Enter");
  await person.by("form").getByRole("heading").waitFor();
  for (let presses = 0; presses < 20; presses += 1) {
    await page.keyboard.press("Tab");
    const outside = await page.evaluate(() => document.activeElement !== document.body && !document.activeElement.closest("dialog"));
    assert.ok(!outside, "one stays within the form");
  }
  await person.leavesForm();
  const back = await page.evaluate(() => document.activeElement.dataset.action);
  assert.equal(back, "experts.else", "one is where one was");

  await reach('[data-testid="you-are"]', "Shift+Tab");
  await page.keyboard.press("Enter");
  await person.by("person-search").waitFor();
  await page.keyboard.type(expert);
  await reach('[data-testid^="person-option-"]');
  await page.keyboard.press("Enter");
  await page.locator(`[data-testid="you-are"][aria-label^="You are ${expert},"]`).waitFor();
  await person.button("experts.take", person.by("thread")).waitFor();
  await reach('[data-testid="thread"] [data-action="experts.take"]');
  await page.keyboard.press("Enter");
  await person.inThread().filter({ hasText: "The answer goes right here" }).waitFor();
  assert.deepEqual(person.wrong, []);
});

test("on a phone", async (t) => {
  const person = await sitDown(t, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const moved = {};
  const look = async (where) => {
    moved[where] = await person.page.evaluate(sideways);
    await person.screenshot(`7-phone-${where}`);
  };
  await look("channel");
  const asker = await person.name();
  const expert = await person.asks(QUESTION);
  await look("thread");
  await person.by("thread-close").click();
  await person.is(expert);
  await person.by("messages").getByTestId("open-thread").last().click();
  await person.button("experts.take", person.by("thread")).click();
  await person.inThread().filter({ hasText: "The answer goes right here" }).waitFor();
  await person.replies("Run the down script.");
  await person.by("thread-close").click();
  await person.is(asker);
  await person.button("experts.accept", person.by("messages")).click();
  await person.by("form").getByRole("heading").waitFor();
  await look("form");
  await person.by("form-submit").click();
  await person.by("messages").getByTestId("message").filter({ hasText: "✅ Answered" }).waitFor();
  await look("answered");
  assert.deepEqual(moved, { channel: 0, thread: 0, form: 0, answered: 0 }, "the page does not move sideways");
  assert.deepEqual(person.wrong, []);
});

for (const colorScheme of ["light", "dark"]) {
  test(`everybody can read it and name it, in ${colorScheme}`, async (t) => {
    const person = await sitDown(t, { colorScheme });
    const { page } = person;
    const look = async (where) => {
      assert.deepEqual(await page.evaluate(nameless), [], `${where}: controls without a name`);
      assert.deepEqual(await page.evaluate(faint), [], `${where}: contrast below 4.5`);
    };
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const brightness = ground
      .match(/[\d.]+/g)
      .slice(0, 3)
      .map(Number)
      .reduce((sum, part) => sum + part);
    assert.equal(brightness > 380, colorScheme === "light", `the ground is ${ground}`);
    await look("channel");
    await person.asks(QUESTION);
    await look("thread");
    await person.screenshot(`9-${colorScheme}`);
    await person.button("experts.accept", person.by("messages")).click();
    await person.by("form").getByRole("heading").waitFor();
    await look("form");
    await person.screenshot(`10-form-${colorScheme}`);
    await person.leavesForm();
    await person.by("home").click();
    await person.by("home-page").getByRole("button").first().waitFor();
    await look("home");
    await person.screenshot(`11-home-${colorScheme}`);
    assert.deepEqual(person.wrong, []);
  });
}
