#!/usr/bin/env bash
# Builds packages for other languages into target/bindings/LANGUAGE: build.sh [LANGUAGE…], by default all.
#
# A language has build.sh, which builds its packages, and test.sh, which installs them into an empty environment and tests them.
# Both get the folder OUT as their argument: OUT/native has the library and the simulator, OUT/LANGUAGE is theirs.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source-path=SCRIPTDIR
source bindings/languages.sh
scripts/deps.sh --bindings
bindings/native.sh "$out"
for language in "${languages[@]}"; do
    mkdir -p "$out/$language"
    "$(folder "$language")/build.sh" "$out"
done
