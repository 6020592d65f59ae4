#!/usr/bin/env bash
# Measures the library beside libcurl, rclone, the service's JavaScript SDK and a floor, the least any program can do:
#
#   scripts/bench.sh [ROUNDS [WORKS]]   writes docs/bench, or target/bench/results if WORKS selects some;
#                                       WORKS are name prefixes, separated by commas
#   scripts/bench.sh --quick            a little of each work, as a smoke test
#   scripts/bench.sh --guard            instructions, system calls, allocations and requests of fixed runs, and the
#                                       library's size, compared with bench/guard.json; GU_REFRESH_GUARD=1 updates it
#
# Installs missing packages, as root on Debian-based systems. Run by `make bench`, `make bench-smoke` and
# `make bench-guard`.
set -euo pipefail
cd "$(dirname "$0")/.."
exec </dev/null

mode=full
case ${1:-} in
    --quick | --guard) mode=${1#--} && shift ;;
esac
rounds=${1:-7} works=${2:-}

target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
work=$target/bench
mkdir -p "$work/programs" "$work/files" "$work/sdk"

# The SDK at the version that the peers' tests use.
install_sdk() {
    if ! cmp -s tests/peers/js/package-lock.json "$work/sdk/installed"; then
        cp tests/peers/js/package.json tests/peers/js/package-lock.json "$work/sdk/"
        (cd "$work/sdk" && npm ci --silent --no-audit --no-fund --ignore-scripts)
        cp tests/peers/js/package-lock.json "$work/sdk/installed"
    fi
    cp bench/programs/sdk.mjs "$work/sdk/"
}

# What leads rclone to the simulator, as in the peers' tests.
make_way() {
    local runs=$work/way
    rm -rf "$runs" && mkdir -p "$runs"
    # shellcheck source=/dev/null
    . tests/peers/common/way.sh
    way_certificate
    cp tests/peers/common/way.py "$runs/"
}

# The packages for other languages, what they are measured beside, and the programs of both. Few rounds of little take the
# packages that are there.
make_packages() {
    local languages=(python node go) packages=$work/packages out=$target/bindings program
    if [[ $mode == full || ! -d $out/go ]]; then bindings/build.sh "${languages[@]}"; fi
    mkdir -p "$packages"
    cp bench/programs/packages/*.{py,mjs,go} "$packages/"
    if ! cmp -s tests/peers/msgraph/requirements.txt "$packages/installed"; then
        python3 -m venv --clear "$packages/venv"
        "$packages/venv/bin/pip" install --quiet --no-deps --no-compile -r tests/peers/msgraph/requirements.txt
        cp tests/peers/msgraph/requirements.txt "$packages/installed"
    fi
    "$packages/venv/bin/pip" install --quiet --no-deps --no-index --force-reinstall "$out"/python/graph_upload-*.whl
    (cd "$packages" && npm install --silent --no-save --offline --no-audit --no-fund --ignore-scripts --install-strategy=hoisted \
        "$out"/node/graph-upload-[0-9]*.tgz "$out"/node/graph-upload-linux-x64-*.tgz)
    printf 'module bench\n\ngo 1.19\n' >"$packages/go.mod"
    (cd "$packages" && export GOFLAGS=-mod=mod GOPROXY=off GOSUMDB=off &&
        go mod edit -replace "github.com/graph-upload/graphupload=$out/go/graphupload" &&
        go get github.com/graph-upload/graphupload 2>/dev/null &&
        for program in package loop; do go build -o "$program-go" "$program.go" peak.go; done)
}

compile() {
    ${CC:-cc} -std=gnu11 -O2 -Wall -Wextra -Werror -Iinclude "bench/programs/$1.c" -o "$work/programs/${2:-$1}" "${@:3}"
}

# The measured library is always a release build; the tools need to be fast only if time is measured.
build() {
    local profile=dev
    if [[ $mode == full ]]; then profile=release; fi
    cargo build --release --lib
    cargo build --profile "$profile" -p graph-upload-bench
    bench=$target/${profile/dev/debug}/graph-upload-bench
    compile ours ours -L"$target/release" -lgraph_upload -Wl,-rpath,"$target/release" -pthread
    compile libcurl libcurl -lcurl
    compile floor
    compile peak
    compile heap heap.so -shared -fPIC
    compile addresses addresses.so -shared -fPIC
    strip -o "$work/programs/stripped.so" "$target/release/libgraph_upload.so"
}

# From the rule table.
largest_piece_of_a_drive() {
    "$work/programs/ours" rules | python3 -c '
import json, sys
print(next(kind["piece"]["max"] for kind in json.load(sys.stdin) if kind["kind"] == "drive-item"))'
}

scripts/deps.sh --bench
build
common=(--programs "$work/programs" --folder "$work/files")
if [[ $mode == guard ]]; then
    exec "$bench" guard "${common[@]}" --stored bench/guard.json ${GU_REFRESH_GUARD:+--refresh}
fi
install_sdk
make_way
make_packages
out=$work/results
if [[ $mode == full && ! $works ]]; then out=docs/bench; fi
options=(--sdk "$work/sdk/sdk.mjs" --way "$work/way" --packages "$work/packages" --out "$out" --rounds "$rounds" --largest "$(largest_piece_of_a_drive)")
if [[ $works ]]; then options+=(--works "$works"); fi
if [[ $mode == quick ]]; then options+=(--quick); fi
"$bench" run "${common[@]}" "${options[@]}"
echo "bench: written to $out"
