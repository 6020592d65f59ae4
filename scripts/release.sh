#!/usr/bin/env bash
# Checks that everything is ready for a release, and builds the files of every channel. Run by `make release VERSION=…`.
#
#   scripts/release.sh VERSION [--check] [--rehearse]     with --check only the checks; with --rehearse "Unreleased" will do
#
# Writes to OUT, by default dist. TARGETS are those of the archives.
set -euo pipefail
cd "$(dirname "$0")/.."
exec </dev/null

version=${1:-}
[[ -n $version ]] || { echo 'which VERSION? make release VERSION=0.2.0' >&2 && exit 2; }
shift
scripts/release_check.py "$version" "$@"
if [[ " $* " == *' --check '* ]]; then
    echo "release $version: nothing is missing"
    exit
fi
# shellcheck source-path=SCRIPTDIR
source scripts/targets.sh
targets=(x86_64-unknown-linux-gnu aarch64-unknown-linux-gnu x86_64-unknown-linux-musl aarch64-unknown-linux-musl
    x86_64-pc-windows-gnu aarch64-pc-windows-gnullvm)
[[ -z ${TARGETS:-} ]] || read -ra targets <<<"$TARGETS"
out=$(realpath -m "${OUT:-dist}")
url=https://github.com/graph-upload/graph-upload/releases/download/v$version
rm -rf "$out"
mkdir -p "$out"/{archives,debian,crates,languages,recipes}

for packages in all bindings platforms packages; do scripts/deps.sh "--$packages"; done
cargo test --workspace --test abi --test header --test symbols --test readme

rm -rf "$target_folder/dist"
# The simulator is for the systems that tests run on most.
for target in "${targets[@]}"; do
    case $target in
        "$host" | x86_64-pc-windows-gnu) scripts/dist.sh "$target" ;;
        *) scripts/dist.sh --library "$target" ;;
    esac
done
find "$target_folder/dist" -maxdepth 1 -type f \( -name '*.tar.gz' -o -name '*.zip' \) -exec cp -t "$out/archives" {} +

rm -rf "$target_folder/bindings"
PLATFORMS="${targets[*]}" bindings/build.sh
for language in "$target_folder"/bindings/*/; do
    mkdir -p "$out/languages/$(basename "$language")"
    find "$language" -maxdepth 1 -type f -name "*$version*" -exec cp -t "$out/languages/$(basename "$language")" {} +
    # What no package is in is a tool or a part.
    rmdir --ignore-fail-on-non-empty "$out/languages/$(basename "$language")"
done

scripts/packages/debian-source.sh "$out/debian"
scripts/packages/debian-build.sh "$out/debian/graph-upload_$version-1.dsc" "$out/debian"
scripts/packages/crates.sh "$out/crates"
cp "$out/debian/graph-upload_$version.orig.tar.gz" "$out/archives"
partial=()
[[ -z ${TARGETS:-} ]] || partial=(--partial)
scripts/packages/recipes.py "${partial[@]}" "$version" "$url" "$out/archives" "$out/recipes"

(cd "$out" && find . -type f ! -name SHA256SUMS -printf '%P\n' | LC_ALL=C sort | xargs -d '\n' sha256sum >SHA256SUMS)
echo
echo "The files of $version are in $out. Where they go:"
scripts/release_table.py "$version" "$out"
