/* One upload of a queue. */

import { errorOf, withReason } from "./errors.js";
import { Item } from "./item.js";
import { native } from "./load.js";
import { mustBeKnown } from "./names.js";
import { Stage, Status, type Handle } from "./native.js";
import { known, setProgress, waiting, type OnProgress, type Waiting, type Watcher } from "./progress.js";
import { nameIn, setSource, type Feeder, type Source } from "./sources.js";
import { target as parsed, type Target } from "./targets.js";

/** Settings of one upload. */
export interface UploadOptions {
  /** Cancels the upload. Its deadline: `AbortSignal.timeout(ms)`. */
  signal?: AbortSignal;
  progress?: OnProgress;
  /** The size of a source that is read once. With it, nothing is spooled on disk first. */
  size?: number;
  /** The file that the upload is saved to while it runs; with it, the next upload of the same source continues. */
  stateFile?: string;
  /** 32 bytes that seal the state file. */
  key?: Uint8Array;
  /** Whether the upload session is left at the service when the upload is cancelled. Default: only with a state file. */
  keepOnCancel?: boolean;
  /** Whether a stored file that differs from what was sent is an error. Default: no; see `Item.integrity`. */
  differsIsError?: boolean;
  /** Where a stream of unknown size is spooled. Default: the system's folder for temporary files. */
  spoolFolder?: string;
  /** The longest stream of unknown size. Default: 1 GiB. */
  spoolMaxBytes?: number;
}

const KNOWN: Record<keyof UploadOptions, true> = {
  signal: true, progress: true, size: true, stateFile: true, key: true, keepOnCancel: true, differsIsError: true,
  spoolFolder: true, spoolMaxBytes: true,
};

/** An upload with its source and its settings, to be submitted. @internal */
export interface Prepared {
  readonly upload: Handle<"gu_upload">;
  readonly target: Target;
}

/** Where a job is. */
export type StageName = "waiting" | "running" | "paused" | "ended";

// Jobs that have not ended are used by the library alone, as far as the collector knows.
const pending = new Set<Job>();

/** One upload of a queue, from `Queue.submit()`. */
export class Job {
  #handle: Handle<"gu_job"> | undefined;
  #queue: object | undefined;
  #feeder: Feeder | undefined;
  #watcher: Watcher | undefined;
  #signal: AbortSignal | undefined;
  #abort: (() => void) | undefined;
  /** Where it was submitted, for the stack of its error. */
  readonly #submitted: { stack?: string } = {};
  #id = 0;
  #path = "";
  #numbers = { sent: 0, confirmed: 0, total: 0 };
  readonly #settled: Promise<Item>;
  #resolve!: (item: Item) => void;
  #reject!: (error: unknown) => void;
  /** Whether `result` was asked for. @internal */
  claimed = false;

  /** @internal */
  constructor(queue: object) {
    this.#queue = queue;
    this.#settled = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Who does not ask for the result learns of a failure by `for await`, or does not want to know.
    this.#settled.catch(() => undefined);
  }

  /** The end of the job. A job whose result is asked for before it ends is not listed by the queue's `for await`. */
  get result(): Promise<Item> {
    this.claimed = true;
    return this.#settled;
  }

  /** The number of the job in its queue, from 1 on. */
  get id(): number {
    return this.#id;
  }

  /** The path of its file, or empty if the source is no path. */
  get path(): string {
    return this.#path;
  }

  get stage(): StageName {
    if (this.#handle === undefined) return "ended";
    const stage = native.gu_job_stage(this.#handle);
    return stage === Stage.WAITING ? "waiting" : stage === Stage.RUNNING ? "running" : stage === Stage.PAUSED ? "paused" : "ended";
  }

  get sent(): number {
    return this.#handle === undefined ? this.#numbers.sent : native.gu_job_sent(this.#handle);
  }

  get confirmed(): number {
    return this.#handle === undefined ? this.#numbers.confirmed : native.gu_job_confirmed(this.#handle);
  }

  /** The size of the file, 0 while it is not known. */
  get total(): number {
    return this.#handle === undefined ? this.#numbers.total : native.gu_job_total(this.#handle);
  }

  get bytesPerSecond(): number {
    return this.#handle === undefined ? 0 : native.gu_job_bytes_per_second(this.#handle);
  }

  get timeLeftMs(): number | undefined {
    return this.#handle === undefined ? undefined : known(native.gu_job_time_left_ms(this.#handle));
  }

  /** How long nothing will be sent, at most, and why. */
  get waits(): { ms: number; reason: Waiting } {
    if (this.#handle === undefined) return { ms: 0, reason: "nothing" };
    return { ms: native.gu_job_waits_ms(this.#handle), reason: waiting(native.gu_job_waits_for(this.#handle)) };
  }

  /** Cancels the job; its result rejects with a `CancelledError` soon. Nothing happens if it has ended; so it is below. */
  cancel(): void {
    if (this.#handle === undefined) return;
    native.gu_job_cancel(this.#handle);
    this.#feeder?.stop();
  }

  /** Pauses the job after its request under way. */
  pause(): void {
    if (this.#handle !== undefined) native.gu_job_pause(this.#handle);
  }

  /** Continues the job after `pause()`. */
  resume(): void {
    if (this.#handle !== undefined) native.gu_job_continue(this.#handle);
  }

  /** Lets the job run before all others that wait. */
  moveToFront(): void {
    if (this.#handle !== undefined) native.gu_job_move_to_front(this.#handle);
  }

  /** Makes the upload, and what it refers to. @internal */
  prepare(target: Target | string, source: Source, options: UploadOptions): Prepared {
    mustBeKnown(options, KNOWN);
    options.signal?.throwIfAborted();
    Error.captureStackTrace(this.#submitted);
    const name = typeof target === "string" ? nameIn(source) : undefined;
    const where = typeof target === "string" ? parsed(target, name === undefined ? {} : { name }) : target;
    const upload = native.gu_upload_new();
    try {
      this.#feeder = setSource(upload, source, options.size, () => this.cancel());
      this.#watcher = setProgress(upload, options.progress);
      setOptions(upload, options);
    } catch (error) {
      this.#feeder?.close();
      native.release(upload);
      throw error;
    }
    this.#signal = options.signal;
    return { upload, target: where };
  }

  /** The submission has failed. @internal */
  refused(): void {
    this.#feeder?.close();
    this.#queue = undefined;
  }

  /** The library has taken it. @internal */
  taken(handle: Handle<"gu_job">): void {
    this.#handle = handle;
    this.#id = native.gu_job_id(handle);
    this.#path = native.gu_job_path(handle);
    pending.add(this);
    native.hold(1);
    if (this.#feeder?.failure !== undefined) this.cancel();
    if (this.#signal === undefined) return;
    this.#abort = () => this.cancel();
    this.#signal.addEventListener("abort", this.#abort, { once: true });
    if (this.#signal.aborted) this.cancel();
  }

  /** Ends what its source waits for, since its queue is closed. @internal */
  stopSource(): void {
    this.#feeder?.stop();
  }

  /** The job of this handle has ended. Nothing is kept of the library's objects. @internal */
  settle(handle: Handle<"gu_job"> | undefined = this.#handle): void {
    if (handle === undefined) return;
    this.#id = native.gu_job_id(handle);
    this.#path = native.gu_job_path(handle);
    this.#numbers = { sent: native.gu_job_sent(handle), confirmed: native.gu_job_confirmed(handle), total: native.gu_job_total(handle) };
    this.#end(handle);
    native.release(handle);
    if (this.#handle !== undefined) native.release(this.#handle);
    if (this.#abort !== undefined) this.#signal?.removeEventListener("abort", this.#abort);
    this.#feeder?.close();
    this.#handle = this.#queue = this.#feeder = this.#watcher = this.#signal = this.#abort = undefined;
    if (pending.delete(this)) native.hold(-1);
  }

  #end(handle: Handle<"gu_job">): void {
    const status = native.gu_job_status(handle);
    const stored = native.gu_job_item(handle);
    const item = stored === null ? undefined : Item.of(stored);
    if (status === Status.OK && item !== undefined) return this.#resolve(item);
    const failure = this.#failure(status);
    const error = native.gu_job_error(handle);
    if (failure !== undefined) this.#reject(failure[0]);
    else if (error !== null) this.#reject(withReason(errorOf(error, item ?? null, this.#submitted), this.#signal));
    else this.#reject(new Error(`the job has ended with status ${status}, and without an error`));
  }

  /** What a user's function has thrown, if that is why the job has ended. */
  #failure(status: number): [unknown] | undefined {
    // A stream that fails cancels its upload.
    if (status === Status.CANCELLED) return this.#watcher?.failure ?? this.#feeder?.failure;
    if (status === Status.SOURCE_UNREADABLE) return this.#feeder?.failure;
    if (status === Status.SIGN_IN) return (this.#queue as { tokenFailure?: [unknown] } | undefined)?.tokenFailure;
    return undefined;
  }
}

function setOptions(upload: Handle<"gu_upload">, options: UploadOptions): void {
  if (options.stateFile !== undefined) native.gu_upload_set_state_file(upload, options.stateFile);
  if (options.key !== undefined) native.gu_upload_set_sealing_key(upload, options.key);
  if (options.keepOnCancel !== undefined) native.gu_upload_set_keep_on_cancel(upload, options.keepOnCancel ? 1 : 0);
  if (options.differsIsError !== undefined) native.gu_upload_set_differs_is_error(upload, options.differsIsError ? 1 : 0);
  if (options.spoolFolder !== undefined) native.gu_upload_set_spool_folder(upload, options.spoolFolder);
  if (options.spoolMaxBytes !== undefined) native.gu_upload_set_spool_max_bytes(upload, options.spoolMaxBytes);
}
