#!/usr/bin/env bash
# Builds the packages for distributions and package managers, and uses each as its users do. Run by `make test-packages`, as root on
# Debian: the Debian packages are installed into an empty system.
#
#   scripts/test-packages.sh [PART…]     release debian again chroot conan vcpkg homebrew crates languages
set -euo pipefail
cd "$(dirname "$0")/.."
exec </dev/null
umask 022

scripts/deps.sh --packages
# shellcheck source-path=SCRIPTDIR
source scripts/targets.sh
parts=("$@")
[[ $# != 0 ]] || parts=(release debian again chroot conan vcpkg homebrew crates languages)
export GU_PROFILE=${GU_PROFILE:-quick}
place=$(mktemp -d "${TMPDIR:-/tmp}/graph-upload-packages.XXXXXX")
chroot=$place/chroot
tidy_up() {
    for folder in dev proc; do
        ! mountpoint -q "$chroot/$folder" || umount -l "$chroot/$folder"
    done
    rm -rf --one-file-system "$place"
}
trap tidy_up EXIT
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
passed=0

# Without link-time optimisation, unless a release is what is tried.
build_debian() { DEB_BUILD_OPTIONS=${GU_PROFILE/quick/noopt} TMPDIR=$1 scripts/packages/debian-build.sh "$place/source/graph-upload_$version-1.dsc" "$2" >"$2.log" 2>&1 || { cat "$2.log" >&2 && return 1; }; }

source_package() { [[ -d $place/source ]] || scripts/packages/debian-source.sh "$place/source"; }

# The binary packages, of one build for all parts.
debs() {
    source_package
    [[ ! -d $place/debs ]] || return 0
    mkdir "$place/one"
    build_debian "$place/one" "$place/debs"
}

# The archive for this machine and the source, with the recipes that name them.
recipes() {
    [[ ! -d $place/recipes ]] || return 0
    scripts/dist.sh --library "$host" >/dev/null
    mkdir -p "$place/files"
    cp "$target_folder/dist/graph-upload-$version-$host.tar.gz" "$place/files"
    git archive --format=tar.gz "--prefix=graph-upload-$version/" HEAD >"$place/files/graph-upload_$version.orig.tar.gz"
    scripts/packages/recipes.py --partial "$version" "file://$place/files" "$place/files" "$place/recipes"
}

run_release() { tests/packages/release.sh "$place"; }

run_debian() {
    debs
    ls -l "$place"/source "$place"/debs
    lintian --version
    # No bug of Debian asks for the package; the profile "quick" has no debug information.
    lintian --tag-display-limit 0 --fail-on error,warning --allow-root \
        --suppress-tags initial-upload-closes-no-bugs,debug-file-with-no-debug-symbols "$place"/debs/*.changes "$place"/source/*.dsc
}

run_again() {
    debs
    mkdir "$place/two"
    build_debian "$place/two" "$place/debs-again"
    diff <(cd "$place/debs" && sha256sum ./*.deb) <(cd "$place/debs-again" && sha256sum ./*.deb)
}

run_chroot() {
    debs
    tests/packages/chroot.sh "$chroot" "$place/debs"
}

run_conan() {
    recipes
    tests/packages/conan.sh "$place/recipes/conan" "$place/conan"
}

run_vcpkg() {
    recipes
    tests/packages/vcpkg.sh "$place/recipes/vcpkg/graph-upload" "$place/vcpkg"
}

run_homebrew() {
    recipes
    ruby -wc "$place/recipes/homebrew/graph-upload.rb"
    ruby tests/packages/formula.rb "$place/recipes/homebrew/graph-upload.rb" "$place/homebrew" "$version"
}

run_crates() { scripts/packages/crates.sh "$place/crates"; }

# The packages for other languages, of two clones without build output.
run_languages() {
    local folder
    for folder in "$place/languages" "$place/elsewhere/languages"; do
        git clone --quiet . "$folder"
        CARGO_TARGET_DIR=$folder/target "$folder/bindings/build.sh" >"$folder/log" 2>&1 || { cat "$folder/log" >&2 && return 1; }
        (cd "$folder/target/bindings" && find . -mindepth 2 -maxdepth 2 -type f -name "*$version*" -exec sha256sum {} + |
            LC_ALL=C sort -k 2) | tee "$folder/sums"
        rm -rf "$folder/target"
    done
    diff "$place/languages/sums" "$place/elsewhere/languages/sums"
}

for part in "${parts[@]}"; do
    echo "== $part"
    since=$SECONDS
    "run_$part"
    echo "$part: passed ($((SECONDS - since)) s)"
    passed=$((passed + 1))
done
echo "packages: $passed passed, 0 failed"
