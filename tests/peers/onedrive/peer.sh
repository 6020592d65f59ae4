# onedrive, of Debian: a client that keeps a folder in step with a drive.

onedrive_install() {
    if ! command -v onedrive >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        { apt-get update && apt-get install --yes --no-install-recommends onedrive; } >"$runs/apt-onedrive" 2>&1 || true
    fi
    command -v onedrive >/dev/null && command -v unshare >/dev/null && command -v openssl >/dev/null
}

# It trusts the system's authorities alone: it gets others in a mount namespace of its own.
onedrive_run() {
    local home=$runs/$1.home
    mkdir -p "$home/conf" "$home/folder"
    echo -n none >"$home/conf/refresh_token"
    cp "${@:2}" "$home/folder/"
    "${direct[@]}" HOME="$home" HTTPS_PROXY="$WAY" https_proxy="$WAY" NO_PROXY=localhost no_proxy=localhost \
        unshare --map-root-user --mount sh -c \
        'mount --bind "$0" /etc/ssl/certs/ca-certificates.crt && exec onedrive "$@"' "$CAS" \
        --confdir "$home/conf" --syncdir "$home/folder" --synchronize --upload-only --no-remote-delete \
        --force-http-11 --verbose --verbose >"$runs/$1.onedrive" 2>&1
}

onedrive_peer() {
    if ! onedrive_install; then
        missing onedrive "not installed, or openssl and unshare for the way to it"
        return 0
    fi
    echo "== $(onedrive --version)"
    local flavour name way_program=$here/onedrive/way.py
    for flavour in business personal; do
        export DRIVE_TYPE=$flavour
        way_simulator "onedrive-$flavour" --set "drive.flavour=$flavour"
        onedrive_run "onedrive-$flavour" "$files/"{0B,1B,4MiB+1,12MiB} || { fail "onedrive $flavour"; tail -n 20 "$runs/onedrive-$flavour.onedrive"; }
        for name in 0B 1B 4MiB+1 12MiB; do
            same "drives/d1/root:/$name:/content" "$name"
        done
    done
}
