#!/usr/bin/env bash
# Runs the C and C++ programs of the tests under AddressSanitizer, UndefinedBehaviorSanitizer and ThreadSanitizer on both
# sides of the boundary, and the tests without sockets under Miri. Run by `make test-sanitizers`. Arguments select parts:
# address, thread, miri.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/nightly.sh

folder=${CARGO_TARGET_DIR:-$PWD/target}
[[ $folder == /* ]] || folder=$PWD/$folder
triple=$(rustc -vV | sed -n 's/^host: //p')
export CARGO_TERM_QUIET=true

# Builds the instrumented libraries. Tests and simulator are not instrumented.
library() {
    local sanitizer=$1
    shift
    RUSTFLAGS="-Zsanitizer=$sanitizer" "${cargo[@]}" rustc --lib --crate-type staticlib,cdylib --target "$triple" \
        --target-dir "$folder/$sanitizer" --config 'profile.dev.package."*".opt-level=1' "$@"
    libraries=$folder/$sanitizer/$triple/debug
    nm -D "$libraries/libgraph_upload.so" | grep "U __[at]san_" >/dev/null || { echo "the library is not instrumented" >&2; exit 1; }
}

# Runs the programs, linked with these libraries. Without Python, which would have to be instrumented too.
programs() {
    GU_LIBRARIES=$libraries GU_SANITIZE=$1 cargo test --workspace --test c_programs -- --skip python "${@:2}"
}

address() {
    echo "== AddressSanitizer, LeakSanitizer and UndefinedBehaviorSanitizer"
    # Not 1, the expected exit status of some programs.
    export ASAN_OPTIONS=exitcode=99 UBSAN_OPTIONS=exitcode=99
    library address
    programs "-fsanitize=address,undefined -fno-sanitize-recover=undefined" \
        --skip the_example_attaches_files_through_faults
}

thread() {
    echo "== ThreadSanitizer"
    # Without an instrumented standard library it reports false races.
    if ! has_component rust-src; then
        echo "not run: rust-src is missing (rustup component add rust-src). Helgrind is no substitute, as it does not" \
            "know the locks of Rust; make test runs the same programs under Memcheck"
        return
    fi
    library thread -Zbuild-std
    ${CC:-cc} -O1 -fsanitize=thread -c tests/c/tsan.c -o "$libraries/tsan.o"
    # A library loaded at run time needs the program to export their symbols.
    local options="halt_on_error=1 suppressions=$PWD/tests/c/tsan.supp"
    TSAN_OPTIONS=$options programs "-fsanitize=thread -rdynamic -Wl,$libraries/tsan.o" \
        --skip files_of_every_size sessions:: threads:: queue:: whole:: library:: process::handles
}

miri() {
    echo "== Miri"
    if ! has_component miri || ! has_component rust-src; then
        echo "not run: Miri is missing (rustup component add --toolchain nightly miri rust-src); make test-long runs the" \
            "programs under Memcheck"
        return
    fi
    # Cargo would search for a workspace above the default folder, which others may write to.
    export TMPDIR=$folder/miri/tmp
    mkdir -p "$TMPDIR"
    export MIRIFLAGS=-Zmiri-disable-isolation
    "${cargo[@]}" miri test --target-dir "$folder/miri" --test objects
    # A panic's payload is leaked on purpose (src/ffi/guard.rs), and one of these tests panics.
    export MIRIFLAGS="$MIRIFLAGS -Zmiri-ignore-leaks"
    # Only crates with unsafe code: the tables of the core, which forbids it, would take hours.
    "${cargo[@]}" miri test --target-dir "$folder/miri" --lib -- \
        ffi::guard:: host:: saved::envelope::tests::what_is
}

[[ $# -gt 0 ]] || set -- address thread miri
for part in "$@"; do "$part"; done
