#!/usr/bin/env bash
# Builds the addon, which finds the library beside itself: build.sh ADDON LIBRARY NODE_MODULES [TARGET]. NODE_MODULES has
# node-api-headers. CC is the compiler, by default this machine's; TARGET is Rust's name of the system, by default this one.
set -euo pipefail
addon=$(realpath -m "$1") library=$(realpath "$2") modules=$(realpath "$3") target=${4:-$(uname -m)-unknown-linux-gnu}
cd "$(dirname "$0")"
flags=(-std=c11 -D_GNU_SOURCE -DBUILDING_NODE_EXTENSION -O2 -s -shared -Wall -Wextra -Wshadow -Werror
    -I"$modules/node-api-headers/include" -I../../../include)
exports=
trap 'rm -rf "$exports"' EXIT
case $target in
    *-windows-*)
        # The linker wants an import library. With a Zig as compiler there is one tool more.
        machine=i386:x86-64
        [[ $target != aarch64-* ]] || machine=arm64
        exports=$(mktemp -d)
        flags+=("-Wl,--out-implib,$exports/addon.lib")
        {
            echo "LIBRARY ${library##*/}"
            echo EXPORTS
            python3 -c 'import json; print(*(f["name"] for f in json.load(open("../../../include/graph_upload.api.json"))["functions"]), sep="\n")'
        } >"$exports/library.def"
        ${DLLTOOL:-llvm-dlltool} -m "$machine" -d "$exports/library.def" -l "$exports/library.lib"
        library=$exports/library.lib
        ;;
    *-apple-*) flags+=(-fvisibility=hidden '-Wl,-rpath,@loader_path' -Wl,-undefined,dynamic_lookup) ;;
    # With -z nodelete its threads may end after the last JavaScript environment that uses it, such as that of a worker.
    # shellcheck disable=SC2016
    *) flags+=(-fPIC -fvisibility=hidden -pthread -Wl,-z,nodelete '-Wl,-rpath,$ORIGIN') ;;
esac
# shellcheck disable=SC2086
${CC:-cc} "${flags[@]}" ./*.c -o "$addon" "$library"
