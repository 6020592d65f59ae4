// The upload sessions: open ones from the state, pieces from the requests.

import { subtract, union } from "./ranges.js";
import { contentRange } from "./text.js";

const ENDED_KEPT = 20;
const PIECES_KEPT = 5000;

export class Uploads {
  constructor() {
    this.forget();
  }

  forget() {
    this.entries = new Map();
    this.files = [];
  }

  takeState({ sessions, files }) {
    this.files = files;
    const open = new Set();
    for (const session of sessions) {
      open.add(session.id);
      const entry = this.entry(session.id);
      // A drive learns the size with the first piece; its head has already told the page.
      const total = session.total ?? entry.total;
      Object.assign(entry, session, { total, open: true, listed: true });
      // The state is newer than the requests received before it.
      entry.seen = union([...entry.seen, ...entry.sent], session.ranges);
      entry.sent = [];
    }
    for (const entry of this.entries.values()) {
      if (!open.has(entry.id) && entry.listed) entry.open = false;
    }
    this.dropOldest();
  }

  takeRequest(request) {
    if (!request.session) return;
    const entry = this.entry(request.session);
    entry.last = request;
    const piece = request.kind === "piece" && contentRange(request.range);
    if (!piece) {
      if (request.kind === "delete" && taken(request)) entry.deleted = true;
      return;
    }
    const [start, end, total] = piece;
    if (end <= start) return;
    entry.total ??= total;
    if (entry.pieces.size < PIECES_KEPT || entry.pieces.has(request.number)) {
      entry.pieces.set(request.number, { start, end, result: result(request) });
    }
    if (!taken(request)) return;
    if (end === total) entry.finished = true;
    // A fault may have stored less than the response says.
    if (request.fault == null) entry.sent = union(entry.sent, [[start, end]]);
    // A short upload may start and end between two states.
    if (!entry.listed && end === total) entry.open = false;
  }

  entry(id) {
    let entry = this.entries.get(id);
    if (!entry) {
      entry = { id, kind: "", name: "", total: null, received: 0, ranges: [], missing: [], open: true };
      Object.assign(entry, { listed: false, pieces: new Map(), seen: [], sent: [], order: this.entries.size });
      this.entries.set(id, entry);
    }
    return entry;
  }

  // Open ones first, by creation; then the ended ones, latest first.
  list() {
    const all = [...this.entries.values()];
    const ended = all.filter((entry) => !entry.open).reverse();
    return [...all.filter((entry) => entry.open), ...ended];
  }

  dropOldest() {
    const ended = [...this.entries.values()].filter((entry) => !entry.open);
    for (const entry of ended.slice(0, Math.max(0, ended.length - ENDED_KEPT))) this.entries.delete(entry.id);
  }

  // The state of a session: open, stored, cancelled, or gone for another reason, such as expiry.
  outcome(entry) {
    if (entry.open) return "open";
    if (entry.finished || this.fileOf(entry)) return "stored";
    return entry.deleted ? "cancelled" : "gone";
  }

  fileOf(entry) {
    const fitting = this.files.filter((file) => file.size === entry.total);
    if (entry.name) return fitting.find((file) => file.name === entry.name);
    // A session that started and ended between two states is known from requests only, which do not
    // contain its name.
    return fitting.length === 1 ? fitting[0] : undefined;
  }

  nameOf(entry) {
    return entry.name || this.fileOf(entry)?.name || "Upload session";
  }

  // The received ranges; for a stored file, all of it.
  received(entry) {
    if (this.outcome(entry) === "stored" && entry.total != null) return [[0, entry.total]];
    return entry.listed ? entry.ranges : entry.sent;
  }

  forgotten(entry) {
    return entry.open ? subtract(entry.seen, this.received(entry)) : [];
  }
}

const taken = (request) => request.status >= 200 && request.status < 300;

function result(request) {
  if (taken(request)) return "taken";
  return request.done ? "refused" : "flight";
}
