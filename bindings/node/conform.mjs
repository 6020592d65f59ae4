// The driver of the conformance suite: carries out the scenario on standard input. See ../conformance/README.md.
import { read } from "node:fs";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

import { print } from "./conform/events.mjs";
import { Steps } from "./conform/steps.mjs";

/** For Wine, which gives Node no standard input to watch. It reads only when it is asked: at the end no read keeps the process. */
async function* linesOf(descriptor) {
  let text = "";
  for (;;) {
    while (!text.includes("\n")) {
      const { bytesRead, buffer } = await promisify(read)(descriptor, { buffer: Buffer.alloc(1 << 16) });
      if (bytesRead === 0) return;
      text += buffer.toString("utf8", 0, bytesRead);
    }
    const end = text.indexOf("\n");
    const line = text.slice(0, end);
    text = text.slice(end + 1);
    yield line;
  }
}

const windows = process.platform === "win32";
const input = windows ? undefined : createInterface({ input: process.stdin });
const lines = windows ? linesOf(0) : input[Symbol.asyncIterator]();
const scenario = JSON.parse((await lines.next()).value);

await new Steps(scenario.service, lines).run(scenario.steps);
print({ event: "done" });
// The process ends by itself: nothing of the package keeps it.
if (!windows) {
  input.close();
  process.stdin.destroy();
}
