// A test of an upload, for Node 18 or later:
//
//     node upload_test.mjs [path of graph-upload-simulator]

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { json } from "node:stream/consumers";

const PIECE = 327_680;

/** Starts the service. With --plain no certificate is needed; for HTTPS set NODE_EXTRA_CA_CERTS to `caFile`. */
async function start(program, ...options) {
  const always = ["--plain", "--ready-fd", "3", "--until-stdin-closes", "--quiet"];
  const process = spawn(program, [...always, ...options], { stdio: ["pipe", "ignore", "inherit", "pipe"] });
  const ready = await json(process.stdio[3]);
  const control = async (method, resource, body) => {
    const response = await fetch(ready.controlUrl + resource, { method, body: body && JSON.stringify(body) });
    assert.ok(response.ok, await response.clone().text());
    return response;
  };
  const stop = async () => {
    process.stdin.end();
    await once(process, "exit");
  };
  return { ready, control, stop };
}

/** The client under test: pieces in order, each sent again after a 503. */
async function upload({ baseUrl, token }, path, content) {
  const created = await fetch(`${baseUrl}/me/drive/root:/${path}:/createUploadSession`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify({ item: { "@microsoft.graph.conflictBehavior": "replace" } }),
  });
  const { uploadUrl } = await created.json();
  for (let start = 0; start < content.length; ) {
    const body = content.subarray(start, start + PIECE);
    const range = `bytes ${start}-${start + body.length - 1}/${content.length}`;
    const response = await fetch(uploadUrl, { method: "PUT", headers: { "Content-Range": range }, body });
    await response.arrayBuffer();
    if (response.status !== 503) start += body.length;
  }
}

const content = Buffer.alloc(512_000, "0123456789abcdef");
// Not --strict: fetch writes %27 for the ' in upload URLs, which the service tolerates.
const simulator = await start(process.argv[2] ?? "graph-upload-simulator");
try {
  await simulator.control("POST", "/faults", { fault: "piece:2=503;retry-after: 0" });
  await upload(simulator.ready, "report.pdf", content);

  const { requests } = await (await simulator.control("GET", "/requests")).json();
  assert.deepEqual(requests.map((request) => request.status), [200, 202, 503, 201]);
  const { files, violations, sessions } = await (await simulator.control("GET", "/state")).json();
  assert.deepEqual([violations, sessions, files.length], [[], [], 1]);
  assert.equal(files[0].address, "me/drive/root:/report.pdf");
  const stored = await (await simulator.control("GET", `/files/${files[0].id}`)).arrayBuffer();
  assert.ok(content.equals(Buffer.from(stored)));
} finally {
  await simulator.stop();
}
console.log("ok");
