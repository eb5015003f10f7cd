// What `lyceum doctor` names, each thing wrong by itself, and that it leaves nothing behind.

import assert from "node:assert/strict";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { folder, freePort, LYCEUM, Running } from "./lib/running.mjs";

const HEXADECIMAL = "0123456789abcdef0123456789abcdef";
const SCOPES = "app_mentions:read,channels:history,channels:read,chat:write,commands";

/// Something that answers as Slack or Teams would, except where the test wants it otherwise.
async function platform(t, answers = {}) {
  const server = createServer((request, response) => {
    request.resume();
    const method = new URL(request.url, "http://x").pathname.split("/").at(-1);
    const {
      status = 200,
      headers = {},
      ...body
    } = {
      ok: true,
      team_id: "T1",
      team: "Company",
      user_id: "UBOT",
      bot_id: "B1",
      url: "wss://x",
      access_token: "x",
      expires_in: 3600,
      keys: [{ kty: "RSA", kid: "k", n: "AQAB", e: "AQAB", endorsements: ["msteams"] }],
      jwks_uri: `http://127.0.0.1:${server.address().port}/keys`,
      ...answers.all,
      ...answers[method],
    };
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(body));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return `http://127.0.0.1:${server.address().port}`;
}

/// What the doctor says, and how it ends. It must leave its folder as it was.
async function doctor(t, env, prepare = () => {}) {
  const cwd = folder(t);
  prepare(cwd);
  const before = readdirSync(cwd, { recursive: true });
  const listen = `127.0.0.1:${await freePort()}`;
  const running = new Running(t, "lyceum doctor", LYCEUM, ["doctor"], { env: { LYCEUM_LISTEN: listen, ...env }, cwd });
  const status = await running.ended;
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(readdirSync(cwd, { recursive: true }), before, "it makes nothing");
  return { status, said: running.said };
}

const slack = (api, more = {}) => ({ SLACK_SIGNING_SECRET: HEXADECIMAL, SLACK_BOT_TOKEN: "xoxb-1", SLACK_API_URL: `${api}/api`, ...more });

test("all is well, and nothing is made", async (t) => {
  const api = await platform(t);
  const { status, said } = await doctor(t, slack(api));
  assert.equal(status, 0, said);
  assert.match(said, /there is no store at lyceum.db yet/);
  assert.match(said, /ok {4}SLACK_SIGNING_SECRET looks like one/);
  assert.match(said, /ok {4}the index can be kept in lyceum.index/);
  assert.match(said, /ok {4}127.0.0.1:\d+ is free/);
});

test("each thing that is wrong is named, with what mends it, and ends with 1", async (t) => {
  const well = await platform(t);
  const odd = async (answers, more) => slack(await platform(t, answers), more);
  const late = { headers: { date: new Date(Date.now() - 600_000).toUTCString() } };
  const teams = (url) => ({
    TEAMS_APP_ID: "11111111-2222-3333-4444-555555555555",
    TEAMS_APP_PASSWORD: "x",
    TEAMS_TENANT_ID: "t",
    TEAMS_LOGIN_URL: url,
    TEAMS_OPENID_URL: `${url}/openid`,
  });
  const taken = createServer(() => {});
  await new Promise((resolve) => taken.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    taken.closeAllConnections();
    taken.close();
  });
  const closed = (cwd) => mkdirSync(join(cwd, "closed"), { mode: 0o500 });
  const cases = [
    ["no scopes", await odd({ "auth.test": { headers: { "x-oauth-scopes": SCOPES } } }), /scopes are missing: .*im:history.*\n.*lyceum manifest slack/],
    ["a person's token", await odd({ "auth.test": { bot_id: undefined } }), /a person's token\n.*xoxb-/],
    ["a revoked token", await odd({ "auth.test": { ok: false, error: "account_inactive" } }), /account_inactive\n.*install it again/],
    ["an expired token", await odd({ "auth.test": { ok: false, error: "token_expired" } }), /token_expired\n.*token rotation/],
    ["not Slack", await odd({ all: { status: 404 } }), /SLACK_API_URL, .* is not Slack: status 404\n.*take the setting away/],
    ["a bot token for the app", slack(well, { SLACK_APP_TOKEN: "xoxb-1" }), /SLACK_APP_TOKEN: it does not begin with xapp-\n.*connections:write/],
    [
      "an app token that is none",
      await odd({ "apps.connections.open": { ok: false, error: "invalid_auth" } }, { SLACK_APP_TOKEN: "xapp-1" }),
      /SLACK_APP_TOKEN: invalid_auth/,
    ],
    ["a clock, with Teams only", teams(await platform(t, { all: late })), /clock is off by \d{3} seconds\n.*time synchronisation/],
    ["a port in use", slack(well, { LYCEUM_LISTEN: `127.0.0.1:${taken.address().port}` }), /LYCEUM_LISTEN: .*\n.*another program/],
    ["not our address", slack(well, { LYCEUM_LISTEN: "192.0.2.1:8080" }), /LYCEUM_LISTEN: .*\n.*not this machine's/],
    ["a name nearly right", slack(well, { SLACK_APP_TOKN: "x" }), /no setting called SLACK_APP_TOKN\n.*it is called SLACK_APP_TOKEN/],
    ["a name of nothing", slack(well, { LYCEUM_COLOUR: "x" }), /no setting called LYCEUM_COLOUR/],
    ["another program", slack(well, { LYCEUM_PUBLIC_URL: well }), /answered by something else than this bot/],
    ["no folder", slack(well, { LYCEUM_DATABASE_URL: "sqlite://nowhere/x.db" }), /no folder nowhere/],
    [
      "a file in the way of the index",
      slack(well, { LYCEUM_INDEX_DIR: "file/index" }),
      /index cannot be kept in file.index/,
      (cwd) => writeFileSync(join(cwd, "file"), ""),
    ],
  ];
  if (process.getuid() !== 0) {
    cases.push(["a closed folder", slack(well, { LYCEUM_INDEX_DIR: "closed" }), /index cannot be kept in closed/, closed]);
  }
  for (const [name, env, expected, prepare] of cases) {
    const { status, said } = await doctor(t, env, prepare);
    assert.match(said, expected, name);
    assert.equal(status, 1, `${name}: ${said}`);
    assert.equal(said.match(/^wrong /gm).length, 1, `${name}: and nothing else\n${said}`);
  }
});

test("a secret that is none is told for Slack itself", async (t) => {
  for (const secret of ["abc", `"${HEXADECIMAL}"`, "xoxb-1"]) {
    // Nobody is asked: the name of the host is enough to tell, and there is nobody by this name.
    const env = { ...slack("https://slack.invalid"), SLACK_SIGNING_SECRET: secret };
    const { status, said } = await doctor(t, env);
    assert.match(said, /wrong SLACK_SIGNING_SECRET does not look like one.*\n.*Basic Information/, secret);
    assert.equal(status, 1);
  }
});
