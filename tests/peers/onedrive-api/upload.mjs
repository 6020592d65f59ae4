// onedrive-api of npm, unchanged, against the simulator. Its configuration, which is global, names the base URL.
// It trusts the simulator through NODE_EXTRA_CA_CERTS.

import { createReadStream, statSync } from "node:fs";
import onedrive from "onedrive-api";
import { say, check, equal } from "./findings.mjs";

const { BASE_URL, TOKEN, FILES } = process.env;
globalThis.appConfig.apiUrl = `${BASE_URL}/`;
const path = (name) => `${FILES}/${name}`;
const common = { accessToken: TOKEN, drive: "drive", driveId: "d1" };

async function whole() {
  for (const name of ["0B", "1B", "4MiB+1"]) {
    const filename = `whole-${name}`;
    await check(`onedrive-api ${name} in one request`, async () => {
      const item = await onedrive.items.uploadSimple({ ...common, filename, readableStream: createReadStream(path(name)) });
      equal(item.name, filename, "name");
    });
    say("same", `drives/d1/root:/${filename}:/content`, name);
  }
}

async function session() {
  // Its pieces are chunks of the stream, 20 of them; these have 320 KiB each.
  for (const name of ["1B", "4MiB+1", "12MiB"]) {
    const filename = `session-${name}`;
    await check(`onedrive-api ${name} in a session`, async () => {
      const readableStream = createReadStream(path(name), { highWaterMark: 320 * 1024 });
      const fileSize = statSync(path(name)).size;
      const item = await onedrive.items.uploadSession({ ...common, filename, fileSize, readableStream });
      equal(item.name, filename, "name");
    });
    say("same", `drives/d1/root:/${filename}:/content`, name);
  }
}

const cases = { whole, session };
for (const name of process.env.CASES.split(" ")) await cases[name]();
