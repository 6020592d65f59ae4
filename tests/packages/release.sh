#!/usr/bin/env bash
# The checks before a release find what is wrong, and nothing else: release.sh FOLDER
set -euo pipefail
clone=$1/release
cd "$(dirname "$0")/../.."
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
git clone --quiet . "$clone"
cd "$clone"

passes() { scripts/release.sh "$@" --check; }
# Runs it, and looks for words in what it says.
fails() {
    local words=$1 said
    shift
    if said=$(scripts/release.sh "$@" --check 2>&1); then echo "release $*: passed, without: $words" >&2 && return 1; fi
    grep -qF -- "$words" <<<"$said" || { echo "$said" >&2 && echo "no word of: $words" >&2 && return 1; }
}
commit() { git -c user.name=test -c user.email=test@localhost commit --quiet --all --message test; }

sed -i 's/^## .*[0-9]$/## Unreleased/' CHANGELOG.md
if ! git diff --quiet; then commit; fi
passes "$version" --rehearse
fails 'no section of' "$version"
fails 'the macros say' 9.9.9 --rehearse
fails 'README.md: names' 9.9.9 --rehearse
fails 'Cargo.toml: the workspace has' 9.9.9 --rehearse
fails 'bindings/node/package.json' 9.9.9 --rehearse
fails 'no version: next' next

sed -i "s/^## Unreleased$/## $version/" CHANGELOG.md
fails 'not committed' "$version" --rehearse
commit
fails 'has no date' "$version"
sed -i "s/^## $version$/## $version - 2026-01-31/" CHANGELOG.md
commit
passes "$version"

sed -i '0,/<elf-symbol/{/<elf-symbol/d}' tests/data/graph_upload.abi
commit
fails 'GU_REFRESH_ABI=1' "$version"
passes "$version" --rehearse
