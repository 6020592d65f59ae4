/* What is uploaded: everything that Node has bytes in. */

import { Socket } from "node:net";
import { basename } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

import { native } from "./load.js";
import { READ_FAILED, READ_STOP, type Ask, type Handle } from "./native.js";

/** An object that reads at any offset. Fewer bytes than asked for are fine; none mean the end. */
export interface RandomAccess {
  /** In bytes. */
  readonly size: number;
  read(offset: number, length: number): Uint8Array | Promise<Uint8Array>;
}

/** A file that was opened by `fs.promises.open()`. */
export interface OpenFile {
  readonly fd: number;
  stat(): Promise<unknown>;
}

/** A web stream: a `ReadableStream` as Node's types or the DOM's have it. */
export interface WebStream {
  getReader(): {
    read(): Promise<{ done: boolean; value?: unknown }>;
    cancel(reason?: unknown): Promise<void>;
  };
}

type Chunk = Uint8Array | string;

/**
 * What can be uploaded: a path (string or `file:` URL), an open `FileHandle`, bytes, a `Blob` or `File`, a `RandomAccess`, or
 * anything that is read once: a `Readable`, a web `ReadableStream`, an iterable or asynchronous iterable of bytes or strings.
 *
 * Bytes are not copied: leave them as they are until the upload has ended.
 */
export type Source =
  | string
  | URL
  | OpenFile
  | ArrayBufferView
  | ArrayBuffer
  | SharedArrayBuffer
  | Blob
  | RandomAccess
  | Readable
  | WebStream
  | AsyncIterable<Chunk>
  | Iterable<Chunk>;

/** Bytes of a chunk, without a copy if they are bytes. */
function bytesOf(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  if (typeof chunk === "string") return Buffer.from(chunk);
  if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  if (chunk instanceof ArrayBuffer) return new Uint8Array(chunk);
  throw new TypeError(`a source has to give bytes or strings, not ${chunk === null ? "null" : typeof chunk}`);
}

/** The chunks of a source that is read once, and how to stop it. */
interface Chunks {
  next(): unknown;
  stop(): void;
}

function chunksOf(source: Readable | WebStream | AsyncIterable<Chunk> | Iterable<Chunk>): Chunks {
  if (webStream(source)) {
    const reader = source.getReader();
    const ignored = () => undefined;
    return { next: () => reader.read(), stop: () => void reader.cancel().catch(ignored) };
  }
  const iterator =
    Symbol.asyncIterator in source
      ? (source as AsyncIterable<Chunk>)[Symbol.asyncIterator]()
      : (source as Iterable<Chunk>)[Symbol.iterator]();
  // It may fail before its upload begins to read; the first read tells then.
  if (source instanceof Readable) {
    source.on("error", () => undefined);
    return { next: () => iterator.next(), stop: () => void source.destroy() };
  }
  const stop = () => {
    // What it throws comes too late to matter: the upload has ended.
    Promise.resolve(iterator.return?.()).catch(() => undefined);
  };
  return { next: () => iterator.next(), stop };
}

/**
 * What gives the library the bytes of a source of JavaScript's.
 *
 * @internal
 */
export interface Feeder {
  /** What the source has thrown, in a tuple since anything can be thrown. */
  readonly failure: [unknown] | undefined;
  /** The upload is cancelled: the source is stopped, and the library does not wait for it. */
  stop(): void;
  /** The upload has ended. */
  close(): void;
}

/** Reads chunks in the lengths that the library asks for. */
class Forward {
  readonly #chunks: Chunks;
  #rest: Uint8Array = new Uint8Array(0);
  #ended = false;

  constructor(chunks: Chunks) {
    this.#chunks = chunks;
  }

  /** At most `length` bytes, none at the end. */
  async read(length: number): Promise<Uint8Array> {
    while (this.#rest.length === 0 && !this.#ended) {
      const { done, value } = (await this.#chunks.next()) as IteratorResult<unknown>;
      if (done) this.#ended = true;
      else this.#rest = bytesOf(value);
    }
    const bytes = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return bytes;
  }

  stop(): void {
    if (!this.#ended) this.#chunks.stop();
    this.#ended = true;
  }
}

type Read = (offset: number, length: number) => Uint8Array | Promise<Uint8Array>;

/** Answers the library's callback, which waits on a thread of its own, so a read may take as long as it likes. */
class Reader implements Feeder {
  failure: [unknown] | undefined;
  #ask: Ask | undefined;
  #stopped = false;
  readonly #read: Read;
  readonly #stop: () => void;

  constructor(read: Read, stop: () => void = () => undefined) {
    this.#read = read;
    this.#stop = stop;
  }

  /** A `gu_read_at_callback`; with an offset of 0 a `gu_read_callback`. */
  give(ask: Ask, offset: number, length: number): number | undefined {
    if (this.#stopped) return READ_STOP;
    this.#ask = ask;
    void this.#answer(ask, offset, length);
    return undefined;
  }

  async #answer(ask: Ask, offset: number, length: number): Promise<void> {
    try {
      const bytes = bytesOf(await this.#read(offset, length));
      native.answer(ask, 0, bytes);
    } catch (error) {
      // A stream that was stopped complains about that.
      if (!this.#stopped) this.failure ??= [error];
      native.answer(ask, READ_FAILED);
    }
    if (this.#ask === ask) this.#ask = undefined;
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    if (this.#ask !== undefined) native.answer(this.#ask, READ_STOP);
    this.#stop();
  }

  close(): void {
    this.stop();
  }
}

/**
 * Writes a source of unknown size into a pipe, by the event loop alone. The library reads the other end, reports progress and
 * obeys a cancel while nothing comes.
 */
class Pump implements Feeder {
  failure: [unknown] | undefined;
  readonly #chunks: Chunks;
  readonly #end: Socket;
  readonly #cancel: () => void;
  #stopped = false;

  /** `writing` is the end of the pipe to write to; `cancel` ends the upload. */
  constructor(chunks: Chunks, writing: number, cancel: () => void) {
    this.#chunks = chunks;
    this.#cancel = cancel;
    this.#end = new Socket({ fd: writing, readable: false, writable: true });
    // The library closes its end early when the upload fails, which the upload tells itself.
    this.#end.on("error", () => this.stop());
    void this.#run();
  }

  async #run(): Promise<void> {
    try {
      while (!this.#stopped) {
        const { done, value } = (await this.#chunks.next()) as IteratorResult<unknown>;
        if (this.#stopped) return;
        if (done) {
          this.#stopped = true;
          this.#end.end();
        } else if (!this.#end.write(bytesOf(value))) await this.#drained();
      }
    } catch (error) {
      if (this.#stopped) return;
      this.failure = [error];
      this.stop();
      // The pipe stays open, or what came so far would be taken for the whole.
      this.#cancel();
    }
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      const go = () => {
        this.#end.off("drain", go).off("close", go);
        resolve();
      };
      this.#end.on("drain", go).on("close", go);
    });
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#chunks.stop();
  }

  close(): void {
    this.stop();
    this.#end.destroy();
  }
}

function randomAccess(source: unknown): source is RandomAccess {
  const { size, read } = source as Partial<RandomAccess>;
  return typeof size === "number" && typeof read === "function";
}

function openFile(source: unknown): source is OpenFile {
  const { fd, stat } = source as Partial<OpenFile>;
  return typeof fd === "number" && typeof stat === "function";
}

function webStream(source: object): source is WebStream {
  return typeof (source as Partial<WebStream>).getReader === "function";
}

function iterable(source: object): source is AsyncIterable<Chunk> | Iterable<Chunk> {
  return Symbol.asyncIterator in source || Symbol.iterator in source;
}

/** The path of a source that is a file, for the name of a target that has none. @internal */
export function nameIn(source: Source): string | undefined {
  if (typeof source === "string") return basename(source);
  if (source instanceof URL) return basename(fileURLToPath(source));
  return typeof File !== "undefined" && source instanceof File ? source.name : undefined;
}

/**
 * Sets the source of an upload. `size` is that of a source that is read once, if it is known; `cancel` ends the upload.
 *
 * @internal
 */
export function setSource(
  upload: Handle<"gu_upload">,
  source: Source,
  size: number | undefined,
  cancel: () => void,
): Feeder | undefined {
  if (typeof source === "string") native.gu_upload_set_file(upload, source);
  else if (source instanceof URL) native.gu_upload_set_file(upload, fileURLToPath(source));
  else if (typeof source !== "object" || source === null) throw new TypeError("source is nothing that can be uploaded");
  else if (ArrayBuffer.isView(source)) setMemory(upload, bytesOf(source));
  else if (source instanceof ArrayBuffer || source instanceof SharedArrayBuffer) setMemory(upload, new Uint8Array(source));
  else if (source instanceof Blob) return setReadAt(upload, source.size, async (offset, length) => partOf(source, offset, length));
  else if (source instanceof Readable || webStream(source)) return setForward(upload, source, size, cancel);
  else if (openFile(source)) native.gu_upload_set_file_handle(upload, native.handleOf(source.fd));
  else if (randomAccess(source)) return setReadAt(upload, source.size, (offset, length) => source.read(offset, length));
  else if (iterable(source)) return setForward(upload, source, size, cancel);
  else throw new TypeError("source is nothing that can be uploaded");
  return undefined;
}

function setMemory(upload: Handle<"gu_upload">, bytes: Uint8Array): void {
  // Memory that may shrink would go away under the library.
  const { resizable } = bytes.buffer as { resizable?: boolean };
  native.gu_upload_set_memory(upload, resizable ? bytes.slice() : bytes);
}

async function partOf(source: Blob, offset: number, length: number): Promise<Uint8Array> {
  return new Uint8Array(await source.slice(offset, offset + length).arrayBuffer());
}

function setReadAt(upload: Handle<"gu_upload">, size: number, read: Read): Feeder {
  const reader = new Reader(read);
  native.gu_upload_set_read_at(upload, size, (ask, offset, length) => reader.give(ask, offset, length));
  return reader;
}

function setForward(
  upload: Handle<"gu_upload">,
  source: Readable | WebStream | AsyncIterable<Chunk> | Iterable<Chunk>,
  size: number | undefined,
  cancel: () => void,
): Feeder {
  if (size === undefined) return new Pump(chunksOf(source), native.pipeInto(upload), cancel);
  const forward = new Forward(chunksOf(source));
  const reader = new Reader((_, length) => forward.read(length), () => forward.stop());
  native.gu_upload_set_read(upload, size, (ask, length) => reader.give(ask, 0, length));
  return reader;
}
