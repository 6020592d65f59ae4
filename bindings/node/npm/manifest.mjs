// Writes the package.json of a package for one platform, from a template and the files beside it:
// manifest.mjs TEMPLATE PLATFORM VERSION FOLDER
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const [template, platform, version, folder] = process.argv.slice(2);
const [os, cpu, libc] = platform.split("-");
const { name, ...rest } = JSON.parse(readFileSync(template, "utf8").replaceAll("PLATFORM", platform));
const manifest = {
  name,
  version,
  ...rest,
  files: readdirSync(folder).filter((file) => file !== "package.json").sort(),
  os: [os],
  cpu: [cpu],
  ...(os === "linux" && { libc: [libc ?? "glibc"] }),
};
writeFileSync(`${folder}/package.json`, `${JSON.stringify(manifest, null, 2)}\n`);
