/* The client: token, policy and connections, shared by uploads. */

import { closedError, withReason } from "./errors.js";
import type { Item } from "./item.js";
import type { UploadOptions } from "./job.js";
import { native } from "./load.js";
import { nameOf, valueOf } from "./names.js";
import type { Handle, Kind } from "./native.js";
import { LogLevel } from "./native.js";
import { Queue, type QueueOptions } from "./queue.js";
import { Session, cancellable, type CallOptions } from "./session.js";
import type { Source } from "./sources.js";
import { target as parsed, type Target } from "./targets.js";
import { TokenSource, type Token } from "./token.js";

/** A message of the log. It contains no token and no upload URL. */
export interface LogRecord {
  readonly level: "info" | "warning";
  readonly message: string;
}

type Log = (record: LogRecord) => void;

/** Settings of a client. What is not given has the library's default, which stands beside it. Times are in milliseconds. */
export interface ClientOptions {
  /** An access token, a function that fetches one, or a credential of @azure/identity. */
  token?: Token;
  /** How many uploads of `upload()` run at a time, 1 to 256; others wait for their turn. Default: 32. */
  atOnce?: number;
  /** Called for each request and each retry. What it throws is ignored. */
  log?: (record: LogRecord) => void;
  /** Certificate authorities to trust beside the system's, in PEM form. */
  ca?: string | Uint8Array;
  /** The same, as the path of a file. */
  caFile?: string;
  /** Whether the system's certificate authorities are trusted. Default: true. */
  platformRoots?: boolean;
  /** The client's certificate and its private key, in PEM form. */
  certificate?: { chain: string | Uint8Array; key: string | Uint8Array };
  /** Without the version. Default: `"https://graph.microsoft.com"`, or that of `cloud`. */
  baseUrl?: string;
  cloud?: "global" | "us-gov-l4" | "us-gov-l5" | "china" | "bleu" | "delos";
  apiVersion?: "v1.0" | "beta";
  /** A further host that upload URLs may be on. */
  uploadHost?: string;
  immutableIds?: boolean;
  /** `"NONISV|Company|Application/1.0"`, as the service wants it. */
  userAgent?: string;
  /** Whether plain HTTP and loopback hosts are allowed, for tests. Default: false. */
  loopback?: boolean;
  connectTimeoutMs?: number;
  stallTimeoutMs?: number;
  responseTimeoutMs?: number;
  commitResponseTimeoutMs?: number;
  /** Attempts without progress, and the time that they may take. */
  retryBudget?: readonly [attempts: number, ms: number];
  backoffMs?: readonly [first: number, longest: number];
  lockedPolicy?: "wait" | "fail";
  settleMs?: number;
  baseline?: "careful" | "quick";
  /** Files of at most so many bytes are sent in one request. */
  oneRequestBytes?: number;
  pieceBytes?: number;
  /** Such as `"http://user:password@proxy:8080"`; `""` for none. Default: the environment's. */
  proxy?: string;
  noProxy?: string;
  ipVersion?: "any" | "4" | "6";
  /** Bytes per second of all uploads. Default: no limit. */
  rateLimit?: number;
}

const OWN = new Set(["token", "atOnce", "log", "ca", "certificate"]);
const AT_ONCE = 32;

function bytes(text: string | Uint8Array): Uint8Array {
  return typeof text === "string" ? Buffer.from(text) : text;
}

/** Uploads files to Microsoft Graph. Makes no connection until it is used. */
export class Client {
  readonly #handle: Handle<"gu_client">;
  #token: TokenSource | undefined;
  /** The function that receives the log. The library itself does not keep it from being collected. */
  log: Log | undefined;
  readonly #atOnce: number;
  #uploads: Queue | undefined;
  /** Queues, sessions and calls: they may ask for a token, which needs the library's client. */
  #users = 0;
  #closed: Promise<void> | undefined;

  constructor(options: ClientOptions = {}) {
    const made = native.gu_options_new();
    try {
      for (const [name, value] of Object.entries(options))
        if (value !== undefined && !OWN.has(name)) native.gu_options_set(made, nameOf(name), valueOf(value, name));
      if (options.ca !== undefined) native.gu_options_add_ca_pem(made, bytes(options.ca));
      const { certificate, token } = options;
      if (certificate !== undefined)
        native.gu_options_set_client_certificate_pem(made, bytes(certificate.chain), bytes(certificate.key));
      this.log = options.log;
      if (options.log !== undefined) setLog(made, options.log);
      if (typeof token === "string") native.gu_options_set_token(made, token);
      else if (token !== undefined) this.#token = TokenSource.set(made, token, options.cloud);
      this.#handle = native.gu_client_new(made);
    } finally {
      native.release(made);
    }
    this.#token?.for(this.#handle);
    this.#atOnce = options.atOnce ?? AT_ONCE;
  }

  /**
   * Uploads a file, and resolves with the stored item. Nothing of it blocks the event loop or a thread of libuv's pool.
   *
   * After an error with `inDoubt` the file may be stored: the same call again looks before it sends, if it has the same
   * `stateFile`.
   */
  async upload(target: Target | string, source: Source, options: UploadOptions = {}): Promise<Item> {
    this.#mustBeOpen();
    const { signal } = options;
    signal?.throwIfAborted();
    this.#uploads ??= new Queue(this, { atOnce: this.#atOnce }, false);
    const job = await this.#uploads.submit(target, source, options);
    return job.result;
  }

  /** A queue, which runs so many uploads at a time. */
  queue(options: QueueOptions = {}): Queue {
    this.#mustBeOpen();
    return new Queue(this, options);
  }

  /** Starts the upload of a file of known size whose bytes the caller puts. */
  async session(target: Target | string, size: number, options: CallOptions = {}): Promise<Session> {
    const where = typeof target === "string" ? parsed(target) : target;
    return this.#session(options, (cancel) => native.gu_session_create(this.handle, where.handle, size, cancel));
  }

  /** Continues a session that `Session.save()` has saved, also in another process. `key` is that of `save()`. */
  async resume(target: Target | string, saved: Uint8Array, options: CallOptions & { key?: Uint8Array } = {}): Promise<Session> {
    const where = typeof target === "string" ? parsed(target) : target;
    const { key } = options;
    return this.#session(options, (cancel) => native.gu_session_resume(this.handle, where.handle, saved, key ?? null, cancel));
  }

  /** Continues an upload session that someone else has created. The URL is a secret: whoever has it can write. */
  async adopt(kind: (typeof Kind)[keyof typeof Kind], uploadUrl: string, size: number, options: CallOptions = {}): Promise<Session> {
    return this.#session(options, (cancel) => native.gu_session_adopt(this.handle, kind, uploadUrl, size, cancel));
  }

  /** Sets the token for all requests from now on; `null` for none. */
  setToken(token: string | null): void {
    native.gu_client_set_token(this.handle, token);
  }

  /**
   * Lets uploads that run end. Nothing new can be started. Connections are closed when the client's queues and sessions are closed
   * too. May be called again.
   */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.keep();
    await this.#uploads?.idle();
    await this.#uploads?.close();
    this.letGo();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @internal */
  get handle(): Handle<"gu_client"> {
    this.#mustBeOpen();
    return this.#handle;
  }

  /** Something uses the client. @internal */
  keep(): void {
    this.#users++;
  }

  /** It does not any more. @internal */
  letGo(): void {
    if (--this.#users > 0 || this.#closed === undefined) return;
    native.release(this.#handle);
    this.#token = this.log = undefined;
  }

  /** What the token function has thrown, if the last call has failed. @internal */
  get tokenFailure(): [unknown] | undefined {
    return this.#token?.failure;
  }

  /** Runs a call that uses the client. @internal */
  async use<T>(call: (cancel: Handle<"gu_cancel"> | null) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    this.keep();
    try {
      return await cancellable(call, signal);
    } catch (error) {
      const failure = (error as { code?: unknown }).code === "GU_ERR_SIGN_IN" ? this.tokenFailure : undefined;
      throw failure === undefined ? withReason(error, signal) : failure[0];
    } finally {
      this.letGo();
    }
  }

  async #session(
    options: CallOptions,
    make: (cancel: Handle<"gu_cancel"> | null) => Promise<Handle<"gu_session">>,
  ): Promise<Session> {
    this.#mustBeOpen();
    return new Session(this, await this.use(make, options.signal));
  }

  #mustBeOpen(): void {
    if (this.#closed !== undefined) throw closedError("the client");
  }
}

function setLog(options: Handle<"gu_options">, log: Log): void {
  const weak = new WeakRef(log);
  native.gu_options_set_log_callback(options, (level, message) => {
    try {
      weak.deref()?.({ level: level === LogLevel.WARNING ? "warning" : "info", message });
    } catch {
      // A log that fails ends no upload.
    }
  });
}
