// Everything that can be uploaded, and how sources end.
import assert from "node:assert/strict";
import { createReadStream, openAsBlob } from "node:fs";
import { open } from "node:fs/promises";
import { PassThrough, Readable } from "node:stream";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { pathToFileURL } from "node:url";

import { file, graphUpload, pieces, service, until } from "./help.mjs";

const { CancelledError, SourceError, drivePath } = graphUpload;
const simulator = await service();
const client = simulator.client(pieces);
const { path, bytes } = file("source.bin", 2_500_000);

async function* slices() {
  for (let at = 0; at < bytes.length; at += 300_000) {
    await setImmediate();
    yield bytes.subarray(at, at + 300_000);
  }
}

const handle = await open(path);
const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
shared.set(bytes);
const resizable = new ArrayBuffer(bytes.length, { maxByteLength: 2 * bytes.length });
new Uint8Array(resizable).set(bytes);

const SOURCES = {
  path,
  URL: pathToFileURL(path),
  FileHandle: handle,
  Buffer: bytes,
  Uint8Array: new Uint8Array(bytes),
  "view of another type": new DataView(new Uint8Array(bytes).buffer),
  ArrayBuffer: new Uint8Array(bytes).buffer,
  SharedArrayBuffer: shared.buffer,
  "resizable ArrayBuffer": resizable,
  Blob: new Blob([bytes.subarray(0, 1000), bytes.subarray(1000)]),
  File: new File([bytes], "source.bin"),
  "Blob of a file": await openAsBlob(path),
  "random access": { size: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + Math.min(length, 70_000)) },
  "asynchronous random access": {
    size: bytes.length,
    read: async (offset, length) => {
      await setImmediate();
      return bytes.subarray(offset, offset + length);
    },
  },
  "ReadStream of fs": createReadStream(path),
  Readable: Readable.from(slices()),
  "web ReadableStream": ReadableStream.from(slices()),
  "asynchronous iterable": slices(),
  iterable: [bytes.subarray(0, 1), new Uint8Array(0), bytes.subarray(1)],
  "iterable of strings": [bytes.toString("latin1")],
};

for (const [name, source] of Object.entries(SOURCES))
  test(`a source: ${name}`, async () => {
    const item = await client.upload(drivePath(`${name}.bin`), source);
    assert.equal(item.integrity, "verified");
    assert.ok(bytes.equals(await simulator.read(`me/drive/root:/${name}.bin`)));
  });

test("a FileHandle stays open and where it was", async () => {
  const { buffer } = await handle.read(Buffer.alloc(4), 0, 4);
  assert.ok(buffer.equals(bytes.subarray(0, 4)));
  await handle.close();
});

test("with a size a stream is sent as it comes", async () => {
  const item = await client.upload(drivePath("size.bin"), slices(), { size: bytes.length });
  assert.equal(item.size, bytes.length);
});

test("a stream that ends early is too short", async () => {
  const short = client.upload(drivePath("short.bin"), slices(), { size: bytes.length + 1 });
  await assert.rejects(short, { code: "GU_ERR_SOURCE_SHORT", constructor: SourceError });
});

test("empty sources make empty files", async () => {
  for (const source of [new Uint8Array(0), new Blob([]), [], Readable.from([])])
    assert.equal((await client.upload(drivePath("empty.bin", { conflict: "replace" }), source)).size, 0);
});

test("a string is a target, and the path gives the name", async () => {
  assert.equal((await client.upload("drive:/folder/", path)).name, "source.bin");
});

for (const wrong of [undefined, null, 5, true, {}, Symbol.iterator, () => undefined])
  test(`no source: ${String(wrong)}`, async () => {
    await assert.rejects(client.upload(drivePath("wrong.bin"), wrong), TypeError);
  });

test("chunks have to be bytes", async () => {
  for (const options of [{}, { size: 100 }])
    await assert.rejects(client.upload(drivePath("wrong.bin"), Readable.from([{ an: "object" }]), options), TypeError);
});

const RAISING = {
  "a generator": async function* () {
    yield bytes.subarray(0, 400_000);
    throw new RangeError("boom");
  },
  "a Readable": () =>
    new Readable({
      read() {
        this.destroy(new RangeError("boom"));
      },
    }),
  "a web stream": () =>
    new ReadableStream({
      pull() {
        throw new RangeError("boom");
      },
    }),
};

for (const [name, make] of Object.entries(RAISING))
  for (const options of [{}, { size: bytes.length }])
    test(`what ${name} throws is the rejection, ${JSON.stringify(options)}`, async () => {
      const before = (await simulator.files()).length;
      await assert.rejects(client.upload(drivePath("raises.bin"), make(), options), (error) => {
        assert.ok(error instanceof RangeError);
        assert.equal(error.message, "boom");
        return true;
      });
      assert.equal((await simulator.files()).length, before);
    });

test("what random access throws is the rejection", async () => {
  const source = { size: 100, read: () => Promise.reject(new RangeError("boom")) };
  await assert.rejects(client.upload(drivePath("raises.bin"), source), new RangeError("boom"));
});

test("a file that is not there fails, from a path and from a stream", async () => {
  await assert.rejects(client.upload(drivePath("none.bin"), "/no/such/file"), { code: "GU_ERR_SOURCE_UNREADABLE", osError: 2 });
  await assert.rejects(client.upload(drivePath("none.bin"), createReadStream("/no/such/file")), { code: "ENOENT" });
});

for (const options of [{}, { size: 1000 }])
  test(`a source that gives nothing ends when it is cancelled, ${JSON.stringify(options)}`, async () => {
    const source = new PassThrough();
    const controller = new AbortController();
    const upload = client.upload(drivePath("hangs.bin"), source, { ...options, signal: controller.signal });
    await until(() => source.listenerCount("readable") > 0);
    controller.abort();
    await assert.rejects(upload, CancelledError);
    assert.ok(source.destroyed);
  });

test("a generator is finished when its upload fails", async () => {
  let finished = false;
  async function* source() {
    try {
      for (;;) yield bytes;
    } finally {
      finished = true;
    }
  }
  await assert.rejects(client.upload(drivePath("long.bin"), source(), { spoolMaxBytes: 1_000_000 }), { code: "GU_ERR_TOO_LARGE" });
  await until(() => finished);
});

test("a failing submission stops its source", async () => {
  const source = new PassThrough();
  await assert.rejects(client.upload(drivePath("x.bin"), source, { key: new Uint8Array(5) }), { code: "GU_ERR_ARGUMENT" });
  await until(() => source.destroyed);
});

test("eight streams at once", async () => {
  const all = Array.from({ length: 8 }, (_, index) => client.upload(drivePath(`eight-${index}.bin`), slices()));
  for (const item of await Promise.all(all)) assert.equal(item.size, bytes.length);
});

test("the simulator has seen no careless request", async () => {
  assert.deepEqual((await simulator.control("GET", "/state")).violations, []);
});
