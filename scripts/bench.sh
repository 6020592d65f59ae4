#!/usr/bin/env bash
# Measures the library beside libcurl, the service's JavaScript SDK and the least that any program could do:
#
#   scripts/bench.sh [--quick] [ROUNDS [WORKS]]
#
# WORKS are names between commas, as the results show them; a name stands for all that begin with it. All works are
# written to docs/bench, some of them to target/bench/results. --quick does a little of each, to see that it works.
# Installs what is missing, as root on Debian and its kin. `make bench` and `make bench-smoke` run this.
set -euo pipefail
cd "$(dirname "$0")/.."
exec </dev/null

quick=()
if [[ ${1:-} == --quick ]]; then
    quick=(--quick)
    shift
fi
rounds=${1:-7} works=${2:-}

target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
work=$target/bench
mkdir -p "$work/programs" "$work/files" "$work/sdk"

scripts/deps.sh --bench

# The SDK at the version that the peers' tests use.
if ! cmp -s tests/peers/js/package-lock.json "$work/sdk/installed"; then
    cp tests/peers/js/package.json tests/peers/js/package-lock.json "$work/sdk/"
    (cd "$work/sdk" && npm ci --silent --no-audit --no-fund --ignore-scripts)
    cp tests/peers/js/package-lock.json "$work/sdk/installed"
fi
cp bench/programs/sdk.mjs "$work/sdk/"

cargo build --release --lib
profile=release
# What is only tried need not be fast.
if [[ ${quick[*]} ]]; then profile=dev; fi
cargo build --profile "$profile" -p graph-upload-bench
bench=$target/${profile/dev/debug}/graph-upload-bench

compile() {
    ${CC:-cc} -std=gnu11 -O2 -Wall -Wextra -Werror -Iinclude "bench/programs/$1.c" -o "$work/programs/${2:-$1}" "${@:3}"
}
compile ours ours -L"$target/release" -lgraph_upload -Wl,-rpath,"$target/release" -pthread
compile libcurl libcurl -lcurl
compile floor
compile heap heap.so -shared -fPIC
strip -o "$work/programs/stripped.so" "$target/release/libgraph_upload.so"

# The rule table has the largest piece of a drive.
largest=$("$work/programs/ours" rules | python3 -c '
import json, sys
print(next(kind["piece"]["max"] for kind in json.load(sys.stdin) if kind["kind"] == "drive-item"))')

out=$work/results
if [[ ! ${quick[*]} && ! $works ]]; then out=docs/bench; fi
# Whatever the user has to do meanwhile, the processor is not to be one of them: figures of a busy machine are worthless.
"$bench" run --programs "$work/programs" --folder "$work/files" --sdk "$work/sdk/sdk.mjs" --out "$out" \
    --rounds "$rounds" --works "$works" --largest "$largest" "${quick[@]}"
echo "bench: written to $out"
