// Several copies of the program on one Postgres, a power cut in the middle of a delivery, and a store that goes away.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { connect, createServer } from "node:net";
import { test } from "node:test";
import { folder, freePort, LYCEUM, Running, until } from "./lib/running.mjs";
import { command, FakeSlack, press, SECRET, value } from "./lib/slack.mjs";

const SERVER = process.env.LYCEUM_TEST_POSTGRES;

function psql(database, statement) {
  const done = spawnSync("psql", ["-X", "-A", "-t", "-q", "-d", `${SERVER}/${database}`, "-c", statement], { encoding: "utf8" });
  if (done.status !== 0) throw new Error(done.stderr);
  return done.stdout.trim();
}

/// A database of the test's own.
function database(t) {
  if (!SERVER) throw new Error("no Postgres for tests: run tests/run");
  const name = `lyceum_e2e_${process.pid}_${Math.random().toString(36).slice(2, 8)}`;
  psql("postgres", `CREATE DATABASE ${name}`);
  t.after(() => psql("postgres", `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  return name;
}

async function copy(t, slack, address) {
  const port = await freePort();
  const env = {
    LYCEUM_LISTEN: `127.0.0.1:${port}`,
    LYCEUM_DATABASE_URL: address,
    LYCEUM_LEADS: "slack:T1:ULEAD",
    LYCEUM_LOG: "info",
    SLACK_SIGNING_SECRET: SECRET,
    SLACK_BOT_TOKEN: "xoxb-of-the-test",
    SLACK_API_URL: slack.api,
  };
  const running = new Running(t, "lyceum serve", LYCEUM, ["serve"], { env, cwd: folder(t) });
  const url = `http://127.0.0.1:${port}`;
  await running.answers(`${url}/readyz`);
  return { running, url, sends: (request) => fetch(`${url}/slack/events`, request) };
}

/// The same request to both, at the same time; the one answer that says something.
async function both(copies, request) {
  const answers = await Promise.all(copies.map((one) => one.sends(request)));
  for (const answer of answers) assert.equal(answer.status, 200);
  const said = (await Promise.all(answers.map((answer) => answer.text()))).filter((text) => text !== "");
  assert.ok(said.length <= 1, `answered twice: ${said}`);
  return said[0] ? JSON.parse(said[0]) : undefined;
}

test("two copies on one Postgres: whatever comes to both happens once", async (t) => {
  const name = database(t);
  const slack = await FakeSlack.start(t);
  const copies = [await copy(t, slack, `${SERVER}/${name}`), await copy(t, slack, `${SERVER}/${name}`)];
  // Nobody takes a question before Slack has said who they are.
  for (const who of ["UBOB", "UCLEO"]) await copies[0].sends(command(who, "/lyceum", "help", `help.${who}`));
  await until(
    "who they are is known",
    () => psql(name, "SELECT COUNT(*) FROM account WHERE id IN ('slack:T1:UBOB', 'slack:T1:UCLEO') AND standing = 'member'") === "2",
  );
  const many = Array.from({ length: 24 }, (_, number) => number);
  await Promise.all(
    many.map(async (number) => {
      const asker = `UASK${number}`;
      const card = await both(copies, command(asker, "/ask-expert", `how do I mend machine number ${number} ?`, `ask.${number}`));
      const id = value(card, "experts.everybody");
      assert.ok(id, JSON.stringify(card));
      await both(copies, press(asker, "experts.everybody", id, `go.${number}`));
      const isAsked = (post) => JSON.stringify(post.blocks).includes(`machine number ${number} `) && value(post, "experts.take");
      const offer = value(await until("it is asked", () => slack.posts().find(isAsked)), "experts.take");
      // Two people take it at the same moment, each at another copy, and both press twice.
      await Promise.all(
        ["UBOB", "UCLEO"].flatMap((who, at) => [1, 2].map((time) => copies[at].sends(press(who, "experts.take", offer, `take.${number}.${who}.${time}`)))),
      );
    }),
  );
  await until("everything is sent", () => psql(name, "SELECT COUNT(*) FROM outbox") === "0", 60_000);
  assert.equal(psql(name, "SELECT COUNT(*) FROM question WHERE state = 'taken'"), String(many.length));
  assert.equal(psql(name, "SELECT COUNT(*) FROM candidate WHERE state = 'took'"), String(many.length));
  const asked = slack.posts().filter((post) => JSON.stringify(post.blocks).includes("mend machine number") && !post.thread_ts);
  const machines = asked.map((post) => JSON.stringify(post.blocks).match(/machine number (\d+)/)[1]);
  assert.equal(machines.length, many.length, "each question is posted once");
  assert.equal(new Set(machines).size, many.length);
  for (const one of copies) assert.doesNotMatch(one.running.said, /ERROR|panicked/);
});

for (const [loses, what] of [
  [false, "it had arrived, and is found"],
  [true, "it had not, and is sent again"],
]) {
  test(`a power cut in the middle of a delivery: ${what}`, async (t) => {
    const name = database(t);
    const slack = await FakeSlack.start(t);
    let bot = await copy(t, slack, `${SERVER}/${name}`);
    // Nobody takes a question before Slack has said who they are.
    await bot.sends(command("UBOB", "/lyceum", "help", "help.1"));
    await until("who Bob is is known", () => psql(name, "SELECT COUNT(*) FROM account WHERE id = 'slack:T1:UBOB' AND standing = 'member'") === "1");
    const card = await (await bot.sends(command("UANN", "/ask-expert", "how do I mend the printer ?", "ask.1"))).json();
    const isQuestion = (post) => JSON.stringify(post.blocks).includes("mend the printer");
    slack.hangs = true;
    slack.loses = loses;
    await bot.sends(press("UANN", "experts.everybody", value(card, "experts.everybody"), "go.1"));
    await until("it is being sent", () => slack.posts().some(isQuestion));
    await bot.running.kill();
    slack.hangs = false;
    slack.loses = false;
    // The lease of whoever was cut off runs out after some seconds, and what is missing is looked for twice.
    const soon = () => psql(name, "UPDATE outbox SET lease = 0 WHERE state = 'sending'; UPDATE outbox SET due = 0 WHERE state = 'unanswered'");
    soon();
    bot = await copy(t, slack, `${SERVER}/${name}`);
    await until("it is known where it stands", () => {
      soon();
      return psql(name, "SELECT COUNT(*) FROM question AS q, post AS p WHERE p.id = q.root AND p.message IS NOT NULL") === "1";
    });
    assert.equal(slack.arrived.filter((message) => message.channel === "C1" && !message.thread_ts).length, 1, "it stands there once");
    const offer = value(slack.posts().find(isQuestion), "experts.take");
    await bot.sends(press("UBOB", "experts.take", offer, "take.1"));
    const taken = await until("what belongs below it is there", () => slack.posts().find((post) => JSON.stringify(post.blocks).includes("is on it")));
    assert.equal(taken.thread_ts, slack.arrived.find((message) => !message.thread_ts && message.channel === "C1").ts);
  });
}

/// A way to a database that can be cut, or fall silent.
async function between(t, name) {
  const target = new URL(SERVER);
  const open = new Set();
  const proxy = createServer((near) => {
    if (proxy.cut) return near.destroy();
    const far = connect(Number(target.port || 5432), target.hostname);
    for (const end of [near, far]) {
      open.add(end);
      end.on("error", () => {});
      end.on("close", () => {
        open.delete(end);
        near.destroy();
        far.destroy();
      });
    }
    near.on("data", (piece) => proxy.silent || far.write(piece));
    far.on("data", (piece) => proxy.silent || near.write(piece));
  });
  await new Promise((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    for (const end of open) end.destroy();
    proxy.close();
  });
  const address = new URL(`${SERVER}/${name}`);
  address.hostname = "127.0.0.1";
  address.port = String(proxy.address().port);
  return { address: address.toString(), open, proxy };
}

test("told to stop while the store is silent and strangers hold on: it ends in time", async (t) => {
  const slack = await FakeSlack.start(t);
  const { address, proxy } = await between(t, database(t));
  const bot = await copy(t, slack, address);
  proxy.silent = true;
  const under = Array.from({ length: 12 }, (_, number) =>
    bot.sends(command("UANN", "/ask-expert", "how do I mend the scanner ?", `ask.${number}`)).catch(() => {}),
  );
  const port = Number(new URL(bot.url).port);
  for (const said of ["", "POST /slack/events HTT", "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n"]) {
    const stranger = connect(port, "127.0.0.1");
    stranger.on("error", () => {});
    stranger.write(said);
    t.after(() => stranger.destroy());
  }
  await fetch(`${bot.url}/healthz`);
  const begun = Date.now();
  bot.running.process.kill("SIGTERM");
  await until("it has ended", () => bot.running.over, 20_000);
  const took = Date.now() - begun;
  t.diagnostic(`ended after ${took} ms`);
  assert.equal(bot.running.process.exitCode, 0, bot.running.said);
  await Promise.all(under);
});

test("a wrong signing secret is counted and said, in lines without colours", async (t) => {
  const slack = await FakeSlack.start(t);
  const bot = await copy(t, slack, "sqlite://lyceum.db");
  const request = command("UANN", "/lyceum", "help", "help.1");
  const wrong = { ...request, headers: { ...request.headers, "x-slack-signature": `v0=${"0".repeat(64)}` } };
  for (let time = 0; time < 3; time += 1) assert.equal((await bot.sends(wrong)).status, 401);
  const metrics = await (await fetch(`${bot.url}/metrics`)).text();
  assert.match(metrics, /lyceum_turned_away_total\{platform="slack",why="forged"\} 3/);
  await until("it is said", () => bot.running.said.includes("not of SLACK_SIGNING_SECRET"));
  assert.equal(bot.running.said.match(/not of SLACK_SIGNING_SECRET/g).length, 1, "once, and not for each");
  assert.ok(!bot.running.said.includes("\x1b"), "no colours where nobody looks");
});

test("a store that goes away: nothing is acknowledged, and all is well when it is back", async (t) => {
  const name = database(t);
  const slack = await FakeSlack.start(t);
  const { address, open, proxy } = await between(t, name);
  const bot = await copy(t, slack, address);
  const status = async (path) => (await fetch(`${bot.url}${path}`)).status;

  proxy.cut = true;
  for (const end of open) end.destroy();
  assert.equal(await status("/healthz"), 200);
  await until("it is not ready", async () => (await status("/readyz")) === 503);
  const request = command("UANN", "/ask-expert", "how do I mend the scanner ?", "ask.1");
  assert.equal((await bot.sends(request)).status, 503, "Slack is to deliver it again");
  assert.equal(psql(name, "SELECT COUNT(*) FROM inbox"), "0", "nothing of it is kept");

  proxy.cut = false;
  await until("it is ready", async () => (await status("/readyz")) === 200);
  const answer = await bot.sends(request);
  assert.equal(answer.status, 200);
  assert.match(await answer.text(), /mend the scanner/);
  assert.equal(psql(name, "SELECT COUNT(*) FROM question"), "1");
});
