#!/usr/bin/env bash
# Puts the recipes into OUT/recipes as their users would have them: beside the header they read, or compiled. build.sh OUT
# Zig is that of OUT/tools, which the packages are built with; its first translate-c compiles itself, which takes minutes.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
out=$(realpath "$1")
made=$out/recipes

rm -rf "$made/lua" "$made/perl" "$made/d" "$made/zig"
mkdir -p "$made/lua" "$made/perl" "$made/d" "$made/zig"
install -m 644 "$here/lua/graph_upload.lua" "$here/lua/conform.lua" "$root/include/graph_upload.cdef.h" "$made/lua"
install -m 644 "$here/perl/GraphUpload.pm" "$here/perl/conform.pl" "$root/include/graph_upload.cdef.h" "$made/perl"

# Of one file each: the recipe's own program, and the driver, which uses the recipe as a module.
cd "$made/d"
cc -E -P "$root/include/graph_upload.h" -o graph_upload_h.i
d=(ldc2 -O -w -I "$here/d" "-L-L$out/native" -L-lgraph_upload "-L-rpath=\$ORIGIN/../../native")
"${d[@]}" -d-version=GraphUploadProgram "$here/d/graph_upload.d" graph_upload_h.i -of=upload
"${d[@]}" "$here/d/conform.d" "$here/d/graph_upload.d" graph_upload_h.i -of=conform
rm -f ./*.o

cd "$made/zig"
zig() { "$out/tools/bin/python" -m ziglang "$@"; }
zig translate-c -lc "$root/include/graph_upload.h" >c.zig
zig translate-c -lc "$here/zig/conform.h" >libc.zig
recipe=(--dep c "-Mgraph_upload=$here/zig/graph_upload.zig" -Mc=c.zig)
options=(-lc -L "$out/native" -lgraph_upload -rpath "\$ORIGIN/../../native" --cache-dir cache)
zig build-exe "${options[@]}" "${recipe[@]}" --name upload
zig build-exe "${options[@]}" --dep graph_upload --dep libc "-Mconform=$here/zig/conform.zig" "${recipe[@]}" -Mlibc=libc.zig \
    --name conform
rm -rf cache
ls -l "$made"/*
