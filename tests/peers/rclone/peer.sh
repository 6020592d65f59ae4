# rclone: of Debian, and as its authors build it, from the Python package index.

rclone_run() {
    "${direct[@]}" HTTPS_PROXY="$WAY" "$rclone" --config "$runs/rclone.conf" \
        --ca-cert "$CAS" --retries 1 --low-level-retries 3 --disable-http2 \
        --onedrive-chunk-size 5M "$@" >"$runs/rclone.last" 2>&1
}

# rclone_simulator NAME OPTION…: a simulator, a way to it, and a configuration.
rclone_simulator() {
    way_simulator "$@"
    cat >"$runs/rclone.conf" <<CONF
[drive]
type = onedrive
drive_id = d1
drive_type = $flavour
token = {"access_token":"$TOKEN","token_type":"Bearer","refresh_token":"none","expiry":"2099-01-01T00:00:00Z"}
CONF
}

# Whether it is a version that is known to send the token along to upload URLs: rclone/rclone issue 7405.
rclone_sends_token() {
    local version
    version=$("$rclone" version | sed -n '1s/^rclone v\([0-9.]*\).*/\1/p')
    [ "$(printf '%s\n1.65.0\n' "$version" | sort -V | tail -n 1)" = 1.65.0 ]
}

rclone_uploads() {
    local name
    for name in "$@"; do
        if rclone_run copyto "$files/$name" "drive:rclone $name"; then
            pass "rclone $flavour $name"
        else
            fail "rclone $flavour $name"
            tail -n 5 "$runs/rclone.last"
        fi
        same "drives/d1/root:/rclone%20$name:/content" "$name"
    done
}

# It knows the file again, by its time and size, and by the hash when asked to: it sends nothing.
rclone_unchanged() {
    local before after options=(--checksum)
    before=$(grep -c ' PUT ' "$LOG")
    # The hash that it expects of personal drives is the one that those no longer have.
    [ "$flavour" = business ] || options=()
    rclone_run ${options[@]+"${options[@]}"} copyto "$files/$1" "drive:rclone $1" || cat "$runs/rclone.last"
    after=$(grep -c ' PUT ' "$LOG")
    if [ "$before" = "$after" ]; then
        pass "rclone $flavour $1, once more: unchanged"
    else
        fail "rclone $flavour $1, once more: sent again"
    fi
    [ "$flavour" = business ] || return 0
    local ours theirs
    ours=$("$rclone" hashsum QuickXorHash "$files/$1" 2>/dev/null | cut -d' ' -f1)
    rclone_run hashsum QuickXorHash "drive:rclone $1" || true
    theirs=$(grep -o '^[0-9a-f]\{40\}' "$runs/rclone.last")
    if [ -n "$ours" ] && [ "$ours" = "$theirs" ]; then
        pass "rclone $flavour $1: its QuickXorHash is the service's"
    else
        fail "rclone $flavour $1: QuickXorHash $ours here, $theirs there"
        tail -n 5 "$runs/rclone.last"
    fi
}

# rclone_strict HOST: a service that refuses tokens on its upload hosts. Sets tolerant when the client needs another one.
rclone_strict() {
    local text="rclone $flavour, the token on an upload URL"
    if rclone_run copyto "$files/5MB" drive:strict; then
        if rclone_sends_token; then fail "$text: not refused"; else pass "$text: it is not sent"; fi
    elif grep -q 'Failed to copy: InvalidAuthenticationToken: invalidAudience' "$runs/rclone.last"; then
        pass "$text: refused"
        quote PUT 401 "$1/" InvalidAuthenticationToken
        # What the service did with it until late in 2023.
        tolerant=(--set drive.takes-tokens=true)
    else
        fail "$text: refused, but not for that"
        tail -n 5 "$runs/rclone.last"
    fi
}

rclone_peer() {
    local rclone python
    needs rclone openssl python3 || return 0
    if needs "rclone of Debian" rclone; then
        rclone=$(command -v rclone)
        rclone_one
        stop_all
    fi
    python_install rclone || return 0
    rclone=$work/rclone/bin/rclone
    rclone_one
}

rclone_one() {
    local flavour tolerant=() which
    which=$("$rclone" version | sed -n '1s/ /-/p')
    echo "== $("$rclone" version | head -n 1)"
    flavour=business
    rclone_simulator "$which-strict-business" --set drive.flavour=business
    rclone_strict sharepoint
    flavour=personal
    rclone_simulator "$which-strict-personal" --set drive.flavour=personal
    rclone_strict personal
    for flavour in business personal; do
        rclone_simulator "$which-$flavour" --set "drive.flavour=$flavour" ${tolerant[@]+"${tolerant[@]}"}
        # Not 0B: it sets an empty file's time with a PATCH of the item, which is no part of the simulator.
        rclone_uploads 1B 320KiB 4MiB+1 5MiB 12MB+1
        rclone_unchanged 12MB+1
    done
}
