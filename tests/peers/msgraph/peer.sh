# The official Python SDK.

msgraph_peer() {
    local python
    python_install msgraph || return 0
    echo "== msgraph-sdk, $("$python" --version)"
    simulator msgraph-business
    CASES='drive_whole drive_session message everywhere' msgraph_client msgraph-business
    simulator msgraph-personal --set drive.flavour=personal
    CASES=drive_whole msgraph_client msgraph-personal
}

msgraph_client() {
    SSL_CERT_FILE=$CA client "$1" "$python" "$work/msgraph/upload.py"
}
