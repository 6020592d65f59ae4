# Counts what was found.

passed=0
failed=0

pass() { passed=$((passed + 1)); echo "ok      $*"; }
fail() { failed=$((failed + 1)); echo "FAILED  $*"; }
note() { echo "        $*"; }

# same PATH FILE: whether the simulator holds the file's bytes there.
same() {
    local got=$runs/fetched
    if "${direct[@]}" curl --silent --show-error --fail --cacert "$CA" --oauth2-bearer "$TOKEN" \
        --output "$got" "$BASE_URL/$1" &&
        cmp -s "$got" "$files/$2"; then
        pass "stored: $2 at $1"
    else
        fail "stored: $2 at $1: other bytes, or none"
    fi
    rm -f "$got"
}

# quote METHOD STATUS PART TEXT…: shows a request of the simulator's log, with PART in its URL, that must be there.
quote() {
    local method=$1 status=$2 part=$3 line
    shift 3
    line=$(grep -E "^$status $method +[^ ]*$part" "$LOG" | tail -n 1) || true
    if [ -n "$line" ]; then
        note "$line  $*"
    else
        fail "no $method of $part was answered with $status"
    fi
}

# The findings of a client, line by line on standard input; see findings.mjs.
findings() {
    local word rest method status part
    while read -r word rest; do
        case $word in
            pass) pass "$rest" ;;
            fail) fail "$rest" ;;
            same) same "${rest% *}" "${rest##* }" ;;
            quote)
                read -r method status part rest <<<"$rest"
                quote "$method" "$status" "$part" "$rest"
                ;;
            *) note "$word $rest" ;;
        esac
    done
}

# client NAME COMMAND…: runs a client and takes its findings. One that ends badly has failed.
client() {
    local out=$runs/$1.out status=0
    "${direct[@]}" "${@:2}" >"$out" 2>"$out.err" || status=$?
    findings <"$out"
    if [ "$status" -ne 0 ] || [ ! -s "$out" ]; then
        fail "$1 ended with $status"
        tail -n 20 "$out.err"
    fi
}
