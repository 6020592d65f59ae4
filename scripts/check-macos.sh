#!/usr/bin/env bash
# Checks the types and lints of the library for macOS on any system. The C parts of a dependency (ring) need a
# compiler with Apple's headers; checking types does not, so a stub compiler makes empty objects.
set -euo pipefail
cd "$(dirname "$0")/.."
exec </dev/null

target=aarch64-apple-darwin
if command -v rustup >/dev/null && ! rustup target list --installed | grep -qx "$target"; then
    rustup target add "$target"
fi
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
# An unrecognised compiler gets Microsoft's arguments: -FoOBJECT.
cat >"$place/cc" <<'END'
#!/bin/sh
while [ $# -gt 0 ]; do
    case $1 in
        -o) : >"$2" ;;
        -Fo*) : >"${1#-Fo}" ;;
    esac
    shift
done
END
chmod +x "$place/cc"
# Separate from real builds: these objects must not be linked.
CC_aarch64_apple_darwin=$place/cc CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-target}/check-macos \
    cargo clippy --lib --target "$target" -- -D warnings
