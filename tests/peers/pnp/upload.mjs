// PnPjs, unchanged, against the simulator: in Node, with the behaviours that it has for it.
//
// It trusts the simulator through NODE_EXTRA_CA_CERTS. The base URL names 127.0.0.1, the upload URLs name localhost.

import { readFileSync } from "node:fs";
import { graphfi } from "@pnp/graph";
import "@pnp/graph/users/index.js";
import "@pnp/graph/files/index.js";
import "@pnp/graph/mail/index.js";
import "@pnp/graph/attachments/index.js";
import { GraphDefault } from "@pnp/nodejs";
import { BearerToken } from "@pnp/queryable";
import { say, check, outcome, equal } from "./findings.mjs";

const { BASE_URL, TOKEN, FILES, CASES } = process.env;
const PIECE = 10 * 320 * 1024;

const bytes = (name) => readFileSync(`${FILES}/${name}`);
const graph = graphfi().using(
  GraphDefault({ baseUrl: BASE_URL.replace("localhost", "127.0.0.1") }),
  BearerToken(TOKEN),
);
const drive = graph.me.drive;

async function whole() {
  for (const name of ["0B", "1B", "4MiB+1", "12MiB"]) {
    const stored = `whole ${name}`;
    await check(`pnp drive ${name} in one request`, async () => {
      const item = await drive.root.upload({ filePathName: stored, content: bytes(name) });
      equal(item.name, stored, "name");
      equal(item.size, bytes(name).length, "size");
    });
    say("same", encodeURI(`me/drive/root:/${stored}:/content`), name);
  }
}

async function session() {
  const root = await drive.root();
  for (const name of ["1B", "4MiB+1", "12MiB"]) {
    const stored = `session ${name}`;
    await check(`pnp drive ${name} in a session`, async () => {
      const content = bytes(name);
      const { resumableUpload } = await drive.getItemById(root.id).createUploadSession({ item: { name: stored } });
      let item;
      for (let start = 0; start < content.length; start += PIECE) {
        const piece = content.subarray(start, start + PIECE);
        const range = `bytes ${start}-${start + piece.length - 1}/${content.length}`;
        item = await resumableUpload.upload(piece.length, piece, range);
      }
      equal(item.name, stored, "name");
    });
    say("same", encodeURI(`me/drive/root:/${stored}:/content`), name);
  }
}

async function strict() {
  // Its BearerToken gives the token to every host, that of the upload URL included. A service may refuse that.
  await check("pnp drive, the token on an upload URL: refused", async () => {
    const root = await drive.root();
    const { resumableUpload } = await drive.getItemById(root.id).createUploadSession({ item: { name: "strict" } });
    const error = await outcome(() => resumableUpload.upload(1, bytes("1B")));
    equal(error?.status, 401, "status");
  });
  say("quote", "PUT", "401", process.env.HOST, "InvalidAuthenticationToken");
}

const cases = { whole, session, strict };
for (const name of CASES.split(" ")) await cases[name]();
