// The browser, and what tests wait for on the page.

import assert from "node:assert/strict";
import { createRequire } from "node:module";

// Installed outside of the sources; see `run`.
const require = createRequire(`${process.env.MODULES}/`);
const { chromium } = require("playwright-core");
export const AXE = require.resolve("axe-core/axe.min.js");

export const WIDE = { width: 1280, height: 860 };
export const NARROW = { width: 360, height: 740 };

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
      "--disable-component-update", "--disable-sync", "--no-first-run", "--no-proxy-server",
    ],
  });
}

// Opens the page and waits until it is live. `trouble` collects what must not happen on it.
export async function open(browser, simulator, options = {}) {
  const context = await browser.newContext({ viewport: WIDE, ignoreHTTPSErrors: true, ...options });
  const page = await context.newPage();
  page.trouble = [];
  page.requested = [];
  page.on("pageerror", (error) => page.trouble.push(error.message));
  page.on("console", (message) => {
    // A stream that breaks off and refusals that a test provokes are logged by the browser itself.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) page.trouble.push(message.text());
  });
  page.on("request", (request) => page.requested.push(request.url()));
  await page.goto(simulator.pageUrl);
  await live(page);
  return page;
}

export const live = (page) => page.waitForSelector('#connection[data-state="live"]');

// The bar of a session by its name.
export const bar = (page, name) => page.getByRole("progressbar", { name });

// Waits until a bar says so many percent.
export async function filled(page, name, percent) {
  await page.waitForFunction(([name, percent]) => {
    const label = [...document.querySelectorAll(".session .name")].find((node) => node.textContent === name);
    const bar = label?.closest(".session").querySelector('[role="progressbar"]');
    return bar?.getAttribute("aria-valuenow") === String(percent);
  }, [name, percent]);
}

// Waits until a selector fits so many elements.
export async function number(page, selector, count) {
  await page.waitForFunction(
    ([selector, count]) => document.querySelectorAll(selector).length === count, [selector, count]);
}

// Presses Tab until the focus is on an element, as somebody without a mouse does.
export async function tabTo(page, selector) {
  for (let presses = 0; presses < 200; presses += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((selector) => document.activeElement.matches(selector), selector)) return;
  }
  assert.fail(`Tab does not reach ${selector}`);
}
