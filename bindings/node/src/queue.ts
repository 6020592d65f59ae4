/* Many uploads at once. */

import type { Client } from "./client.js";
import { closedError } from "./errors.js";
import { Job, type Prepared, type UploadOptions } from "./job.js";
import { native } from "./load.js";
import { mustBeKnown } from "./names.js";
import { QueueCount, type Handle } from "./native.js";
import { known } from "./progress.js";
import type { Source } from "./sources.js";
import type { Target } from "./targets.js";

export interface QueueOptions {
  /** How many uploads run at a time, 1 to 256. Default: 4, which is also what the service takes for a mailbox. */
  atOnce?: number;
  /**
   * Saves the jobs in this folder until they end, and takes up what an earlier process has left there: those run first, and
   * `for await` lists them. Only paths can be submitted then.
   */
  stateFolder?: string;
  /** 32 bytes that seal the files of the folder. */
  key?: Uint8Array;
  /**
   * The most jobs that wait, and how long `submit()` waits for room before it rejects with BUSY. Default: no limit; with
   * `most` alone, as long as it takes.
   */
  room?: { most: number; waitMs?: number };
}

const KNOWN: Record<keyof QueueOptions, true> = { atOnce: true, stateFolder: true, key: true, room: true };

/** How many jobs of a queue are where. */
export interface Counts {
  readonly waiting: number;
  readonly running: number;
  readonly paused: number;
  readonly stored: number;
  readonly failed: number;
}

// Queues with something to come that no job refers to: what an earlier process has left, or their end.
const alive = new Set<Queue>();

const AS_LONG_AS_IT_TAKES = 0xffff_ffff;

/** Runs many uploads, so many at a time. From `Client.queue()`. */
export class Queue {
  readonly #client: Client;
  readonly #handle: Handle<"gu_queue">;
  readonly #jobs = new Map<number, Job>();
  /** Ended before their submission was heard of; or jobs of an earlier process. */
  readonly #unclaimed = new Map<number, Handle<"gu_job">>();
  /** Jobs of an earlier process that have not ended. */
  #inherited = 0;
  #submissions = 0;
  /** Whether a submission may wait, for room or for the disk. */
  readonly #waits: boolean;
  #last: Promise<unknown> = Promise.resolve();
  #ended: Job[] = [];
  /** Called when something has ended, or the queue is closed. */
  #listeners = new Set<() => void>();
  #closed: Promise<void> | undefined;
  #tellClosed: () => void = () => undefined;
  readonly #listed: boolean;

  /** `listed`: whether ended jobs are kept for `for await`. @internal */
  constructor(client: Client, options: QueueOptions, listed = true) {
    mustBeKnown(options, KNOWN);
    this.#client = client;
    this.#listed = listed;
    this.#waits = options.stateFolder !== undefined || options.room !== undefined;
    // The library refers to these for as long as the queue lives, so they must not refer to it.
    const weak = new WeakRef(this);
    const ended = (job: Handle<"gu_job">) => weak.deref()?.hasEnded(job);
    const closed = () => weak.deref()?.isClosed();
    this.#handle = native.newQueue(client.handle, options.atOnce ?? 4, ended, closed);
    const { room, stateFolder, key } = options;
    if (room !== undefined) native.gu_queue_set_room(this.#handle, room.most, room.waitMs ?? AS_LONG_AS_IT_TAKES);
    if (stateFolder !== undefined) {
      native.gu_queue_set_state_folder(this.#handle, stateFolder, key ?? null);
      this.#takeUp();
    }
    client.keep();
  }

  #takeUp(): void {
    const { waiting, running, paused, stored, failed } = this.counts;
    this.#inherited = waiting + running + paused + stored + failed;
    if (this.#inherited === 0) return;
    alive.add(this);
    native.hold(1);
    native.watchQueue(this.#handle);
  }

  #noneInherited(): void {
    this.#inherited = 0;
    if (this.#closed === undefined) alive.delete(this);
    native.hold(-1);
  }

  /**
   * Submits an upload. The promise settles when the queue has taken it, which is at once unless it waits for room or saves it;
   * the job's `result` is the end of the upload.
   */
  async submit(target: Target | string, source: Source, options: UploadOptions = {}): Promise<Job> {
    if (this.#closed !== undefined) throw closedError("the queue");
    const job = new Job(this);
    const taken = this.#take(job, job.prepare(target, source, options));
    return this.#waits ? unlessAborted(taken, options.signal, () => (job.claimed = true)) : taken;
  }

  async #take(job: Job, made: Prepared): Promise<Job> {
    this.#submissions++;
    try {
      // Without a wait nothing comes between the two.
      const handle = this.#waits ? await this.#later(made) : native.submit(this.#handle, made.upload, made.target.handle);
      job.taken(handle);
      this.#claim(job);
      return job;
    } catch (error) {
      job.refused();
      throw error;
    } finally {
      native.release(made.upload);
      this.#submissions--;
      this.#claimEarlier();
      this.#tell();
    }
  }

  /** Submits on a thread, after earlier submissions, so that jobs run in the order of the calls. */
  #later(made: Prepared): Promise<Handle<"gu_job">> {
    const mine = this.#last.then(() => native.submitLater(this.#handle, made.upload, made.target.handle));
    this.#last = mine.catch(() => undefined);
    return mine;
  }

  /** Lists jobs that have ended, in the order of ending, until none is left. Jobs whose `result` was asked for are left out. */
  async *ended(options: { signal?: AbortSignal } = {}): AsyncGenerator<Job, void, undefined> {
    for (;;) {
      options.signal?.throwIfAborted();
      const job = this.#ended.shift();
      if (job !== undefined) yield job;
      else if (this.#isIdle()) return;
      else await this.#change(options.signal);
    }
  }

  [Symbol.asyncIterator](): AsyncGenerator<Job, void, undefined> {
    return this.ended();
  }

  get counts(): Counts {
    const count = (which: number) => native.gu_queue_jobs(this.#open, which);
    return {
      waiting: count(QueueCount.WAITING),
      running: count(QueueCount.RUNNING),
      paused: count(QueueCount.PAUSED),
      stored: count(QueueCount.STORED),
      failed: count(QueueCount.FAILED),
    };
  }

  /** Bytes of all jobs, as in `Progress`. */
  get progress(): { sent: number; confirmed: number; total: number; bytesPerSecond: number; timeLeftMs: number | undefined } {
    return {
      sent: native.gu_queue_sent(this.#open),
      confirmed: native.gu_queue_confirmed(this.#open),
      total: native.gu_queue_total(this.#open),
      bytesPerSecond: native.gu_queue_bytes_per_second(this.#open),
      timeLeftMs: known(native.gu_queue_time_left_ms(this.#open)),
    };
  }

  /** Pauses all jobs, later ones included, each after its request under way. */
  pause(): void {
    native.gu_queue_pause(this.#open);
  }

  /** Continues all jobs. */
  resume(): void {
    native.gu_queue_continue(this.#open);
  }

  /** Cancels all jobs that have not ended; others can be submitted afterwards. */
  cancel(): void {
    native.gu_queue_cancel(this.#open);
    for (const job of this.#jobs.values()) job.stopSource();
  }

  /** Cancels what has not ended and waits for it; with a state folder such jobs stay there. May be called again. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    alive.add(this);
    if (this.#submissions > 0) {
      // They wait for room no longer.
      native.gu_queue_set_room(this.#handle, 0, 0);
      while (this.#submissions > 0) await this.#change();
    }
    await new Promise<void>((resolve) => {
      this.#tellClosed = resolve;
      native.closeQueue(this.#handle);
      for (const job of this.#jobs.values()) job.stopSource();
    });
    alive.delete(this);
    this.#client.letGo();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Waits until no job is left. @internal */
  async idle(): Promise<void> {
    while (!this.#isIdle()) await this.#change();
  }

  /** @internal */
  get tokenFailure(): [unknown] | undefined {
    return this.#client.tokenFailure;
  }

  #isIdle(): boolean {
    return this.#jobs.size === 0 && this.#submissions === 0 && this.#inherited === 0;
  }

  #change(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        this.#listeners.delete(listener);
        reject(signal?.reason as Error);
      };
      const listener = () => {
        this.#listeners.delete(listener);
        signal?.removeEventListener("abort", stop);
        resolve();
      };
      this.#listeners.add(listener);
      signal?.addEventListener("abort", stop, { once: true });
    });
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  #claim(job: Job): void {
    this.#jobs.set(job.id, job);
    const early = this.#unclaimed.get(job.id);
    this.#unclaimed.delete(job.id);
    if (early !== undefined) this.#settle(job, early);
  }

  /** Jobs that no submission can be for any more are an earlier process's. */
  #claimEarlier(): void {
    if (this.#submissions > 0) return;
    for (const handle of this.#unclaimed.values()) {
      this.#settle(new Job(this), handle);
      if (--this.#inherited === 0) this.#noneInherited();
    }
    this.#unclaimed.clear();
  }

  /** @internal */
  hasEnded(handle: Handle<"gu_job">): void {
    const id = native.gu_job_id(handle);
    const job = this.#jobs.get(id);
    if (job !== undefined) return this.#settle(job, handle);
    this.#unclaimed.set(id, handle);
    this.#claimEarlier();
  }

  #settle(job: Job, handle?: Handle<"gu_job">): void {
    job.settle(handle);
    this.#jobs.delete(job.id);
    if (this.#listed && !job.claimed) this.#ended.push(job);
    this.#tell();
  }

  /** @internal */
  isClosed(): void {
    for (const job of [...this.#jobs.values()]) this.#settle(job);
    if (this.#inherited > 0) this.#noneInherited();
    this.#tellClosed();
    this.#tell();
  }

  get #open(): Handle<"gu_queue"> {
    if (this.#closed !== undefined) throw closedError("the queue");
    return this.#handle;
  }
}

/** Waits for a promise or for a signal, whose reason it then rejects with. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined, aborted: () => void): Promise<T> {
  if (signal === undefined) return promise;
  let abort = () => undefined as void;
  const never = new Promise<never>((_, reject) => {
    abort = () => {
      aborted();
      reject(signal.reason as Error);
    };
    signal.addEventListener("abort", abort, { once: true });
  });
  try {
    return await Promise.race([promise, never]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
