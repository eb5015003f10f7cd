import { test } from "node:test";
import { browser, playground, Person } from "./lib/page.mjs";
test("shots", async (t) => {
  const window = await browser(t);
  const { url } = await playground(t);
  const p = await Person.sitsDown(t, window, url, { viewport: { width: 1280, height: 1000 } });
  const say = async (words, file) => {
    await p.writes(words);
    await p.page.waitForTimeout(1500);
    if (file) await p.page.screenshot({ path: `/tmp/x/${file}.png` });
  };
  await p.is("Anna Berg").catch(() => {});
  await p.page.waitForTimeout(800);
  await p.page.getByText("Home", { exact: true }).first().click(); await p.page.waitForTimeout(1500); await p.page.getByRole("button", { name: "Change kudos settings" }).last().scrollIntoViewIfNeeded(); await p.page.screenshot({ path: "/tmp/x/k-home.png" });
  await p.page.getByRole("button", { name: "Change kudos settings" }).last().click();
  await p.page.waitForTimeout(1200);
  await p.page.screenshot({ path: "/tmp/x/k-form.png" });
  const boards = p.page.getByLabel("Boards", { exact: true });
  await boards.check().catch((e) => console.log(String(e).slice(0, 200)));
  await p.page.getByRole("button", { name: "Save" }).click().catch((e) => console.log(String(e).slice(0, 200)));
  await p.page.waitForTimeout(1000);
  await p.page.getByText("platform", { exact: true }).first().click(); await p.page.waitForTimeout(500); await say("/kudos @Platform for keeping the build green all week #kafka", "k-group");
  await say("/kudos board", "k-board");
  await say("/kudos export", "k-export");
  await say("/kudos rings", "k-rings");
  await say("/kudos weekly", "k-weekly");
  await say("/lyceum help", "k-help");
});
