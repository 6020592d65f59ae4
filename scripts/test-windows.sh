#!/usr/bin/env bash
# Builds the library for Windows and runs the tests of its C side with it under Wine. The simulator runs on this system.
# Run by `make test-windows`.
set -euo pipefail
cd "$(dirname "$0")/.."
exec </dev/null
# A test looks at what nobody but the library takes away.
umask 022

scripts/deps.sh --windows
target=x86_64-pc-windows-gnu
echo "building the library for $target"
cargo test --workspace --test c_programs --test symbols --no-run

place=$(mktemp -d)
. scripts/wine.sh
trap 'end_wine; rm -rf "$place"' EXIT
start_wine "$place"
GU_PROFILE=quick TARGET=$target PREFIX=$place/installed scripts/install.sh --locked
cp "$place"/installed/bin/graph_upload.dll "$place"/installed/lib/libgraph_upload.{a,dll.a} "$place/lib/"
GU_LIBRARIES=$place/lib cargo test --workspace --test c_programs --test symbols "$@"
