# Sourced by scripts that run programs for Windows: a private Wine, and the compilers for it.
#
#   start_wine FOLDER     in an empty folder below it; WINEPATH, the search path for DLLs, starts with FOLDER/lib
#   end_wine              stops it, whatever its state

start_wine() {
    own_prefix=$1/prefix
    # Wine decodes file names by the locale.
    export LC_ALL=C.UTF-8 WINEPREFIX=$own_prefix WINEDEBUG=-all WINEPATH="Z:${1//\//\\}\\lib"
    # No .NET, no HTML engine (which a new prefix would search for), no window.
    export WINEDLLOVERRIDES='mscoree,mshtml=' DISPLAY=
    mkdir "$WINEPREFIX" "$1/lib"
    # Rust's source of random numbers, missing in Wine before version 9.
    x86_64-w64-mingw32-gcc -shared -Wall -Werror -o "$1/lib/bcryptprimitives.dll" tests/c/bcryptprimitives.c -ladvapi32
    # Keeps running, so that programs need not start it each time.
    wineserver -p
    wine wineboot --init >/dev/null 2>&1
    # The variant with C++11 threads, unlike the default.
    export GU_RUNNER=wine GU_CC=x86_64-w64-mingw32-gcc-posix GU_CXX=x86_64-w64-mingw32-g++-posix
}

end_wine() {
    # Not WINEPREFIX, which may be the user's.
    [[ -n ${own_prefix:-} ]] || return 0
    wineserver -k || true
    wineserver -w || true
    # Processes would wait for ever for a failed server; only they have this prefix.
    export -n WINEPREFIX
    grep -lszxF "WINEPREFIX=$own_prefix" /proc/[0-9]*/environ | cut -d/ -f3 | xargs -r kill -9 2>/dev/null || true
}
