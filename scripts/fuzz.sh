#!/usr/bin/env bash
# Runs each fuzz target for some seconds: scripts/fuzz.sh [--if-possible] SECONDS [TARGET…]. With --if-possible, a machine
# on which cargo-fuzz cannot be installed is not a failure. See fuzz/README.md.
set -euo pipefail
cd "$(dirname "$0")/.."

if_possible=
if [[ ${1:-} == --if-possible ]]; then
    if_possible=yes
    shift
fi
seconds=${1:-60}
targets=("${@:2}")

. scripts/nightly.sh
if ! cargo fuzz --version >/dev/null 2>&1; then
    echo "installing cargo-fuzz"
    if ! cargo install --quiet --locked cargo-fuzz; then
        echo "cargo-fuzz cannot be installed; with a network, try: cargo install cargo-fuzz" >&2
        [[ $if_possible ]] && exit 0 || exit 1
    fi
fi
folder=${CARGO_TARGET_DIR:-$PWD/target}/fuzz
"${cargo[@]}" fuzz build --target-dir "$folder"
[[ ${#targets[@]} -gt 0 ]] || mapfile -t targets < <("${cargo[@]}" fuzz list)
[[ ${#targets[@]} -gt 0 ]] || { echo "no fuzz target found" >&2; exit 1; }

# Slow or large runs are defects too.
limits=(-timeout=10 -rss_limit_mb=2048 -max_len=4096 "-max_total_time=$seconds")
failed=()
for target in "${targets[@]}"; do
    log=$folder/$target.log
    mkdir -p "fuzz/corpus/$target"
    if "${cargo[@]}" fuzz run --target-dir "$folder" "$target" "fuzz/corpus/$target" "fuzz/seeds/$target" -- \
        -dict=fuzz/dictionaries/words.dict -print_final_stats=1 "${limits[@]}" >"$log" 2>&1 </dev/null; then
        awk -v target="$target" '/number_of_executed/ { runs = $2 } /average_exec/ { speed = $2 }
            END { printf "%-12s %9d runs, %6d a second\n", target, runs, speed }' "$log"
    else
        failed+=("$target")
        tail -n 60 "$log"
    fi
done
if [[ ${#failed[@]} -gt 0 ]]; then
    echo "broken: ${failed[*]}; the inputs are in fuzz/artifacts/" >&2
    exit 1
fi
