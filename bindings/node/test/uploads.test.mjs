// Uploads, their errors, cancelling, tokens and lifetimes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { file, graphUpload, pieces, service, temporary, underWay, until } from "./help.mjs";

const { CancelledError, Client, ConnectionError, DeniedError, GraphUploadError, SignInError, UsageError, drivePath } = graphUpload;
const simulator = await service();
const client = simulator.client();
const small = file("small.bin", 1000);
const large = file("large.bin", 3_000_000);

/** What an upload meets that stalls in its first piece. */
async function stalled(options = {}) {
  await simulator.control("DELETE", "/faults");
  await simulator.fault("piece:*=stall:100000");
  const source = options.source ?? large.path;
  const upload = simulator.client(pieces).upload(drivePath("stalled.bin", { conflict: "replace" }), source, options);
  upload.catch(() => undefined);
  await underWay(simulator, "piece");
  return upload.then.bind(upload);
}

test("an item has what the service says", async () => {
  const item = await client.upload(drivePath("Ü/é ß.txt"), Buffer.from("hello"));
  assert.equal(item.name, "é ß.txt");
  assert.equal(item.size, 5);
  assert.match(item.webUrl, /^https:/);
  assert.equal(item.recovered, false);
  assert.equal(item.raw.id, item.id);
  assert.doesNotMatch(JSON.stringify(item), /downloadUrl/);
});

test("an error has all fields, its class, and the stack of the caller", async () => {
  await simulator.fault('inline:1=403;request-id: abc-1;body={"error":{"code":"accessDenied","message":"No."}}');
  await assert.rejects(client.upload(drivePath("denied.bin"), small.path), (error) => {
    assert.ok(error instanceof DeniedError && error instanceof GraphUploadError && error instanceof Error);
    assert.equal(error.name, "DeniedError");
    assert.equal(error.code, "GU_ERR_DENIED");
    assert.equal(error.httpStatus, 403);
    assert.deepEqual(error.serviceCodes, ["accessDenied"]);
    assert.equal(error.requestId, "abc-1");
    assert.equal(error.inDoubt, false);
    assert.match(error.stack, /uploads\.test\.mjs/);
    return true;
  });
});

test("an existing file stays", async () => {
  await client.upload(drivePath("twice.bin"), small.path);
  const other = Buffer.from("other bytes");
  await assert.rejects(client.upload(drivePath("twice.bin"), other), { name: "ConflictError" });
  assert.notEqual((await client.upload(drivePath("twice.bin", { conflict: "rename" }), other)).name, "twice.bin");
});

test("nobody listens", async () => {
  const nobody = new Client({ token: "x", baseUrl: "https://localhost:1", loopback: true, retryBudget: [1, 1000], proxy: "" });
  await assert.rejects(nobody.upload(drivePath("x"), small.path), (error) => error instanceof ConnectionError && error.retryable);
});

test("wrong options are told by name", () => {
  assert.throws(() => new Client({ noSuchOption: 1 }), /no_such_option/);
  assert.throws(() => new Client({ connectTimeoutMs: "soon" }), /connect_timeout_ms/);
  assert.throws(() => new Client({ connectTimeoutMs: {} }), TypeError);
  assert.throws(() => client.queue({ atOnce: 0 }), UsageError);
  assert.throws(() => client.queue({ statefolder: "a" }), /statefolder/);
  assert.throws(() => drivePath("a\0b"), TypeError);
  assert.throws(() => drivePath(7), TypeError);
  assert.throws(() => drivePath("a", { inline: true }), /inline/);
});

test("a wrong option of an upload is told by name", async () => {
  await assert.rejects(client.upload(drivePath("wrong.bin"), small.path, { statefile: "a" }), /statefile.*stateFile/);
});

test("an aborted signal starts nothing; its reason is the rejection", async () => {
  const reason = new Error("changed my mind");
  await assert.rejects(client.upload(drivePath("never"), small.path, { signal: AbortSignal.abort(reason) }), reason);
});

test("a signal ends an upload in a stall", async () => {
  const controller = new AbortController();
  const then = await stalled({ signal: controller.signal });
  const began = performance.now();
  controller.abort(new Error("enough"));
  await assert.rejects(Promise.resolve({ then }), (error) => {
    assert.ok(error instanceof CancelledError);
    assert.equal(error.name, "AbortError");
    assert.equal(error.cause.message, "enough");
    return true;
  });
  assert.ok(performance.now() - began < 3000, "ends after 100 ms and one DELETE");
});

test("a deadline is a signal", async () => {
  const then = await stalled({ signal: AbortSignal.timeout(300), keepOnCancel: true });
  await assert.rejects(Promise.resolve({ then }), (error) => {
    assert.equal(error.cause.name, "TimeoutError");
    assert.equal(error.sessionKept, true);
    return true;
  });
  await simulator.control("POST", "/reset");
});

test("progress goes up to the size", async () => {
  const sent = [];
  await client.upload(drivePath("progress.bin"), large.path, { progress: (progress) => sent.push(progress.sent) });
  assert.equal(sent.at(-1), 3_000_000);
  assert.deepEqual(sent, [...sent].sort((one, other) => one - other));
});

test("what the progress function throws is the rejection", async () => {
  const thrown = { not: "an error" };
  const progress = () => {
    throw thrown;
  };
  await assert.rejects(simulator.client(pieces).upload(drivePath("raises.bin"), large.path, { progress }), (error) => error === thrown);
  assert.ok(!(await simulator.files()).some((one) => one.address.endsWith("raises.bin")));
});

test("tokens: stale first, then a good one", async () => {
  const asked = [];
  const tokens = ["stale", simulator.ready.token];
  const other = simulator.client({
    token: async (request) => {
      asked.push(request);
      await setTimeout(1);
      return tokens[asked.length - 1];
    },
  });
  await other.upload(drivePath("token.bin"), small.path);
  assert.deepEqual(asked.map((one) => one.rejected), [false, true]);
});

test("tokens: a credential is asked for Graph's scope of the cloud", async () => {
  const scopes = [];
  const credential = {
    getToken(scope) {
      scopes.push(scope);
      return Promise.resolve({ token: simulator.ready.token, expiresOnTimestamp: 0 });
    },
  };
  await simulator.client({ token: credential }).upload(drivePath("credential.bin"), small.path);
  assert.deepEqual(scopes, ["https://graph.microsoft.com/.default"]);
});

test("tokens: a failure is the rejection of all that wait, and the next upload asks again", async () => {
  let fails = true;
  const other = simulator.client({
    token: () => {
      if (fails) throw new RangeError("no token today");
      return simulator.ready.token;
    },
  });
  const both = [1, 2].map((index) => other.upload(drivePath(`fails-${index}.bin`), small.path));
  for (const one of both) await assert.rejects(one, new RangeError("no token today"));
  fails = false;
  await other.upload(drivePath("fails-3.bin"), small.path);
});

test("tokens: what is no token", async () => {
  for (const wrong of [5, null, {}]) assert.throws(() => simulator.client({ token: wrong }), /token: .* expected, not /);
  await assert.rejects(simulator.client({ token: () => 5 }).upload(drivePath("x"), small.path), TypeError);
  await assert.rejects(simulator.client({ token: () => "a b" }).upload(drivePath("x"), small.path), UsageError);
  const none = simulator.client({ token: undefined });
  await assert.rejects(none.upload(drivePath("x"), small.path), SignInError);
  none.setToken(simulator.ready.token);
  await none.upload(drivePath("set.bin"), small.path);
});

test("a log that throws ends nothing", async () => {
  const seen = [];
  const other = simulator.client({
    log(record) {
      seen.push(record);
      throw new Error("boom");
    },
  });
  await other.upload(drivePath("log.bin"), small.path);
  await until(() => seen.some((one) => one.level === "info" && /201/.test(one.message)));
});

test("a state file continues an upload", async () => {
  const controller = new AbortController();
  const stateFile = `${temporary}/state`;
  const then = await stalled({ signal: controller.signal, stateFile, key: new Uint8Array(32).fill(7) });
  controller.abort();
  await assert.rejects(Promise.resolve({ then }), CancelledError);
  await simulator.control("DELETE", "/faults");
  const target = drivePath("stalled.bin", { conflict: "replace" });
  await assert.rejects(client.upload(target, large.path, { stateFile }), { code: "GU_ERR_SAVED_STATE" });
  const item = await simulator.client(pieces).upload(target, large.path, { stateFile, key: new Uint8Array(32).fill(7) });
  assert.equal(item.integrity, "verified");
});

test("a closed client lets uploads end, and takes no others", async () => {
  const other = simulator.client(pieces);
  const upload = other.upload(drivePath("closing.bin"), large.path);
  const closed = other.close();
  await assert.rejects(other.upload(drivePath("late.bin"), small.path), { code: "GU_ERR_STATE" });
  assert.throws(() => other.queue(), /closed/);
  assert.equal((await upload).size, 3_000_000);
  await closed;
  await other.close();
});

test("a client is disposed of asynchronously", async () => {
  const other = simulator.client();
  await other.upload(drivePath("disposed.bin"), small.path);
  await other[Symbol.asyncDispose]();
  await assert.rejects(other.upload(drivePath("x"), small.path), UsageError);
});

test("clients and queues that are dropped are collected, with the functions they were given", async () => {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc");
  let left = 0;
  const registry = new FinalizationRegistry(() => left--);
  const make = async () => {
    const token = () => simulator.ready.token;
    const progress = () => undefined;
    const other = simulator.client({ token, log: () => undefined });
    await other.upload(drivePath("dropped.bin", { conflict: "replace" }), Buffer.from("x"), { progress });
    for (const one of [other, token, progress, other.queue()]) {
      left++;
      registry.register(one);
    }
  };
  for (let i = 0; i < 5; i++) await make();
  await until(async () => {
    gc();
    return left === 0;
  });
});
