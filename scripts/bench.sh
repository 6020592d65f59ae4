#!/usr/bin/env bash
# Measures the library beside libcurl, the service's JavaScript SDK and the least that any program could do:
#
#   scripts/bench.sh [ROUNDS [WORKS]]   docs/bench gets the results of all works, target/bench/results those of some;
#                                       WORKS are names between commas, each for all that begin with it
#   scripts/bench.sh --quick            a little of each work, to see that all of it runs
#   scripts/bench.sh --guard            instructions, system calls and allocations of fixed runs, compared with
#                                       bench/guard.json; GU_REFRESH_GUARD=1 stores them there
#
# Installs what is missing, as root on Debian and its kin. `make bench`, `make bench-smoke` and `make bench-guard` run it.
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

compile() {
    ${CC:-cc} -std=gnu11 -O2 -Wall -Wextra -Werror -Iinclude "bench/programs/$1.c" -o "$work/programs/${2:-$1}" "${@:3}"
}

# The measured library is always the released one; what measures need be fast only where time is measured.
build() {
    local profile=dev
    if [[ $mode == full ]]; then profile=release; fi
    cargo build --release --lib
    cargo build --profile "$profile" -p graph-upload-bench
    bench=$target/${profile/dev/debug}/graph-upload-bench
    compile ours ours -L"$target/release" -lgraph_upload -Wl,-rpath,"$target/release" -pthread
    compile libcurl libcurl -lcurl
    compile floor
    compile heap heap.so -shared -fPIC
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
out=$work/results
if [[ $mode == full && ! $works ]]; then out=docs/bench; fi
options=(--sdk "$work/sdk/sdk.mjs" --out "$out" --rounds "$rounds" --largest "$(largest_piece_of_a_drive)")
if [[ $works ]]; then options+=(--works "$works"); fi
if [[ $mode == quick ]]; then options+=(--quick); fi
"$bench" run "${common[@]}" "${options[@]}"
echo "bench: written to $out"
