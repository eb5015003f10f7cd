// The built program, told only its settings, on a Slack that none of us wrote.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { APP, buttons, CHANNEL, PEOPLE, words } from "./lib/emulator.mjs";
import { house, onlyFor } from "./lib/house.mjs";
import { folder, freePort, LYCEUM, Running, until } from "./lib/running.mjs";
import { command, event, FakeSlack, press, settings, shown, sqlite, submission, value } from "./lib/slack.mjs";
import { today, ZONE } from "./lib/time.mjs";

const { ann, bob, cleo, lea } = PEOPLE;

/// Asks again until the bot has learned who the person is: until then they are nobody here.
function meet(slack, person) {
  return until(`the time zone of ${person.name} is known`, async () => {
    await slack.command(person, "/lyceum", "me");
    const mine = (await slack.messages()).findLast((message) => onlyFor(person, message));
    return mine && words(mine).includes(ZONE) && mine;
  });
}

/// Somebody tells the bot what they know, the way everybody does.
async function declare(slack, person, topics) {
  const card = await meet(slack, person);
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
    await meet(slack, ann);
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

    // The power goes; what was asked is not forgotten. What a cut in the middle of a sending does, other stories tell.
    const unsent = "SELECT COUNT(*) FROM outbox WHERE state IN ('waiting', 'sending')";
    await until("it is noted that all was sent", () => sqlite(join(bot.cwd, "lyceum.db"), unsent).includes("(0,)"));
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

// Where nobody may look: on a Slack that only answers.

/// The program on a Slack of which each channel is told, and what people there do.
async function told(t, slack, env = {}) {
  const cwd = folder(t);
  const port = await freePort();
  const all = { ...settings(slack, port, cwd), LYCEUM_LEADS: "slack:T1:ULEAD", ...env };
  const bot = new Running(t, "lyceum serve", LYCEUM, ["serve"], { env: all, cwd });
  await bot.answers(`http://127.0.0.1:${port}/readyz`);
  const sends = async (request) => {
    const answer = await fetch(`http://127.0.0.1:${port}/slack/events`, request);
    assert.equal(answer.status, 200);
    const said = await answer.text();
    return said === "" ? undefined : JSON.parse(said);
  };
  let count = 0;
  const trigger = () => `${process.pid}.${++count}`;
  const stamp = () => `${Math.floor(Date.now() / 1000)}.${String(++count).padStart(6, "0")}`;
  return {
    bot,
    database: join(cwd, "lyceum.db"),
    happens: (inner) => sends(event({ event_ts: stamp(), ...inner })),
    press: (user, action, value, channel) => sends(press(user, action, value, trigger(), channel)),
    asks: (user, words, channel, name) => sends(command(user, "/ask-expert", words, trigger(), channel, name)),
    stamp,
    /// A lead lets it read in a channel: the home, the button there, the form.
    async reads(user, channel) {
      await this.happens({ type: "app_home_opened", tab: "home", user, channel: "D1" });
      const button = await until("the home has a button for channels", () => shown(slack, "action_id", "home.channel"));
      await this.press(user, "home.channel", button.value);
      const form = await until("the form is there", () => shown(slack, "callback_id", "home.channel_form"));
      const place = { type: "conversations_select", selected_conversation: channel };
      // Who is in the channel may have to be read first.
      await until("the form is taken", async () => {
        const values = { place: { value: place } };
        return (await sends(submission(user, form.callback_id, form.private_metadata, values, trigger()))) === undefined;
      });
    },
    /// Two people talk: one asks, the other answers in the thread.
    async talk(channel, channel_type, [asker, question], [answerer, answer]) {
      const root = stamp();
      const said = { type: "message", channel, channel_type };
      await this.happens({ ...said, user: asker, text: question, ts: root, event_ts: root });
      const ts = stamp();
      await this.happens({ ...said, user: answerer, text: answer, ts, event_ts: ts, thread_ts: root });
    },
    /// What somebody is shown when they ask.
    async sees(...asked) {
      return JSON.stringify(await this.asks(...asked));
    },
  };
}

test("what is said in a private channel is met by nobody who is not in it", async (t) => {
  const slack = await FakeSlack.start(t);
  slack.channels.C2 = { name: "random", is_private: false };
  // As Slack names them since 2021, and as it describes one that was public before.
  slack.channels.C0PRIV = { name: "layoffs", is_private: true };
  slack.members.C0PRIV = ["ULEAD", "UANN", "UBOB"];
  slack.people.UBOB = { profile: { real_name: "Bob Builder" } };
  const here = await told(t, slack);
  const question = "how do we restore the Postgres staging replica after a failed migration?";
  const asked = ["urgent: how do I restore the Postgres staging replica after a failed migration?", "C2", "random"];
  const secret = /quokka|Bob Builder|UBOB|C0PRIV|#layoffs/;
  try {
    await here.asks("UDAN", "help", "C2", "random");
    await here.happens({ type: "member_joined_channel", user: "UBOT", channel: "C0PRIV", channel_type: "G", team: "T1", inviter: "ULEAD" });
    await here.reads("ULEAD", "C0PRIV");
    await here.talk(
      "C0PRIV",
      "group",
      ["UANN", question],
      ["UBOB", "Run the quokka script on the Postgres staging replica, then restore its newest snapshot and start the failed migration once more."],
    );
    await until("whoever is in it meets it there", async () =>
      /quokka/.test(await here.sees("UANN", "urgent: how do I restore the Postgres staging replica after a failed migration?", "C0PRIV", "privategroup")),
    );
    assert.doesNotMatch(await here.sees("UDAN", ...asked), secret);
    await here.happens({ type: "group_rename", channel: { id: "C0PRIV", name: "layoffs-2", created: 1 } });
    await here.happens({ type: "member_joined_channel", user: "UBOT", channel: "C0PRIV", channel_type: "C", team: "T1", inviter: "ULEAD" });
    assert.doesNotMatch(await here.sees("UDAN", ...asked), secret);
    // They join, and meet it wherever they are; they leave, and do not.
    const moves = { user: "UDAN", channel: "C0PRIV", channel_type: "G", team: "T1" };
    await here.happens({ type: "member_joined_channel", ...moves });
    await until("a member meets it elsewhere as well", async () => /quokka/.test(await here.sees("UDAN", ...asked)));
    await here.happens({ type: "member_left_channel", ...moves });
    assert.doesNotMatch(await here.sees("UDAN", ...asked), secret);
    assert.doesNotMatch(JSON.stringify(slack.posts().filter((post) => post.channel !== "C0PRIV")), secret);
    assert.doesNotMatch(here.bot.said, /ERROR|panicked/);
  } catch (error) {
    console.error(here.bot.said);
    throw error;
  }
});

for (const isTold of [true, false]) {
  test(`a public channel that is made private, and Slack ${isTold ? "says so" : "tells nobody"}`, async (t) => {
    const slack = await FakeSlack.start(t);
    slack.channels.C2 = { name: "random", is_private: false };
    slack.channels.C0PLANS = { name: "plans", is_private: false };
    slack.members.C0PLANS = ["ULEAD", "UANN", "UBOB"];
    const here = await told(t, slack);
    const asked = ["urgent: how do I restore the Postgres staging replica after a failed migration?", "C2", "random"];
    try {
      await here.happens({ type: "member_joined_channel", user: "UBOT", channel: "C0PLANS", channel_type: "C", team: "T1", inviter: "ULEAD" });
      await here.reads("ULEAD", "C0PLANS");
      await here.talk(
        "C0PLANS",
        "channel",
        ["UANN", "how do we restore the Postgres staging replica after a failed migration?"],
        ["UBOB", "Run the quokka script on the Postgres staging replica, then restore its newest snapshot and start the failed migration once more."],
      );
      await until("everybody meets it", async () => /quokka/.test(await here.sees("UDAN", ...asked)));
      slack.channels.C0PLANS.is_private = true;
      if (isTold) {
        await here.happens({
          type: "message",
          subtype: "channel_convert_to_private",
          channel: "C0PLANS",
          channel_type: "group",
          user: "ULEAD",
          text: "made this channel private",
          ts: here.stamp(),
        });
      } else {
        // Open channels are listed again every four minutes, which no test should wait for.
        sqlite(here.database, "UPDATE workspace SET list_due = 0");
        const listed = slack.calls.length;
        await until("they are listed", () => slack.calls.slice(listed).some((call) => call.method === "conversations.list"));
        await until("it is kept as private", () =>
          sqlite(here.database, "SELECT visibility FROM channel WHERE place = 'slack:T1:C0PLANS'").includes("members"),
        );
      }
      assert.doesNotMatch(await here.sees("UDAN", ...asked), /quokka|UBOB|C0PLANS/);
      await until("its members still meet it", async () => /quokka/.test(await here.sees("UANN", asked[0], "C0PLANS", "privategroup")));
      // A message from before, delivered again.
      const ts = `${Math.floor(Date.now() / 1000) - 120}.000001`;
      await here.happens({ type: "message", channel: "C0PLANS", channel_type: "channel", user: "UANN", text: "old", ts, event_ts: ts });
      assert.doesNotMatch(await here.sees("UDAN", ...asked), /quokka|UBOB|C0PLANS/);
      assert.doesNotMatch(here.bot.said, /ERROR|panicked/);
    } catch (error) {
      console.error(here.bot.said);
      throw error;
    }
  });
}

test("while Slack throttles, outsiders meet nothing of insiders", async (t) => {
  const slack = await FakeSlack.start(t);
  slack.channels.CEXT = { name: "with-globex", is_private: false, is_ext_shared: true };
  const cwd = folder(t);
  writeFileSync(join(cwd, "people.csv"), "email,name,skills\nbob@company.example,Bob Builder,Postgres\n");
  slack.people.UBOB = { profile: { real_name: "Bob Builder", email: "bob@company.example" } };
  const database = `sqlite://${join(cwd, "lyceum.db")}`;
  const env = { ...settings(slack, 1, cwd), LYCEUM_DATABASE_URL: database };
  const imported = spawnSync(LYCEUM, ["import", "people", "people.csv"], { cwd, env, encoding: "utf8" });
  assert.equal(imported.status, 0, imported.stderr);
  const here = await told(t, slack, { LYCEUM_DATABASE_URL: database });
  try {
    await here.asks("UBOB", "help");
    await until("colleagues are told who knows it, and why", async () => /Bob Builder|UBOB/.test(await here.sees("UANN", "urgent: who knows Postgres?")));
    for (const method of ["conversations.info", "conversations.list", "conversations.members"]) slack.throttled.add(method);
    const card = await here.asks("UANN", "urgent: who knows Postgres indexes well?", "CEXT", "with-globex");
    assert.doesNotMatch(JSON.stringify(card), /Bob Builder|UBOB|skill/);
    const id = value(card, "experts.everybody");
    if (id) {
      await here.press("UANN", "experts.everybody", id, "CEXT");
      await until("the channel is asked", () => slack.posts().some((post) => JSON.stringify(post).includes("Postgres indexes")));
    }
    assert.doesNotMatch(JSON.stringify(slack.posts()), /Bob Builder|UBOB|skill/);
    // Nobody has said that the channel is another one by now.
    assert.doesNotMatch(await here.sees("UANN", "urgent: who knows Postgres vacuum well?", "CEXT", "with-globex"), /Bob Builder|UBOB|skill/);
    assert.doesNotMatch(here.bot.said, /ERROR|panicked/);
  } catch (error) {
    console.error(here.bot.said);
    throw error;
  }
});
