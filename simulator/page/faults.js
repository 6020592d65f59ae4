// Faults: armed, counted and disarmed.

import * as api from "./api.js";
import { announce, byId, element, keyed, setText, showEither } from "./dom.js";
import { fieldError, onSubmit } from "./form.js";
import { plural } from "./text.js";

const COMMON = [
  ["Next piece: 503, retry after a second", "piece=503;retry-after: 1"],
  ["Next piece: stored, but the response is lost", "piece=lose"],
  ["Next piece: connection closed after 100,000 bytes", "piece=cut:100000"],
  ["Next piece: only 65,536 bytes are accepted", "piece=keep:65536"],
  ["Next piece: the session keeps only its first 327,680 bytes", "piece=rewind:327680"],
  ["Next piece: the session has expired", "piece=forget"],
  ["Next piece: throttled for ten seconds", "piece=throttle:10000"],
  ["Last piece: stored, but the response is lost", "last=lose"],
  ["Last piece: 503, and the file appears after five seconds", "last=commit-later:5000:503"],
  ["Next session creation: 429, retry after a second", "create=429;retry-after: 1"],
  ["Next request: the token has been replaced", "any=rotate-token"],
  ["All requests: delayed by half a second", "any:*=delay:500"],
];

export function setUpFaults() {
  const choice = byId("fault-choice");
  const text = byId("fault-text");
  choice.append(element("option", { value: "" }, "Choose one to fill in the field"));
  for (const [label, fault] of COMMON) choice.append(element("option", { value: fault }, label));
  choice.addEventListener("change", () => {
    if (choice.value) text.value = choice.value;
    fieldError(text, "");
  });
  onSubmit("fault-form", "fault-text", async (fault) => {
    await api.arm(fault);
    text.value = "";
    choice.value = "";
    announce(`Armed ${fault}`);
  });
  byId("faults-clear").addEventListener("click", () => disarm(() => api.disarmAll(), "All faults disarmed"));
  byId("grammar").addEventListener("toggle", showGrammar);
}

async function showGrammar() {
  const text = byId("grammar-text");
  if (!byId("grammar").open || text.dataset.loaded) return;
  try {
    setText(text, await api.grammar());
    text.dataset.loaded = "true";
  } catch (error) {
    setText(text, error.message);
  }
}

export function showFaults(faults) {
  const list = byId("fault-list");
  showEither(list, byId("faults-empty"), faults.length === 0);
  byId("faults-clear").hidden = faults.length < 2;
  keyed(list, faults, (fault) => fault.id, makeFault, (node, fault) => {
    setText(node.querySelector(".fits"), progress(fault));
    node.classList.toggle("spent", fault.left === 0);
  });
}

function makeFault(fault) {
  const button = element("button", { type: "button", "aria-label": `Disarm ${fault.text}` }, "Disarm");
  button.addEventListener("click", () => disarm(() => api.disarm(fault.id), `Disarmed ${fault.text}`));
  const text = element("div", {}, element("code", {}, fault.text), element("p", { class: "hint fits" }));
  return element("li", { class: "fault-row" }, text, button);
}

function progress({ fits, acted, left }) {
  const times = acted === 0 ? "not triggered yet" : `triggered ${acted === 1 ? "once" : plural(acted, "time")}`;
  const rest = left == null ? "stays armed" : left === 0 ? "used up" : `${left} left`;
  return `${fits} matched · ${times} · ${rest}`;
}

async function disarm(action, done) {
  try {
    await action();
    announce(done);
    // The pressed button is removed; move the focus first.
    byId("fault-text").focus();
  } catch (error) {
    fieldError(byId("fault-text"), error.message);
  }
}
