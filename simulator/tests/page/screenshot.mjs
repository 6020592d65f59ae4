// Takes the picture of the page for the README and the manual: an upload under way, one done, a fault that acted.

import { filled, launch, number, open } from "./browser.mjs";
import { PIECE, start } from "./simulator.mjs";

const target = process.argv[2];
const STEP = 8 * PIECE;

const simulator = await start("--token", "simulator-of-the-manual");
const browser = await launch();
try {
  const page = await open(browser, simulator, { viewport: { width: 1120, height: 690 }, colorScheme: "light" });
  const arm = (fault) => page.evaluate(
    (fault) => fetch("/_control/faults", { method: "POST", body: JSON.stringify({ fault }) }), fault);
  await upload("site%20survey.mp4", 12, 12);
  await filled(page, "site survey.mp4", 100);
  await arm("piece:3=503;retry-after: 1");
  const url = await upload("quarterly%20report.pdf", 10, 7, 2);
  await arm("status=rewind:15728640");
  await simulator.send("GET", url);
  await filled(page, "quarterly report.pdf", 60);
  await arm("last=lose");
  await number(page, "#fault-list li", 3);
  await page.waitForFunction(() => document.fonts.status === "loaded");
  await page.screenshot({ path: target });
} finally {
  await browser.close();
  await simulator.stop();
}

// Sends pieces; the one that a fault refuses is sent again.
async function upload(name, count, end, refused = -1) {
  const url = await simulator.create(name);
  for (let nth = 0; nth < end; nth += 1) {
    const status = await simulator.piece(url, nth, count, STEP);
    if (nth === refused) await simulator.piece(url, nth, count, STEP);
    else if (status >= 300) throw new Error(`piece ${nth}: ${status}`);
  }
  return url;
}
