#!/usr/bin/env bash
# Builds the library for other systems that are Linux too, and runs the tests of its C side with it there, against the
# simulator, which runs on this system: programs for other processors under QEMU, static ones for musl as they are.
# `make test-targets` runs it. Arguments name some of the targets.
set -euo pipefail
cd "$(dirname "$0")/.."
exec </dev/null

targets=("$@")
[[ $# != 0 ]] || targets=(x86_64-unknown-linux-musl aarch64-unknown-linux-gnu i686-unknown-linux-gnu)
# With 32 bits C++ has another size_t, and files may have sizes that off_t cannot hold.
conformance=(library:: sessions:: system:: threads:: whole::)
wide_sizes=(cpp::every_wrapper cpp::values cpp::objects cpp::an_exception examples::the_drive_example)

# What a target needs: compilers for C and C++, and what runs its programs.
describe() {
    runner='' tests=("${conformance[@]}")
    case $1 in
        # Debian has no C++ library for musl; the programs in C need none when they are compiled as C++.
        x86_64-unknown-linux-musl) cc=musl-gcc cxx=musl-gcc ;;
        aarch64-unknown-linux-gnu)
            cc=aarch64-linux-gnu-gcc cxx=aarch64-linux-gnu-g++ runner='qemu-aarch64-static -L /usr/aarch64-linux-gnu'
            ;;
        i686-unknown-linux-gnu)
            cc=i686-linux-gnu-gcc cxx=i686-linux-gnu-g++ runner='qemu-i386-static -L /usr/i686-linux-gnu'
            tests+=("${wide_sizes[@]}")
            ;;
        *)
            echo "nothing is known of $1" >&2
            exit 2
            ;;
    esac
}

# The first thing that is missing for a target.
missing() {
    local tool
    for tool in "$cc" "$cxx" ${runner%% *}; do
        command -v "$tool" >/dev/null || { echo "$tool" && return; }
    done
    [[ -d $(rustc --print target-libdir --target "$1") ]] || echo "Rust's library for it (rustup target add $1)"
}

# Without its tools a target is left out, unless all have to be tried.
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
if [[ ${#tried[@]} != 0 ]]; then
    echo "building the library for ${tried[*]}"
    export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=aarch64-linux-gnu-gcc
    export CARGO_TARGET_I686_UNKNOWN_LINUX_GNU_LINKER=i686-linux-gnu-gcc
    cargo build --profile quick --lib "${tried[@]/#/--target=}"
    cargo test --test c_programs --test symbols --no-run
fi

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
for target in "${tried[@]}"; do
    echo "== $target"
    describe "$target"
    export GU_CC=$cc GU_CXX=$cxx GU_RUNNER=$runner GU_LIBRARIES=$place/$target
    [[ -n $runner ]] || unset GU_RUNNER
    mkdir "$GU_LIBRARIES"
    cp "${CARGO_TARGET_DIR:-target}/$target"/quick/libgraph_upload.* "$GU_LIBRARIES/"
    if [[ $target == *-musl ]]; then
        # Debian's unwinder is made for another C library.
        cp "$(rustc --print target-libdir --target "$target")/self-contained/libunwind.a" "$GU_LIBRARIES/"
    else
        cargo test --test symbols
    fi
    for name in "${tests[@]}"; do
        # One that was renamed must not be left out unseen.
        cargo test --quiet --test c_programs -- --list "$name" | grep ': test$' >/dev/null || {
            echo "no test begins with $name" >&2
            exit 1
        }
    done
    cargo test --test c_programs -- "${tests[@]}"
done
for text in "${left_out[@]}"; do
    echo "not tried: $text" >&2
done
[[ ${#left_out[@]} == 0 || -z ${GU_REQUIRE_PEERS:-} ]]
