// What the tests share. The package is the one installed in the folder GRAPH_UPLOAD_NODE, or else that of these sources.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { setTimeout } from "node:timers/promises";

const folder = process.env.GRAPH_UPLOAD_NODE;
const require = createRequire(folder === undefined ? import.meta.url : join(folder, "test.js"));

/** The path of a module of the package, for workers and child processes. */
export const packagePath = require.resolve(folder === undefined ? "../dist/index.js" : "graph-upload");
export const testingPath = require.resolve(folder === undefined ? "../dist/testing.js" : "graph-upload/testing");
export const graphUpload = require(packagePath);
const { simulator } = require(testingPath);

/** A simulator that ends after the test file. */
export async function service(...options) {
  const started = await simulator({ arguments: options });
  after(() => started.close());
  return started;
}

export const temporary = mkdtempSync(join(tmpdir(), "graph-upload-"));
after(() => rmSync(temporary, { recursive: true }));

/** A file of so many bytes, and the bytes. */
export function file(name, size) {
  const bytes = Buffer.alloc(size, `${name}0123456789`);
  const path = join(temporary, name);
  writeFileSync(path, bytes);
  return { path, bytes };
}

/** Waits until something is so. The test's own time limit ends it. */
export async function until(condition) {
  while (!(await condition())) await setTimeout(5);
}

/** Waits until a request of that kind is in progress at the simulator. */
export async function underWay(started, kind) {
  await until(async () => (await started.control("GET", "/requests")).open.some((one) => one.kind === kind));
}

/** Pieces of less than 1 MiB, and an upload session for each file. */
export const pieces = { pieceBytes: 983_040, oneRequestBytes: 0 };
