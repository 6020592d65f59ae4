// The program under test, and plain requests to it.

import { spawn } from "node:child_process";
import https from "node:https";
import { createInterface } from "node:readline";
import { readFile } from "node:fs/promises";

const BINARY = process.env.SIMULATOR;
export const PIECE = 320 * 1024;

// Starts one. It ends when its standard input closes, which happens with this process at the latest.
export async function start(...options) {
  const child = spawn(BINARY, ["--until-stdin-closes", ...options], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const lines = {};
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === "ready") return new Simulator(child, ended, lines);
    const at = line.indexOf(": ");
    lines[line.slice(0, at)] = line.slice(at + 2);
  }
  throw new NotStarted(`the simulator ended with ${await ended} before it was ready`);
}

export class NotStarted extends Error {}

class Simulator {
  constructor(child, ended, lines) {
    Object.assign(this, { child, ended, token: lines.token, baseUrl: lines["base-url"], caFile: lines["ca-file"] });
    this.pageUrl = new URL("/", this.baseUrl).href;
    child.stdout.resume();
  }

  async stop() {
    this.child.stdin.end();
    await this.ended;
  }

  async send(method, url, headers = {}, body = "") {
    this.agent ??= new https.Agent({ keepAlive: true, ca: await readFile(this.caFile) });
    // Not as a URL object, which would write the apostrophes of upload URLs as %27.
    const [, port, path] = /^https:\/\/localhost:(\d+)(\/.*)$/.exec(url);
    const options = { host: "localhost", port, path, method, agent: this.agent };
    options.headers = { ...headers, "Content-Length": Buffer.byteLength(body) };
    return new Promise((resolve, reject) => {
      const request = https.request(options);
      request.on("error", reject);
      request.on("response", async (response) => {
        const parts = await response.toArray();
        resolve({ status: response.statusCode, text: Buffer.concat(parts).toString() });
      });
      request.end(body);
    });
  }

  graph(method, path, body = "", type = "application/json") {
    const headers = { Authorization: `Bearer ${this.token}`, "Content-Type": type };
    return this.send(method, `${this.baseUrl}/${path}`, headers, body);
  }

  // Creates a session for a file in the drive, and returns its upload URL.
  async create(name) {
    const { status, text } = await this.graph("POST", `me/drive/root:/${name}:/createUploadSession`, "{}");
    if (status !== 200) throw new Error(`creation: ${status} ${text}`);
    return JSON.parse(text).uploadUrl;
  }

  // Sends the nth piece, counted from 0, of so many; all of one size.
  async piece(uploadUrl, nth, count, size = PIECE) {
    const range = `bytes ${nth * size}-${(nth + 1) * size - 1}/${count * size}`;
    return (await this.send("PUT", uploadUrl, { "Content-Range": range }, Buffer.alloc(size, nth))).status;
  }
}
