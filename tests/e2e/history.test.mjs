// Real conversations, turned into a Slack export, imported by the built program, and asked ten of their own questions.
//
// The conversations may be used but not passed on, so they are not in the repository: LYCEUM_TEST_DATA names the folder
// that holds slack-dev.history.jsonl.gz and slack-dev.queries.jsonl.gz. Without it this says so, and tells no figures.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { folder, freePort, LYCEUM, ROOT, Running, until } from "./lib/running.mjs";
import { command, FakeSlack, settings } from "./lib/slack.mjs";

const DATA = process.env.LYCEUM_TEST_DATA ?? join(ROOT, "..", "shared", "data");
const [HISTORY, QUERIES] = ["history", "queries"].map((name) => join(DATA, `slack-dev.${name}.jsonl.gz`));
const MISSING = [HISTORY, QUERIES].every(existsSync) ? false : `NOT RUN: there is no ${HISTORY}; set LYCEUM_TEST_DATA to the folder with the conversations`;

function run(what, program, args, options = {}) {
  const done = spawnSync(program, args, { encoding: "utf8", maxBuffer: 1 << 26, ...options });
  assert.equal(done.status, 0, `${what}: ${done.error ?? done.stderr}`);
  return done.stdout;
}

/// What the export calls somebody.
const nameOf = (who) => who.split(":").at(-1);

/// Ten questions of the `test` split that somebody of the history answered, evenly spread.
function tenQuestions(ids) {
  const all = gunzipSync(readFileSync(QUERIES))
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const fit = all.filter((query) => query.split === "test" && query.text.length < 1_000 && ids[query.a] && Object.keys(query.truth).some((who) => ids[who]));
  return Array.from({ length: 10 }, (_, at) => fit[Math.floor(((at + 0.5) * fit.length) / 10)]);
}

test("a real history is imported, and ten of its questions are asked", { skip: MISSING, timeout: 300_000 }, async (t) => {
  const cwd = folder(t);
  const zip = join(cwd, "export.zip");
  t.diagnostic(run("the export is made", "python3", [join(ROOT, "tests", "history-to-slack-export.py"), HISTORY, zip, "T1"]).trim());
  const listed = `import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(z.read(sys.argv[2]).decode())`;
  const inside = (name) => JSON.parse(run(`${name} is read`, "python3", ["-c", listed, zip, name]));
  const users = inside("users.json");
  const ids = Object.fromEntries(users.map((user) => [user.name, user.id]));

  const port = await freePort();
  const slack = await FakeSlack.start(t);
  // Slack says that they are public: an export is not believed.
  for (const { id, name } of inside("channels.json")) slack.channels[id] = { name, is_private: false };
  const env = settings(slack, port, cwd);
  const importing = ["import", "slack-export", zip, "--json"];
  const imported = () => JSON.parse(run("the import", LYCEUM, importing, { cwd, env: { PATH: process.env.PATH, ...env } }));
  const first = imported();
  assert.ok(first.messages > 50_000 && first.people > 1_000, JSON.stringify(first));
  assert.deepEqual(first.problems, []);
  // Again changes nothing.
  assert.equal(imported().messages, 0);

  const running = new Running(t, "lyceum serve", LYCEUM, ["serve"], { env, cwd });
  await running.answers(`http://127.0.0.1:${port}/readyz`);
  let suggested = 0;
  let right = 0;
  for (const query of tenQuestions(ids)) {
    // Urgent, as nobody knows at which hour the tests are run.
    let times = 0;
    const card = await until("whoever asks is known", async () => {
      const trigger = `ask.${query.qid}.${++times}`;
      const request = command(ids[query.a], "/ask-expert", `urgent: ${query.text}`, trigger);
      const answer = await fetch(`http://127.0.0.1:${port}/slack/events`, request);
      assert.equal(answer.status, 200);
      const said = JSON.stringify(await answer.json());
      return !said.includes("only just met you") && said;
    });
    const named = [...card.matchAll(/"\*([^*"]+)\* – /g)].map((match) => match[1]);
    assert.ok(!named.includes(nameOf(query.a)), "nobody is sent to themselves");
    suggested += Number(named.length > 0);
    right += Number(named.some((name) => Object.keys(query.truth).some((who) => nameOf(who) === name)));
    t.diagnostic(`${query.qid}: ${named.length} people named`);
  }
  t.diagnostic(`${suggested} of 10 questions got a suggestion, ${right} of 10 name somebody who really answered`);
  assert.ok(suggested >= 8, `only ${suggested} of 10 questions got a suggestion`);
  assert.ok(right >= 3, `only ${right} of 10 name somebody who really answered`);
  assert.doesNotMatch(running.said, /ERROR|panicked/);
});
