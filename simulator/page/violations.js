// What clients did that they must never do.

import { announce, byId, element, keyed, setText } from "./dom.js";
import { plural } from "./text.js";

const SHOWN = 50;

let told = 0;

export function showViolations(violations) {
  byId("violations").hidden = violations.length === 0;
  setText(byId("violations-title"), plural(violations.length, "violation"));
  const numbered = violations.map((text, i) => ({ text, key: `${i} ${text}` }));
  keyed(byId("violation-list"), numbered.slice(-SHOWN).reverse(), ({ key }) => key,
    ({ text }) => element("li", {}, text));
  if (violations.length > told) announce(`Violation: ${violations.at(-1)}`);
  told = violations.length;
}
