# The simulator, and the files that are uploaded to it.

build() {
    # shellcheck source=/dev/null
    . "$root/scripts/simulator.sh"
    binary=$simulator
}

make_files() {
    local name size
    while read -r name size; do
        if [ ! -f "$files/$name" ] || [ "$(wc -c <"$files/$name")" -ne "$size" ]; then
            head -c "$size" /dev/urandom >"$files/$name"
        fi
    done <<'SIZES'
0B 0
1B 1
320KiB 327680
3MiB 3145728
3MiB+1 3145729
5MB 5000000
5MiB 5242880
12MB+1 12000001
4MiB+1 4194305
12MiB 12582912
SIZES
}

# simulator NAME OPTION…: starts one, and sets BASE_URL, TOKEN, CA and LOG.
simulator() {
    LOG=$runs/$1
    CA=$runs/$1.pem
    start "$1" "$binary" --until-stdin-closes --ca-file "$CA" --set page-size=100 "${@:2}"
    await "$LOG" '^ready$'
    BASE_URL=$(sed -n 's/^base-url: //p' "$LOG")
    TOKEN=$(sed -n 's/^token: //p' "$LOG")
    export BASE_URL TOKEN FILES=$files
}
