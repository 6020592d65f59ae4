#!/usr/bin/env bash
# Builds the C driver with the library that packages carry: build.sh OUT
set -euo pipefail
mkdir -p "$1/c"
exec "$(dirname "$0")/compile.sh" "$1/c/conform" "$1/native/libgraph_upload.so"
