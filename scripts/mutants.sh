#!/usr/bin/env bash
# Changes the core in one place at a time, and checks whether a test notices: scripts/mutants.sh [FILE…], with files of
# crates/core/src, by default all. Unnoticed changes must be justified in docs/mutants.md. Takes some seconds for each of
# about 1400 changes.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! cargo mutants --version >/dev/null 2>&1; then
    echo "installing cargo-mutants"
    cargo install --quiet --locked cargo-mutants
fi
[[ $# -gt 0 ]] || set -- 'crates/core/src/**'
files=()
for file in "$@"; do files+=(--file "$file"); done

# Short builds, in a copy: without optimisation and debug information.
work=$(realpath -m "${CARGO_TARGET_DIR:-target}")/mutants
mkdir -p "$work"
rm -rf "$work/tree"
mkdir "$work/tree"
git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$work/tree"
cd "$work/tree"

export CARGO_TARGET_DIR=$work/target CARGO_INCREMENTAL=1 CARGO_PROFILE_DEV_DEBUG=0 CARGO_PROFILE_DEV_OPT_LEVEL=0
export GU_SEEDS=300
quick=(-C=--lib -C=--test=protocol)
slow=(-C=--test=documented -C=--test=faults)
# Tests the oracle, and is too slow unoptimised.
skip=(-- --skip each_deliberate_mistake)
# Otherwise tests that fail already would count as noticing.
cargo test --quiet --package graph-upload-core "${quick[@]#-C=}" "${slow[@]#-C=}" "${skip[@]}"

mutants() {
    # Exits with 2 for an unnoticed change, and with 3 for one that makes a test hang.
    cargo mutants --package graph-upload-core --in-place --no-shuffle --baseline skip --timeout 15 --output "$work" "${files[@]}" "$@" ||
        [[ $? == 2 || $? == 3 ]]
}
rm -rf "$work/mutants.out" "$work/mutants.out.old"
mutants "${quick[@]}"
caught=$(wc -l <"$work/mutants.out/caught.txt") hung=$(wc -l <"$work/mutants.out/timeout.txt")
echo "$caught changes were noticed, $hung timed out"
if ((hung * 10 > caught + hung)); then
    echo "too many timeouts: the machine is too busy for a result" >&2
    exit 1
fi
if [[ -s $work/mutants.out/missed.txt ]]; then
    # The slower tests run only for changes that the others missed; timeouts count as noticed.
    cat "$work/mutants.out/timeout.txt" >>"$work/mutants.out/caught.txt"
    mutants --iterate "${slow[@]}" -- "${skip[@]}"
fi

# The list in the document has no line numbers, because lines move.
left=$(sed -E 's/:[0-9]+:[0-9]+:/:/' "$work/mutants.out/missed.txt" | sort -u |
    grep -vxF -f <(sed -nE 's/^- `(crates\/[^`]*)`.*/\1/p' "$OLDPWD/docs/mutants.md") || true)
if [[ $left ]]; then
    printf 'not noticed by any test, and not justified in docs/mutants.md:\n%s\n' "$left" >&2
    exit 1
fi
