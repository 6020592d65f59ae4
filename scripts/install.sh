#!/usr/bin/env bash
# Installs libraries, headers, pkg-config file and CMake package with cargo-c. Run by `make install`.
#
#   PREFIX    prefix at run time, by default /usr/local
#   DESTDIR   prepended while files are copied, for packages
#   LIBDIR    by default $PREFIX/lib
#   TARGET    another system, named as in `rustc --print target-list`
set -euo pipefail
cd "$(dirname "$0")/.."

# Each cargo-c belongs to one release of cargo; this is the newest for the Rust version of the tests.
readonly version=0.10.24

command -v cargo >/dev/null || {
    echo "cargo is missing for this user; install it with: curl https://sh.rustup.rs -sSf | sh" >&2
    exit 1
}
if ! cargo capi --version >/dev/null 2>&1; then
    command -v pkg-config >/dev/null && pkg-config --exists openssl libcurl || packages='pkg-config libssl-dev'
    line="apt-get install -y --no-install-recommends ${packages:-}"
    if [[ -n ${packages:-} && $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
        apt-get update -q </dev/null
        DEBIAN_FRONTEND=noninteractive $line </dev/null
    elif [[ -n ${packages:-} ]]; then
        echo "building cargo-c needs OpenSSL's headers; on Debian: $line" >&2
    fi
    echo "installing cargo-c (some minutes)"
    # It runs briefly; unoptimised it builds in half the time.
    CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=false \
        cargo install --quiet --locked "cargo-c@$version" || {
        echo "cargo-c cannot be installed; see https://github.com/lu-zero/cargo-c" >&2
        exit 1
    }
fi

prefix=${PREFIX:-/usr/local}
arguments=(--package graph-upload --release --prefix "$prefix" --libdir "${LIBDIR:-$prefix/lib}")
[[ -z ${DESTDIR:-} ]] || arguments+=(--destdir "$DESTDIR")
[[ -z ${TARGET:-} ]] || arguments+=(--target "$TARGET")
cargo cinstall "${arguments[@]}" "$@"
