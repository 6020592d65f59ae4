/* Finds and loads the addon of this platform. */

import type { Ask, Functions, Handle } from "./native.js";

/** What the addon has beside the library's functions. */
export interface Addon extends Functions {
  init(makeError: (error: Handle<"gu_error">, item: Handle<"gu_item"> | null) => Error): void;
  /** How many things more or fewer keep the process from ending by itself. */
  hold(change: number): void;
  /** Ends all waiting of the library for JavaScript, for good. */
  close(): void;
  /** Ends the wait of a callback; the bytes are copied. */
  answer(ask: Ask, result: number, bytes?: Uint8Array): void;
  /** Frees an object; calls that use it go on. */
  release(handle: Handle<string>): void;
  /** Makes a pipe the source of an upload; returns the descriptor of the end to write to. */
  pipeInto(upload: Handle<"gu_upload">): number;
  /** What the library takes for a descriptor: on Windows another number. */
  handleOf(descriptor: number): number;
  stateBytes(state: Handle<"gu_state">): Buffer;
  newQueue(
    client: Handle<"gu_client">, atOnce: number, ended: (job: Handle<"gu_job">) => void, closed: () => void,
  ): Handle<"gu_queue">;
  submit(queue: Handle<"gu_queue">, upload: Handle<"gu_upload">, target: Handle<"gu_target">): Handle<"gu_job">;
  submitLater(queue: Handle<"gu_queue">, upload: Handle<"gu_upload">, target: Handle<"gu_target">): Promise<Handle<"gu_job">>;
  /** Waits for jobs that were not submitted: those of an earlier process. */
  watchQueue(queue: Handle<"gu_queue">): void;
  /** Cancels the jobs of a queue, frees it, and calls its `closed`. */
  closeQueue(queue: Handle<"gu_queue">): void;
}

/** Only glibc tells its version; a system without it, such as Alpine Linux, has musl. */
function hasMusl(): boolean {
  if (process.platform !== "linux") return false;
  const report = process.report as typeof process.report & { excludeNetwork?: boolean };
  const before = report.excludeNetwork;
  // Or it would look up the names of all peers.
  report.excludeNetwork = true;
  try {
    const { header } = report.getReport() as { header: { glibcVersionRuntime?: string } };
    return header.glibcVersionRuntime === undefined;
  } finally {
    if (before === undefined) delete report.excludeNetwork;
    else report.excludeNetwork = before;
  }
}

function load(): Addon {
  const name = `graph-upload-${process.platform}-${process.arch}${hasMusl() ? "-musl" : ""}`;
  const named = process.env["GRAPH_UPLOAD_ADDON"];
  try {
    return require(named ?? name) as Addon;
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND" && named === undefined;
    const message = missing
      ? `graph-upload needs the package ${name}, which is not installed: this platform has none, or npm was told to omit ` +
        "optional dependencies"
      : `graph-upload cannot load ${named ?? name}: ${(cause as Error).message}`;
    throw new Error(message, { cause });
  }
}

export const native: Addon = load();

// Threads that wait for JavaScript end now: no callback runs any more.
process.once("exit", () => native.close());
