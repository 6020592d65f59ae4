#!/usr/bin/env bash
# Builds the addon, which finds the library beside itself: build.sh ADDON LIBRARY NODE_MODULES. NODE_MODULES has node-api-headers.
# CC is the compiler; a Zig that aims at an old glibc makes an addon for old systems.
set -euo pipefail
addon=$(realpath -m "$1") library=$(realpath "$2") modules=$(realpath "$3")
cd "$(dirname "$0")"
# With -z nodelete its threads may end after the last JavaScript environment that uses it, such as that of a worker.
# shellcheck disable=SC2086,SC2016
${CC:-cc} -std=c11 -D_GNU_SOURCE -O2 -fPIC -shared -fvisibility=hidden -Wall -Wextra -Wshadow -Werror -pthread \
    -I"$modules/node-api-headers/include" -I../../../include ./*.c -o "$addon" \
    "$library" -Wl,-z,nodelete '-Wl,-rpath,$ORIGIN'
