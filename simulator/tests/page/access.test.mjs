// Whether everybody can use the page: axe-core's rules, colour schemes, narrow windows, keyboard.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { AXE, NARROW, WIDE, filled, launch, number, open, tabTo } from "./browser.mjs";
import { start } from "./simulator.mjs";

let browser;
let simulator;

before(async () => {
  browser = await launch();
  simulator = await start("--fault", "piece:2=503", "--set", "page-size=7");
  await fill();
});
after(async () => {
  await browser.close();
  await simulator.stop();
});

// Something of everything: an open session and an ended one, a refusal, an armed fault, a file and a violation.
async function fill() {
  const open = await simulator.create("open session.bin".replaceAll(" ", "%20"));
  for (const nth of [0, 1, 1]) await simulator.piece(open, nth, 4);
  const whole = await simulator.create("whole.txt");
  await simulator.piece(whole, 0, 1);
  await simulator.send("GET", open, { Authorization: `Bearer ${simulator.token}` });
}

async function filledPage(options) {
  const page = await open(browser, simulator, options);
  await filled(page, "open session.bin", 50);
  await number(page, "#file-list li", 1);
  await page.locator("#request-list summary").first().click();
  await page.locator("#request-list dl").first().waitFor();
  return page;
}

for (const colorScheme of ["light", "dark"]) {
  for (const viewport of [WIDE, NARROW]) {
    test(`axe finds nothing, ${colorScheme}, ${viewport.width} wide`, async () => {
      const page = await filledPage({ colorScheme, viewport, bypassCSP: true });
      await page.addScriptTag({ path: AXE });
      const look = () => page.evaluate(async () => {
        const { violations, passes } = await axe.run(document);
        const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
        return { found, rules: passes.length };
      });
      const whole = await look();
      assert.deepEqual(whole.found, []);
      assert.ok(whole.rules > 20, "axe has looked");
      await page.getByRole("button", { name: "View whole.txt" }).click();
      await page.locator("#preview pre").waitFor();
      assert.deepEqual((await look()).found, []);
      await page.context().close();
    });
  }
}

test("light and dark are as the system has them", async () => {
  const page = await filledPage({ colorScheme: "light" });
  const lightness = () => page.evaluate(() => {
    const parts = (property) => getComputedStyle(document.body)[property].match(/\d+/g).slice(0, 3).map(Number);
    const sum = (property) => parts(property).reduce((total, part) => total + part);
    return sum("backgroundColor") - sum("color");
  });
  assert.ok((await lightness()) > 0);
  await page.emulateMedia({ colorScheme: "dark" });
  assert.ok((await lightness()) < 0);
  await page.context().close();
});

test("a narrow window needs no scrolling sideways", async () => {
  const page = await filledPage({ viewport: NARROW });
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(content <= window, `${content} > ${window}`);
  await page.context().close();
});

test("the focus is seen, and goes through the page in its order", async () => {
  const page = await filledPage({});
  for (const target of [".skip", "nav a", "#request-filter", "#request-scroll", "#request-list summary", "#fault-choice",
    "#fault-text", "#fault-list button", "#file-list button", "#copy-token", "#setting-text", "#reset"]) {
    await tabTo(page, target);
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.notEqual(outline, "none", target);
  }
  await page.context().close();
});

test("screen readers hear of the end of an upload, once", async () => {
  const page = await filledPage({});
  await page.evaluate(() => {
    window.heard = [];
    const node = document.querySelector("#announcer");
    new MutationObserver(() => window.heard.push(node.textContent)).observe(node, { childList: true, characterData: true, subtree: true });
  });
  const url = await simulator.create("heard.bin");
  for (let nth = 0; nth < 20; nth += 1) await simulator.piece(url, nth, 20);
  await page.waitForFunction(() => window.heard.some((text) => text.includes("heard.bin: stored")));
  const heard = await page.evaluate(() => window.heard);
  assert.ok(heard.length <= 2, heard.join(" | "));
  await page.context().close();
});
