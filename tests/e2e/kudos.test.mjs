// Thanks, from the command to the file, on a Slack and a Teams that none of our code knows.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PEOPLE, APP as SLACK, words } from "./lib/emulator.mjs";
import { house, onlyFor } from "./lib/house.mjs";
import { folder, freePort, LYCEUM, Running, until } from "./lib/running.mjs";
import { APP, FakeTeams, TENANT } from "./lib/teams.mjs";
import { WORKDAY } from "./lib/time.mjs";

const { ann, bob, cleo } = PEOPLE;

test("on Slack: thanked, joined in, taken back, and the record as a file", async (t) => {
  const { slack, bot } = await house(t);
  try {
    const isPublic = (message) => message.user === SLACK.botUserId && message.subtype !== "ephemeral";
    // The first thing that anybody says here: nobody is known yet.
    await slack.command(ann, "/kudos", `<@${bob.id}> 2 for staying late with the <!here> restore <#C0ELSE|postgres>`);
    const announced = await slack.message("the thanks", (message, text) => isPublic(message) && text.includes("thanks you"));
    assert.match(words(announced), /<@U0BOB>.*staying late with the @here restore #postgres.*2 points/s);
    if (WORKDAY) {
      const direct = await slack.direct(bob);
      await slack.message("the first thanks are explained", (_, text) => text.includes("This is kudos"), direct);
    }

    await slack.react(cleo, announced, "raised_hands");
    await slack.message("somebody joins in", (message, text) => message.ts === announced.ts && /joins in/.test(text));
    await slack.react(cleo, announced, "raised_hands", false);
    await slack.message("and out", (message, text) => message.ts === announced.ts && !/joins in/.test(text));

    await slack.command(bob, "/kudos", "export");
    const link = await until("a link to the record", async () => {
      const mine = (await slack.messages()).filter((message) => onlyFor(bob, message));
      return mine.map((message) => JSON.stringify(message).match(/http:[^">|]+\/files\/[0-9a-f]+/)?.[0]).findLast(Boolean);
    });
    const file = await fetch(link);
    assert.equal(file.status, 200);
    assert.match(file.headers.get("content-disposition"), /^attachment; filename="kudos-[0-9-]+\.csv"$/);
    assert.equal(file.headers.get("x-content-type-options"), "nosniff");
    assert.match(file.headers.get("cache-control"), /no-store/);
    assert.match(await file.text(), /^date,direction,from,to.*received,Ann.*staying late with the @here restore/is);
    for (const wrong of [`${link.slice(0, -1)}${link.endsWith("0") ? "1" : "0"}`, `${bot.url}/files/x`, `${bot.url}/files/${"a".repeat(5000)}`]) {
      assert.equal((await fetch(wrong)).status, 404);
    }

    const mine = await slack.direct(ann);
    const given = await slack.message("a way back", (_, text) => /Thank you for thanking/.test(text), mine);
    await slack.press(ann, given, "Take it back");
    await until("the announcement goes", async () => !(await slack.messages()).some((message) => message.ts === announced.ts));
    assert.doesNotMatch(bot.running.said, /ERROR|panicked/);
  } catch (error) {
    console.error(bot.running.said);
    console.error(await slack.told());
    throw error;
  }
});

test("on Teams: thanked in a channel", async (t) => {
  const port = await freePort();
  const people = Object.fromEntries(
    ["ann", "bob"].map((key) => {
      const id = `00000000-0000-0000-0000-0000000000${key === "ann" ? "0a" : "0b"}`;
      return [key, { id: `29:1${key}`, name: key === "ann" ? "Ann Asker" : "Bob Builder", aadObjectId: id }];
    }),
  );
  const told = Object.values(people).flatMap((person) => {
    const email = `${person.name.split(" ")[0].toLowerCase()}@company.example`;
    const known = { name: person.name, email, aadObjectId: person.aadObjectId };
    return [
      [person.id, known],
      [person.aadObjectId, known],
    ];
  });
  const general = { id: "19:general@thread.tacv2", type: "standard" };
  const members = Object.values(people).map((person) => person.aadObjectId);
  const teams = await FakeTeams.start(t, Object.fromEntries(told), { [general.id]: { members, channels: [general] } });
  const env = {
    LYCEUM_LISTEN: `127.0.0.1:${port}`,
    LYCEUM_DATABASE_URL: "sqlite://lyceum.db",
    TEAMS_APP_ID: APP,
    TEAMS_TENANT_ID: TENANT,
    TEAMS_UNAUTHENTICATED: "true",
    TEAMS_ALLOWED_HOSTS: "127.0.0.1",
  };
  const running = new Running(t, "lyceum serve", LYCEUM, ["serve"], { env, cwd: folder(t) });
  await running.answers(`http://127.0.0.1:${port}/readyz`);
  let next = 1730000000001;
  const does = async (who, more) => {
    const body = JSON.stringify(teams.activity(who, { id: String(next++), ...more }));
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`http://127.0.0.1:${port}/api/messages`, { method: "POST", headers, body });
    assert.ok(answer.status < 300, `${answer.status} ${await answer.text()}`);
  };
  const channel = { id: "19:general@thread.tacv2", conversationType: "channel", isGroup: true, tenantId: TENANT };
  const mention = (id, name, text) => ({ type: "mention", text, mentioned: { id, name } });
  const thanks = (reason) => ({
    type: "message",
    conversation: { ...channel, id: `${channel.id};messageid=${next}` },
    channelData: { tenant: { id: TENANT }, team: { id: "19:general@thread.tacv2" }, channel: { id: channel.id } },
    text: `<at>Lyceum</at> kudos <at>Bob</at> for ${reason}`,
    entities: [mention(`28:${APP}`, "Lyceum", "<at>Lyceum</at>"), mention(people.bob.id, "Bob", "<at>Bob</at>")],
  });
  // So that it is known where Bob is, and that it is day there.
  await does(people.bob, { type: "message", text: "help" });
  await until("the help is there", () => teams.card("What I can do for you"));
  await does(people.ann, thanks("staying late with the restore"));
  const said = (call) => JSON.stringify(call.body ?? "");
  const announced = await until("the thanks", () => teams.calls.find((call) => said(call).includes("<at>Bob Builder</at>")));
  assert.match(said(announced), /Ann Asker.*thanks you.*staying late with the restore/s);
  assert.match(announced.path, /19:general@thread\.tacv2;messageid=1730000000002\/activities$/, "below the thanks");
  if (WORKDAY) await until("what they mean, the first time", () => teams.card("This is kudos"));
  assert.doesNotMatch(running.said, /ERROR|panicked/);
});
