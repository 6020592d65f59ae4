// What users write, as the compiler sees it. It is compiled with --strict, not run.
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";

import {
  CancelledError, Client, DiffersError, GraphUploadError, Item, Kind, Queue, Session, Target, drivePath, driveSpecial, message,
  target, todoTask, version, type ClientOptions, type Job, type Progress, type Source, type StatusName, type TokenCredential,
} from "graph-upload";
import { simulator, type Simulator } from "graph-upload/testing";

function is<T>(_: T): void {}

is<string>(version);

// The shape of @azure/identity, with more members and options than are used.
declare const credential: {
  getToken(scopes: string | string[], options?: { abortSignal?: object; claims?: string; tenantId?: string }): Promise<{
    token: string;
    expiresOnTimestamp: number;
  } | null>;
};
is<TokenCredential>(credential);

// The ReadableStream of TypeScript's "dom", which has no values() and no iterator.
declare const domStream: {
  readonly locked: boolean;
  cancel(reason?: unknown): Promise<void>;
  getReader(options: { mode: "byob" }): { read(view: Uint8Array): Promise<{ done: boolean; value: Uint8Array | undefined }> };
  getReader(): {
    readonly closed: Promise<void>;
    cancel(reason?: unknown): Promise<void>;
    read(): Promise<{ done: false; value: Uint8Array } | { done: true; value: Uint8Array | undefined }>;
    releaseLock(): void;
  };
};

const options: ClientOptions = { token: credential, retryBudget: [5, 60_000], lockedPolicy: "wait", userAgent: "NONISV|A|B/1" };
// @ts-expect-error: no such option
is<ClientOptions>({ tokens: "x" });
// @ts-expect-error: no such policy
is<ClientOptions>({ lockedPolicy: "hope" });

async function uploads(): Promise<void> {
  const client = new Client(options);
  is<Client>(new Client({ token: async ({ rejected, claims }) => `${rejected}${claims}` }));
  // @ts-expect-error: a token is a string
  is<Client>(new Client({ token: () => 5 }));

  const where: Target = drivePath("Reports/May.pdf", { conflict: "replace", modified: new Date() });
  is<Target>(driveSpecial({ special: "approot", path: "a" }));
  is<Target>(message({ message: "M", name: "a", inline: true, contentId: "1" }));
  is<Target>(target("todo:L/T/a"));
  // @ts-expect-error: the task is missing
  todoTask({ list: "L", name: "a" });
  // @ts-expect-error: no such conflict behaviour
  drivePath("a", { conflict: "merge" });

  const item: Item = await client.upload(where, "May.pdf", {
    signal: AbortSignal.timeout(1000),
    progress: ({ sent, total, timeLeftMs }: Progress) => is<number | undefined>(sent + total + (timeLeftMs ?? 0)),
  });
  is<"verified" | "unverifiable" | "differs">(item.integrity);
  is<number | undefined>(item.size);

  const file = await open("May.pdf");
  const sources: Source[] = [
    new URL("file:///a"), file, Buffer.alloc(1), new Float64Array(1), new ArrayBuffer(1), new Blob([]), createReadStream("a"),
    { size: 1, read: () => new Uint8Array(1) }, { size: 1, read: async () => new Uint8Array(1) }, ["a"],
    new Blob([]).stream(), domStream,
    (async function* () {
      yield "a";
    })(),
  ];
  for (const source of sources) await client.upload("drive:/a", source, { size: 1 });
  // @ts-expect-error: a number is no source
  await client.upload(where, 5);

  const queue: Queue = client.queue({ atOnce: 2, room: { most: 10 }, stateFolder: "a", key: new Uint8Array(32) });
  const job: Job = await queue.submit(where, "a");
  is<Promise<Item>>(job.result);
  for await (const ended of queue) is<Job>(ended);
  for await (const ended of queue.ended({ signal: AbortSignal.abort() })) is<"waiting" | "running" | "paused" | "ended">(ended.stage);
  is<number>(queue.counts.stored);

  const session: Session = await client.session(where, 10, {});
  await session.put(new Uint8Array(10));
  is<Buffer>(session.save());
  is<Session>(await client.adopt(Kind.DRIVE_ITEM, "https://…", 5));
  // @ts-expect-error: the library's own objects are no part of the package
  session.handle;

  await client.close();
}

function errors(error: unknown): StatusName | undefined {
  if (error instanceof DiffersError) is<Item>(error.item);
  if (error instanceof CancelledError) is<unknown>(error.cause);
  if (!(error instanceof GraphUploadError)) return undefined;
  if (error.code === "GU_ERR_THROTTLED") is<number>(error.retryAfterMs);
  // @ts-expect-error: no such code
  if (error.code === "GU_ERR_TIRED") return undefined;
  return error.code;
}

async function tests(): Promise<void> {
  const service: Simulator = await simulator({ arguments: ["--rate", "1000"] });
  is<Client>(service.client({ atOnce: 1 }));
  is<Buffer>(await service.read("me/drive/root:/a"));
  await service.close();
}

export { errors, tests, uploads };
