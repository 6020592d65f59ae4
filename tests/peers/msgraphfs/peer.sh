# msgraphfs, an fsspec file system.

msgraphfs_peer() {
    local python
    python_install msgraphfs || return 0
    echo "== msgraphfs, $("$python" --version)"
    way_simulator msgraphfs-business
    msgraphfs_client msgraphfs-business
}

msgraphfs_client() {
    client "$1" env HTTPS_PROXY="$WAY" NO_PROXY=localhost SSL_CERT_FILE="$CAS" "$python" "$work/msgraphfs/upload.py"
}
