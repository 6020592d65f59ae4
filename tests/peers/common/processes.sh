# Processes in the background, which end when the pipes that they read from are closed.

children=()
holds=()

# start NAME COMMAND…: runs a command whose standard input stays open until stop_all; its output goes to $runs/NAME.
start() {
    local name=$1 hold
    shift
    mkfifo "$runs/$name.in"
    "$@" <"$runs/$name.in" >"$runs/$name" 2>"$runs/$name.err" &
    children+=($!)
    exec {hold}>"$runs/$name.in"
    holds+=("$hold")
    rm "$runs/$name.in"
}

# Waiting shows that they did end.
stop_all() {
    local hold child tries
    for hold in ${holds[@]+"${holds[@]}"}; do exec {hold}>&-; done
    for child in ${children[@]+"${children[@]}"}; do
        for tries in $(seq 600); do
            kill -0 "$child" 2>/dev/null || break
            sleep 0.05
        done
        # One that did not notice that its input ended.
        kill "$child" 2>/dev/null && fail "process $child did not end with its input"
        wait "$child" 2>/dev/null || true
    done
    holds=() children=()
}

# await FILE PATTERN: until a line of the file fits.
await() {
    local tries
    for tries in $(seq 600); do
        if grep -q -- "$2" "$1" 2>/dev/null; then return 0; fi
        sleep 0.05
    done
    echo "no '$2' in $1:" >&2
    cat "$1" "$1.err" >&2 || true
    exit 1
}
