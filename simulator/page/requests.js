// The list of requests, newest first. A bounded number is kept, and fewer are in the document.

import { byId, element, keyed, setAttribute, setText, showEither } from "./dom.js";
import { bytes, count, duration, plural, sinceStart } from "./text.js";

const KEPT = 5000;
const SHOWN = 200;

const CHOICES = {
  all: () => true,
  refused: (request) => isDone(request) && !(request.status < 400),
  fault: (request) => request.fault != null,
};

export class Requests {
  constructor(changed) {
    this.records = new Map();
    byId("request-filter").addEventListener("input", changed);
    byId("request-show").addEventListener("change", changed);
  }

  forget(firstToKeep) {
    for (const number of this.records.keys()) if (number < firstToKeep) this.records.delete(number);
  }

  take(request) {
    this.records.set(request.number, request);
    while (this.records.size > KEPT) this.records.delete(this.records.keys().next().value);
  }

  show() {
    const fitting = this.fitting();
    const none = this.records.size === 0;
    const empty = byId("requests-empty");
    showEither(byId("request-scroll"), empty, fitting.length === 0);
    setText(empty, none ? "No requests yet." : "No request matches the filter.");
    const more = byId("requests-more");
    more.hidden = fitting.length <= SHOWN;
    setText(more, `The latest ${SHOWN} of ${plural(fitting.length, "request")} are shown. Filter to find older ones.`);
    keyed(byId("request-list"), fitting.slice(0, SHOWN), (request) => request.number, makeRow, updateRow);
  }

  fitting() {
    const text = byId("request-filter").value.trim().toLowerCase();
    const choice = CHOICES[byId("request-show").value];
    const fits = (request) => choice(request) && (!text || words(request).includes(text));
    return [...this.records.values()].filter(fits).sort((a, b) => b.number - a.number);
  }
}

const isDone = (request) => request.done;

function words(request) {
  const { status, method, target, host, kind, range, fault } = request;
  return [status, method, target, host, kind, range, fault].filter(Boolean).join(" ").toLowerCase();
}

function makeRow() {
  const cells = ["status", "method", "host", "target", "range", "size", "took", "time"];
  const summary = element("summary", {}, ...cells.map((name) => element("span", { class: name })));
  summary.append(element("span", { class: "fault" }));
  const details = element("details", {}, summary, element("div", { class: "more" }));
  details.addEventListener("toggle", () => fill(details));
  return element("li", {}, details);
}

function updateRow(node, request) {
  const details = node.firstChild;
  if (details.request === request) return;
  details.request = request;
  const part = (name) => details.querySelector(`summary .${name}`);
  const { text, word } = statusOf(request);
  setText(part("status"), text);
  setAttribute(node, "data-status", word);
  setText(part("method"), request.method);
  setText(part("host"), request.host === "graph" ? "" : request.host);
  setText(part("target"), request.target);
  setAttribute(part("target"), "title", request.target);
  setText(part("range"), (request.range ?? "").replace(/^bytes /i, ""));
  setText(part("size"), request.bodyBytes ? bytes(request.bodyBytes) : "");
  setText(part("took"), request.duration == null ? "" : duration(request.duration));
  setText(part("time"), sinceStart(request.ms));
  setText(part("fault"), request.fault == null ? "" : `fault ${request.fault}`);
  fill(details);
}

function statusOf(request) {
  if (!isDone(request)) return { text: "…", word: "pending" };
  if (request.status == null) return { text: "none", word: "bad" };
  const word = request.status < 400 ? "good" : request.status < 500 ? "warn" : "bad";
  return { text: String(request.status), word };
}

// Headers are added to the document only when opened.
function fill(details) {
  const more = details.querySelector(".more");
  if (!details.open) {
    more.replaceChildren();
    return;
  }
  const { request } = details;
  const facts = [
    ["Request", `${request.method} ${request.target}`],
    ["Host", request.host],
    ["Kind", request.kind],
    ["Body", plural(request.bodyBytes, "byte")],
    ["Status", isDone(request) ? (request.status ?? "closed without a response") : "in progress"],
    ["Number", count(request.number)],
    ["Fault", request.fault],
  ];
  more.replaceChildren(
    list("Request", facts.filter(([, value]) => value != null)),
    list("Request headers", Object.entries(request.headers ?? {})),
    list("Response headers", Object.entries(request.response ?? {})),
  );
}

function list(title, pairs) {
  const rows = pairs.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, String(value))));
  const body = rows.length ? element("dl", { class: "headers" }, ...rows) : element("p", { class: "hint" }, "None.");
  return element("div", {}, element("h3", {}, title), body);
}
