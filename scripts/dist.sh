#!/usr/bin/env bash
# Packs the library for each TARGET, by default this machine's, into an archive that needs no installation: a relocatable
# prefix with all licences and an SBOM. The simulator has its own archive, for testing clients without the library. Run by
# `make dist`.
#
#   scripts/dist.sh [TARGET…]     names as in `rustc --print target-list`
#
# Writes archives and SHA256SUMS to target/dist. For Linux the same commit and compilers give the same bytes anywhere.
set -euo pipefail
cd "$(dirname "$0")/.."
exec </dev/null
umask 022
export LC_ALL=C TZ=UTC

host=$(rustc --version --verbose | sed -n 's/^host: //p')
[[ $# != 0 ]] || set -- "$host"
version=$(cargo pkgid --package graph-upload)
version=${version##*[@#]}
built=${CARGO_TARGET_DIR:-target}
mkdir -p "$built/dist"
out=$(cd "$built/dist" && pwd)
# https://reproducible-builds.org/specs/source-date-epoch/
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}

# The name prefix of the compilers and tools for a target in Debian.
tools() {
    case $1 in
        "$host" | *-musl) ;;
        x86_64-pc-windows-gnu) echo x86_64-w64-mingw32- ;;
        *-unknown-linux-gnu) echo "${1%%-*}-linux-gnu-" ;;
        *) echo "unknown tools for $1" >&2 && return 1 ;;
    esac
}

# Removes the paths of the sources, which would differ between machines.
flags() {
    local folder flags=()
    for folder in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*; do
        flags+=("--remap-path-prefix=$folder=/crates")
    done
    [[ $1 != *-windows-gnu ]] || flags+=(-Clink-arg=-Wl,--no-insert-timestamp)
    (IFS=$'\x1f' && echo "${flags[*]}")
}

# Rust's standard library and ring's C come with debug information as large as the rest, and with LLVM bitcode, which other
# linkers reject.
strip_static() {
    local tools=$1 library=$2
    # Rust's library for Windows has an empty object, which strip reports as an error.
    "${tools}ar" t "$library" | { grep '\.dwo$' || true; } | xargs -r "${tools}ar" dD "$library"
    "${tools}strip" --enable-deterministic-archives --strip-debug --remove-section=.llvmbc --remove-section=.llvmcmd "$library"
}

# Prepares a build for a target.
prepare_for() {
    local target=$1 tools linker
    tools=$(tools "$target")
    linker=CARGO_TARGET_${target^^}_LINKER
    [[ -z $tools ]] || export "${linker//-/_}=${tools}gcc"
    command -v "${tools}strip" >/dev/null || {
        echo "${tools}strip is missing, and probably the compilers for $target too; scripts/deps.sh installs them" >&2
        exit 1
    }
    if [[ ! -d $(rustc --print target-libdir --target "$target") ]] && command -v rustup >/dev/null; then
        rustup target add "$target"
    fi
    # Fetches the sources, so that their folder exists.
    cargo fetch --quiet --locked --target "$target"
}

# cargo-c makes names, links and the pkg-config file, as it does for `make install`.
install_library() {
    local target=$1 place=$2 tools
    tools=$(tools "$target")
    CARGO_ENCODED_RUSTFLAGS=$(flags "$target") PREFIX=$place DESTDIR='' LIBDIR='' TARGET=$target scripts/install.sh --locked
    # Relative, to work wherever it is unpacked.
    sed -i "s|^prefix=.*|prefix=\${pcfiledir}/../..|" "$place/lib/pkgconfig/graph_upload.pc"
    strip_static "$tools" "$place/lib/libgraph_upload.a"
    find "$place" \( -name '*.so.*.*.*' -o -name '*.dll' \) -exec "${tools}strip" --strip-unneeded {} +
}

install_simulator() {
    local target=$1 place=$2 tools file=graph-upload-simulator
    tools=$(tools "$target")
    # Link-time optimisation takes minutes and makes no difference to tests of clients. In a separate folder: cargo-c contains
    # another cargo, and each would rebuild what the other built.
    CARGO_TARGET_DIR=$built/simulator CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
        CARGO_ENCODED_RUSTFLAGS=$(flags "$target") cargo build --release --locked --target "$target" --package graph-upload-simulator
    [[ $target != *-windows-* ]] || file+=.exe
    install -D "$built/simulator/$target/release/$file" "$place/bin/$file"
    "${tools}strip" --strip-unneeded "$place/bin/$file"
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
        examples-c ':(glob)bindings/*/README.md' ':(glob)docs/*.md' ':(glob)docs/manual/*.md' ':(glob)docs/simulator*.png' ':(glob)docs/states.*' docs/bench/results.md docs/bench/plot.svg
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
    prepare_for "$target"
    for what in library simulator; do
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
sha256sum "${archives[@]}" >SHA256SUMS
echo "archives and SHA256SUMS are in $out:"
stat --format='%n, %s bytes' "${archives[@]}"
