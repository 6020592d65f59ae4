#!/usr/bin/env bash
# An end-to-end demo: starts the simulator with TLS on loopback, uploads 24 MB to a To Do task and 60 MB to a drive with
# the C example, and compares the stored bytes with the files. Run by `make demo`. Passes its arguments to the simulator,
# such as --fault 'piece:2=503;retry-after: 1'.
#
# Cleans up however it ends: the simulator exits and the folder is removed when the script's end of a pipe closes, which
# even SIGKILL does.
set -euo pipefail
cd "$(dirname "$0")/.."

# shellcheck source-path=SCRIPTDIR
source scripts/targets.sh
target=${CARGO_TARGET_DIR:-target}
[[ $target == /* ]] || target=$PWD/$target
readonly program=$target/demo/upload
directory='' service='' upload=''

die() { echo "demo: $*" >&2; exit 1; }

build() {
    build_for '' --lib
    . scripts/simulator.sh
    mkdir -p "$target/demo"
    ${CC:-cc} -std=c99 -O2 -Wall -Wextra -Iinclude examples-c/upload.c -o "$program" \
        -L"$(built_for '')" -lgraph_upload -Wl,-rpath,"$(built_for '')"
}

tidy_up() {
    trap '' INT TERM HUP
    if [[ -n $upload ]]; then
        kill -INT "$upload" 2>/dev/null || true
        wait "$upload" || true
    fi
    exec 9>&-
    if [[ -n $service ]]; then wait "$service" 2>/dev/null || true; fi
    [[ -z $directory ]] || rm -rf "$directory"
}

# The simulator and the upload run in their own process groups (set -m): Ctrl-C in a terminal reaches only this script,
# which forwards it to the upload, which can then still tell the service.
start_service() {
    mkfifo "$directory/tie"
    set -m
    {
        "$simulator" --until-stdin-closes --ca-file "$directory/ca.pem" "$@" \
            >"$directory/log" || true
        # Only a killed script leaves an upload running, and its simulator is gone.
        kill -KILL "$(cat "$directory/upload" 2>/dev/null)" 2>/dev/null || true
        rm -rf "$directory"
    } <"$directory/tie" 2>"$directory/errors" &
    service=$!
    set +m
    exec 9>"$directory/tie"
    local tries
    for ((tries = 0; tries < 600; tries++)); do
        if grep -qs '^ready$' "$directory/log"; then return; fi
        kill -0 "$service" 2>/dev/null || die 'the simulator does not start'
        sleep 0.05
    done
    die 'the simulator is not ready after 30 seconds'
}

said() { sed -n "s/^$1: //p" "$directory/log"; }

make_file() {
    if command -v python3 >/dev/null; then
        python3 -c 'import hashlib, sys; sys.stdout.buffer.write(hashlib.shake_128(b"graph-upload").digest(int(sys.argv[1])))' "$1"
    else
        head -c "$1" /dev/urandom
    fi
}

sha256() {
    if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

# Fetches URL into FILE with the token, keeping it off the command line.
fetch() {
    if command -v curl >/dev/null; then
        printf 'header = "Authorization: Bearer %s"\n' "$GRAPH_TOKEN" |
            curl --silent --show-error --fail --cacert "$directory/ca.pem" --config - --output "$2" "$1"
    else
        python3 - "$1" "$2" "$directory/ca.pem" <<'PYTHON'
import os, ssl, sys, urllib.request
url, path, authorities = sys.argv[1:]
request = urllib.request.Request(url, headers={"Authorization": "Bearer " + os.environ["GRAPH_TOKEN"]})
with urllib.request.urlopen(request, context=ssl.create_default_context(cafile=authorities)) as response, open(path, "wb") as file:
    file.write(response.read())
PYTHON
    fi
}

# Uploads FILE to TARGET, and writes the id to the file of that name. In the background, because a shell does not handle
# signals while it waits for a foreground child.
upload_file() {
    set -m
    "$program" --base-url "$(said base-url)" --ca-file "$directory/ca.pem" "$1" "$2" >"$directory/id" 9>&- &
    upload=$!
    set +m
    echo "$upload" >"$directory/upload"
    local status=0
    wait "$upload" || status=$?
    upload=''
    rm -f "$directory/upload"
    [[ $status == 0 ]] || die "upload ended with $status"
}

# Uploads a file of BYTES bytes to TARGET, and compares it with what the service has at PATH/ID/VALUE.
show() {
    local bytes=$1 target=$2 path=$3 value=$4 file=$directory/demo.bin sent stored id
    echo
    echo "uploading $bytes bytes to $target at $(said base-url)"
    make_file "$bytes" >"$file"
    upload_file "$file" "$target"
    id=$(cat "$directory/id")
    fetch "$(said base-url)/$path/$id/$value" "$directory/stored.bin"
    sent=$(sha256 "$file")
    stored=$(sha256 "$directory/stored.bin")
    echo "id      $id"
    echo "file    sha256 $sent"
    echo "stored  sha256 $stored"
    [[ $sent == "$stored" ]] || die 'the stored bytes are not those of the file'
}

main() {
    build
    trap tidy_up EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    trap 'exit 129' HUP
    directory=$(mktemp -d "${TMPDIR:-/tmp}/graph-upload-demo.XXXXXX")
    start_service "$@"
    GRAPH_TOKEN=$(said token)
    export GRAPH_TOKEN
    show 24000000 todo:LIST/TASK me/todo/lists/LIST/tasks/TASK/attachments '$value'
    show 60000000 drive:/demo/report.bin me/drive/items content
    echo "demo: passed, the stored bytes equal the files"
}

main "$@"
