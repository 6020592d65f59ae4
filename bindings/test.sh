#!/usr/bin/env bash
# Tests the packages that build.sh has built, each installed into an empty environment: test.sh [LANGUAGE…], by default all. Each
# runs the conformance suite, the tests of the language and the examples of its README.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source-path=SCRIPTDIR
source bindings/languages.sh
export GU_SIMULATOR=$out/native/graph-upload-simulator
unset GU_LIBRARY
for language in "${languages[@]}"; do
    [[ -d $out/$language ]] || { echo "build $language first: make bindings" >&2; exit 1; }
    # Ctrl-C is tried. A shell that runs this in the background has it ignored, and every program below would inherit that.
    python3 -c 'import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])' \
        "$(folder "$language")/test.sh" "$out"
done
