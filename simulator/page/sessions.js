// The list of sessions.

import { makeBar, updateBar } from "./bar.js";
import { announce, byId, element, keyed, setText, showEither } from "./dom.js";
import { size } from "./ranges.js";
import { bytes, clock, plural } from "./text.js";

const SHOWN = 30;
const STATES = { open: "open", stored: "stored", cancelled: "cancelled", gone: "ended without a file" };

const told = new Map();

export function showSessions(uploads) {
  const all = uploads.list();
  const list = byId("session-list");
  showEither(list, byId("sessions-empty"), all.length === 0);
  byId("legend").hidden = all.length === 0;
  const more = byId("sessions-more");
  more.hidden = all.length <= SHOWN;
  setText(more, `${plural(all.length - SHOWN, "more session")} not shown.`);
  keyed(list, all.slice(0, SHOWN), (entry) => entry.id, makeSession, (node, entry) => update(node, entry, uploads));
}

function makeSession(entry) {
  const name = element("span", { class: "name", id: `session-${entry.id}` });
  const state = element("span", { class: "badge state" });
  const head = element("div", { class: "head" }, name, element("span", { class: "badge kind" }), state);
  const amount = element("span", { class: "amount" });
  head.append(amount);
  return element("li", { class: "session" }, head, makeBar(name.id), element("p", { class: "hint note" }));
}

function update(node, entry, uploads) {
  const outcome = uploads.outcome(entry);
  const part = (name) => node.querySelector(`.${name}`);
  const pieces = [...entry.pieces.values()];
  const received = uploads.received(entry);
  const name = uploads.nameOf(entry);
  setText(part("name"), name);
  setText(part("kind"), entry.kind);
  part("kind").hidden = !entry.kind;
  setText(part("state"), STATES[outcome]);
  node.dataset.state = outcome;
  setText(part("amount"), amount(size(received), entry.total));
  updateBar(part("bar"), { ranges: received, forgotten: uploads.forgotten(entry), total: entry.total, pieces });
  setText(part("note"), note(entry, outcome, pieces));
  tell(entry.id, name, outcome);
}

const amount = (received, total) => total == null ? bytes(received) : `${bytes(received)} of ${bytes(total)}`;

function note(entry, outcome, pieces) {
  const notTaken = pieces.filter((piece) => piece.result === "refused").length;
  const parts = [plural(pieces.length, "piece request")];
  if (notTaken) parts.push(`${notTaken} not accepted`);
  if (outcome === "open" && entry.listed) {
    parts.push(entry.missing.length ? `missing ${missing(entry.missing)}` : "complete, waiting for its commit");
    parts.push(`expires ${clock(entry.expires)}`);
  }
  return parts.join(" · ");
}

function missing(ranges) {
  const shown = ranges.slice(0, 3).join(", ");
  return ranges.length > 3 ? `${shown} and ${ranges.length - 3} more` : shown;
}

// Screen readers hear of start and end, not of each piece.
function tell(id, name, outcome) {
  const before = told.get(id);
  if (before === outcome) return;
  told.set(id, outcome);
  if (outcome === "open") announce(`Session for ${name} created`);
  else if (before) announce(`Session for ${name}: ${STATES[outcome]}`);
}
