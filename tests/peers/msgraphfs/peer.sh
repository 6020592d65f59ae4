# msgraphfs, an fsspec file system.

msgraphfs_peer() {
    local python flavour
    needs msgraphfs openssl || return 0
    python_install msgraphfs || return 0
    echo "== msgraphfs, $("$python" --version)"
    # It does not know the size: its pieces leave the total open, and a POST to the upload URL commits them. It sends the
    # token along.
    for flavour in business personal; do
        way_simulator "msgraphfs-$flavour" --set "drive.flavour=$flavour" --set drive.open-totals=true \
            --set drive.personal-commit=true --set drive.takes-tokens=true
        msgraphfs_client "msgraphfs-$flavour"
    done
}

msgraphfs_client() {
    client "$1" env HTTPS_PROXY="$WAY" NO_PROXY=localhost SSL_CERT_FILE="$CAS" "$python" "$work/msgraphfs/upload.py"
}
