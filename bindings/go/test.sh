#!/usr/bin/env bash
# Tests the module that build.sh has made, from an empty module elsewhere. GU_SIMULATOR is the simulator's program.
# Usage: test.sh OUT
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$(realpath "$1")/go
export GU_SIMULATOR=${GU_SIMULATOR:-$(realpath "$1")/native/graph-upload-simulator}
# The library inside the module is tested, by the standard library alone.
unset GU_LIBRARY
export GOFLAGS=-mod=mod GOPROXY=off GOSUMDB=off
module=github.com/graph-upload/graphupload

empty=$(mktemp -d)
trap 'kill "${simulator:-}" 2>/dev/null || true; rm -rf "$empty"' EXIT
cd "$empty"
python3 -m zipfile -e "$folder"/graphupload-*.zip .
go mod init example 2>/dev/null
go mod edit -require "$module@v0.2.0" -replace "$module=./graphupload"

echo "== go vet, gofmt"
go vet "$module/..."
[[ -z $(gofmt -l graphupload) ]] || { echo "not as gofmt has it: $(gofmt -l graphupload)" >&2; exit 1; }

echo "== README's program"
mkfifo closed ready
"$GU_SIMULATOR" --token secret --ca-file ca.pem --until-stdin-closes --ready-fd 8 <closed 8>ready >simulator.log &
simulator=$!
exec 9>closed
url=$(python3 -c 'import json; print(json.load(open("ready"))["hosts"]["graph"])')
# The system hands out the port here.
sed "s|https://localhost:8443|$url|" graphupload/examples/upload/main.go >main.go
go build -o upload .
./upload go.mod
exec 9>&-
wait "$simulator"
simulator=
grep -q '^201 PUT */v1.0/me/drive/root:/Reports/go.mod' simulator.log

echo "== its own tests, with the race detector"
(cd graphupload && GODEBUG=cgocheck=1 go test -race -timeout 300s ./...)

echo "== the library of the system"
mkdir system
cp "graphupload/lib/$(go env GOOS)_$(go env GOARCH)/libgraph_upload.so" system
printf 'Name: graph_upload\nDescription: -\nVersion: 0\nLibs: -L%s -lgraph_upload\n' "$empty/system" >system/graph_upload.pc
# An error is what a program without the tag would get: it has no library to load.
(cd graphupload && GU_LIBRARY=/nowhere PKG_CONFIG_PATH=$empty/system LD_LIBRARY_PATH=$empty/system \
    go test -tags graphupload_system -timeout 100s -run 'TestVersion|TestFiles|TestThousand' .)

echo "== the conformance suite, with the race detector"
mkdir conform
cp "$here"/conform/*.go conform
go build -race -o driver ./conform
GODEBUG=cgocheck=1 GU_CONFORM_GO=$empty/driver GORACE=halt_on_error=1 python3 "$here/../conformance/run.py" go
