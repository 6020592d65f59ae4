# Clients from their registries, below target/peers, at the versions of the lock files.

# needs CLIENT PROGRAM…: whether the programs are there. If not, the client is left out, unless GU_REQUIRE_PEERS asks for all.
needs() {
    local program
    for program in "${@:2}"; do
        command -v "$program" >/dev/null && continue
        if [ -n "${GU_REQUIRE_PEERS:-}" ]; then fail "$1: no $program"; else note "left out: $1: no $program"; fi
        return 1
    done
}

# npm_install CLIENT: what CLIENT/package-lock.json names, without scripts of packages.
npm_install() {
    local from=$here/$1 to=$work/$1
    needs "$1" node npm || return 1
    mkdir -p "$to"
    cmp -s "$from/package-lock.json" "$to/installed" ||
        {
            cp "$from/package.json" "$from/package-lock.json" "$to/" &&
                (cd "$to" && npm ci --silent --no-audit --no-fund --ignore-scripts) &&
                cp "$from/package-lock.json" "$to/installed"
        } || { fail "$1: it cannot be installed"; return 1; }
    # Modules are looked for next to the file that names them.
    cp "$here/common/findings.mjs" "$from/"*.mjs "$to/"
}

# python_install CLIENT: what CLIENT/requirements.txt names, in a virtual environment. Sets python.
python_install() {
    local from=$here/$1 to=$work/$1
    python=$to/bin/python
    needs "$1" python3 || return 1
    cmp -s "$from/requirements.txt" "$to/installed" ||
        {
            rm -rf "$to" && python3 -m venv "$to" &&
                "$to/bin/pip" install --quiet --no-deps --no-compile -r "$from/requirements.txt" &&
                cp "$from/requirements.txt" "$to/installed"
        } || { fail "$1: it cannot be installed"; return 1; }
    [ ! -e "$from/upload.py" ] || cp "$here/common/findings.py" "$from/"*.py "$to/"
}
