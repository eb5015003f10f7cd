// The built program on Slack and on Teams at once: a question asked there is answered from here.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { folder, freePort, LYCEUM, Running, until } from "./lib/running.mjs";
import { command, FakeSlack, press, settings, value } from "./lib/slack.mjs";
import { APP, data, FakeTeams, TENANT } from "./lib/teams.mjs";

const BOB = { id: "29:1bob", name: "Bob Builder", aadObjectId: "00000000-0000-0000-0000-00000000000b" };

/// What stands in a post on Slack.
const text = (post) => JSON.stringify(post.blocks ?? post);

test("a question on Slack reaches somebody who is on Teams only, and their words come back", async (t) => {
  const cwd = folder(t);
  const port = await freePort();
  const slack = await FakeSlack.start(t);
  const person = { name: BOB.name, email: "bob@company.example", userPrincipalName: "bob@company.example" };
  const teams = await FakeTeams.start(t, { [BOB.id]: person, [BOB.aadObjectId]: person });
  const env = {
    ...settings(slack, port, cwd),
    TEAMS_APP_ID: APP,
    TEAMS_TENANT_ID: TENANT,
    TEAMS_UNAUTHENTICATED: "true",
    TEAMS_ALLOWED_HOSTS: "127.0.0.1",
  };
  writeFileSync(join(cwd, "people.csv"), "email,name,skills\nbob@company.example,Bob Builder,Kafka\n");
  const imported = spawnSync(LYCEUM, ["import", "people", "people.csv"], { cwd, env, encoding: "utf8" });
  assert.equal(imported.status, 0, imported.stderr);

  const running = new Running(t, "lyceum serve", LYCEUM, ["serve"], { env, cwd });
  await running.answers(`http://127.0.0.1:${port}/readyz`);
  const bobDoes = async (more) => {
    const body = JSON.stringify(teams.activity(BOB, more));
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`http://127.0.0.1:${port}/api/messages`, { method: "POST", headers, body });
    assert.ok(answer.status < 300, `${answer.status} ${await answer.text()}`);
  };
  const slackDoes = async (request) => {
    const answer = await fetch(`http://127.0.0.1:${port}/slack/events`, request);
    assert.equal(answer.status, 200);
    const said = await answer.text();
    return said === "" ? undefined : JSON.parse(said);
  };

  // They are met on Teams, and known to be who was imported.
  await bobDoes({ type: "message", id: "1730000000001", text: "help" });
  await until("the help is there", () => teams.card("What I can do for you"));
  await until("they were looked up", () => teams.calls.some((call) => call.path.includes("/members/")));

  const card = await until("they are suggested on Slack", async () => {
    const shown = await slackDoes(command("UANN", "/ask-expert", "urgent: who knows Kafka?", `ask.${Math.random()}`));
    return JSON.stringify(shown).includes("Bob Builder") && shown;
  });
  await slackDoes(press("UANN", "experts.go", value(card, "experts.go"), "go.1"));
  await until("the thread says whom I asked", () => slack.posts().find((post) => text(post).includes("one to one on Microsoft Teams")));
  const asked = await until("they are asked on Teams", () => teams.card("has a question on Slack"));
  assert.match(JSON.stringify(asked.card), /who knows Kafka\?/);

  // They just write; what they write goes where they say.
  await bobDoes({ type: "message", id: "1730000000002", text: "Restart the broker first." });
  const which = await until("they are asked whom it is for", () => teams.card("Is this your reply"));
  assert.ok(!slack.posts().some((post) => text(post).includes("Restart the broker")), "nothing is sent unasked");
  await bobDoes({
    type: "invoke",
    id: "1730000000003",
    replyToId: which.id,
    name: "adaptiveCard/action",
    value: { action: { type: "Action.Execute", verb: "lyceum", data: data(which.card, "Yes, send it") } },
  });
  const reply = await until("their reply is in the thread", () => slack.posts().find((post) => text(post).includes("Restart the broker first.")));
  assert.match(text(reply), /Bob Builder.* replies, from Microsoft Teams/);
  assert.ok(reply.thread_ts, "in the thread of the question");

  // An edit follows.
  await bobDoes({
    type: "messageUpdate",
    id: "1730000000002",
    text: "Restart the controller first.",
    channelData: { tenant: { id: TENANT }, eventType: "editMessage" },
  });
  await until("the edit follows", () => slack.calls.some((call) => call.method === "chat.update" && text(call.body).includes("Restart the controller first.")));

  // Taken away there, gone here.
  await bobDoes({
    type: "messageDelete",
    id: "1730000000002",
    channelData: { tenant: { id: TENANT }, eventType: "softDeleteMessage" },
  });
  await until("it goes", () => slack.calls.some((call) => call.method === "chat.delete"));
  assert.doesNotMatch(running.said, /ERROR|panicked/);
});
