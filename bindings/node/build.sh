#!/usr/bin/env bash
# Builds the npm packages into OUT/node: the package, the library for this platform, and the simulator for tests. OUT/native has
# the library and the simulator, OUT/tools a Zig, without which the addon needs the glibc of this machine. Usage: build.sh OUT
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
out=$(realpath "$1")
build=$out/node/build
platform=linux-x64

rm -rf "$build" "$out"/node/*.tgz
mkdir -p "$build"/{package,library,simulator}
cp -R "$here"/{package.json,package-lock.json,tsconfig.json,src,README.md} "$root"/LICENSE-* "$build/package"
cp "$here/npm/$platform/package.json" "$root"/LICENSE-* "$build/library"
cp "$here/npm/simulator-$platform/package.json" "$root"/LICENSE-* "$build/simulator"
cp "$out/native/libgraph_upload.so" "$build/library"
cp "$out/native/graph-upload-simulator" "$build/simulator"

cd "$build/package"
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
if [[ -x $out/tools/bin/python ]]; then
    export CC=${CC:-$out/tools/bin/python -m ziglang cc -target x86_64-linux-gnu.2.17}
fi
"$here/native/build.sh" "$build/library/graph_upload.node" "$build/library/libgraph_upload.so" node_modules
strip --strip-unneeded "$build/library/graph_upload.node"
if [[ ${CC:-} == *2.17 ]]; then
    needed=$(objdump -T "$build/library/graph_upload.node" | grep -o 'GLIBC_[0-9.]*' | sort -Vu | tail -1)
    [[ $(printf '%s\n' "$needed" GLIBC_2.17 | sort -V | tail -1) == GLIBC_2.17 ]] || { echo "the addon needs $needed" >&2; exit 1; }
fi
npx --no-install tsc -p .

# The packages have the library's version; the package asks for the library of the same.
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$root/Cargo.toml" | head -1)
cd "$build"
node - "$version" "graph-upload-$platform" <<'JS'
const { readFileSync, writeFileSync } = require("node:fs");
const [version, library] = process.argv.slice(2);
for (const folder of ["package", "library", "simulator"]) {
  const file = `${folder}/package.json`;
  const { devDependencies, ...manifest } = JSON.parse(readFileSync(file, "utf8"));
  manifest.version = version;
  if (folder === "package") manifest.optionalDependencies = { [library]: version };
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
}
JS
for package in package library simulator; do
    npm pack --silent --ignore-scripts --pack-destination "$out/node" "./$package" >/dev/null
done
rm -rf "$build"
ls -l "$out"/node/*.tgz
