# onedrive, of Debian: a client that keeps a folder in step with a drive.

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
    needs onedrive onedrive openssl python3 unshare || return 0
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
