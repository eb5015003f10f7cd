import { chromium } from 'playwright-core';
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox','--disable-gpu','--disable-quic'] });
const p = await b.newPage({ viewport: { width: 1400, height: 1300 } });
await p.goto('http://localhost:26150/'); await p.waitForTimeout(2500);
await p.getByText('General', { exact: true }).click(); await p.waitForTimeout(2000);
const box = p.getByRole('textbox').first();
await box.click({force:true}); await p.keyboard.type('@'); await p.waitForTimeout(700);
await p.getByText('Test Bot', {exact:true}).last().click({timeout:3000}); await p.waitForTimeout(300);
await p.keyboard.type(' ask-expert how do I roll back a migration?'); await p.waitForTimeout(300);
await p.getByRole('button', { name: 'Post' }).first().click();
await p.waitForTimeout(3500);
await p.screenshot({ path: '/tmp/ap/5.png' });
console.log(await p.getByRole('button').allTextContents());
const ask = p.getByRole('button', { name: 'Ask the channel' });
if (await ask.count()) { await ask.first().click(); await p.waitForTimeout(3500); }
await p.screenshot({ path: '/tmp/ap/6.png', fullPage: true });
console.log(await p.getByRole('button').allTextContents());
await b.close();
