#!/usr/bin/env bash
# Packs the library for each TARGET, by default this machine's, into an archive that needs no installation: a relocatable
# prefix with all licences and an SBOM. The simulator has its own archive, for testing clients without the library. Run by
# `make dist`.
#
#   scripts/dist.sh [--library] [TARGET…]     names as in `rustc --print target-list`; with --library no simulators
#
# Writes archives and SHA256SUMS to target/dist. For Linux the same commit and compilers give the same bytes anywhere.
set -euo pipefail
cd "$(dirname "$0")/.."
exec </dev/null
umask 022
export LC_ALL=C TZ=UTC

# shellcheck source-path=SCRIPTDIR
source scripts/targets.sh
packed=(library simulator)
if [[ ${1:-} == --library ]]; then packed=(library) && shift; fi
[[ $# != 0 ]] || set -- "$host"
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
out=$target_folder/dist
mkdir -p "$out"
# https://reproducible-builds.org/specs/source-date-epoch/
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}

# For Visual Studio's linker, which does not take the import library of MinGW.
add_import_library() {
    local target=$1 place=$2 machine=i386:x86-64
    [[ $target != aarch64-* ]] || machine=arm64
    write_exports >"$place/lib/graph_upload.def"
    llvm-dlltool -m "$machine" -d "$place/lib/graph_upload.def" -l "$place/lib/graph_upload.lib"
}

install_library() {
    local target=$1 place=$2
    PREFIX=$place DESTDIR='' LIBDIR='' TARGET=$target scripts/install.sh --locked
    # Relative, to work wherever it is unpacked.
    sed -i "s|^prefix=.*|prefix=\${pcfiledir}/../..|; s|^libdir=.*|libdir=\${prefix}/lib|" "$place/lib/pkgconfig/graph_upload.pc"
    [[ $target != *-windows-* ]] || add_import_library "$target" "$place"
    if [[ $target == *-windows-gnullvm ]]; then
        # Debian's tools cannot strip it, and Visual Studio cannot link it.
        rm "$place/lib/libgraph_upload.a"
    else
        strip_static "$target" "$place/lib/libgraph_upload.a"
    fi
    find "$place" \( -name '*.so.*.*.*' -o -name '*.dll' \) -exec "$(tool_for "$target" strip)" --strip-unneeded {} +
}

install_simulator() {
    local target=$1 place=$2 file=graph-upload-simulator
    local GU_PROFILE=${GU_PROFILE:-simulator}
    prepare_for "$target"
    build_for "$target" --locked --package graph-upload-simulator
    [[ $target != *-windows-* ]] || file+=.exe
    install -D "$(built_for "$target")/$file" "$place/bin/$file"
    "$(tool_for "$target" strip)" --strip-unneeded "$place/bin/$file"
}

# Adds a package's documents that git tracks, leaving out build products. Links are relative to the folder.
add_documents() {
    local target=$1 documents=$2/share/doc/$3 package=$4
    mkdir -p "$documents"
    git ls-files -z "${@:5}" | xargs -0 cp --parents -t "$documents"
    python3 scripts/notices.py "$target" "$documents" "$package"
}

pack_library() {
    local target=$1 name=$2
    install_library "$target" "$out/$name"
    add_documents "$target" "$out/$name" graph_upload graph-upload README.md CHANGELOG.md SECURITY.md 'LICENSE-*' \
        examples-c ':(glob)bindings/*/README.md' ':(glob,icase)bindings/recipes/*/graph*upload.*' ':(glob)docs/*.md' \
        ':(glob)docs/manual/*.md' ':(glob)docs/simulator*.png' ':(glob)docs/states.*' docs/bench/results.md docs/bench/plot.svg \
        ':(glob)packaging/*/README.md'
}

pack_simulator() {
    local target=$1 name=$2
    install_simulator "$target" "$out/$name"
    add_documents "$target" "$out/$name" graph-upload-simulator graph-upload-simulator 'LICENSE-*' \
        ':(glob)docs/simulator*' simulator/examples
}

# The format that the system unpacks without extra programs.
kind_for() { [[ $1 == *-windows-* ]] && echo zip || echo tar.gz; }

pack() {
    local target=$1 name=$2
    chmod -R u=rwX,go=rX "$name"
    find "$name" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
    rm -f "$name".tar.gz "$name".zip
    if [[ $(kind_for "$target") == zip ]]; then
        python3 -m zipfile -c "$name.zip" "$name"
    else
        tar --sort=name --format=gnu --owner=0 --group=0 --numeric-owner -cf - "$name" | gzip --no-name --best >"$name.tar.gz"
    fi
}

if [[ -n $(git status --porcelain) ]]; then
    echo "these archives are not of a commit: there are uncommitted changes" >&2
fi
archives=()
for target; do
    for what in "${packed[@]}"; do
        name=graph-upload-$version-$target
        [[ $what == library ]] || name=graph-upload-simulator-$version-$target
        rm -rf "${out:?}/$name"
        echo "packing $name"
        "pack_$what" "$target" "$name"
        (cd "$out" && pack "$target" "$name")
        archives+=("$name.$(kind_for "$target")")
    done
done
cd "$out"
# Those of earlier calls too.
find . -maxdepth 1 -name "graph-upload-*$version-*" \( -name '*.zip' -o -name '*.gz' \) -printf '%P\n' | sort | xargs sha256sum >SHA256SUMS
echo "archives and SHA256SUMS are in $out:"
stat --format='%n, %s bytes' "${archives[@]}"
