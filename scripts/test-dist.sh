#!/usr/bin/env bash
# Makes the archives for this system and Windows, unpacks them elsewhere, and builds and runs programs with them, using
# Wine for Windows. Run by `make test-dist`.
#
#   scripts/test-dist.sh [--again]     also makes them from a second clone without build output, and compares those for Linux
set -euo pipefail
cd "$(dirname "$0")/.."
exec </dev/null

scripts/deps.sh --all
scripts/deps.sh --windows
targets=("$(rustc --version --verbose | sed -n 's/^host: //p')" x86_64-pc-windows-gnu)
place=$(mktemp -d "${TMPDIR:-/tmp}/graph-upload-dist.XXXXXX")
. scripts/wine.sh
trap 'end_wine; rm -rf "$place"' EXIT
out=${CARGO_TARGET_DIR:-target}/dist

sums() { grep -F -e "${targets[0]}" -e "${targets[1]}" "$1/SHA256SUMS"; }
scripts/dist.sh "${targets[@]}"
first=$(sums "$out")
if [[ ${1:-} == --again ]]; then
    git clone --quiet . "$place/clone"
    (cd "$place/clone" && CARGO_TARGET_DIR=$place/built scripts/dist.sh "${targets[@]}")
    # For Windows rustc adds random names to the symbols; see docs/releasing.md.
    again=$(sums "$place/built/dist" | grep -v -- -windows-)
    first=$(grep -v -- -windows- <<<"$first")
else
    scripts/dist.sh "${targets[@]}" >/dev/null
    again=$(sums "$out")
fi
diff <(echo "$first") <(echo "$again") || { echo "the archives are not reproducible" >&2 && exit 1; }
(cd "$out" && sha256sum --check --quiet SHA256SUMS)

elsewhere="$place/another place"
mkdir "$elsewhere"
version=$(cargo pkgid --package graph-upload)
name=graph-upload-${version##*[@#]}
tar -C "$elsewhere" -xzf "$out/$name-${targets[0]}.tar.gz"
python3 -m zipfile -e "$out/$name-${targets[1]}.zip" "$elsewhere"
simulator=graph-upload-simulator-${version##*[@#]}
tar -C "$elsewhere" -xzf "$out/$simulator-${targets[0]}.tar.gz"
python3 -m zipfile -e "$out/$simulator-${targets[1]}.zip" "$elsewhere"
try_simulator() { GU_PREFIX=$1 cargo test --workspace --test simulator_archive -- --ignored; }
try() { GU_PREFIX=$1 cargo test --workspace --test install --test archive -- --ignored; }
try "$elsewhere/$name-${targets[0]}"
try_simulator "$elsewhere/$simulator-${targets[0]}"
start_wine "$place"
unpacked=$elsewhere/$name-${targets[1]}
WINEPATH="$WINEPATH;Z:${unpacked//\//\\}\\bin" GU_LIBRARIES=$unpacked/bin try "$unpacked"
try_simulator "$elsewhere/$simulator-${targets[1]}"
