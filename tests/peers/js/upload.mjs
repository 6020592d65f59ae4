// The official JavaScript SDK, unchanged, against the simulator.
//
// Its fetch is the runtime's own, and the runtime is told of the simulator's certificate authority through
// NODE_EXTRA_CA_CERTS. The base URL names 127.0.0.1, the upload URLs name localhost: so the SDK can tell the host
// that gets the token from those that must not, as it can in the real service.

import { readFileSync, createReadStream } from "node:fs";
import graph from "@microsoft/microsoft-graph-client";
import { say, check, outcome, equal } from "./findings.mjs";

const { Client, FileUpload, StreamUpload, LargeFileUploadTask, OneDriveLargeFileUploadTask } = graph;
const { BASE_URL, TOKEN, FILES, CASES } = process.env;
const root = new URL(BASE_URL).origin.replace("localhost", "127.0.0.1");
const MIB = 1024 * 1024;

const file = (name) => `${FILES}/${name}`;
const bytes = (name) => new Uint8Array(readFileSync(file(name)));
const upload = (name) => {
  const content = bytes(name);
  const buffer = content.buffer.slice(content.byteOffset, content.byteOffset + content.byteLength);
  return new FileUpload(buffer, name, content.byteLength);
};

function client(...hosts) {
  const authProvider = { getAccessToken: async () => TOKEN };
  return Client.initWithMiddleware({ authProvider, baseUrl: `${root}/`, customHosts: new Set(hosts) });
}

// The token goes to Graph alone.
const graphOnly = client("127.0.0.1");
// The token goes to every host, for sessions on the Graph host and for what must be refused.
const everywhere = client("127.0.0.1", "localhost");

/// What a task must run into: its upload() hands on the body of the refusal, its uploadSlice() the status as well.
async function refused(text, status, code, part, start) {
  await check(text, async () => {
    const task = await start();
    equal((await outcome(() => task.upload()))?.error?.code, code, "upload()");
    const range = task.getNextRange();
    const error = await outcome(async () => task.uploadSlice(await task.file.sliceFile(range), range, task.file.size));
    equal(`${error?.statusCode} ${error?.code}`, `${status} ${code}`, "uploadSlice()");
  });
  say("quote PUT", status, part, code);
}

// Drives.

let folders = 0;

async function drive(...what) {
  const task = await driveTask(...what);
  return (await task.upload()).responseBody;
}

async function driveTask(name, options, source) {
  const events = { progress: () => {} };
  const all = { fileName: name, path: "/js", uploadEventHandlers: events, ...options };
  return source
    ? OneDriveLargeFileUploadTask.createTaskWithFileObject(graphOnly, source, all)
    : OneDriveLargeFileUploadTask.create(graphOnly, bytes(options.from ?? name), all);
}

// There is no 0B: the SDK refuses an empty file before it sends anything.
async function driveSizes() {
  const pieces = { "320KiB": 320 * 1024, "5MiB": 5 * MIB, "12MB+1": 4 * MIB };
  for (const name of ["1B", "320KiB", "5MB", "5MiB", "12MB+1"]) {
    const folder = `js/sizes ${++folders}`;
    await check(`js drive ${name}`, async () => {
      const item = await drive(name, { path: folder, rangeSize: pieces[name] });
      equal(item.name, name, "name");
      equal(item.size, bytes(name).length, "size");
    });
    say("same", encodeURI(`me/drive/root:/${folder}/${name}:/content`), name);
  }
  await check("js drive 12MB+1 from a stream", async () => {
    const size = bytes("12MB+1").length;
    const stream = new StreamUpload(createReadStream(file("12MB+1"), { highWaterMark: 5 * MIB }), "stream", size);
    await drive("stream", { rangeSize: 5 * MIB }, stream);
  });
  say("same", "me/drive/root:/js/stream:/content", "12MB+1");
  await check("js drive name with reserved letters", async () => {
    const item = await drive("50% #1 ä'ö.txt", { from: "5MB" });
    equal(item.name, "50% #1 ä'ö.txt", "name");
  });
  say("same", `me/drive/root:/js/${encodeURIComponent("50% #1 ä'ö.txt")}:/content`, "5MB");
}

async function driveConflicts() {
  const put = (name, conflictBehavior, from) => drive(name, { conflictBehavior, from });
  await check("js drive fail: a new name", () => put("kept.bin", "fail", "320KiB"));
  await check("js drive rename: another name", async () => {
    const item = await put("kept.bin", "rename", "5MB");
    if (item.name === "kept.bin") throw new Error("the name did not change");
    say("same", encodeURI(`me/drive/items/${item.id}/content`), "5MB");
  });
  say("same", "me/drive/root:/js/kept.bin:/content", "320KiB");
  await check("js drive replace: a new name", () => put("conflict.bin", "replace", "320KiB"));
  await check("js drive replace: a new version", async () => {
    const item = await put("conflict.bin", "replace", "12MB+1");
    equal(item.name, "conflict.bin", "name");
  });
  await check("js drive fail: a taken name", async () => {
    const error = await outcome(() => put("conflict.bin", "fail", "1B"));
    equal(error?.statusCode, 409, "status");
    equal(error?.code, "nameAlreadyExists", "code");
  });
  say("same", "me/drive/root:/js/conflict.bin:/content", "12MB+1");
}

async function driveSessions() {
  await check("js drive resume", async () => {
    const options = { fileName: "resumed", path: "/js", rangeSize: 320 * 1024 };
    const first = await OneDriveLargeFileUploadTask.create(graphOnly, bytes("5MB"), options);
    const range = first.getNextRange();
    const slice = await first.file.sliceFile(range);
    await first.uploadSlice(slice, range, first.file.size);
    // Another task takes over what the service holds.
    const second = new OneDriveLargeFileUploadTask(graphOnly, first.file, first.getUploadSession(), options);
    await second.getStatus();
    equal(second.getNextRange().minValue, 320 * 1024, "next byte");
    const result = await second.resume();
    equal(result.responseBody.size, 5_000_000, "size");
  });
  say("same", "me/drive/root:/js/resumed:/content", "5MB");
  await check("js drive cancel", async () => {
    const options = { fileName: "cancelled", path: "/js" };
    const task = await OneDriveLargeFileUploadTask.create(graphOnly, bytes("5MB"), options);
    equal((await task.cancel()).status, 204, "status");
    const error = await outcome(() => task.getStatus());
    equal(error?.statusCode, 404, "status afterwards");
  });
}

// Attachments.

async function attach(...what) {
  const task = await attachTask(...what);
  return task.upload();
}

// The pieces are 3 MiB unless something else is said: the SDK's own 5 MiB exceed what an attachment's piece may have.
async function attachTask(from, sdk, collection, payload, options = {}, change = (url) => url) {
  const url = `/${collection}/createUploadSession`;
  const session = await LargeFileUploadTask.createUploadSession(graphOnly, url, payload);
  session.url = change(session.url);
  return new LargeFileUploadTask(sdk, upload(from), session, { rangeSize: 3 * MIB, ...options });
}

const lastId = (location) => decodeURIComponent(/[^/]*$/.exec(location)[0]).replace(/^\w+\('(.*)'\)$/, "$1");

/// Where the attachment is: its id is in the Location header, and the list has it under its name.
async function shown(collection, name, result) {
  const list = await graphOnly.api(`/${collection}`).select("id,name,size").get();
  const found = list.value.filter((attachment) => attachment.name === name);
  equal(found.length, 1, "entries");
  equal(lastId(result.location), found[0].id, "id");
  return `${collection}/${encodeURIComponent(found[0].id)}/$value`;
}

async function outlook() {
  const item = (name, size) => ({ AttachmentItem: { attachmentType: "file", name, size } });
  for (const [owner, name, options] of [
    ["messages/M1", "3MiB", {}],
    ["messages/M1", "5MB", { rangeSize: 320 * 1024 }],
    ["messages/M1", "12MB+1", {}],
    ["events/E1", "5MB", { rangeSize: 900_000 }],
  ]) {
    const collection = `me/${owner}/attachments`;
    await check(`js outlook ${owner} ${name}`, async () => {
      const result = await attach(name, graphOnly, collection, item(name, bytes(name).length), options);
      say("same", await shown(collection, name, result), name);
    });
  }
  await check("js outlook cancel", async () => {
    const url = "/me/messages/M2/attachments/createUploadSession";
    const session = await LargeFileUploadTask.createUploadSession(graphOnly, url, item("x", 5_000_000));
    const task = new LargeFileUploadTask(graphOnly, upload("5MB"), session, { rangeSize: 320 * 1024 });
    equal((await task.cancel()).status, 204, "status");
  });
  // The Graph token is not for Outlook's host: microsoftgraph/msgraph-sdk-java-core issue 445.
  const text = "js outlook, a client that sends the token along: refused";
  await refused(text, 401, "InvalidAudienceForResource", "outlook/", () =>
    attachTask("5MB", everywhere, "me/messages/M3/attachments", item("5MB", 5_000_000)),
  );
}

async function todo() {
  const info = (name) => ({ attachmentInfo: { attachmentType: "file", name, size: bytes(name).length } });
  const collection = (task) => `me/todo/lists/L/tasks/${task}/attachments`;
  // The SDK PUTs to the upload URL as it is, but To Do takes the bytes at its /content. It is the defect of
  // microsoftgraph/msgraph-sdk-php issue 1506 (404 for the first piece).
  const session = "attachmentSessions/[^/[:space:]]+";
  const stock = "js to do, stock task: its PUT lacks /content";
  await refused(stock, 404, "ErrorItemNotFound", `${session}[[:space:]]`, () =>
    attachTask("5MB", everywhere, collection("T1"), info("5MB")),
  );
  // To Do wants the token with every piece, and upload tasks keep it from hosts that they do not know as Graph's:
  // microsoftgraph/msgraph-sdk-dotnet-core issue 481.
  const text = "js to do, host unknown to the task: its PUT lacks the token";
  await refused(text, 401, "InvalidAuthenticationToken", `${session}/content`, () =>
    attachTask("5MB", graphOnly, collection("T2"), info("5MB"), {}, (url) => `${url}/content`),
  );
  // With both put right from outside, the same code uploads.
  for (const name of ["1B", "320KiB", "3MiB", "5MB", "12MB+1"]) {
    await check(`js to do ${name}, session URL with /content`, async () => {
      const change = (url) => `${url}/content`;
      const result = await attach(name, everywhere, collection("T3"), info(name), {}, change);
      say("same", await shown(collection("T3"), name, result), name);
    });
  }
}

async function todoBare() {
  // The first documentation of To Do sessions had PUTs to the URL itself; a service of that time suits the stock task.
  const collection = "me/todo/lists/L/tasks/T4/attachments";
  for (const name of ["1B", "3MiB", "12MB+1"]) {
    await check(`js to do ${name}, a service that takes PUTs at the URL itself`, async () => {
      const info = { attachmentInfo: { attachmentType: "file", name, size: bytes(name).length } };
      const result = await attach(name, everywhere, collection, info);
      say("same", await shown(collection, name, result), name);
    });
  }
}

const cases = { driveSizes, driveConflicts, driveSessions, outlook, todo, todoBare };
for (const name of CASES.split(" ")) await cases[name]();
