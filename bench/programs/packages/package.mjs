// The Node package:  node package.mjs file PATH | queue PATH COUNT AT_ONCE
//
// BASE_URL is the service, CA_FILE its certificate authority.

import { readFileSync } from "node:fs";
import { Client, drivePath } from "graph-upload";

const [mode, path, ...numbers] = process.argv.slice(2);
const { BASE_URL, CA_FILE, TOKEN } = process.env;
const client = new Client({ token: TOKEN, baseUrl: BASE_URL, caFile: CA_FILE, loopback: true });
if (mode === "file") {
  await client.upload(drivePath("f0"), path);
} else {
  const [count, atOnce] = numbers.map(Number);
  const queue = client.queue({ atOnce });
  for (let number = 0; number < count; number++) await queue.submit(drivePath(`f${number}`), path);
  for await (const job of queue) await job.result;
  await queue.close();
}
await client.close();
console.log(/VmHWM:\s*(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[0].replace(/VmHWM:\s*/, "peak_kib "));
