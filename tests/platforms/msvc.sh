#!/usr/bin/env bash
# Compiles program.c for Visual Studio's ABI and links it with the import library of an archive: msvc.sh PREFIX FOLDER
set -euo pipefail
prefix=$1 folder=$2
mkdir -p "$folder"
printf 'LIBRARY kernel32.dll\nEXPORTS\n    GetStdHandle\n    WriteFile\n    ExitProcess\n' >"$folder/kernel32.def"
llvm-dlltool -m i386:x86-64 -d "$folder/kernel32.def" -l "$folder/kernel32.lib"
clang --target=x86_64-pc-windows-msvc -std=c99 -ffreestanding -fno-stack-protector -Wall -Wextra -Werror -I"$prefix/include" \
    -c "$(dirname "$0")/program.c" -o "$folder/program.obj"
lld-link -entry:start -subsystem:console -nodefaultlib -out:"$folder/program.exe" "$folder/program.obj" "$prefix/lib/graph_upload.lib" \
    "$folder/kernel32.lib"
