#!/usr/bin/env bash
# The library under sanitizers: the C and C++ programs of the tests with AddressSanitizer, UndefinedBehaviorSanitizer and
# ThreadSanitizer on both sides of the boundary, and what needs no socket under Miri. `make test-sanitizers` runs it.
# Arguments name the parts: address, thread, miri.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/nightly.sh

folder=${CARGO_TARGET_DIR:-$PWD/target}
[[ $folder == /* ]] || folder=$PWD/$folder
triple=$(rustc -vV | sed -n 's/^host: //p')
export CARGO_TERM_QUIET=true

# Builds the libraries of the C side. Tests and simulator stay as they are: they are not what is looked at.
library() {
    local sanitizer=$1
    shift
    RUSTFLAGS="-Zsanitizer=$sanitizer" "${cargo[@]}" rustc --lib --crate-type staticlib,cdylib --target "$triple" \
        --target-dir "$folder/$sanitizer" --config 'profile.dev.package."*".opt-level=1' "$@"
    libraries=$folder/$sanitizer/$triple/debug
    nm -D "$libraries/libgraph_upload.so" | grep "U __[at]san_" >/dev/null || { echo "it is not instrumented" >&2; exit 1; }
}

# Runs the programs, linked with these libraries. Python is left out, which would have to be built alike.
programs() {
    GU_LIBRARIES=$libraries GU_SANITIZE=$1 cargo test --test c_programs -- --skip python "${@:2}"
}

address() {
    echo "== AddressSanitizer, LeakSanitizer and UndefinedBehaviorSanitizer"
    # Not 1, which some programs are to end with.
    export ASAN_OPTIONS=exitcode=99 UBSAN_OPTIONS=exitcode=99
    library address
    programs "-fsanitize=address,undefined -fno-sanitize-recover=undefined" \
        --skip the_example_attaches_files_through_faults
}

thread() {
    echo "== ThreadSanitizer"
    # Without a standard library of the same kind it sees races where there are none.
    if ! has_component rust-src; then
        echo "not run: rust-src is missing (rustup component add rust-src). Helgrind is no substitute, as it does not" \
            "know the locks of Rust; make test runs the same programs under Memcheck"
        return
    fi
    library thread -Zbuild-std
    ${CC:-cc} -O1 -fsanitize=thread -c tests/c/tsan.c -o "$libraries/tsan.o"
    # What a library that is loaded late needs of these, the program has to export.
    TSAN_OPTIONS=halt_on_error=1 programs "-fsanitize=thread -rdynamic -Wl,$libraries/tsan.o" \
        --skip files_of_every_size sessions:: threads:: whole:: library:: process::handles
}

miri() {
    echo "== Miri"
    if ! has_component miri || ! has_component rust-src; then
        echo "not run: Miri is missing (rustup component add --toolchain nightly miri rust-src); make test runs the" \
            "programs under Memcheck"
        return
    fi
    # Its own workspace would be searched for above the usual folder, which others may write to.
    export TMPDIR=$folder/miri/tmp
    mkdir -p "$TMPDIR"
    export MIRIFLAGS=-Zmiri-disable-isolation
    "${cargo[@]}" miri test --target-dir "$folder/miri" --test objects
    # What a panic carries is leaked on purpose (src/ffi/guard.rs), and one of these tests panics.
    export MIRIFLAGS="$MIRIFLAGS -Zmiri-ignore-leaks"
    # Only what has unsafe code: the tables of the protocol, which forbids it, would take hours.
    "${cargo[@]}" miri test --target-dir "$folder/miri" --lib -- \
        ffi::guard:: host:: saved::envelope::tests::what_is
}

[[ $# -gt 0 ]] || set -- address thread miri
for part in "$@"; do "$part"; done
