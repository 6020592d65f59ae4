// Queues and sessions.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";

import { file, graphUpload, pieces, service, temporary, underWay, until } from "./help.mjs";

const { CancelledError, UsageError, drivePath } = graphUpload;
const simulator = await service();
const client = simulator.client(pieces);
const small = file("small.bin", 1000);
const large = file("large.bin", 3_000_000);

test("jobs are listed in the order of ending, each once", async () => {
  await using_(client.queue({ atOnce: 1 }), async (queue) => {
    for (let index = 0; index < 5; index++) await queue.submit(drivePath(`order-${index}.bin`), small.path);
    const ended = [];
    for await (const job of queue) ended.push((await job.result).name);
    assert.deepEqual(ended, [0, 1, 2, 3, 4].map((index) => `order-${index}.bin`));
    assert.deepEqual(queue.counts, { waiting: 0, running: 0, paused: 0, stored: 5, failed: 0 });
    for await (const job of queue) assert.fail(`${job.id} again`);
  });
});

/** `await using` for Node 20. */
async function using_(resource, use) {
  try {
    return await use(resource);
  } finally {
    await resource[Symbol.asyncDispose]();
  }
}

test("a job whose result is asked for is not listed", async () => {
  await using_(client.queue(), async (queue) => {
    queue.pause();
    const first = await queue.submit(drivePath("asked.bin"), small.path);
    const result = first.result;
    await queue.submit(drivePath("listed.bin"), small.path);
    queue.resume();
    const listed = [];
    for await (const job of queue) listed.push((await job.result).name);
    assert.deepEqual(listed, ["listed.bin"]);
    assert.equal((await result).name, "asked.bin");
  });
});

test("a job tells its stage and its bytes, is paused, goes to the front, and is cancelled", async () => {
  await using_(client.queue({ atOnce: 1 }), async (queue) => {
    queue.pause();
    const jobs = [];
    for (let index = 0; index < 3; index++) jobs.push(await queue.submit(drivePath(`stage-${index}.bin`), large.path));
    assert.deepEqual(jobs.map((job) => job.id), [1, 2, 3]);
    assert.equal(jobs[0].path, large.path);
    jobs[2].moveToFront();
    jobs[1].cancel();
    jobs[0].pause();
    queue.resume();
    jobs[0].resume();
    const ended = [];
    for await (const job of queue) ended.push([job.id, job.stage, job.sent, job.total]);
    assert.deepEqual(ended, [[2, "ended", 0, 3_000_000], [3, "ended", 3_000_000, 3_000_000], [1, "ended", 3_000_000, 3_000_000]]);
    await assert.rejects(jobs[1].result, CancelledError);
    jobs[1].cancel();
    jobs[1].pause();
  });
});

test("a full queue refuses, or lets the submission wait", async () => {
  await using_(client.queue({ atOnce: 1, room: { most: 1, waitMs: 0 } }), async (queue) => {
    queue.pause();
    await queue.submit(drivePath("room-1.bin"), small.path);
    await assert.rejects(queue.submit(drivePath("room-2.bin"), small.path), { code: "GU_ERR_BUSY" });
  });
  await using_(client.queue({ atOnce: 1, room: { most: 1 } }), async (queue) => {
    queue.pause();
    await queue.submit(drivePath("room-3.bin"), small.path);
    let taken = false;
    const later = queue.submit(drivePath("room-4.bin"), small.path).then(() => (taken = true));
    await setTimeout(20);
    assert.equal(taken, false);
    queue.resume();
    await later;
    const ended = [];
    for await (const job of queue) ended.push((await job.result).name);
    assert.deepEqual(ended, ["room-3.bin", "room-4.bin"]);
  });
});

test("a signal ends the wait for room", async () => {
  await using_(client.queue({ atOnce: 1, room: { most: 1 } }), async (queue) => {
    queue.pause();
    await queue.submit(drivePath("waits-1.bin"), small.path);
    const reason = new Error("enough");
    const controller = new AbortController();
    const waits = queue.submit(drivePath("waits-2.bin"), small.path, { signal: controller.signal });
    await setTimeout(10);
    controller.abort(reason);
    await assert.rejects(waits, reason);
    queue.resume();
    const ended = [];
    for await (const job of queue) ended.push((await job.result).name);
    assert.deepEqual(ended, ["waits-1.bin"]);
  });
  assert.ok(!(await simulator.files()).some((one) => one.address.endsWith("waits-2.bin")));
});

test("queues and sessions get tokens after their client is closed", async () => {
  const first = simulator.ready.token;
  let current = first;
  const asked = [];
  const other = simulator.client({ ...pieces, token: async ({ rejected }) => (asked.push(rejected), current) });
  const queue = other.queue();
  queue.pause();
  const job = await queue.submit(drivePath("token-1.bin"), small.path);
  const session = await other.session(drivePath("token-2.bin"), 10);
  await other.close();
  current = "second";
  await simulator.control("POST", "/token", { token: current });
  queue.resume();
  assert.equal((await job.result).name, "token-1.bin");
  assert.deepEqual(asked, [false, true]);
  await session.put(new Uint8Array(10));
  assert.equal((await session.finish()).size, 10);
  session.close();
  await queue.close();
  assert.throws(() => queue.counts, { code: "GU_ERR_STATE" });
  await simulator.control("POST", "/token", { token: first });
});

test("closing does not wait for a submission that waits for room", async () => {
  const queue = client.queue({ atOnce: 1, room: { most: 1 } });
  queue.pause();
  const first = await queue.submit(drivePath("closed-1.bin"), small.path);
  const second = queue.submit(drivePath("closed-2.bin"), small.path);
  await queue.close();
  await assert.rejects(first.result, CancelledError);
  await assert.rejects(second.then((job) => job.result));
});

test("a closed queue has cancelled its jobs, sources that hang included", async () => {
  await simulator.fault("piece:*=stall:100000");
  const queue = client.queue({ atOnce: 4 });
  const hanging = { size: 10, read: () => new Promise(() => undefined) };
  const jobs = [
    await queue.submit(drivePath("stalls.bin"), large.path),
    await queue.submit(drivePath("hangs.bin"), hanging),
    await queue.submit(drivePath("streams.bin"), new ReadableStream()),
  ];
  await underWay(simulator, "piece");
  await queue.close();
  for (const job of jobs) await assert.rejects(job.result, CancelledError);
  await queue.close();
  await assert.rejects(queue.submit(drivePath("late.bin"), small.path), UsageError);
  await simulator.control("DELETE", "/faults");
});

test("waiting for the end of jobs can be given up", async () => {
  await using_(client.queue(), async (queue) => {
    queue.pause();
    const job = await queue.submit(drivePath("given-up.bin"), small.path);
    await assert.rejects(async () => {
      for await (const ended of queue.ended({ signal: AbortSignal.timeout(20) })) assert.fail(String(ended.id));
    }, { name: "TimeoutError" });
    queue.resume();
    assert.equal((await job.result).name, "given-up.bin");
  });
});

test("what a state folder has is taken up by the next queue", async () => {
  const stateFolder = `${temporary}/queue`;
  const key = new Uint8Array(32).fill(9);
  const first = client.queue({ stateFolder, key });
  first.pause();
  const jobs = [];
  for (let index = 0; index < 3; index++) jobs.push(await first.submit(drivePath(`saved-${index}.bin`), small.path));
  await assert.rejects(first.submit(drivePath("memory.bin"), small.bytes), { code: "GU_ERR_ARGUMENT" });
  await first.close();
  for (const job of jobs) await assert.rejects(job.result, CancelledError);
  assert.ok(readdirSync(stateFolder).length >= 3);

  await using_(client.queue({ stateFolder, key }), async (second) => {
    const stored = [];
    for await (const job of second) stored.push((await job.result).name);
    assert.deepEqual(stored.sort(), ["saved-0.bin", "saved-1.bin", "saved-2.bin"]);
  });
});

test("hundreds of small files", async () => {
  await using_(client.queue({ atOnce: 8 }), async (queue) => {
    await Promise.all(Array.from({ length: 300 }, (_, index) => queue.submit(drivePath(`many/${index}.bin`), small.bytes)));
    let count = 0;
    for await (const job of queue) {
      await job.result;
      count++;
    }
    assert.equal(count, 300);
    assert.equal(queue.progress.confirmed, 300_000);
  });
});

test("a session takes bytes as they come", async () => {
  const session = await client.session(drivePath("session.bin"), large.bytes.length);
  assert.ok(session.expires > new Date());
  await assert.rejects(session.put(large.bytes.subarray(0, 10), { offset: 5 }), { code: "GU_ERR_ARGUMENT", offset: 0 });
  await assert.rejects(session.finish(), { code: "GU_ERR_INCOMPLETE" });
  while (session.nextOffset < session.size) await session.put(large.bytes.subarray(session.nextOffset, session.nextOffset + 700_000));
  const item = await session.finish();
  assert.equal(item.integrity, "verified");
  assert.equal((await session.finish()).id, item.id);
  session.close();
  session.close();
  assert.throws(() => session.nextOffset, { code: "GU_ERR_STATE" });
});

test("a session is saved and resumed, and discarded", async () => {
  const key = new Uint8Array(32).fill(3);
  const session = await client.session(drivePath("resumed.bin"), large.bytes.length);
  await session.put(large.bytes.subarray(0, 2_000_000));
  const saved = session.save(key);
  session.close();
  await assert.rejects(client.resume(drivePath("resumed.bin"), saved), { code: "GU_ERR_SAVED_STATE" });
  const resumed = await client.resume(drivePath("resumed.bin"), saved, { key });
  await resumed.put(large.bytes.subarray(resumed.nextOffset));
  assert.equal((await resumed.finish()).size, large.bytes.length);

  const discarded = await client.session("drive:/discarded.bin", large.bytes.length);
  await discarded.refresh();
  await discarded.discard();
  await assert.rejects(discarded.put(new Uint8Array(1)), { code: "GU_ERR_STATE" });
});

test("a call on a session is cancelled, and one at a time runs", async () => {
  await simulator.fault("piece:*=stall:100000");
  const session = await client.session(drivePath("stalls.bin"), large.bytes.length);
  const controller = new AbortController();
  const put = session.put(large.bytes, { signal: controller.signal });
  put.catch(() => undefined);
  await underWay(simulator, "piece");
  await assert.rejects(session.refresh(), { code: "GU_ERR_BUSY" });
  const closing = session.nextOffset;
  controller.abort(new Error("enough"));
  await assert.rejects(put, (error) => error instanceof CancelledError && error.cause.message === "enough");
  assert.equal(session.nextOffset, closing);
  await simulator.control("DELETE", "/faults");
  await session.discard();
});

test("a session closed during a call is freed after it", async () => {
  await simulator.fault("piece:1=delay:200");
  const session = await client.session(drivePath("closed-session.bin"), large.bytes.length);
  const put = session.put(large.bytes);
  await underWay(simulator, "piece");
  session.close();
  await put;
  await until(async () => (await simulator.files()).some((one) => one.address.endsWith("/closed-session.bin")));
});
