#!/usr/bin/env bash
# Builds the library for other Linux targets, and runs the tests of its C side with it: programs for other processors under
# QEMU, static programs for musl directly. The simulator runs on this system. Run by `make test-targets`. Arguments select
# targets.
set -euo pipefail
cd "$(dirname "$0")/.."
exec </dev/null

targets=("$@")
[[ $# != 0 ]] || targets=(x86_64-unknown-linux-musl aarch64-unknown-linux-gnu i686-unknown-linux-gnu)
# 32-bit systems have another size_t in C++, and files too large for off_t.
conformance=(library:: sessions:: system:: threads:: whole::)
wide_sizes=(cpp::every_wrapper cpp::values cpp::objects cpp::an_exception examples::the_drive_example)

# What a target needs: compilers for C and C++, and a runner.
describe() {
    runner='' tests=("${conformance[@]}")
    case $1 in
        # Debian has no C++ library for musl; C programs compiled as C++ need none.
        x86_64-unknown-linux-musl) cc=musl-gcc cxx=musl-gcc ;;
        aarch64-unknown-linux-gnu)
            cc=aarch64-linux-gnu-gcc cxx=aarch64-linux-gnu-g++ runner='qemu-aarch64-static -L /usr/aarch64-linux-gnu'
            ;;
        i686-unknown-linux-gnu)
            cc=i686-linux-gnu-gcc cxx=i686-linux-gnu-g++ runner='qemu-i386-static -L /usr/i686-linux-gnu'
            tests+=("${wide_sizes[@]}")
            ;;
        *)
            echo "unknown target: $1" >&2
            exit 2
            ;;
    esac
}

# Prints the first missing tool of a target.
missing() {
    local tool
    for tool in "$cc" "$cxx" ${runner%% *}; do
        command -v "$tool" >/dev/null || { echo "$tool" && return; }
    done
    [[ -d $(rustc --print target-libdir --target "$1") ]] || echo "Rust's library for it (rustup target add $1)"
}

# A target without its tools is skipped, unless all are required.
scripts/deps.sh --targets || [[ -z ${GU_REQUIRE_PEERS:-} ]]
tried=() left_out=()
for target in "${targets[@]}"; do
    describe "$target"
    if [[ ! -d $(rustc --print target-libdir --target "$target") ]] && command -v rustup >/dev/null; then
        rustup target add "$target" || true
    fi
    lacks=$(missing "$target")
    if [[ -n $lacks ]]; then left_out+=("$target, which lacks $lacks"); else tried+=("$target"); fi
done
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
export GU_PROFILE=quick
if [[ ${#tried[@]} != 0 ]]; then
    echo "building the library for ${tried[*]}"
    for target in "${tried[@]}"; do TARGET=$target PREFIX=$place/$target scripts/install.sh --locked; done
    cargo test --workspace --test c_programs --test symbols --no-run
fi

for target in "${tried[@]}"; do
    echo "== $target"
    describe "$target"
    export GU_CC=$cc GU_CXX=$cxx GU_RUNNER=$runner GU_LIBRARIES=$place/$target/lib
    [[ -n $runner ]] || unset GU_RUNNER
    if [[ $target == *-musl ]]; then
        # Programs are static where there is no shared library; scripts/test-platforms.sh has those that load one.
        rm "$GU_LIBRARIES"/libgraph_upload.so*
        # Debian's unwinder is for another C library.
        cp "$(rustc --print target-libdir --target "$target")/self-contained/libunwind.a" "$GU_LIBRARIES/"
    else
        cargo test --workspace --test symbols
    fi
    for name in "${tests[@]}"; do
        # A renamed test must not be skipped silently.
        cargo test --workspace --quiet --test c_programs -- --list "$name" | grep ': test$' >/dev/null || {
            echo "no test name starts with $name" >&2
            exit 1
        }
    done
    cargo test --workspace --test c_programs -- "${tests[@]}"
done
for text in "${left_out[@]}"; do
    echo "not tried: $text" >&2
done
[[ ${#left_out[@]} == 0 || -z ${GU_REQUIRE_PEERS:-} ]]
