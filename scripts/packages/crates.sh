#!/usr/bin/env bash
# Packs the crates that are published into a folder, and builds the library from them alone: crates.sh OUT
#
# graph-upload needs graph-upload-core of the same version, which no registry has before this release; cargo packs both as if
# it had, and stops where it would upload them.
set -euo pipefail
out=$(realpath -m "$1")
cd "$(dirname "$0")/../.."
exec </dev/null
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
crates=(graph-upload-core graph-upload)
place=$(mktemp -d "${TMPDIR:-/tmp}/graph-upload-crates.XXXXXX")
trap 'rm -rf "$place"' EXIT

# Built below instead, by the profile of the caller: here everything would be built once more.
cargo publish --quiet --dry-run --locked --no-verify --workspace --exclude graph-upload-simulator --exclude graph-upload-bench \
    --target-dir "$place/target"
mkdir -p "$out"
for crate in "${crates[@]}"; do
    # Cargo keeps them here once it has not uploaded them.
    cp "$place/target/package/tmp-crate/$crate-$version.crate" "$out"
    tar -C "$place" -xzf "$out/$crate-$version.crate"
    for file in LICENSE-MIT LICENSE-APACHE README.md; do
        [[ -s $place/$crate-$version/$file ]] || { echo "$crate: no $file" >&2 && exit 1; }
    done
done
cd "$place/graph-upload-$version"
cargo build --quiet --profile "${GU_PROFILE:-release}" --lib \
    --config "patch.crates-io.graph-upload-core.path='$place/graph-upload-core-$version'"
