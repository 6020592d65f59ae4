#!/usr/bin/env bash
# Installs readers of C headers from PyPI and npm into target/readers, at the versions of
# requirements.txt and package-lock.json; scripts/deps.sh --readers installs those of Debian.
# One that cannot be installed is reported, and is a failure if GU_REQUIRE_PEERS is set.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
work=$(cd "$here/../.." && pwd)/target/readers
mkdir -p "$work/node"
status=0

cmp -s "$here/requirements.txt" "$work/python/installed" ||
    {
        rm -rf "$work/python" && python3 -m venv "$work/python" &&
            "$work/python/bin/pip" install --quiet --no-deps --no-compile -r "$here/requirements.txt" &&
            cp "$here/requirements.txt" "$work/python/installed"
    } || { echo "cffi, ctypesgen, pycparser and ziglang cannot be installed" >&2; status=1; }

cmp -s "$here/package-lock.json" "$work/node/installed" ||
    {
        cp "$here/package.json" "$here/package-lock.json" "$work/node/" &&
            (cd "$work/node" && npm ci --silent --no-audit --no-fund --ignore-scripts) &&
            cp "$here/package-lock.json" "$work/node/installed"
    } || { echo "koffi cannot be installed" >&2; status=1; }

[[ $status == 0 || -z ${GU_REQUIRE_PEERS:-} ]]
