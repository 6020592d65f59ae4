# Sourced. How to build for a system, which is named as in `rustc --print target-list`; without a name, for this machine by its own
# compilers.
#
#   prepare_for TARGET            installs what builds for it, as far as that needs no administrator
#   build_for TARGET ARGUMENT…    cargo build
#   built_for TARGET              the folder of what it has built
#   tool_for TARGET TOOL          the name of a binary tool, such as strip
#   strip_static TARGET FILE      removes what a static library need not have
#   c_needs TARGET                what a C program that links the static library needs besides
#
# GU_PROFILE is cargo's profile, by default release. Tests that only look at what lies where take a quicker one.
# shellcheck shell=bash

# Libraries for Linux have to run on old systems: this is what manylinux_2_17 and RHEL 7 have.
readonly glibc=2.17
target_folder=$(realpath -m "${CARGO_TARGET_DIR:-target}")
tools=$target_folder/tools
host=$(rustc --version --verbose | sed -n 's/^host: //p')

# Zig, from PyPI, has the headers and libraries of all glibc and musl versions. Whoever installs the library does not need it.
install_zig() {
    local requirements=scripts/zig.txt
    ! cmp -s "$requirements" "$tools/requirements.txt" || return 0
    echo "installing Zig" >&2
    python3 -m venv --clear "$tools"
    "$tools/bin/pip" install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r "$requirements"
    cp "$requirements" "$tools/requirements.txt"
}

is_by_zig() { [[ $1 == *-linux-* || $1 == *-windows-gnullvm ]]; }

prepare_for() {
    local target=$1
    [[ -n $target ]] || return 0
    if [[ ! -d $(rustc --print target-libdir --target "$target") ]] && command -v rustup >/dev/null; then
        rustup target add "$target"
    fi
    if is_by_zig "$target"; then install_zig; fi
    command -v "$(tool_for "$target" strip)" >/dev/null || {
        echo "$(tool_for "$target" strip) is missing, and probably the compilers for $target too; scripts/deps.sh installs them" >&2
        return 1
    }
    # Fetches the sources, so that their folder exists.
    cargo fetch --quiet --locked --target "$target"
}

# Removes the paths of the sources, which would differ between machines.
flags_for() {
    local folder flags=()
    for folder in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*; do
        flags+=("--remap-path-prefix=$folder=/crates")
    done
    case $1 in
        *-windows-gnu) flags+=(-Clink-arg=-Wl,--no-insert-timestamp) ;;
        # A shared library for musl needs a C library that is not linked into it.
        *-musl) flags+=(-Ctarget-feature=-crt-static) ;;
    esac
    (IFS=$'\x1f' && echo "${flags[*]}")
}

# What a DLL exports, as linkers for Windows want it.
# https://learn.microsoft.com/cpp/build/reference/module-definition-dot-def-files
write_exports() {
    echo 'LIBRARY graph_upload.dll'
    echo EXPORTS
    python3 -c 'import json, sys; print(*("    " + f["name"] for f in json.load(sys.stdin)["functions"]), sep="\n")' \
        <include/graph_upload.api.json
}

# Subshells: what is set for one target must not reach the next.
build_for() (
    local target=$1 arguments=(--profile "${GU_PROFILE:-release}" "${@:2}")
    if [[ -z $target ]]; then
        cargo build "${arguments[@]}"
        return
    fi
    CARGO_ENCODED_RUSTFLAGS=$(flags_for "$target")
    export CARGO_ENCODED_RUSTFLAGS
    # Nothing that is compiled asks for the time, and cargo would build again what has seen another.
    unset SOURCE_DATE_EPOCH
    if is_by_zig "$target"; then
        local version=
        if [[ $target == *-windows-gnullvm ]]; then
            # cargo-zigbuild leaves out rustc's own list; without one every symbol is exported.
            export GU_EXPORTS=$target_folder/graph_upload.def
            write_exports >"$GU_EXPORTS"
        fi
        [[ $target != *-linux-gnu ]] || version=.$glibc
        PATH=$tools/bin:$PATH CARGO_TARGET_DIR=$target_folder cargo zigbuild --target "$target$version" "${arguments[@]}"
    else
        export "$(cargo_variable "$target" LINKER)=$(tool_for "$target" gcc)"
        cargo build --target "$target" "${arguments[@]}"
    fi
)

built_for() {
    local profile=${GU_PROFILE:-release}
    # https://doc.rust-lang.org/cargo/reference/profiles.html#dev
    [[ $profile != dev ]] || profile=debug
    echo "$target_folder/${1:+$1/}$profile"
}

tool_for() {
    local target=${1:-$host} tool=$2
    case $target in
        "${host%-*}"-*) echo "$tool" ;;
        x86_64-pc-windows-gnu) echo "x86_64-w64-mingw32-$tool" ;;
        *-windows-gnullvm) echo "llvm-$tool" ;;
        *-linux-*) echo "${target%%-*}-linux-gnu-$tool" ;;
        *) echo "unknown tools for $target" >&2 && return 1 ;;
    esac
}

# Rust's standard library and ring's C come with debug information as large as the rest, and with LLVM bitcode, which other
# linkers reject. Not by LLVM's tools: GNU's strip, by which distributions strip again, does not read what llvm-strip writes.
strip_static() {
    local target=$1 library=$2 ar strip
    ar=$(tool_for "$target" ar) strip=$(tool_for "$target" strip)
    # Rust's library for Windows has an empty object, which strip reports as an error.
    own_messages "$ar" "$ar" t "$library" | { grep '\.dwo$' || true; } | own_messages "$ar" xargs -r "$ar" dD "$library"
    own_messages "$strip" "$strip" --enable-deterministic-archives --strip-debug --remove-section=.llvmbc --remove-section=.llvmcmd \
        "$library"
}

# Runs a command, and of what it reports only the messages of one program: where clang is installed, GNU's tools load LLVM's
# plugin, which knows older bitcode alone and has hundreds of lines to say about that.
own_messages() {
    local program=$1
    shift
    # Some write it to the output.
    "$@" > >(grep -v -e '^bfd plugin: ') 2> >(grep -F -e "$program: " >&2)
}

cargo_variable() {
    local name=CARGO_TARGET_${1^^}_$2
    echo "${name//-/_}"
}

# rustc --print native-static-libs says the same.
c_needs() {
    case ${1:-$host} in
        *-linux-musl) echo '-lgcc_s -lc' ;;
        *-linux-*) echo '-lgcc_s -lutil -lrt -lpthread -lm -ldl -lc' ;;
        *-windows-*) echo '-lbcrypt -ladvapi32 -lkernel32 -lntdll -luserenv -lws2_32 -ldbghelp' ;;
        *-apple-*) echo '-framework Security -framework SystemConfiguration -framework CoreFoundation -liconv -lSystem -lc -lm' ;;
    esac
}
