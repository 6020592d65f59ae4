#!/usr/bin/env bash
# Installs libraries, headers, pkg-config file and CMake package. Run by `make install`.
#
#   PREFIX    prefix at run time, by default /usr/local
#   DESTDIR   prepended while files are copied, for packages
#   LIBDIR    by default $PREFIX/lib
#   TARGET    another system, named as in `rustc --print target-list`
#
# Arguments are cargo's, such as --locked --offline.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v cargo >/dev/null || {
    echo "cargo is missing for this user; install it with: curl https://sh.rustup.rs -sSf | sh" >&2
    exit 1
}
# shellcheck source-path=SCRIPTDIR
source scripts/targets.sh
# Changes when a program that was linked with an older version would no longer run: tests/abi.rs tells.
readonly soversion=0
target=${TARGET:-}
prefix=${PREFIX:-/usr/local}
libdir=${LIBDIR:-$prefix/lib}
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)

install_versioned() {
    local file=$1 full=$2 short=$3 plain=$4
    install -D -m 755 "$file" "$DESTDIR$libdir/$full"
    ln -sf "$full" "$DESTDIR$libdir/$short"
    ln -sf "$short" "$DESTDIR$libdir/$plain"
}

install_libraries() {
    local built
    built=$(built_for "$target")
    install -D -m 644 "$built/libgraph_upload.a" "$DESTDIR$libdir/libgraph_upload.a"
    case ${target:-$host} in
        *-windows-*)
            install -D -m 755 "$built/graph_upload.dll" "$DESTDIR$prefix/bin/graph_upload.dll"
            install -m 644 "$built/libgraph_upload.dll.a" "$DESTDIR$libdir/libgraph_upload.dll.a"
            ;;
        *-apple-*)
            install_versioned "$built/libgraph_upload.dylib" "libgraph_upload.$version.dylib" \
                "libgraph_upload.$soversion.dylib" libgraph_upload.dylib
            ;;
        *)
            install_versioned "$built/libgraph_upload.so" "libgraph_upload.so.$version" \
                "libgraph_upload.so.$soversion" libgraph_upload.so
            ;;
    esac
}

# A space in a path of a pkg-config file is escaped.
escaped() { printf '%s' "$1" | sed 's/[ \\#]/\\&/g; s/[&|]/\\&/g'; }

install_descriptions() {
    local file=$DESTDIR$libdir/pkgconfig/graph_upload.pc
    mkdir -p "$DESTDIR$libdir/pkgconfig" "$DESTDIR$prefix/include" "$DESTDIR$prefix/share/cmake/graph_upload"
    sed -e "s|@prefix@|$(escaped "$prefix")|" -e "s|@libdir@|$(escaped "$libdir")|" -e "s|@version@|$version|" \
        -e "s|@private@|$(c_needs "$target")|" packaging/pkgconfig/graph_upload.pc.in >"$file"
    cp -R include/. "$DESTDIR$prefix/include"
    cp packaging/cmake/*.cmake "$DESTDIR$prefix/share/cmake/graph_upload"
}

case ${target:-$host} in
    *-apple-*) export GU_SONAME=$libdir/libgraph_upload.$soversion.dylib ;;
    *) export GU_SONAME=libgraph_upload.so.$soversion ;;
esac
DESTDIR=${DESTDIR:-}
prepare_for "$target"
build_for "$target" --lib --package graph-upload "$@"
install_libraries
install_descriptions
