#!/usr/bin/env bash
# Installs the library into an empty folder, and builds and runs programs with it from outside the tree.
# Run by `make test-install`.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/deps.sh --all
place=$(mktemp -d "${TMPDIR:-/tmp}/graph-upload-install.XXXXXX")
trap 'rm -rf "$place"' EXIT
PREFIX=$place scripts/install.sh
(cd "$place" && find . -type f -o -type l) | sort
GU_PREFIX=$place cargo test --workspace --test install -- --ignored
