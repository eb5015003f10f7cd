// The built program on Microsoft's own Agents Playground, driven by a real browser.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { browser } from "./lib/page.mjs";
import { folder, freePort, LYCEUM, ROOT, Running, until } from "./lib/running.mjs";
import { APP, TENANT as COMPANY, channel, data, FakeTeams, mention } from "./lib/teams.mjs";

/// The tenant that Agents Playground says it is.
const TENANT = "00000000-0000-0000-0000-0000000000001";
const PLAYGROUND = join(ROOT, "tests", "e2e", "node_modules", ".bin", "agentsplayground");

async function bot(t, more = {}) {
  const port = await freePort();
  const env = {
    LYCEUM_LISTEN: `127.0.0.1:${port}`,
    LYCEUM_DATABASE_URL: "sqlite://lyceum.db",
    TEAMS_APP_ID: APP,
    TEAMS_TENANT_ID: TENANT,
    TEAMS_ALLOWED_HOSTS: "localhost,127.0.0.1",
    ...more,
  };
  const running = new Running(t, "lyceum serve", LYCEUM, ["serve"], { env, cwd: folder(t) });
  await running.answers(`http://127.0.0.1:${port}/readyz`);
  return { url: `http://127.0.0.1:${port}/api/messages`, running };
}

/// Microsoft's emulator, with the bot in it, and somebody who looks at it.
async function teams(t) {
  const { url, running } = await bot(t, { TEAMS_UNAUTHENTICATED: "true" });
  const port = await freePort();
  const args = ["-e", url, "-c", "msteams", "-p", String(port), "--dt"];
  const emulator = new Running(t, "agentsplayground", PLAYGROUND, args, { cwd: folder(t) });
  await emulator.answers(`http://127.0.0.1:${port}/`);
  const context = await (await browser(t)).newContext({ viewport: { width: 1400, height: 1200 } });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(`http://localhost:${port}/`);
  await page.getByText("Personal Chat").waitFor();
  t.after(() => /ERROR|panicked/.test(running.said) && console.error(running.said));
  return { page, running };
}

test("in a chat of one's own: a welcome, and the same words as on Slack", async (t) => {
  const { page } = await teams(t);
  await page.getByText("Hello, I am Lyceum.").waitFor();
  const box = page.getByRole("textbox").last();
  await box.click();
  await page.keyboard.type("help");
  await page.keyboard.press("Enter");
  await page.getByText("What I can do for you").first().waitFor();
  await page.getByText("Find the colleague who knows").waitFor();
  await box.click();
  await page.keyboard.type("lyceum me");
  await page.keyboard.press("Enter");
  await page.getByText("You and Lyceum").waitFor();
  await page.getByRole("button", { name: "Hours and limit" }).waitFor();
});

test("in a channel: ask, see the card, press, see it change", async (t) => {
  const { page, running } = await teams(t);
  await page.getByText("General", { exact: true }).click();
  // The page is drawn anew when the welcome comes.
  await page.getByText("mention me and write").waitFor();
  const box = page.getByRole("textbox").first();
  await box.click({ force: true });
  await page.keyboard.type("@");
  await page.getByText("Megan Bowen", { exact: true }).waitFor();
  await page.getByText("Test Bot", { exact: true }).last().click();
  await until("the bot is mentioned", async () => (await box.innerText()).includes("Test Bot"));
  await page.keyboard.type(" ask-expert how do I roll back a migration?");
  await until("the question is written", async () => (await box.innerText()).includes("migration?"));
  await page.getByRole("button", { name: "Post" }).first().click();

  // Nobody here has shown that they know, and the bot would rather not guess.
  await page.getByText("I know nobody who has shown that they know").waitFor();
  await page.getByRole("button", { name: "Ask the channel" }).click();
  await page.getByText(/Asked in/).waitFor();
  assert.equal(await page.getByRole("button", { name: "Ask the channel" }).count(), 0, "the pressed card has changed");
  await page.getByText("asks:").waitFor();
  await page.getByText("Open to everybody here.").waitFor();

  // "I'll take it" is for somebody else.
  await page.getByRole("button", { name: "I'll take it" }).click();
  await until("the asker is told", async () => /This is your own question/.test(await page.locator("body").innerText()));

  // A button with a question first.
  await page.getByRole("button", { name: "Take it back" }).click();
  await page.getByText("Take the question back?").waitFor();
  await page.getByRole("button", { name: "Take it back" }).last().click();
  await until("the question is off", async () => (await page.getByRole("button", { name: "I'll take it" }).count()) === 0);
  assert.doesNotMatch(running.said, /ERROR|panicked/);
});

test("what is not Teams' is turned away", async (t) => {
  const { url } = await bot(t, { TEAMS_APP_PASSWORD: "a secret" });
  const activity = JSON.stringify({ type: "message", channelId: "msteams", serviceUrl: "http://127.0.0.1:9/", channelData: { tenant: { id: TENANT } } });
  const post = (headers, body = activity) => fetch(url, { method: "POST", headers, body });
  for (const headers of [{}, { authorization: "Bearer x" }, { authorization: "Bearer a.b.c" }, { authorization: "Basic x" }]) {
    const answer = await post(headers);
    assert.equal(answer.status, 401);
    assert.equal(await answer.text(), "");
  }
  assert.equal((await post({}, "x".repeat(1_100_000))).status, 413);

  const open = await bot(t, { TEAMS_UNAUTHENTICATED: "true" });
  const sent = (change) => fetch(open.url, { method: "POST", body: JSON.stringify({ ...JSON.parse(activity), ...change }) });
  assert.equal((await fetch(open.url, { method: "POST", body: "{" })).status, 400);
  assert.equal((await sent({ serviceUrl: "https://evil.example/" })).status, 403);
  assert.equal((await sent({ type: "somethingNew" })).status, 200);
  assert.equal((await sent({ type: "invoke", name: "somethingNew" })).status, 501);
});

/// A company with two teams: HR, with a channel of its own for pay and a private one, and Dev.
const PEOPLE = Object.fromEntries(
  ["hanna", "bob", "ida", "dora"].map((key, at) => {
    const name = `${key[0].toUpperCase()}${key.slice(1)} Example`;
    return [key, { id: `29:1${key}`, name, aadObjectId: `00000000-0000-0000-0000-00000000000${at + 1}` }];
  }),
);
const { hanna, bob, ida, dora } = PEOPLE;
const HR = "19:hr@thread.tacv2";
const DEV = "19:dev@thread.tacv2";
const PAY = { id: "19:pay@thread.tacv2", name: "Pay", type: "standard" };
const BOARD = { id: "19:board@thread.tacv2", name: "Board of Ärzte", type: "private", members: [hanna.aadObjectId] };
const OPS = { id: "19:ops@thread.tacv2", name: "Operations", type: "standard" };

async function company(t) {
  const known = Object.values(PEOPLE).flatMap(({ id, name, aadObjectId }) => {
    const email = `${name.split(" ")[0].toLowerCase()}@company.example`;
    const person = { name, email, userPrincipalName: email, aadObjectId };
    return [
      [id, person],
      [aadObjectId, person],
    ];
  });
  const ids = (...people) => people.map(({ aadObjectId }) => aadObjectId);
  const teams = await FakeTeams.start(t, Object.fromEntries(known), {
    [HR]: { members: ids(hanna, bob, ida), channels: [{ id: HR, type: "standard" }, PAY, BOARD] },
    [DEV]: { members: ids(dora, bob), channels: [{ id: DEV, type: "standard" }, OPS] },
  });
  const cwd = folder(t);
  const port = await freePort();
  const env = {
    LYCEUM_LISTEN: `127.0.0.1:${port}`,
    LYCEUM_DATABASE_URL: "sqlite://lyceum.db",
    LYCEUM_LOG: "info,lyceum=debug",
    TEAMS_APP_ID: APP,
    TEAMS_TENANT_ID: COMPANY,
    TEAMS_UNAUTHENTICATED: "true",
    TEAMS_ALLOWED_HOSTS: "127.0.0.1",
  };
  writeFileSync(join(cwd, "people.csv"), "email,name,skills\nbob@company.example,Bob Example,Kafka\n");
  const imported = spawnSync(LYCEUM, ["import", "people", "people.csv"], { cwd, env, encoding: "utf8" });
  assert.equal(imported.status, 0, imported.stderr);
  const running = new Running(t, "lyceum serve", LYCEUM, ["serve"], { env, cwd });
  await running.answers(`http://127.0.0.1:${port}/readyz`);
  let next = 1730000000001;
  const does = async (who, more) => {
    const id = String(next++);
    const body = JSON.stringify(teams.activity(who, { id, ...(typeof more === "function" ? more(id) : more) }));
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`http://127.0.0.1:${port}/api/messages`, { method: "POST", headers, body });
    const said = await answer.text();
    assert.ok(answer.status < 300, `${answer.status} ${said}`);
    return { id, said: said === "" ? undefined : JSON.parse(said) };
  };
  /// Somebody asks, and is shown what comes of it, which nobody else is.
  const asks = async (who, where, question) => {
    const before = teams.calls.length;
    const { id: root } = await does(who, (id) => ({ ...where(id), ...mention(`ask-expert urgent: ${question}`) }));
    return until(`${who.name} is answered`, () => {
      const shown = teams.calls.slice(before).findLast((call) => call.body?.recipient?.id === who.id && call.body.attachments);
      return shown && { id: shown.id, root, card: shown.body.attachments[0].content, text: JSON.stringify(shown.body) };
    });
  };
  const press = (who, where, { id, card }, title) =>
    does(who, () => ({
      ...where,
      type: "invoke",
      name: "adaptiveCard/action",
      replyToId: id,
      value: { action: { type: "Action.Execute", verb: "lyceum", data: data(card, title) } },
    }));
  /// What a form offers to somebody who looks for a channel.
  const finds = async (who, words) => {
    const value = { kind: "search", queryText: words, dataset: "lyceum.channels" };
    const { said } = await does(who, { type: "invoke", name: "application/search", value });
    return said.value.results.map(({ title }) => title);
  };
  /// Everybody is met, and their time of day known.
  for (const who of Object.values(PEOPLE)) await does(who, { type: "message", text: "help" });
  const sound = () => assert.doesNotMatch(running.said, /ERROR|panicked/);
  return { teams, does, asks, press, finds, sound };
}

test("what HR's team was told, another team never meets; nor does a form offer its channels", async (t) => {
  const { teams, does, asks, press, finds, sound } = await company(t);
  const pay = (thread) => channel(HR, PAY, thread);
  const ops = (thread) => channel(DEV, OPS, thread);
  const question = "how is severance pay worked out?";

  // Asked and answered in a standard channel of HR.
  const suggestion = await asks(hanna, pay, question);
  await press(hanna, pay(), suggestion, "Ask the channel");
  const { root } = suggestion;
  await until("it is asked", () => teams.calls.some((call) => call.path.includes(`;messageid=${root}`) && /I'll take it/.test(JSON.stringify(call.body))));
  const answer = {
    id: "1730000005555",
    replyToId: root,
    createdDateTime: new Date().toISOString(),
    from: { user: { id: bob.aadObjectId, displayName: bob.name } },
    body: { contentType: "text", content: "Three zorkmids for each year." },
  };
  const value = { commandId: "experts.accept_message", commandContext: "message", messagePayload: answer };
  await does(hanna, { ...pay(root), type: "invoke", name: "composeExtension/fetchTask", value });

  // Whoever is in HR's team meets it, also in another of its channels; nobody of Dev does.
  const general = (thread) => channel(HR, { id: HR, type: "standard" }, thread);
  await until("HR meets the answer", async () => (await asks(ida, general, question)).text.includes("zorkmids"));
  for (const where of [ops, (thread) => channel(DEV, OPS, thread, false)]) {
    const shown = await asks(dora, where, question);
    assert.doesNotMatch(shown.text, /zorkmids|Hanna|Bob|19:pay/);
  }

  // A private channel of which the client does not say that it is.
  await asks(hanna, (thread) => channel(HR, BOARD, thread, false), "who signs for the board?");
  await until("its only member finds it", async () => (await finds(hanna, "ärzte")).includes(BOARD.name));
  assert.deepEqual(await finds(hanna, ""), ["Board of Ärzte", "General", "Pay"]);
  assert.deepEqual(await finds(ida, ""), ["General", "Pay"]);
  assert.deepEqual(await finds(ida, "board"), []);
  assert.deepEqual(await finds(dora, ""), ["Operations"]);
  sound();
});

test("somebody who left the company is suggested no more", async (t) => {
  const { teams, does, asks, sound } = await company(t);
  const ops = (thread) => channel(DEV, OPS, thread);
  const pay = (thread) => channel(HR, PAY, thread);
  const question = "who knows Kafka?";
  const isSuggested = async (who, where) => (await asks(who, where, question)).text.includes(bob.name);
  await until("Bob is suggested", () => isSuggested(dora, ops));
  await asks(hanna, pay, question);
  const leaves = (team, id) => ({
    type: "conversationUpdate",
    ...channel(team, { id: team }, undefined),
    channelData: { tenant: { id: COMPANY }, team: { id: team }, eventType: "teamMemberRemoved" },
    membersRemoved: [{ id: bob.id, aadObjectId: bob.aadObjectId }],
    id,
  });

  // They leave a team: that alone says nothing of the company.
  const asked = () => teams.calls.filter((call) => /\/members\/29:1bob$/.test(call.path)).length;
  let before = asked();
  teams.teams[DEV].members = teams.teams[DEV].members.filter((id) => id !== bob.aadObjectId);
  await does(dora, (id) => leaves(DEV, id));
  await until("they are looked for", () => asked() > before);
  assert.ok(await isSuggested(hanna, pay), "they are still there");

  // They are nowhere any more.
  before = asked();
  teams.leaves(bob);
  await does(hanna, (id) => leaves(HR, id));
  await until("they are looked for everywhere", () => asked() > before);
  await until("they are suggested no more", async () => !(await isSuggested(hanna, pay)));
  assert.ok(!(await isSuggested(dora, ops)));
  sound();
});
