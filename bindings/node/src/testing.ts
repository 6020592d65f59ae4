/** Starts the simulator of Microsoft Graph's upload sessions, for tests. */

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { request } from "node:https";
import type { Socket } from "node:net";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { buffer, text } from "node:stream/consumers";

import { Client, type ClientOptions } from "./client.js";

/** What the simulator says when it is ready. */
export interface Ready {
  readonly baseUrl: string;
  readonly caFile: string;
  readonly caPem: string;
  readonly token: string;
  readonly controlUrl: string;
  /** To watch it in a browser. */
  readonly pageUrl: string;
  readonly pid: number;
}

export interface SimulatorOptions {
  /** Arguments of its command line, such as `["--rate", "1000000"]`. */
  arguments?: readonly string[];
  /** Its program. Default: `GU_SIMULATOR` of the environment, or that of its package. */
  program?: string;
}

/** A file that the simulator has stored. */
export interface StoredFile {
  readonly id: string;
  /** Such as `"me/drive/root:/May.pdf"`. */
  readonly address: string;
  readonly size: number;
}

function program(): string {
  const named = process.env["GU_SIMULATOR"];
  if (named !== undefined) return named;
  const name = `graph-upload-simulator-${process.platform}-${process.arch}`;
  try {
    return join(require.resolve(`${name}/package.json`), "..", "graph-upload-simulator");
  } catch (cause) {
    const message = `the simulator needs the package ${name}: npm install --save-dev ${name}; or, where there is none, its program in GU_SIMULATOR`;
    throw new Error(message, { cause });
  }
}

/** A running simulator. It ends with `close()`, and with this process. */
export class Simulator {
  readonly #process: ChildProcess;
  readonly ready: Ready;

  /** @internal */
  constructor(child: ChildProcess, ready: Ready) {
    this.#process = child;
    this.ready = ready;
  }

  /** Options of a client for it. */
  get options(): { baseUrl: string; ca: string; token: string; loopback: true; proxy: "" } {
    const { baseUrl, caPem, token } = this.ready;
    // A client adds the version itself.
    return { baseUrl: new URL(baseUrl).origin, ca: caPem, token, loopback: true, proxy: "" };
  }

  /** A client for it. */
  client(options: ClientOptions = {}): Client {
    return new Client({ ...this.options, ...options });
  }

  /** Arms faults, such as `"piece:2=503;retry-after: 1"`. */
  async fault(...faults: string[]): Promise<void> {
    await this.control("POST", "/faults", { faults });
  }

  /** The files that it has stored. */
  async files(): Promise<readonly StoredFile[]> {
    return ((await this.control("GET", "/files")) as { files: StoredFile[] }).files;
  }

  /** The bytes of the stored file of that address. */
  async read(address: string): Promise<Buffer> {
    const found = (await this.files()).find((one) => one.address === address);
    if (found === undefined) throw new Error(`the simulator has no file ${address}`);
    return this.#send("GET", `/files/${found.id}`);
  }

  /** A request of its control API, such as `"GET"` of `"/state"`; its manual describes them. */
  async control(method: string, resource: string, body?: unknown): Promise<unknown> {
    const answer = await this.#send(method, resource, body);
    return answer.length === 0 ? undefined : (JSON.parse(answer.toString()) as unknown);
  }

  async close(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    this.#process.ref();
    this.#process.stdin?.end();
    await once(this.#process, "exit");
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #send(method: string, resource: string, body?: unknown): Promise<Buffer> {
    const sent = request(`${this.ready.controlUrl}/${resource.replace(/^\//, "")}`, { method, ca: this.ready.caPem, agent: false });
    sent.end(body === undefined ? undefined : JSON.stringify(body));
    const [response] = (await once(sent, "response")) as [Readable & { statusCode: number }];
    const bytes = await buffer(response);
    if (response.statusCode >= 300) throw new Error(`${method} ${resource}: ${response.statusCode} ${bytes.toString()}`);
    return bytes;
  }
}

/** Starts a simulator. */
export async function simulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const always = ["--ready-fd", "3", "--until-stdin-closes", "--quiet"];
  const child = spawn(options.program ?? program(), [...always, ...(options.arguments ?? [])], {
    stdio: ["pipe", "ignore", "inherit", "pipe"],
  });
  const failed = once(child, "error").then(([error]) => Promise.reject(error as Error));
  const line = await Promise.race([text(child.stdio[3] as Readable), failed]);
  // It does not keep this process, and ends with it.
  child.unref();
  (child.stdin as Socket).unref();
  if (line === "") throw new Error("the simulator has ended at its start; what it says stands above");
  return new Simulator(child, JSON.parse(line) as Ready);
}
