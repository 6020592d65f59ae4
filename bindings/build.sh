#!/usr/bin/env bash
# Builds packages for other languages into target/bindings/LANGUAGE: build.sh [LANGUAGE…], by default all.
#
# A language has build.sh, which builds its packages, and test.sh, which installs them into an empty environment and tests them.
# Both get the folder OUT as their argument: OUT/native has the library and the simulator, OUT/LANGUAGE is theirs. The same commit
# makes the same bytes: times in packages are SOURCE_DATE_EPOCH, by default that of the commit.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source-path=SCRIPTDIR
source bindings/languages.sh
scripts/deps.sh --bindings
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
bindings/native.sh "$out"
for language in "${languages[@]}"; do
    mkdir -p "$out/$language"
    "$(folder "$language")/build.sh" "$out"
done
