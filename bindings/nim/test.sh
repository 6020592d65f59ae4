#!/usr/bin/env bash
# Installs the package by nimble into an empty folder and tests it there: test.sh OUT
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$(realpath "$1")
export GU_SIMULATOR=${GU_SIMULATOR:-$out/native/graph-upload-simulator}
# The library of the package is tested.
unset GU_LIBRARY

empty=$(mktemp -d)
trap 'rm -rf "$empty"' EXIT
cd "$empty"
python3 -m zipfile -e "$out"/nim/graph_upload-*.zip unpacked
(cd unpacked/graph_upload-* && nimble --nimbleDir:"$empty/nimble" --accept install) >nimble.log 2>&1 || { cat nimble.log; exit 1; }

compile() {
    nim compile --mm:orc --threads:on --hints:off --warnings:on --nimblePath:"$empty/nimble/pkgs" --nimcache:"$empty/cache" \
        --out:"$empty/$1" "$2"
}

# Tests and the driver run outside of the repository.
cp -R "$here/tests" "$here/conform" .

echo "== README's program"
sed -n '/^```nim$/,/^```$/p' "$here/README.md" | sed '/^```$/q' | sed '/^```/d' >first.nim
compile first first.nim
echo 'the content' >May.txt
./first May.txt | tee first.log
grep -q '^stored: Reports/May.txt, 12 bytes, verified$' first.log

echo "== its own tests"
compile tests-program tests/test_package.nim
./tests-program

echo "== the conformance suite"
compile driver conform/conform.nim
GU_CONFORM_NIM=$empty/driver python3 "$here/../conformance/run.py" nim
