// The arguments of calls, made from JSON.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";

import { given, print } from "./events.mjs";
import graphUpload from "./package.mjs";

// ---- client

function tokenOf(name, wish, service) {
  if (wish === undefined) return service.token;
  if (wish.kind === "none") return undefined;
  const { kind, tokens, raise } = wish;
  let calls = 0;
  const next = ({ rejected = false, claims = "" } = {}) => {
    print({ event: "token", of: name, rejected, claims });
    if (raise) throw new Error("boom");
    return tokens[Math.min(calls++, tokens.length - 1)];
  };
  if (kind === "callback") return given("token", name, next);
  if (kind === "async")
    return given("token", name, async (request) => {
      await setImmediate();
      return next(request);
    });
  if (kind === "credential")
    return given("token", name, { getToken: async (_, options) => ({ token: next(options), expiresOnTimestamp: 0 }) });
  throw new Error(`token ${kind}`);
}

function logOf(name, wish) {
  return given("log", name, ({ level, message }) => {
    print({ event: "log", of: name, level, message });
    if (wish.raise) throw new Error("boom");
  });
}

export function clientOf(service, step) {
  const name = step.as ?? "client";
  const { log, ...options } = step.options ?? {};
  return new graphUpload.Client({
    baseUrl: service.base_url,
    loopback: true,
    // Wine has no authorities of the system, and it would be an error to ask for them.
    ...(step.trust !== false && { caFile: service.ca_file, platformRoots: process.platform !== "win32" }),
    ...options,
    ...(log !== undefined && { log: logOf(name, log) }),
    token: tokenOf(name, step.token, service),
  });
}

// ---- target

const TARGETS = {
  todo_task: graphUpload.todoTask,
  message: graphUpload.message,
  event: graphUpload.event,
  group_event: ({ by_calendar: byCalendar, ...of }) => graphUpload.groupEvent({ ...of, byCalendar }),
  group_post: graphUpload.groupPost,
  drive_path: ({ path, ...of }) => graphUpload.drivePath(path, of),
  drive_child: graphUpload.driveChild,
  drive_special: graphUpload.driveSpecial,
  drive_item: ({ item, ...of }) => graphUpload.driveItem(item, of),
  print_document: graphUpload.printDocument,
  parse: ({ text, ...of }) => graphUpload.target(text, of),
};

export function targetOf({ kind, properties = {}, ...of }) {
  const target = TARGETS[kind](of);
  for (const [name, value] of Object.entries(properties)) target.set(name, value);
  return target;
}

// ---- source

/** Bytes of a file as an object of the driver's own gives them. */
class Bytes {
  #wish;
  #bytes;

  constructor(wish) {
    this.#wish = wish;
    this.#bytes = readFileSync(wish.file);
  }

  get size() {
    return this.#bytes.length;
  }

  /** Bytes, or undefined if nothing comes any more. */
  at(offset, length) {
    const { chunk = length, short_by: short = 0, raise_at: raise = Infinity, hang_at: hang = Infinity } = this.#wish;
    if (offset >= raise) throw new Error("boom");
    if (offset >= hang) return undefined;
    return this.#bytes.subarray(offset, Math.min(offset + Math.min(length, chunk), this.#bytes.length - short, hang));
  }
}

const never = () => new Promise(() => undefined);

function seekable(wish) {
  const bytes = new Bytes(wish);
  return { size: bytes.size, read: (offset, length) => bytes.at(offset, length) ?? never() };
}

function readable(bytes) {
  let at = 0;
  return new Readable({
    read(length) {
      try {
        const chunk = bytes.at(at, length);
        if (chunk === undefined) return;
        at += chunk.length;
        this.push(chunk.length === 0 ? null : chunk);
      } catch (error) {
        this.destroy(error);
      }
    },
  });
}

async function* iterated(wish) {
  const bytes = new Bytes(wish);
  for (let at = 0; ; ) {
    await setImmediate();
    const chunk = bytes.at(at, 65536) ?? (await never());
    if (chunk.length === 0) return;
    at += chunk.length;
    yield chunk;
  }
}

/** The reading end of a pipe that another process fills, as Node's programs have them. */
function pipe({ file, hang_at: hang }) {
  const [command, ...words] =
    hang === undefined ? ["cat", file] : ["sh", "-c", 'head -c "$1" "$0"; exec sleep 3600', file, String(hang)];
  const child = spawn(command, words, { stdio: ["ignore", "pipe", "inherit"] });
  child.stdout.once("close", () => child.kill());
  return child.stdout;
}

/** The source, what of the upload's options belongs to it, and what to do afterwards. */
export async function sourceOf(name, wish) {
  const told = (source, options = {}) => ({ source: given("source", name, source), options });
  switch (wish.kind) {
    case "path":
      return { source: wish.file };
    case "handle": {
      const file = await open(wish.file);
      return { source: file, after: () => file.close() };
    }
    case "memory":
      return told(readFileSync(wish.file));
    case "seekable":
      return told(seekable(wish));
    case "forward": {
      const bytes = new Bytes(wish);
      return told(readable(bytes), { size: bytes.size });
    }
    case "stream":
      return told(readable(new Bytes(wish)));
    case "pipe":
      return { source: pipe(wish) };
    case "async":
      return told(iterated(wish));
    default:
      throw new Error(`source ${wish.kind}`);
  }
}

// ---- the rest of an upload

function progressOf(name, wish, stop) {
  const { raise_at: raise = Infinity, stop_at: stopAt = Infinity } = wish;
  return given("progress", name, ({ sent, confirmed, total, spooled }) => {
    print({ event: "progress", of: name, sent, confirmed, total, spooled });
    if (sent >= raise) throw new Error("boom");
    if (sent >= stopAt) stop();
  });
}

const SETTINGS = {
  state_file: "stateFile",
  key: "key",
  keep_on_cancel: "keepOnCancel",
  differs_is_error: "differsIsError",
  spool_folder: "spoolFolder",
  spool_max_bytes: "spoolMaxBytes",
};

export function keyOf(step) {
  return step.key === undefined ? {} : { key: Buffer.from(step.key, "hex") };
}

export function optionsOf(name, step, controller) {
  const { settings = {}, progress, timeout_ms: timeout } = step;
  const signals = timeout === undefined ? [] : [AbortSignal.timeout(timeout)];
  const named = Object.entries(settings).map(([setting, value]) => {
    if (!(setting in SETTINGS)) throw new Error(`setting ${setting}`);
    return [SETTINGS[setting], value];
  });
  return {
    ...Object.fromEntries(named),
    ...keyOf(settings),
    ...(progress !== undefined && { progress: progressOf(name, progress, () => controller.abort()) }),
    signal: signals.length === 0 ? controller.signal : AbortSignal.any([controller.signal, ...signals]),
  };
}
