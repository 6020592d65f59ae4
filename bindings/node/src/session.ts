/* An upload whose bytes the caller puts. */

import type { Client } from "./client.js";
import { closedError } from "./errors.js";
import { Item } from "./item.js";
import { native } from "./load.js";
import type { Handle } from "./native.js";

export interface CallOptions {
  /** Cancels the call. */
  signal?: AbortSignal;
}

/** Runs a call of the library that a signal can end. @internal */
export async function cancellable<T>(
  call: (cancel: Handle<"gu_cancel"> | null) => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (signal === undefined) return call(null);
  signal.throwIfAborted();
  const cancel = native.gu_cancel_new();
  const abort = () => native.gu_cancel_request(cancel);
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await call(cancel);
  } finally {
    signal.removeEventListener("abort", abort);
    native.release(cancel);
  }
}

/**
 * An upload that the caller feeds, from `Client.session()`. One call at a time; a second one rejects with BUSY.
 *
 *     while (session.nextOffset < session.size) await session.put(bytesFrom(session.nextOffset));
 *     const item = await session.finish();
 */
export class Session {
  readonly #client: Client;
  readonly #handle: Handle<"gu_session">;
  #closed = false;

  /** @internal */
  constructor(client: Client, handle: Handle<"gu_session">) {
    this.#client = client;
    this.#handle = handle;
    client.keep();
  }

  /** The size of the file. */
  get size(): number {
    return native.gu_session_size(this.#open);
  }

  /** Where the next `put()` has to start. */
  get nextOffset(): number {
    return native.gu_session_next_offset(this.#open);
  }

  /** How many bytes the service has confirmed. */
  get confirmed(): number {
    return native.gu_session_confirmed(this.#open);
  }

  /** When the upload session expires at the service, if it said so. */
  get expires(): Date | undefined {
    const ms = native.gu_session_expires_ms(this.#open);
    return ms === 0 ? undefined : new Date(ms);
  }

  /**
   * Puts bytes, of any number, at `nextOffset`; an `offset` is a check. After an error continue at `nextOffset`, which may have
   * moved back (code `GU_ERR_REWIND`). Leave the bytes as they are until the promise has settled.
   */
  async put(bytes: Uint8Array, options: CallOptions & { offset?: number } = {}): Promise<void> {
    const offset = options.offset ?? this.nextOffset;
    await this.#client.use((cancel) => native.gu_put_chunk(this.#open, offset, bytes, cancel), options.signal);
  }

  /** The stored file; rejects with INCOMPLETE while bytes are missing. May be called again. */
  async finish(options: CallOptions = {}): Promise<Item> {
    const handle = await this.#client.use((cancel) => native.gu_finish(this.#open, cancel), options.signal);
    const item = Item.of(handle);
    native.release(handle);
    return item;
  }

  /** Asks the service where the upload stands. */
  async refresh(options: CallOptions = {}): Promise<void> {
    await this.#client.use((cancel) => native.gu_session_refresh(this.#open, cancel), options.signal);
  }

  /** Abandons the upload, so that nothing is left at the service; rejects with STORED if the file is already stored. */
  async discard(options: CallOptions = {}): Promise<void> {
    await this.#client.use((cancel) => native.gu_session_discard(this.#open, cancel), options.signal);
  }

  /** The state of the upload, for `Client.resume()`, sealed with a key of 32 bytes or readable. It is a secret. */
  save(key?: Uint8Array): Buffer {
    const state = native.gu_session_save(this.#open, key ?? null);
    const bytes = native.stateBytes(state);
    native.release(state);
    return bytes;
  }

  /** Lets go of the session. Sends nothing: what was not finished or discarded expires at the service. May be called again. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    native.release(this.#handle);
    this.#client.letGo();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  get #open(): Handle<"gu_session"> {
    if (this.#closed) throw closedError("the session");
    return this.#handle;
  }
}
