// Numbers and times for people.

const grouped = new Intl.NumberFormat("en");
const UNITS = ["KiB", "MiB", "GiB", "TiB"];

export const count = (number) => grouped.format(number);

export const plural = (number, one, many = `${one}s`) => `${count(number)} ${number === 1 ? one : many}`;

// Binary units: pieces are multiples of 320 KiB.
export function bytes(number) {
  if (number < 1024) return plural(number, "byte");
  let value = number / 1024;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`;
}

export function duration(ms) {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

// A time since the start of the simulator: 1:02.345.
export function sinceStart(ms) {
  const pad = (number, length) => String(number).padStart(length, "0");
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${pad(seconds % 60, 2)}.${pad(Math.floor(ms % 1000), 3)}`;
}

export function clock(iso) {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? String(iso) : time.toLocaleTimeString([], { hour12: false });
}

// `bytes 0-9/30` as [0, 10, 30]; the total is null for `*`.
export function contentRange(text) {
  const match = /^bytes (\d+)-(\d+)\/(\d+|\*)$/i.exec(text ?? "");
  if (!match) return null;
  return [Number(match[1]), Number(match[2]) + 1, match[3] === "*" ? null : Number(match[3])];
}
