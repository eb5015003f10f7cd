// The built program on Microsoft's own Agents Playground, driven by a real browser.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { browser } from "./lib/page.mjs";
import { LYCEUM, ROOT, Running, folder, freePort, until } from "./lib/running.mjs";

const APP = "11111111-2222-3333-4444-555555555555";
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
