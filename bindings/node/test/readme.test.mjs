// The programs of README, each run in a folder where the package is installed.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { test } from "node:test";

const folder = process.env.GRAPH_UPLOAD_NODE;
const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const programs = [...readme.matchAll(/<!-- (\S+\.mjs) -->\n```js\n(.*?)```/gs)];

const PRINTS = {
  "first.mjs": /^hello\.txt: 12 bytes, verified\n$/,
  "token.mjs": /^$/,
  "stream.mjs": /(\d+) of \1\nhttps:\S+\n$/,
  "errors.mjs": /^true GU_ERR_CONFLICT 409\n$/,
  "queue.mjs": /^(\d+\.txt\n){20}$/,
  "session.mjs": /^5000000\n$/,
  "faults.mjs": /pass 1\b/,
};

test("every program of README is run", () => {
  assert.deepEqual(programs.map(([, name]) => name), Object.keys(PRINTS));
  assert.equal(readme.match(/```js/g).length, programs.length);
});

for (const [, name, program] of programs)
  test(`README: ${name}`, { skip: folder === undefined && "the package is not installed" }, async () => {
    const file = join(folder, name);
    writeFileSync(file, program);
    // The test runner tells its children that they are its own.
    const { NODE_TEST_CONTEXT: _, ...environment } = process.env;
    const child = spawn(process.execPath, [file], { cwd: folder, env: environment, stdio: ["ignore", "pipe", "pipe"] });
    const [out, error, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
    rmSync(file);
    assert.deepEqual([code, error], [0, ""]);
    assert.match(out, PRINTS[name]);
  });
