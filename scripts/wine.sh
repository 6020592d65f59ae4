# For scripts that run programs for Windows, which source it: a Wine of their own, and the compilers for it.
#
#   start_wine FOLDER     below it, in an empty one; WINEPATH, where DLLs are looked for, begins with FOLDER/lib
#   end_wine              whatever became of it

start_wine() {
    own_prefix=$1/prefix
    # Wine takes names of files for what the locale says.
    export LC_ALL=C.UTF-8 WINEPREFIX=$own_prefix WINEDEBUG=-all WINEPATH="Z:${1//\//\\}\\lib"
    # Neither .NET nor HTML, which a new prefix would look for, nor a window.
    export WINEDLLOVERRIDES='mscoree,mshtml=' DISPLAY=
    mkdir "$WINEPREFIX" "$1/lib"
    # What Rust takes random numbers from, and Wine before its version 9 has not.
    x86_64-w64-mingw32-gcc -shared -Wall -Werror -o "$1/lib/bcryptprimitives.dll" tests/c/bcryptprimitives.c -ladvapi32
    # It stays, so that not every program has to start it anew.
    wineserver -p
    wine wineboot --init >/dev/null 2>&1
    # With the threads of C++11, which the usual flavour has not.
    export GU_RUNNER=wine GU_CC=x86_64-w64-mingw32-gcc-posix GU_CXX=x86_64-w64-mingw32-g++-posix
}

end_wine() {
    # Not WINEPREFIX, which may be the user's own.
    [[ -n ${own_prefix:-} ]] || return 0
    wineserver -k || true
    wineserver -w || true
    # Processes of a server that has failed would wait for it for ever; no others have this prefix.
    export -n WINEPREFIX
    grep -lszxF "WINEPREFIX=$own_prefix" /proc/[0-9]*/environ | cut -d/ -f3 | xargs -r kill -9 2>/dev/null || true
}
