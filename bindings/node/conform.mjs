// The driver of the conformance suite: carries out the scenario on standard input. See ../conformance/README.md.
import { createInterface } from "node:readline";

import { print } from "./conform/events.mjs";
import { Steps } from "./conform/steps.mjs";

const input = createInterface({ input: process.stdin });
const lines = input[Symbol.asyncIterator]();
const scenario = JSON.parse((await lines.next()).value);

await new Steps(scenario.service, lines).run(scenario.steps);
print({ event: "done" });
// The process ends by itself: nothing of the package keeps it.
input.close();
process.stdin.destroy();
