// The official JavaScript SDK's upload task, on the file at a path, in pieces of so many bytes, and so many times one after the
// other:  node sdk.mjs PATH PIECE [COUNT]
//
// BASE_URL is the service; node is told of its certificate authority with NODE_EXTRA_CA_CERTS.

import { createReadStream, readFileSync, statSync } from "node:fs";
import graph from "@microsoft/microsoft-graph-client";

const { Client, LargeFileUploadTask, StreamUpload } = graph;
const { BASE_URL, TOKEN } = process.env;
const [path, piece, count] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4] ?? 1)];

const client = Client.init({
  baseUrl: BASE_URL,
  defaultVersion: "v1.0",
  // The SDK sends the token to hosts that it knows, and this is none of Microsoft's.
  customHosts: new Set([new URL(BASE_URL).hostname]),
  authProvider: (done) => done(null, TOKEN),
});
const size = statSync(path).size;
for (let number = 0; number < count; number++) {
  // As much at a time as a piece has: with the stream's usual 64 KiB the SDK joins small buffers again and again.
  const stream = createReadStream(path, { highWaterMark: piece });
  const name = `f${number}`;
  const session = await LargeFileUploadTask.createUploadSession(client, `/me/drive/root:/${name}:/createUploadSession`, {
    item: { "@microsoft.graph.conflictBehavior": "fail" },
  });
  const task = new LargeFileUploadTask(client, new StreamUpload(stream, name, size), session, { rangeSize: piece });
  const { responseBody } = await task.upload();
  if (responseBody?.size !== size) throw new Error(`stored ${responseBody?.size} of ${size} bytes`);
}
console.log(/VmHWM:\s*(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[0].replace(/VmHWM:\s*/, "peak_kib "));
