// A session's bar: bytes at their offsets, showing gaps, rewinds and the borders of pieces.

import { element, keyed, setAttribute } from "./dom.js";
import { size, union } from "./ranges.js";
import { bytes } from "./text.js";

const EDGES = 400;

export function makeBar(label) {
  const bar = element("div", { class: "bar", role: "progressbar", "aria-labelledby": label });
  bar.append(element("div", { class: "layer" }));
  setAttribute(bar, "aria-valuemin", 0);
  setAttribute(bar, "aria-valuemax", 100);
  return bar;
}

// `parts`: ranges and forgotten as [start, end) pairs, total, pieces as { start, end, result }.
export function updateBar(bar, parts) {
  const { ranges, total } = parts;
  const known = total != null && total > 0;
  const done = size(ranges);
  const percent = known ? Math.floor((done / total) * 100) : null;
  setAttribute(bar, "aria-valuenow", percent);
  setAttribute(bar, "aria-valuetext", known ? `${percent}%, ${bytes(done)} of ${bytes(total)}` : "size not known yet");
  keyed(bar.firstChild, known ? marks(parts) : [], (mark) => mark.key, makeMark);
}

function marks({ ranges, forgotten, total, pieces }) {
  const received = union(ranges, []);
  const mark = (kind, start, end) => ({ kind, start: start / total, end: end / total, key: `${kind} ${start} ${end}` });
  const flight = pieces.filter((piece) => piece.result === "flight");
  const refused = pieces.filter((piece) => piece.result === "refused" && !covers(received, piece));
  const all = [
    ...received.map(([start, end]) => mark("received", start, end)),
    ...forgotten.map(([start, end]) => mark("forgotten", start, end)),
    ...refused.map(({ start, end }) => mark("refused", start, end)),
    ...flight.map(({ start, end }) => mark("flight", start, end)),
    ...edges(ranges, pieces, total).map((at) => mark("edge", at, at)),
  ];
  return [...new Map(all.map((one) => [one.key, one])).values()];
}

const covers = (ranges, { start, end }) => ranges.some(([first, last]) => first <= start && end <= last);

// Thousands of borders would make the bar grey.
function edges(ranges, pieces, total) {
  const starts = [...ranges.map(([start]) => start), ...pieces.map((piece) => piece.start)];
  const all = new Set(starts.filter((start) => start > 0 && start < total));
  return all.size <= EDGES ? [...all] : [];
}

function makeMark({ kind, start, end }) {
  const node = element("i", { class: kind });
  node.style.left = `${start * 100}%`;
  if (kind !== "edge") node.style.width = `${Math.max(0, end - start) * 100}%`;
  return node;
}
