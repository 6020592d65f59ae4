/* How far an upload is. */

import { native } from "./load.js";
import { Wait, type Handle, type gu_progress_callback } from "./native.js";

/** Why an upload waits. */
export type Waiting = "nothing" | "throttled" | "locked" | "offline" | "retrying" | "settling" | "in line" | "source";

/** How far an upload is; sizes in bytes, times in milliseconds. */
export interface Progress {
  /** Left this machine. Bytes sent again count once. */
  readonly sent: number;
  readonly confirmed: number;
  /** The size of the file; 0 while a stream is read. */
  readonly total: number;
  /** Read of a stream, while it is read. */
  readonly spooled: number;
  /** Over the last five seconds; 0 while too little is known. */
  readonly bytesPerSecond: number;
  readonly timeLeftMs: number | undefined;
  /** By how much the upload session expires too early; `undefined` while too little is known. */
  readonly lateByMs: number | undefined;
  /** How long nothing will be sent, at most. */
  readonly waitsMs: number;
  readonly waitsFor: Waiting;
  /** The service's code for it, or empty. */
  readonly waitsCode: string;
}

/** Called at most ten times a second. What it throws ends the upload, which rejects with it. */
export type OnProgress = (progress: Progress) => void;

/** @internal */
export function waiting(code: number): Waiting {
  const names = Object.entries(Wait).map(([name, value]) => [value, name.toLowerCase().replace("_", " ")] as const);
  return (new Map<number, string>(names).get(code) ?? "nothing") as Waiting;
}

/** A number that is -1 while it is not known. @internal */
export function known(value: number): number | undefined {
  return value < 0 ? undefined : value;
}

/** Calls a user's function, and remembers what it throws. @internal */
export class Watcher {
  failure: [unknown] | undefined;
  readonly #watch: OnProgress;

  constructor(watch: OnProgress) {
    this.#watch = watch;
  }

  /** For the library: other than 0 ends the upload. */
  readonly tell: gu_progress_callback = (_, sent, confirmed, total, spooled, bytesPerSecond, timeLeft, lateBy, waitsMs, waitsFor, waitsCode) => {
    try {
      const told = { timeLeftMs: known(timeLeft), lateByMs: known(lateBy), waitsMs, waitsFor: waiting(waitsFor), waitsCode };
      this.#watch({ sent, confirmed, total, spooled, bytesPerSecond, ...told });
      return 0;
    } catch (error) {
      this.failure ??= [error];
      return 1;
    }
  };
}

/** @internal */
export function setProgress(upload: Handle<"gu_upload">, watch: OnProgress | undefined): Watcher | undefined {
  if (watch === undefined) return undefined;
  const watcher = new Watcher(watch);
  native.gu_upload_set_progress(upload, watcher.tell);
  return watcher;
}
