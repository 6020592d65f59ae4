// Uploads, faults and files as the page shows them, in a real browser.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";

import { bar, filled, launch, live, number, open, tabTo } from "./browser.mjs";
import { NotStarted, PIECE, start } from "./simulator.mjs";

let browser;
let simulator;
let page;

before(async () => (browser = await launch()));
after(() => browser.close());
beforeEach(async () => {
  simulator = await start();
  page = await open(browser, simulator);
});
afterEach(async () => {
  const { trouble } = page;
  await page.context().close();
  await simulator.stop();
  assert.deepEqual(trouble, []);
});

const hasText = (selector, text) => page.locator(selector, { hasText: text }).first().waitFor();

test("a bar fills piece by piece to its end", async () => {
  const url = await simulator.create("report.txt");
  await hasText(".session .name", "report.txt");
  for (const nth of [0, 1, 2]) {
    assert.equal(await simulator.piece(url, nth, 4), 202);
    await filled(page, "report.txt", (nth + 1) * 25);
  }
  await number(page, ".session .edge", 2);
  assert.equal(await simulator.piece(url, 3, 4), 201);
  await filled(page, "report.txt", 100);
  await hasText('.session[data-state="stored"] .name', "report.txt");
  await hasText("#file-list .name", "report.txt");
  assert.equal(await bar(page, "report.txt").getAttribute("aria-valuetext"), "100%, 1.3 MiB of 1.3 MiB");
});

test("bytes that the session forgets show as a gap", async () => {
  const url = await simulator.create("gap.bin");
  await simulator.piece(url, 0, 4);
  await simulator.piece(url, 1, 4);
  await filled(page, "gap.bin", 50);
  await simulator.graph("GET", "me/drive/root/children");
  await page.evaluate(() => fetch("/_control/faults", { method: "POST", body: '{"fault":"status=rewind:327680"}' }));
  await simulator.send("GET", url);
  await filled(page, "gap.bin", 25);
  await number(page, ".session .forgotten", 1);
});

test("a piece that is under way shows, without motion where none is wanted", async () => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  const url = await simulator.create("slow.bin");
  await page.evaluate(() => fetch("/_control/faults", { method: "POST", body: '{"fault":"piece=stall:9"}' }));
  const sent = simulator.piece(url, 0, 2).catch((error) => error.code);
  await number(page, ".session .bar .flight", 1);
  await hasText('#request-list li[data-status="pending"] .range', `0-${PIECE - 1}/${2 * PIECE}`);
  const animation = () => page.$eval(".bar .flight", (node) => getComputedStyle(node).animationName);
  assert.equal(await animation(), "none");
  await page.emulateMedia({ reducedMotion: "no-preference" });
  assert.equal(await animation(), "breathe");
  simulator.agent.destroy();
  assert.equal(await sent, "ECONNRESET");
});

test("a fault is armed, happens and is disarmed by keyboard alone", async () => {
  const url = await simulator.create("unlucky.txt");
  await tabTo(page, "#fault-text");
  await page.keyboard.type("piece:1x2=503;retry-after: 1");
  await page.keyboard.press("Enter");
  await hasText("#fault-list code", "piece:1x2=503;retry-after: 1");
  assert.equal(await simulator.piece(url, 0, 2), 503);
  const row = page.locator('#request-list li[data-status="bad"]', { hasText: "503" });
  await row.waitFor();
  await hasText("#fault-list .fits", "1 matched · triggered once · 1 left");
  assert.match(await row.locator(".fault").textContent(), /piece/);
  await number(page, ".session .bar .refused", 1);
  await tabTo(page, "#fault-list button");
  await page.keyboard.press("Enter");
  await number(page, "#fault-list li", 0);
  // The focus stays where the next fault can be typed.
  await page.waitForFunction(() => document.activeElement.id === "fault-text");
  assert.equal(await simulator.piece(url, 0, 2), 202);
  await filled(page, "unlucky.txt", 50);
});

test("a common fault fills the field", async () => {
  const choices = page.locator("#fault-choice option");
  const values = (await choices.evaluateAll((nodes) => nodes.map((node) => node.value))).slice(1);
  assert.ok(values.length > 5);
  for (const value of values) {
    await page.selectOption("#fault-choice", value);
    await page.getByRole("button", { name: "Arm", exact: true }).click();
    await page.waitForFunction(() => document.querySelector("#fault-text").value === "");
    assert.equal(await page.textContent("#fault-error"), "", value);
  }
  await number(page, "#fault-list li", values.length);
  await page.getByRole("button", { name: "Disarm all" }).click();
  await number(page, "#fault-list li", 0);
});

test("a fault that is none is explained beside the field", async () => {
  await page.fill("#fault-text", "piece=explode");
  await page.keyboard.press("Enter");
  await hasText("#fault-error", "explode");
  assert.equal(await page.getAttribute("#fault-text", "aria-invalid"), "true");
  assert.equal(await page.evaluate(() => document.activeElement.id), "fault-text");
  await page.click("#grammar summary");
  await hasText("#grammar-text", "WHEN=WHAT");
  await page.fill("#fault-text", "piece=503");
  assert.equal(await page.getAttribute("#fault-text", "aria-invalid"), null);
});

test("what clients send stays text", async () => {
  const markup = "<img src=x onerror=document.title='run'>";
  const name = JSON.stringify({ "@odata.type": "#microsoft.graph.taskFileAttachment", name: markup, contentType: "text/html",
    contentBytes: Buffer.from(`<script>document.title="run"</script>${markup}`).toString("base64") });
  assert.equal((await simulator.graph("POST", "me/todo/lists/l/tasks/t/attachments", name)).status, 201);
  await hasText("#file-list .name", markup);
  await page.getByRole("button", { name: `View ${markup}` }).click();
  await hasText("#preview pre", "<script>");
  assert.equal(await page.locator("main img, dialog img, dialog script").count(), 0);
  assert.equal(await page.title(), "Graph upload simulator");
  await page.keyboard.press("Escape");
  await page.locator("#preview").waitFor({ state: "hidden" });
});

test("stored files can be looked at and downloaded", async () => {
  // The smallest PNG that a browser shows.
  const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
  await simulator.graph("PUT", "me/drive/root:/dot.png:/content", png, "image/png");
  await page.getByRole("button", { name: "View dot.png" }).click();
  await page.waitForFunction(() => document.querySelector("#preview img")?.naturalWidth === 1);
  await page.keyboard.press("Escape");
  await simulator.graph("PUT", "me/drive/root:/odd.bin:/content", Buffer.from([0, 255, 65]), "text/html");
  await page.getByRole("button", { name: "View odd.bin" }).click();
  await hasText("#preview pre", "00000000  00 ff 41");
  await page.keyboard.press("Escape");
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download odd.bin" }).click();
  assert.equal((await download).suggestedFilename(), "odd.bin");
});

test("no secret is in the document", async () => {
  const url = await simulator.create("secret.bin");
  assert.equal(await simulator.piece(url, 0, 2), 202);
  await filled(page, "secret.bin", 50);
  for (const summary of await page.locator("#request-list summary").all()) await summary.click();
  await hasText("#request-list dl dt", "authorization");
  const secret = url.match(/tempauth=([^&]+)/)[1];
  const shown = await page.content();
  assert.ok(shown.includes("tempauth="), "the request with the secret is shown");
  for (const text of [simulator.token, secret, decodeURIComponent(secret)]) assert.ok(!shown.includes(text), text);
});

test("the token goes to the clipboard by a button", async () => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copy token" }).click();
  await hasText("#announcer", "Token copied");
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), simulator.token);
  assert.ok(!(await page.content()).includes(simulator.token));
});

test("settings are changed, and a reset brings everything back", async () => {
  await page.fill("#setting-text", "drive.flavour");
  await page.keyboard.press("Enter");
  await hasText("#setting-error", "NAME=VALUE");
  await page.fill("#setting-text", "drive.colour=red");
  await page.keyboard.press("Enter");
  await hasText("#setting-error", "colour");
  await page.fill("#setting-text", "drive.flavour=personal");
  await page.keyboard.press("Enter");
  await hasText("#setting-list dt", "drive.flavour");
  await simulator.create("forgotten.bin");
  await hasText(".session .name", "forgotten.bin");
  await page.getByRole("button", { name: "Reset the simulator" }).click();
  await page.getByRole("button", { name: "Reset", exact: true }).click();
  for (const selector of [".session", "#setting-list > *", "#request-list li"]) await number(page, selector, 0);
  await simulator.create("next.bin");
  await hasText(".session .name", "next.bin");
});

test("violations show", async () => {
  assert.ok(await page.locator("#violations").isHidden());
  const url = await simulator.create("leak.bin");
  await simulator.send("GET", url, { Authorization: `Bearer ${simulator.token}` });
  await hasText("#violations-title", "1 violation");
  assert.notEqual(await page.textContent("#violation-list li"), "");
});

test("thousands of requests stay a short document, and can be filtered", async () => {
  const count = 1500;
  for (let sent = 0; sent < count; sent += 50) {
    await Promise.all([...Array(50)].map((_, i) => simulator.graph("GET", `me/drive/root:/look-${sent + i}`)));
  }
  await hasText("#requests-more", "The latest 200 of 1,500 requests");
  await number(page, "#request-list li", 200);
  await page.fill("#request-filter", "look-1499");
  await number(page, "#request-list li", 1);
  await page.selectOption("#request-show", "fault");
  await number(page, "#request-list li", 0);
  await hasText("#requests-empty", "No request matches");
});

test("without the simulator the page says so, and follows the next one", async () => {
  // The next ports, which its other hosts need, may be taken by then. Another one has others.
  for (let tries = 1; !(await restarted().catch((error) => notStarted(error, tries))); tries += 1) {
    simulator = await start();
    await page.goto(simulator.pageUrl);
    await live(page);
  }
  await live(page);
  await number(page, ".session", 0);
  await simulator.create("after.bin");
  await hasText(".session .name", "after.bin");
});

async function restarted() {
  const port = new URL(simulator.baseUrl).port;
  await simulator.create("before.bin");
  await hasText(".session .name", "before.bin");
  await simulator.stop();
  await hasText('#connection[data-state="lost"]', "Disconnected");
  await page.fill("#fault-text", "piece=503");
  await page.keyboard.press("Enter");
  await hasText("#fault-error", "does not respond");
  simulator = await start("--port", port);
  return true;
}

function notStarted(error, tries) {
  if (!(error instanceof NotStarted) || tries === 20) throw error;
  return false;
}

test("everything comes from the simulator", async () => {
  const origin = new URL(simulator.pageUrl).origin;
  assert.deepEqual(page.requested.filter((url) => !url.startsWith(origin) && !url.startsWith("data:")), []);
  const { headers } = await page.evaluate(async () => {
    const response = await fetch("/");
    return { headers: Object.fromEntries(response.headers) };
  });
  assert.match(headers["content-security-policy"], /default-src 'none'/);
});
