// The built program, told only its settings, on a Slack that none of us wrote.

import assert from "node:assert/strict";
import { test } from "node:test";
import { APP, CHANNEL, PEOPLE, buttons, words } from "./lib/emulator.mjs";
import { house, onlyFor } from "./lib/house.mjs";
import { until } from "./lib/running.mjs";
import { ZONE, today } from "./lib/time.mjs";

const { ann, bob, cleo, lea } = PEOPLE;

/// Somebody tells the bot what they know, the way everybody does.
async function declare(slack, person, topics) {
  // Asked again until the bot has learned where the person lives.
  const card = await until(`the time zone of ${person.name} is known`, async () => {
    await slack.command(person, "/lyceum", "me");
    const mine = (await slack.messages()).findLast((message) => onlyFor(person, message));
    return mine && words(mine).includes(ZONE) && mine;
  });
  await slack.press(person, card, "My topics");
  const form = await slack.form("My topics");
  await slack.send(person, form, { "I am glad to be asked about": topics });
  assert.equal(slack.errors, undefined);
  // A form has no place for words of its own: they come as a direct message.
  const direct = await slack.direct(person);
  await slack.message("the topics are told back", (_, text) => topics.split(", ").every((topic) => text.includes(topic)), direct);
}

test("a question on Slack, from /ask-expert to the accepted answer", async (t) => {
  const { slack, bot } = await house(t);
  try {
    await declare(slack, bob, "Postgres, migrations");
    await declare(slack, cleo, "Postgres, migrations, Kafka");

    // Only the asker sees who would be asked.
    await slack.command(ann, "/ask-expert", today("how do I roll back a Postgres migration?"));
    const suggestion = await slack.message("a suggestion", (message, text) => onlyFor(ann, message) && /Ask them/.test(text));
    const thought = words(suggestion);
    assert.match(thought, /how do I roll back a Postgres migration\?/);
    assert.ok(thought.includes(`*${bob.name}*`), thought);
    assert.ok(thought.includes(`*${cleo.name}*`), thought);
    const isPublic = (message) => message.user === APP.botUserId && message.subtype !== "ephemeral";
    assert.deepEqual((await slack.messages()).filter(isPublic), [], "nothing is public before they say so");

    // Pressed twice: asked once.
    await slack.press(ann, suggestion, "Ask them", 2);
    const root = await slack.message("the question", (message, text) => isPublic(message) && !message.thread_ts && text.includes("roll back"));
    const tagText = (text) => /<@U0(BOB|CLEO)>, can you help\?/.exec(text);
    const tag = await slack.message("the tag", (message, text) => message.thread_ts === root.ts && tagText(text));
    const tagged = tagText(words(tag))[1] === "BOB" ? bob : cleo;

    // The power goes; what was asked is not forgotten.
    await bot.restart();

    // Pressed twice: taken once, and told once.
    await slack.press(tagged, tag, "I'll take it", 2);
    const isTaken = (message, text) => message.thread_ts === root.ts && isPublic(message) && /is on it/.test(text);
    await slack.message("somebody is on it", isTaken);
    await slack.say(tagged, "Run the down migration of that release, then deploy the one before.", root.ts);

    await slack.press(ann, root, "Accept an answer");
    const form = await slack.form("Accept an answer");
    await slack.send(ann, form, { "Who answered it?": tagged, "The answer, in a few words": "Run the down migration." });
    assert.equal(slack.errors, undefined);
    await slack.message("the question says that it was answered", (message, text) => message.ts === root.ts && /Answered/.test(text));
    await slack.message("the thread says so", (message, text) => message.thread_ts === root.ts && /accepted the answer/.test(text));

    const all = await slack.messages();
    const publicOnes = all.filter((message) => isPublic(message));
    assert.equal(publicOnes.filter((message) => !message.thread_ts).length, 1, "the question stands there once");
    assert.equal(all.filter((message) => isTaken(message, words(message))).length, 1, "it was taken once");
    assert.equal(publicOnes.filter((message) => buttons(message).some((button) => button.text.text === "I'll take it")).length, 0);

    // The next person with this question finds the answer.
    await slack.command(cleo === tagged ? bob : cleo, "/ask-expert", today("rolling back a migration in Postgres"));
    const asker = cleo === tagged ? bob : cleo;
    const offer = await slack.message("the earlier answer", (message, text) => onlyFor(asker, message) && /Run the down migration/.test(text));
    await slack.press(asker, offer, "This solved it");
    await slack.message("it is glad", (message, text) => onlyFor(asker, message) && /Good to hear/.test(text));

    // Leads see why; nobody else does.
    const why = await until("the lead, known by e-mail address, sees why", async () => {
      await slack.command(lea, "/lyceum", "why");
      const told = (await slack.messages()).findLast((message) => onlyFor(lea, message));
      return told && /bob|cleo/.test(words(told)) && told;
    });
    assert.match(words(why), /Postgres/);
    await slack.command(ann, "/lyceum", "why");
    await slack.message("not for everybody", (message, text) => onlyFor(ann, message) && /lead/i.test(text));
  } catch (error) {
    console.error(bot.running.said);
    console.error(await slack.told());
    throw error;
  }
});

test("requests that Slack did not sign are refused and leave nothing", async (t) => {
  const { slack, bot } = await house(t);
  const body = new URLSearchParams({ command: "/ask-expert", text: "x", team_id: "T0COMPANY", user_id: ann.id, channel_id: CHANNEL });
  const now = String(Math.floor(Date.now() / 1000));
  for (const headers of [
    {},
    { "x-slack-request-timestamp": now, "x-slack-signature": `v0=${"0".repeat(64)}` },
    { "x-slack-request-timestamp": "1", "x-slack-signature": `v0=${"0".repeat(64)}` },
  ]) {
    const answer = await fetch(`${bot.url}/slack/events`, { method: "POST", body, headers });
    assert.equal(answer.status, 401);
    assert.equal(await answer.text(), "");
  }
  assert.deepEqual(await slack.messages(), []);
});
