#!/usr/bin/env bash
# Packs the library for each TARGET, this machine's by default, into an archive that needs no installation: a folder laid
# out like a prefix, with licences of all that is in it and an SBOM. The simulator has an archive of its own, for those who
# test clients without the library. `make dist` runs it.
#
#   scripts/dist.sh [TARGET…]     as `rustc --print target-list` names them
#
# Archives and their SHA256SUMS are in target/dist. For Linux the same commit and compilers give the same bytes anywhere.
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

# The compilers and tools for a target, by the prefix of their names in Debian.
tools() {
    case $1 in
        "$host" | *-musl) ;;
        x86_64-pc-windows-gnu) echo x86_64-w64-mingw32- ;;
        *-unknown-linux-gnu) echo "${1%%-*}-linux-gnu-" ;;
        *) echo "which tools are for $1 is not known" >&2 && return 1 ;;
    esac
}

# Where the compiler finds the sources is nobody's business, and would differ between machines.
flags() {
    local folder flags=()
    for folder in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*; do
        flags+=("--remap-path-prefix=$folder=/crates")
    done
    [[ $1 != *-windows-gnu ]] || flags+=(-Clink-arg=-Wl,--no-insert-timestamp)
    (IFS=$'\x1f' && echo "${flags[*]}")
}

# Rust's own library and ring's C come with what a debugger wants, as large as the rest, and with LLVM's intermediate code, which
# other linkers stumble over.
strip_static() {
    local tools=$1 library=$2
    # Rust's library for Windows has an empty object, which strip takes for a mistake.
    "${tools}ar" t "$library" | { grep '\.dwo$' || true; } | xargs -r "${tools}ar" dD "$library"
    "${tools}strip" --enable-deterministic-archives --strip-debug --remove-section=.llvmbc --remove-section=.llvmcmd "$library"
}

# Makes ready to build for a target.
prepare_for() {
    local target=$1 tools linker
    tools=$(tools "$target")
    linker=CARGO_TARGET_${target^^}_LINKER
    [[ -z $tools ]] || export "${linker//-/_}=${tools}gcc"
    command -v "${tools}strip" >/dev/null || {
        echo "${tools}strip is missing, and so are compilers for $target, no doubt; scripts/deps.sh knows them" >&2
        exit 1
    }
    if [[ ! -d $(rustc --print target-libdir --target "$target") ]] && command -v rustup >/dev/null; then
        rustup target add "$target"
    fi
    # So that the sources are there when their folder is asked for.
    cargo fetch --quiet --locked --target "$target"
}

# cargo-c makes names, links and the pkg-config file, as it does for `make install`.
install_library() {
    local target=$1 place=$2 tools
    tools=$(tools "$target")
    CARGO_ENCODED_RUSTFLAGS=$(flags "$target") PREFIX=$place DESTDIR='' LIBDIR='' TARGET=$target scripts/install.sh --locked
    # Wherever it is unpacked.
    sed -i "s|^prefix=.*|prefix=\${pcfiledir}/../..|" "$place/lib/pkgconfig/graph_upload.pc"
    strip_static "$tools" "$place/lib/libgraph_upload.a"
    find "$place" \( -name '*.so.*.*.*' -o -name '*.dll' \) -exec "${tools}strip" --strip-unneeded {} +
}

install_simulator() {
    local target=$1 place=$2 tools file=graph-upload-simulator
    tools=$(tools "$target")
    # To optimise it as a whole takes minutes, and no test of a client would notice. In a folder of its own: cargo-c has
    # another cargo in it, and each would build again what the other has built.
    CARGO_TARGET_DIR=$built/simulator CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
        CARGO_ENCODED_RUSTFLAGS=$(flags "$target") cargo build --release --locked --target "$target" --package graph-upload-simulator
    [[ $target != *-windows-* ]] || file+=.exe
    install -D "$built/simulator/$target/release/$file" "$place/bin/$file"
    "${tools}strip" --strip-unneeded "$place/bin/$file"
}

# The documents of a package that git knows: what is no part of the repository, such as a program that was built in place,
# stays here. Links lead to what is beside them.
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
        examples-c ':(glob)docs/*.md' ':(glob)docs/manual/*.md' ':(glob)docs/simulator*.png' ':(glob)docs/states.*' docs/bench/results.md docs/bench/plot.svg
}

pack_simulator() {
    local target=$1 name=$2
    install_simulator "$target" "$out/$name"
    add_documents "$target" "$out/$name" graph-upload-simulator graph-upload-simulator 'LICENSE-*' \
        ':(glob)docs/simulator*' simulator/examples
}

# What people unpack there without a further program.
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
    echo "these archives are not those of a commit: something has been changed since" >&2
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
