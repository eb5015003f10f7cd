// A round of mentorship from the programme's form to the pair's first meeting, in a real browser against the built program.

import assert from "node:assert/strict";
import { test } from "node:test";
import { faint, nameless, sideways } from "./lib/looks.mjs";
import { browser, Person, playground } from "./lib/page.mjs";
import { until } from "./lib/running.mjs";

const LEAD = "Anna Berg";
const MENTOR = "Ben Okafor";
const MENTEE = "Chloe Tran";
const LEFT = "Tomás Ferreira";

async function fills(person, values) {
  for (const [field, value] of Object.entries(values)) {
    const input = person.by(`pick-${field}`);
    await input.waitFor();
    if ((await input.evaluate((it) => it.tagName)) === "SELECT") await input.selectOption({ label: value });
    else await input.fill(value);
  }
  await person.by("form-submit").click();
  await person.by("form").waitFor({ state: "hidden" });
}

test("a programme is made, joined, matched, published, and its pair meets", async (t) => {
  const { url, running } = await playground(t);
  const person = await Person.sitsDown(t, await browser(t), url, {});
  t.after(() => /WARN|ERROR|panicked/.test(running.said) && console.error(running.said));
  await person.goes("platform");
  const night = await person.by("clock").textContent();
  await person.by("clock-monday").click();
  await until("it is Monday", async () => (await person.by("clock").textContent()) !== night);
  await until("time has passed", () => person.by("clock-monday").isEnabled());
  await person.is(LEAD);
  const today = await person.page.evaluate(async () => {
    const state = await (await fetch("/playground/state?as=anna")).json();
    return new Date(state.now).toISOString().slice(0, 10);
  });
  await person.writes("/mentor programme new Spring");
  await fills(person, { starts_on: today, floor: "10" });
  await person.reads(/Nobody knows of it before/);
  await person.button("mentorship.open").click();
  await person.reads(/Spring is open\./);
  await person.screenshot("mentorship-1-open");

  for (const [name, values] of [
    [MENTOR, { role: "I would be a mentor", gives: "Postgres, query plans", years: "12" }],
    [MENTEE, { role: "I want a mentor", learns: "Postgres", goal: "Run our databases without help", goal_score: "3", years: "3" }],
    [LEFT, { role: "I want a mentor", learns: "Postgres", years: "4" }],
  ]) {
    await person.is(name);
    await person.writes("/mentor");
    await person.button("mentorship.join").click();
    await fills(person, values);
    await person.reads(/You take part in Spring/);
  }

  await person.is(LEAD);
  await person.writes("/mentor");
  await person.button("mentorship.show").click();
  await person.button("mentorship.find_pairs").click();
  await person.reads(/Spring: draft.*1 pair.*left over, as the mentors who fit have no place left/s);
  await person.screenshot("mentorship-2-draft");
  assert.deepEqual([await person.page.evaluate(nameless), await person.page.evaluate(faint)], [[], []]);
  assert.equal(await person.page.evaluate(sideways), 0, "nothing sticks out");
  await person.button("mentorship.publish").click();
  await person.by("confirm-yes").click();
  await person.reads(/Spring is published with 1 pair\..*One mentee is left over/s);

  await person.is(MENTOR);
  const group = person.page.locator('[data-testid^="group-"]').first();
  await group.click();
  await person.reads(/is the mentor of.*The agreement: you meet every 14 days/s);
  await person.screenshot("mentorship-3-pair");
  await person.button("mentorship.choose_time").click();
  await person.reads(/proposes to meet on/);
  await person.button("mentorship.agree").click();
  await person.reads(/You agreed\. I wait for the other of you\./);

  await person.is(MENTEE);
  await person.writes("/mentor");
  await person.reads(/Your mentor Ben Okafor \(Spring\)\. Your next meeting is expected around/);
  await person.screenshot("mentorship-4-own");
  assert.deepEqual(person.wrong, []);
});
