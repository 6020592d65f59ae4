#!/usr/bin/env bash
# Compiles the C driver: compile.sh PROGRAM LIBRARY
set -euo pipefail
program=$(realpath -m "$1") library=$(realpath "$2")
cd "$(dirname "$0")"
# The compiler may have arguments, such as a target.
read -ra compiler <<<"${CC:-cc}"
read -ra flags <<<"${CFLAGS:-}"
"${compiler[@]}" -std=c99 -Wall -Wextra -Wpedantic -Wshadow -Werror -O1 -g -pthread -I../../../../include "${flags[@]}" ./*.c -o "$program" \
    "$library" "-Wl,-rpath,$(dirname "$library")"
