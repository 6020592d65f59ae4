#!/usr/bin/env bash
# Changes the core in one place at a time, and sees whether a test notices: scripts/mutants.sh [FILE…], where a file is
# one of crates/core/src, and all of them is what no file means. What no test notices has to be justified in
# docs/mutants.md. Takes some seconds for each of about 1400 changes.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! cargo mutants --version >/dev/null 2>&1; then
    echo "installing cargo-mutants"
    cargo install --quiet --locked cargo-mutants
fi
[[ $# -gt 0 ]] || set -- 'crates/core/src/**'
files=()
for file in "$@"; do files+=(--file "$file"); done

# A copy of which each build is short: without optimisation and debug information.
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
# It tests the oracle, and is too slow unoptimised.
skip=(-- --skip each_deliberate_mistake)
# Without this, whatever is broken already would pass for noticed.
cargo test --quiet --package graph-upload-core "${quick[@]#-C=}" "${slow[@]#-C=}" "${skip[@]}"

mutants() {
    # Ends with 2 for a change that nobody notices, and with 3 for one that makes a test hang.
    cargo mutants --package graph-upload-core --in-place --no-shuffle --baseline skip --timeout 15 --output "$work" "${files[@]}" "$@" ||
        [[ $? == 2 || $? == 3 ]]
}
rm -rf "$work/mutants.out" "$work/mutants.out.old"
mutants "${quick[@]}"
caught=$(wc -l <"$work/mutants.out/caught.txt") hung=$(wc -l <"$work/mutants.out/timeout.txt")
echo "$caught changes were noticed, and $hung stopped since they did not end"
if ((hung * 10 > caught + hung)); then
    echo "so many for loops without an end mean that the machine is too busy to tell" >&2
    exit 1
fi
if [[ -s $work/mutants.out/missed.txt ]]; then
    # The tests that take longer see only what the others have missed; what does not end was noticed.
    cat "$work/mutants.out/timeout.txt" >>"$work/mutants.out/caught.txt"
    mutants --iterate "${slow[@]}" -- "${skip[@]}"
fi

# Lines move, so the list in the document has none.
left=$(sed -E 's/:[0-9]+:[0-9]+:/:/' "$work/mutants.out/missed.txt" | sort -u |
    grep -vxF -f <(sed -nE 's/^- `(crates\/[^`]*)`.*/\1/p' "$OLDPWD/docs/mutants.md") || true)
if [[ $left ]]; then
    printf 'no test notices, and docs/mutants.md does not say why:\n%s\n' "$left" >&2
    exit 1
fi
