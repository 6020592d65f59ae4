// Carries out the steps of a scenario.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { setImmediate, setTimeout } from "node:timers/promises";

import { print, printError, printItem, printResult } from "./events.mjs";
import { clientOf, keyOf, optionsOf, sourceOf, targetOf } from "./objects.mjs";

// Verbs that print no result of their own.
const SILENT = new Set(["wait", "drain", "counts", "offset", "sync", "collect", "forget", "drop", "resources", "ticks", "submit"]);

export class Steps {
  #service;
  #lines;
  /** By name: what a step has made, its promise if it is in the background, and the controller that ends it. */
  #things = new Map();
  #names = new WeakMap();
  #told = new WeakSet();
  /** Of the step that is waited for. */
  #current;

  constructor(service, lines) {
    this.#service = service;
    this.#lines = lines;
    process.on("SIGINT", () => {
      print({ event: "interrupted" });
      this.#current?.abort();
    });
  }

  async run(steps) {
    for (const step of steps) await this.#run(step);
    // Sources that hang keep their uploads, and uploads the process.
    for (const { controller, promise } of this.#things.values()) {
      if (promise !== undefined) await promise;
      controller.abort();
    }
  }

  async #run(step) {
    print({ event: "step", do: step.do, of: step.of ?? step.as ?? step.do });
    const name = step.as ?? step.do;
    const controller = new AbortController();
    const thing = { controller };
    if (step.as !== undefined) this.#things.set(name, thing);
    const promise = this.#result(name, step, thing);
    if (step.background) {
      thing.promise = promise;
      return;
    }
    this.#current = controller;
    await promise;
    this.#current = undefined;
  }

  async #result(name, step, thing) {
    const verb = this[step.do];
    if (verb === undefined) throw new Error(`verb ${step.do}`);
    try {
      const made = await verb.call(this, step, thing, name);
      if (!SILENT.has(step.do)) printItem(name, made);
    } catch (error) {
      printError(name, error);
    }
  }

  #thing(name) {
    const thing = this.#things.get(name);
    if (thing === undefined) throw new Error(`no such thing: ${name}`);
    return thing;
  }

  #made(name) {
    return this.#thing(name).made;
  }

  // ---- clients and uploads

  client(step, thing) {
    thing.made = clientOf(this.#service, step);
  }

  async upload(step, thing, name) {
    const { source, options, after } = await sourceOf(name, step.source);
    try {
      const settings = { ...optionsOf(name, step, thing.controller), ...options };
      return await this.#made(step.client).upload(targetOf(step.target), source, settings);
    } finally {
      await after?.();
    }
  }

  set_token(step) {
    this.#made(step.client).setToken(step.token);
  }

  // ---- queues

  queue(step, thing) {
    const { at_once: atOnce, state_folder: stateFolder, room } = step;
    thing.made = this.#made(step.client).queue({
      atOnce,
      stateFolder,
      ...keyOf(step),
      ...(room !== undefined && { room: { most: room.most, waitMs: room.wait_ms } }),
    });
  }

  async submit(step, thing, name) {
    const { source, options, after } = await sourceOf(name, step.source);
    const settings = { ...optionsOf(name, step, thing.controller), ...options };
    thing.made = await this.#made(step.queue).submit(targetOf(step.target), source, settings);
    this.#names.set(thing.made, name);
    await after?.();
  }

  async #tell(job) {
    if (this.#told.has(job)) return;
    this.#told.add(job);
    await printResult(this.#names.get(job) ?? basename(job.path), job.result);
  }

  async drain(step, thing) {
    for await (const job of this.#made(step.queue).ended({ signal: thing.controller.signal })) await this.#tell(job);
  }

  async wait(step) {
    const { promise, made } = this.#thing(step.of);
    await promise;
    if (this.#names.has(made ?? {})) await this.#tell(made);
  }

  cancel(step) {
    const { made, controller } = this.#thing(step.of);
    if (made?.cancel !== undefined) made.cancel();
    else controller.abort();
  }

  pause(step) {
    this.#made(step.of).pause();
  }

  continue(step) {
    this.#made(step.of).resume();
  }

  front(step) {
    this.#made(step.of).moveToFront();
  }

  counts(step) {
    print({ event: "counts", of: step.of, ...this.#made(step.of).counts });
  }

  // ---- sessions

  async session(step, thing) {
    thing.made = await this.#made(step.client).session(targetOf(step.target), step.size, { signal: thing.controller.signal });
  }

  async resume(step, thing) {
    const options = { signal: thing.controller.signal, ...keyOf(step) };
    thing.made = await this.#made(step.client).resume(targetOf(step.target), readFileSync(step.from), options);
  }

  async put(step, thing) {
    const { offset, length = Infinity } = step;
    const bytes = readFileSync(step.file).subarray(offset, offset + length);
    await this.#made(step.session).put(bytes, { offset, signal: thing.controller.signal });
  }

  finish(step, thing) {
    return this.#made(step.session).finish({ signal: thing.controller.signal });
  }

  discard(step, thing) {
    return this.#made(step.session).discard({ signal: thing.controller.signal });
  }

  refresh(step, thing) {
    return this.#made(step.session).refresh({ signal: thing.controller.signal });
  }

  save(step) {
    writeFileSync(step.to, this.#made(step.session).save(keyOf(step).key));
  }

  offset(step) {
    const { nextOffset: next, confirmed, size } = this.#made(step.of);
    print({ event: "offset", of: step.of, next, confirmed, size });
  }

  // ---- lifetimes

  async close(step) {
    // A job has nothing to close: it lets go by itself at its end.
    await this.#made(step.of)?.close?.();
  }

  forget(step) {
    this.#things.delete(step.of);
  }

  async collect() {
    // Finalisers run between turns of the event loop, and let go of what needs another round.
    for (let round = 0; round < 10; round++) {
      globalThis.gc();
      await setTimeout(5);
    }
  }

  drop(step) {
    for (let i = 0; i < step.count; i++) {
      const client = clientOf(this.#service, { as: "drop", token: { kind: "callback", tokens: ["never"] }, options: { log: {} } });
      targetOf({ kind: "drive_path", path: "never" });
      client.queue({ atOnce: 1 });
    }
  }

  // ---- the process

  async sync(step) {
    print({ event: "sync", name: step.name });
    await this.#lines.next();
  }

  resources(step) {
    const count = (folder) => readdirSync(folder).length;
    print({ event: "resources", of: step.as, descriptors: count("/proc/self/fd"), threads: count("/proc/self/task") });
  }

  async ticks(step) {
    let longest = 0;
    const start = performance.now();
    for (let last = start; last - start < step.ms; ) {
      await setTimeout(10);
      await readFile("/proc/self/stat");
      await setImmediate();
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
    }
    print({ event: "ticks", of: step.as ?? "ticks", longest_ms: Math.round(longest) });
  }

  exit(step) {
    process.exit(step.status);
  }
}
