// Sets of bytes as sorted, disjoint [start, end) pairs.

export function union(left, right) {
  const sorted = [...left, ...right].filter(([start, end]) => start < end).sort((a, b) => a[0] - b[0]);
  const merged = [];
  for (const [start, end] of sorted) {
    const last = merged.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged;
}

export function subtract(from, what) {
  let rest = from.map(([start, end]) => [start, end]);
  for (const [start, end] of what) {
    rest = rest.flatMap(([first, last]) =>
      [[first, Math.min(last, start)], [Math.max(first, end), last]].filter(([a, b]) => a < b));
  }
  return rest;
}

export const size = (ranges) => ranges.reduce((sum, [start, end]) => sum + end - start, 0);
