// A quiz from the first question to the picture of its results, in a real browser against the built program.

import assert from "node:assert/strict";
import { test } from "node:test";
import { faint, nameless, sideways } from "./lib/looks.mjs";
import { browser, Person, playground } from "./lib/page.mjs";
import { until } from "./lib/running.mjs";

const TAKERS = ["Ben Okafor", "Hana Kobayashi", "Priya Raman", "Kofi Mensah", "Sofia Rossi"];
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

async function fills(person, values) {
  for (const [field, value] of Object.entries(values)) {
    const input = person.by(`pick-${field}`);
    if ((await input.evaluate((it) => it.tagName)) === "SELECT") await input.selectOption({ label: value });
    else await input.fill(value);
  }
  await person.by("form-submit").click();
  await person.by("form").waitFor({ state: "hidden" });
}

for (const [where, options] of [
  ["a laptop", {}],
  ["a phone", PHONE],
]) {
  test(`on ${where}: written, asked, taken by five, and shown`, async (t) => {
    const { url, running } = await playground(t);
    const person = await Person.sitsDown(t, await browser(t), url, options);
    t.after(() => /WARN|ERROR|panicked/.test(running.said) && console.error(running.said));
    await person.goes("platform");
    const night = await person.by("clock").textContent();
    await person.by("clock-monday").click();
    await until("it is Monday", async () => (await person.by("clock").textContent()) !== night);
    await until("time has passed", () => person.by("clock-monday").isEnabled());
    const author = await person.name();

    await person.writes("/quiz new Backups");
    const first = { question: "Which one takes a migration back?", answers: "- [x] down\n- [ ] up", explanation: "Frobnicated." };
    await fills(person, first);
    await person.button("quiz.add").click();
    await fills(person, { question: "How many copies do we keep?", answers: "= 3" });
    await person.screenshot(`quiz-1-written-${where.replace("a ", "")}`);
    await person.button("quiz.start").click();
    await fills(person, { channel: "#platform", hours: "1 hour" });
    const card = person.by("messages").getByTestId("message").filter({ hasText: "Quick quiz: Backups" }).last();
    await card.waitFor();

    for (const [at, name] of TAKERS.entries()) {
      await person.is(name);
      await person.button("quiz.answer", card).click();
      const form = person.by("form");
      assert.doesNotMatch(await form.innerHTML(), /Frobnicated/, "the key stands in no form");
      await form.locator("select").selectOption({ label: at < 4 ? "down" : "up" });
      await form.locator("input[type=text]").fill(at < 3 ? "3" : "4");
      await person.by("form-submit").click();
      await person.button("quiz.hand_in").click();
      await person.reads(new RegExp(`your result.*You have ${at < 3 ? 2 : at < 4 ? 1 : 0} of 2 points`, "s"));
      if (at === 4) {
        await person.screenshot(`quiz-2-result-${where.replace("a ", "")}`);
        assert.deepEqual([await person.page.evaluate(nameless), await person.page.evaluate(faint)], [[], []]);
        assert.equal(await person.page.evaluate(sideways), 0, "nothing sticks out");
      }
    }

    await person.is(author);
    await person.by("clock-hour").click();
    await person.reads(/This quiz has ended. 5 people took it.*70 per cent on average.*80 per cent\s*Which one.*60 per cent\s*How many/s);
    await person.writes("/quiz");
    await person.button("quiz.results").click();
    await person.reads(/Backups: results.*5 people handed in.*60 per cent of them reached 80 per cent\.\s*Questions/s);
    await person.screenshot(`quiz-3-results-${where.replace("a ", "")}`);
    assert.deepEqual(person.wrong, []);
  });
}
