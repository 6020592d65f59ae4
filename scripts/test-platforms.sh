#!/usr/bin/env bash
# Takes the libraries out of the archives, and uses each as far as this machine can: with the C libraries of old and new systems,
# with musl, with an emulated processor, and linked as Visual Studio links. Run by `make test-platforms`; docs/platforms.md has
# what that comes to.
#
#   scripts/test-platforms.sh [PART…]     old new musl aarch64 aarch64-musl python-aarch64 msvc windows-arm
set -euo pipefail
cd "$(dirname "$0")/.."
exec </dev/null

scripts/deps.sh --platforms
# shellcheck source-path=SCRIPTDIR
source scripts/targets.sh
parts=("$@")
[[ $# != 0 ]] || parts=(old new musl aarch64 aarch64-musl python-aarch64 msvc windows-arm)
place=$(mktemp -d "${TMPDIR:-/tmp}/graph-upload-platforms.XXXXXX")
. scripts/wine.sh
trap 'end_wine; rm -rf "$place"' EXIT
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
. scripts/simulator.sh
export GU_SIMULATOR=$simulator
passed=0

# Sets `unpacked` to the prefix in the archive for a target, which is made first if it is missing.
unpack() {
    local target=$1 name=graph-upload-$version-$1 ending=tar.gz
    [[ $target != *-windows-* ]] || ending=zip
    unpacked=$place/$name
    [[ ! -d $unpacked ]] || return 0
    [[ -e $target_folder/dist/$name.$ending ]] || scripts/dist.sh --library "$target"
    if [[ $ending == zip ]]; then
        python3 -m zipfile -e "$target_folder/dist/$name.zip" "$place"
    else
        tar -C "$place" -xzf "$target_folder/dist/$name.tar.gz"
    fi
}

# Compiles the C driver of the conformance suite with a compiler and the unpacked library.
compile_driver() {
    # The headers of newer C libraries have C11 in them.
    local flags=
    [[ $1 != *zig* ]] || flags=-Wno-c11-extensions
    CC=$1 CFLAGS=$flags bindings/conformance/drivers/c/compile.sh "$2" "$unpacked/lib/libgraph_upload.so.0"
}

# Runs the suite with a driver that a command starts.
conform() {
    local driver=$1 what=$2
    shift 2
    printf '#!/bin/sh\nexec %s "$@"\n' "$driver" >"$place/driver"
    chmod +x "$place/driver"
    echo "== $what: the conformance suite in C"
    GU_CONFORM_C=$place/driver python3 bindings/conformance/run.py c "$@"
    passed=$((passed + 1))
}

# An emulated processor is slow: what has to happen within half a second is left out.
emulated=()
for name in $(python3 -c 'import json; print(*json.load(open("bindings/conformance/index.json")))'); do
    case $name in
        cancel-* | interrupt-* | nothing-blocked | dropped | fork-* | exit-* | end-* | many-* | forgotten-* | closed-during-run) ;;
        *) emulated+=(--only "$name") ;;
    esac
done

glibc_of() {
    local release=$1 folder=$place/$1
    unpack x86_64-unknown-linux-gnu
    scripts/userland.sh "$release" amd64 "$folder" libc6
    # Built for the oldest glibc that the library promises, as a program for old systems is.
    [[ -e $place/driver-gnu ]] || compile_driver "$tools/bin/python -m ziglang cc -target x86_64-linux-gnu.$glibc" "$place/driver-gnu"
    local loader
    loader=$(find "$folder" -name 'ld-linux-x86-64.so.2' -path '*x86_64-linux-gnu*' | head -n 1)
    conform "$loader --library-path $(dirname "$loader"):$unpacked/lib $place/driver-gnu" "glibc of Debian $release"
}

run_old() { glibc_of bullseye; }
run_new() { glibc_of sid; }

run_musl() {
    unpack x86_64-unknown-linux-musl
    compile_driver musl-gcc "$place/driver-musl"
    conform "/lib/ld-musl-x86_64.so.1 --library-path $unpacked/lib $place/driver-musl" 'musl on x86_64'
}

arm() {
    [[ -d $place/arm ]] || scripts/userland.sh bookworm arm64 "$place/arm" libc6 musl libgcc-s1 python3.11-minimal \
        libpython3.11-minimal libpython3.11-stdlib libffi8 libssl3 zlib1g libexpat1 libbz2-1.0 liblzma5
    qemu="qemu-aarch64-static -L $place/arm"
}

run_aarch64() {
    arm
    unpack aarch64-unknown-linux-gnu
    compile_driver aarch64-linux-gnu-gcc "$place/driver-arm"
    conform "$qemu -E LD_LIBRARY_PATH=$unpacked/lib $place/driver-arm" 'glibc on aarch64' "${emulated[@]}"
}

run_aarch64-musl() {
    arm
    unpack aarch64-unknown-linux-musl
    compile_driver "$tools/bin/python -m ziglang cc -target aarch64-linux-musl -dynamic" "$place/driver-arm-musl"
    conform "$qemu $place/arm/lib/ld-musl-aarch64.so.1 --library-path $unpacked/lib $place/driver-arm-musl" 'musl on aarch64' \
        "${emulated[@]}"
}

# The wheel, with an interpreter for that processor.
run_python-aarch64() {
    arm
    unpack aarch64-unknown-linux-gnu
    local out=$place/bindings wheel
    mkdir -p "$out/native" "$out/platforms/aarch64-unknown-linux-gnu" "$out/notices/graph-upload" "$out/python"
    cp -L "$unpacked/lib/libgraph_upload.so" "$out/platforms/aarch64-unknown-linux-gnu/"
    cp -R "$unpacked/share/doc/graph_upload"/{licenses,THIRD-PARTY.md,BUILD.md} "$out/notices/graph-upload"
    ln -s "$tools" "$out/tools"
    bindings/python/build.sh "$out"
    wheel=$(echo "$out"/python/graph_upload-*aarch64.whl)
    python3 -m zipfile -e "$wheel" "$place/site"
    cat >"$place/python.json" <<END
{"command": ["sh", "-c", "exec $qemu -E PYTHONPATH=$place/site -E PYTHONHOME=$place/arm/usr $place/arm/usr/bin/python3.11 $PWD/bindings/python/conform.py"],
 "forms": ["sync"], "refused": $(python3 -c 'import json; print(json.dumps({k.partition("/")[0]: v for k, v in json.load(open("bindings/python/conform.json"))["refused"].items() if not k.endswith("/async")}))')}
END
    echo '== aarch64: the conformance suite in Python, with the wheel'
    python3 bindings/conformance/run.py python --driver "$place/python.json" --seconds 120 "${emulated[@]}"
    passed=$((passed + 1))
}

# clang and lld-link take the place of Visual Studio's compiler and linker: same objects, same import libraries.
run_msvc() {
    unpack x86_64-pc-windows-gnu
    echo '== Windows: linked as Visual Studio links'
    tests/platforms/msvc.sh "$unpacked" "$place/msvc"
    start_wine "$place"
    WINEPATH="$WINEPATH;Z:${unpacked//\//\\}\\bin" wine "$place/msvc/program.exe" | tr -d '\r' >"$place/said"
    diff "$place/said" <(echo "$version")
    passed=$((passed + 1))
}

# Nothing here runs it: what it exports, and for which processor.
run_windows-arm() {
    local dll
    unpack aarch64-pc-windows-gnullvm
    dll=$unpacked/bin/graph_upload.dll
    echo '== Windows on aarch64: what the DLL says of itself'
    llvm-readobj --file-headers "$dll" | grep -q 'Machine: IMAGE_FILE_MACHINE_ARM64 '
    diff <(llvm-readobj --coff-exports "$dll" | sed -n 's/^ *Name: //p' | sort) \
        <(write_exports | sed -n 's/^    //p' | sort)
    # Nothing but Windows is needed.
    ! llvm-readobj --needed-libs "$dll" | grep -i -E 'libgcc|libunwind|libwinpthread|libc\+\+'
    passed=$((passed + 1))
}

install_zig
for part in "${parts[@]}"; do
    "run_$part"
done
echo "platforms: $passed passed, 0 failed"
