#!/usr/bin/env bash
# Runs the program of each recipe against the simulator, and the conformance suite: test.sh OUT
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$(realpath "$1")
made=$out/recipes

export GU_SIMULATOR=${GU_SIMULATOR:-$out/native/graph-upload-simulator}
export GU_LIBRARY=$out/native/libgraph_upload.so
unset GU_CDEF
GU_RECIPES=$made PYTHONDONTWRITEBYTECODE=1 python3 "$here/test_programs.py"
GU_CONFORM_LUA=$made/lua/conform.lua GU_CONFORM_PERL=$made/perl/conform.pl GU_CONFORM_D=$made/d/conform \
    GU_CONFORM_ZIG=$made/zig/conform python3 "$here/../conformance/run.py" lua perl d zig
