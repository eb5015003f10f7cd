// What breaks while the program runs: its power, its disk, its store, the platform. Nothing that was acknowledged is lost,
// nothing is said twice, and what is not known is found out.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { folder, freePort, LYCEUM, Running, until } from "./lib/running.mjs";
import { command, FakeSlack, press, settings, sqlite, value } from "./lib/slack.mjs";

const SERVER = process.env.LYCEUM_TEST_POSTGRES;
/// A long run is made by hand: `KILLS=50 node --test faults.test.mjs`.
const KILLS = Number(process.env.KILLS ?? 10);

function psql(database, statement) {
  const done = spawnSync("psql", ["-X", "-A", "-t", "-q", "-d", `${SERVER}/${database}`, "-c", statement], { encoding: "utf8" });
  if (done.status !== 0) throw new Error(done.stderr);
  return done.stdout.trim();
}

/// A store of the test's own: its address, and a way to ask it for one number or to change something in it.
function stores(t, cwd) {
  if (!SERVER) throw new Error("no Postgres for tests: run tests/run");
  return {
    SQLite() {
      const file = join(cwd, "lyceum.db");
      const asks = (statement) => Number(/-?\d+/.exec(sqlite(file, statement))?.[0]);
      return { address: `sqlite://${file}`, asks, changes: (statement) => sqlite(file, statement) };
    },
    Postgres() {
      const name = `lyceum_e2e_${process.pid}_${Math.random().toString(36).slice(2, 8)}`;
      psql("postgres", `CREATE DATABASE ${name}`);
      t.after(() => psql("postgres", `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
      return { address: `${SERVER}/${name}`, asks: (statement) => Number(psql(name, statement)), changes: (statement) => psql(name, statement) };
    },
  };
}

/// The program on a store and a Slack with many channels, which can be killed and started again.
class Bot {
  constructor(t, slack, cwd, address, program = [LYCEUM, ["serve"]]) {
    Object.assign(this, { t, slack, cwd, address, program });
    for (let number = 0; number < 60; number += 1) slack.channels[`CH${number}`] = { name: `room-${number}`, is_private: false };
  }

  async start() {
    this.port ??= await freePort();
    const env = { ...settings(this.slack, this.port, this.cwd), LYCEUM_DATABASE_URL: this.address, LYCEUM_LOG: "warn" };
    this.running = new Running(this.t, "lyceum serve", ...this.program, { env, cwd: this.cwd });
    await this.running.answers(`http://127.0.0.1:${this.port}/readyz`);
  }

  send(request) {
    return fetch(`http://127.0.0.1:${this.port}/slack/events`, request);
  }

  /// As a platform does: again until it is acknowledged. Gives what was answered, if that is known.
  async delivers(request) {
    return until(
      "it is acknowledged",
      async () => {
        const answer = await this.send(request);
        if (answer.status !== 200) return undefined;
        const said = await answer.text();
        return { card: said === "" ? undefined : JSON.parse(said) };
      },
      60_000,
    );
  }

  /// Somebody asks how to mend a machine; only they see it so far. The card is missing if its answer was cut off.
  async asks(number) {
    const words = `how do I mend machine number ${number} ?`;
    const { card } = await this.delivers(command(`UASK${number}`, "/ask-expert", words, `ask.${number}`, `CH${number % 60}`, `room-${number % 60}`));
    return card;
  }

  /// They ask everybody in the channel.
  async goes(number, card) {
    await this.delivers(press(`UASK${number}`, "experts.everybody", value(card, "experts.everybody"), `go.${number}`, `CH${number % 60}`));
  }

  /// How often the question stands in its channel.
  stands(number) {
    return this.slack.arrived.filter((message) => !message.thread_ts && message.says.includes(`machine number ${number} `)).length;
  }
}

/// Until all is sent or known; what was cut off is looked after at once, which no test should wait for.
function settled(store) {
  return until(
    "everything is sent",
    () => {
      store.changes("UPDATE outbox SET lease = 0 WHERE state = 'sending'");
      store.changes("UPDATE outbox SET due = 0 WHERE state = 'unanswered'");
      return store.asks("SELECT COUNT(*) FROM outbox WHERE state <> 'failed'") === 0;
    },
    90_000,
  );
}

for (const engine of ["SQLite", "Postgres"]) {
  test(`killed ${KILLS} times under load on ${engine}: nothing is lost, nothing is doubled`, async (t) => {
    const slack = await FakeSlack.start(t);
    const cwd = folder(t);
    const store = stores(t, cwd)[engine]();
    const bot = new Bot(t, slack, cwd, store.address);
    await bot.start();
    let next = 0;
    let over = false;
    const asked = [];
    const worker = async () => {
      while (!over) {
        const number = ++next;
        const card = await bot.asks(number);
        // As many as the channels take in a short time.
        if (!card || asked.length >= 50) continue;
        asked.push(number);
        await bot.goes(number, card);
      }
    };
    const workers = Array.from({ length: 6 }, worker);
    for (let kill = 0; kill < KILLS; kill += 1) {
      await new Promise((resolve) => setTimeout(resolve, 150 + ((kill * 137) % 500)));
      await bot.running.kill();
      await bot.start();
    }
    over = true;
    await Promise.all(workers);
    assert.equal(store.asks("SELECT COUNT(*) FROM question"), next, "each that was acknowledged is there, once");
    assert.equal(store.asks("SELECT COUNT(DISTINCT body) FROM question"), next);
    await settled(store);
    for (const number of asked) assert.equal(bot.stands(number), 1, `machine ${number}`);
    assert.equal(store.asks("SELECT COUNT(*) FROM outbox"), 0, "nothing is unknown");
    t.diagnostic(`${next} acknowledged, ${asked.length} asked`);
  });
}

test("a full disk: nothing is acknowledged that is not kept, and all is well when there is room", async (t) => {
  const slack = await FakeSlack.start(t);
  const cwd = folder(t);
  const store = stores(t, cwd).SQLite();
  // Files that may not be written any more are as good as a full disk, and need no disk. What may not grow alone would
  // not do: the log of the store begins again at its head once it was moved into the file.
  const bot = new Bot(t, slack, cwd, store.address, ["/bin/bash", ["-c", `trap '' XFSZ; exec '${LYCEUM}' serve`]]);
  await bot.start();
  await bot.asks(0);
  const limit = (bytes) => {
    const done = spawnSync("prlimit", ["--pid", String(bot.running.process.pid), `--fsize=${bytes}:unlimited`], { encoding: "utf8" });
    assert.equal(done.status, 0, done.stderr);
  };
  limit(1);
  let refused = 0;
  for (let number = 1; number <= 5; number += 1) {
    const request = command(`UASK${number}`, "/ask-expert", `how do I mend machine number ${number} ?`, `ask.${number}`, `CH${number}`, `room-${number}`);
    if ((await bot.send(request)).status === 503) refused += 1;
  }
  assert.ok(refused > 0, "there is no room");
  assert.equal((await fetch(`http://127.0.0.1:${bot.port}/readyz`)).status, 503, "and it says so");
  limit("unlimited");
  await until("it is ready again", async () => (await fetch(`http://127.0.0.1:${bot.port}/readyz`)).ok);
  for (let number = 1; number <= 5; number += 1) await bot.asks(number);
  assert.equal(store.asks("SELECT COUNT(*) FROM question"), 6);
});

test("connections to Postgres that fall silent for ever: they are replaced", async (t) => {
  const slack = await FakeSlack.start(t);
  const cwd = folder(t);
  const store = stores(t, cwd).Postgres();
  const target = new URL(store.address);
  const pairs = new Set();
  const proxy = createServer((near) => {
    const far = connect(Number(target.port || 5432), target.hostname);
    const pair = { silent: false };
    pairs.add(pair);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ]) {
      from.on("data", (piece) => pair.silent || to.write(piece));
      from.on("error", () => {});
      from.on("close", () => to.destroy());
    }
  });
  await new Promise((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  t.after(() => proxy.close());
  const address = new URL(store.address);
  address.hostname = "127.0.0.1";
  address.port = String(proxy.address().port);
  const bot = new Bot(t, slack, cwd, address.toString());
  await bot.start();
  await bot.asks(0);
  for (const pair of pairs) pair.silent = true;
  const begun = Date.now();
  await Promise.all([1, 2, 3, 4, 5, 6].map((number) => bot.asks(number)));
  t.diagnostic(`all answered after ${Date.now() - begun} ms`);
  assert.equal(store.asks("SELECT COUNT(*) FROM question"), 7);
});

test("a platform that answers anything: each question stands there once", async (t) => {
  const slack = await FakeSlack.start(t);
  const cwd = folder(t);
  const store = stores(t, cwd).SQLite();
  const bot = new Bot(t, slack, cwd, store.address);
  const says =
    (status, body, headers = {}) =>
    (response) => {
      response.writeHead(status, { "content-type": "application/json", ...headers });
      response.end(body);
    };
  const answers = [
    ["too fast", says(429, "{}", { "retry-after": "1" }), false],
    ["500", says(500, "")],
    ["503", says(503, "<html>")],
    ["internal_error", says(200, JSON.stringify({ ok: false, error: "internal_error" }))],
    ["garbage", says(200, "<html>")],
    ["nothing", says(200, "")],
    [
      "half a body",
      (response) => {
        response.writeHead(200, { "content-type": "application/json", "content-length": "100" });
        response.write('{"ok":tr');
        setTimeout(() => response.destroy(), 50);
      },
    ],
    ["reset", (response) => response.destroy()],
  ];
  const moods = answers.flatMap(([, answer, may = true]) => [{ arrives: false, answer }, ...(may ? [{ arrives: true, answer }] : [])]);
  const seen = new Set();
  slack.mood = (post) => {
    const number = /machine number (\d+) /.exec(JSON.stringify(post.blocks))?.[1];
    if (number === undefined || post.thread_ts || seen.has(number)) return undefined;
    seen.add(number);
    return moods[Number(number)];
  };
  await bot.start();
  await Promise.all(moods.map(async (_, number) => bot.goes(number, await bot.asks(number))));
  await until("each was tried", () => seen.size === moods.length);
  await settled(store);
  assert.deepEqual(
    moods.map((_, number) => bot.stands(number)),
    moods.map(() => 1),
  );
  const metrics = await (await fetch(`http://127.0.0.1:${bot.port}/metrics`)).text();
  assert.match(metrics, /lyceum_outbox_unknown 0/);
});
