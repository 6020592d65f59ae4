// Nothing blocks Node; workers, and ends of processes.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { Worker } from "node:worker_threads";

import { file, graphUpload, packagePath, pieces, service, temporary, testingPath, underWay, until } from "./help.mjs";

const { drivePath } = graphUpload;
const slow = await service("--rate", "400000");
const simulator = await service();
const medium = file("medium.bin", 1_000_000);
const large = file("large.bin", 3_000_000);

/** A program that has `graphUpload` and a client. */
function program(of, body) {
  const options = JSON.stringify({ ...of.options, ...pieces });
  return `const graphUpload = require(${JSON.stringify(packagePath)});
    const { drivePath } = graphUpload;
    const client = new graphUpload.Client(${options});
    const large = ${JSON.stringify(large.path)};
    ${body}`;
}

/** Runs a program. Its exit status, or signal, and what it prints. */
async function run(of, body, during) {
  const child = spawn(process.execPath, ["-e", program(of, body)], { stdio: ["ignore", "pipe", "pipe"] });
  const printed = Promise.all([text(child.stdout), text(child.stderr)]);
  const ended = once(child, "exit");
  await during?.(child);
  const [code, signal] = await ended;
  const [out, error] = await printed;
  return { end: signal ?? code, out, error };
}

test("fs.readFile is not held up by eight slow uploads of all kinds", async () => {
  const client = slow.client({ oneRequestBytes: 0 });
  async function* slices() {
    for (let at = 0; at < medium.bytes.length; at += 65_536) yield medium.bytes.subarray(at, at + 65_536);
  }
  const size = medium.bytes.length;
  const read = (offset, length) => medium.bytes.subarray(offset, offset + Math.min(length, 65_536));
  const progress = () => undefined;
  const sources = [medium.path, medium.path, medium.bytes, new Blob([medium.bytes]), { size, read }, { size, read }, slices(), slices()];
  let running = true;
  const uploads = Promise.all(
    sources.map((source, index) => client.upload(drivePath(`slow-${index}.bin`), source, { progress })),
  ).finally(() => (running = false));
  const took = [];
  while (running) {
    const began = performance.now();
    await readFile(medium.path);
    took.push(performance.now() - began);
    await setTimeout(5);
  }
  await uploads;
  took.sort((one, other) => one - other);
  const [usual, longest] = [took[Math.floor(took.length * 0.95)], took.at(-1)];
  assert.ok(took.length > 20, `${took.length} reads`);
  // A thread or an event loop that an upload blocks is blocked for seconds. Other programs of the machine may take some time.
  assert.ok(usual < 50, `95 % within ${usual} ms`);
  assert.ok(longest < 500, `all within ${longest} ms`);
});

test("a process ends by itself when nothing is left", async () => {
  const body = `(async () => {
    const queue = client.queue();
    await queue.submit(drivePath("ends-1.bin"), large);
    client.upload(drivePath("ends-2.bin"), large).then((item) => console.log(item.size));
    const session = await client.session(drivePath("ends-3.bin"), 10);
  })()`;
  assert.deepEqual(await run(simulator, body), { end: 0, out: "3000000\n", error: "" });
  const stored = (await simulator.files()).map((one) => one.address);
  assert.ok(["ends-1.bin", "ends-2.bin"].every((name) => stored.includes(`me/drive/root:/${name}`)), String(stored));
});

test("a process that does nothing with the package ends at once", async () => {
  assert.deepEqual(await run(simulator, ""), { end: 0, out: "", error: "" });
});

const BUSY = `
  const id = require("node:crypto").randomUUID();
  const never = { size: 10, read: () => new Promise(() => undefined) };
  const progress = () => undefined;
  for (let index = 0; index < 4; index++) client.upload(drivePath("busy-" + id + index), large, { progress });
  client.upload(drivePath("never-" + id), never);
  client.upload(drivePath("stream-" + id), new ReadableStream());
  client.session(drivePath("session-" + id), 3000000).then((session) => session.put(Buffer.alloc(3000000)));
`;

test("a simulator that is not closed ends with its process, which it does not keep", async () => {
  const body = `require(${JSON.stringify(testingPath)}).simulator().then((started) => console.log(started.ready.pid));`;
  const { end, out } = await run(simulator, body);
  assert.equal(end, 0);
  // A process that nobody waits for stays a zombie.
  const state = () => readFile(`/proc/${out.trim()}/stat`, "utf8").then((stat) => stat.split(") ")[1][0], () => "gone");
  await until(async () => ["gone", "Z"].includes(await state()));
});

test("process.exit ends a process in the middle of everything", async () => {
  for (const way of ["process.exit(7)", "process.reallyExit(7)"])
    assert.deepEqual(await run(slow, `${BUSY} setTimeout(() => ${way}, 300);`), { end: 7, out: "", error: "" });
});

test("an exception that nobody catches ends it as always", async () => {
  const { end, error } = await run(slow, `${BUSY} setTimeout(() => { throw new Error("boom"); }, 300);`);
  assert.equal(end, 1);
  assert.match(error, /Error: boom/);
});

test("a callback that calls process.exit", async () => {
  const progress = "{ progress: () => process.exit(9) }";
  assert.equal((await run(slow, `client.upload(drivePath("exits"), large, ${progress});`)).end, 9);
});

test("SIGINT and SIGTERM end it as always", async () => {
  for (const signal of ["SIGINT", "SIGTERM"]) {
    const { end } = await run(slow, BUSY, async (child) => {
      await underWay(slow, "piece");
      child.kill(signal);
    });
    assert.equal(end, signal);
    await slow.control("POST", "/reset");
  }
});

async function worker(of, body) {
  const file = `${temporary}/worker-${Math.random().toString(36).slice(2)}.cjs`;
  await writeFile(file, program(of, body));
  return new Worker(file);
}

test("workers upload beside each other and the main thread", async () => {
  const body = (name) => `client.upload(drivePath("worker-${name}.bin"), large, { progress() {} })
    .then((item) => require("node:worker_threads").parentPort.postMessage(item.size))`;
  const workers = await Promise.all([1, 2, 3].map((name) => worker(simulator, body(name))));
  const ended = workers.map((one) => once(one, "exit"));
  const sizes = await Promise.all(workers.map(async (one) => (await once(one, "message"))[0]));
  assert.deepEqual(sizes, [3_000_000, 3_000_000, 3_000_000]);
  assert.equal((await simulator.client(pieces).upload(drivePath("main.bin"), large.path)).size, 3_000_000);
  assert.deepEqual((await Promise.all(ended)).flat(), [0, 0, 0]);
});

test("a worker is terminated in the middle of everything", async () => {
  for (let round = 0; round < 5; round++) {
    const one = await worker(slow, `${BUSY} require("node:worker_threads").parentPort.postMessage("runs");`);
    await once(one, "message");
    if (round > 0) await underWay(slow, "piece");
    await one.terminate();
    await slow.control("POST", "/reset");
  }
  // The library goes on for this thread.
  assert.equal((await simulator.client(pieces).upload(drivePath("after.bin"), large.path)).size, 3_000_000);
});

test("a worker calls process.exit in the middle of everything", async () => {
  const one = await worker(slow, `${BUSY} setTimeout(() => process.exit(5), 200);`);
  assert.deepEqual(await once(one, "exit"), [5]);
});

test("a process whose workers alone use the package", async () => {
  const inner = program(simulator, 'client.upload(drivePath("inner.bin", { conflict: "replace" }), large).then(() => console.log("stored"))');
  const script = `const { Worker } = require("node:worker_threads");
    let left = 3;
    const next = () => left-- > 0 && new Worker(${JSON.stringify(inner)}, { eval: true }).on("exit", next);
    next();`;
  const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  const [out, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  assert.deepEqual([code, out], [0, "stored\n".repeat(3)]);
});

test("both kinds of modules are one package", async () => {
  const esm = await import(packagePath.replace(/\.js$/, ".mjs"));
  assert.equal(esm.Client, graphUpload.Client);
  assert.deepEqual(Object.keys(graphUpload).filter((name) => !(name in esm)), []);
});
