#!/usr/bin/env bash
# Builds the library for Windows and runs the tests of its C side with it, under Wine, against the simulator, which runs
# on this system. `make test-windows` runs it.
set -euo pipefail
cd "$(dirname "$0")/.."
exec </dev/null

scripts/deps.sh --windows
# Wine takes names of files for what the locale says.
export LC_ALL=C.UTF-8
target=x86_64-pc-windows-gnu
built=${CARGO_TARGET_DIR:-target}/$target/quick
if command -v rustup >/dev/null && ! rustup target list --installed | grep -qx "$target"; then
    rustup target add "$target"
fi
echo "building the library for $target"
cargo build --profile quick --lib --target "$target"
cargo test --test c_programs --test symbols --no-run

place=$(mktemp -d)
export WINEPREFIX=$place/prefix WINEDEBUG=-all
# Neither .NET nor HTML, which a new prefix would look for, nor a window.
export WINEDLLOVERRIDES='mscoree,mshtml=' DISPLAY=
clean() {
    wineserver -k || true
    wineserver -w || true
    # Processes of a server that has failed would wait for it for ever; no others have this prefix.
    export -n WINEPREFIX
    grep -lszx "WINEPREFIX=$WINEPREFIX" /proc/[0-9]*/environ | cut -d/ -f3 | xargs -r kill -9 2>/dev/null || true
    rm -rf "$place"
}
trap clean EXIT
mkdir "$WINEPREFIX" "$place/lib"
cp "$built"/graph_upload.dll "$built"/libgraph_upload.{a,dll.a} "$place/lib/"
# What Rust takes random numbers from, and Wine before its version 9 has not.
x86_64-w64-mingw32-gcc -shared -Wall -Werror -o "$place/lib/bcryptprimitives.dll" tests/c/bcryptprimitives.c -ladvapi32
# It stays, so that not every program has to start it anew.
wineserver -p
wine wineboot --init >/dev/null 2>&1

# With the threads of C++11, which the usual flavour has not.
mingw=x86_64-w64-mingw32
export GU_LIBRARIES=$place/lib GU_RUNNER=wine GU_CC=$mingw-gcc-posix GU_CXX=$mingw-g++-posix
WINEPATH="Z:${GU_LIBRARIES//\//\\}" cargo test --test c_programs --test symbols "$@"
