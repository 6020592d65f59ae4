# The official Python SDK.

msgraph_peer() {
    local python
    python_install msgraph || return 0
    echo "== msgraph-sdk, $("$python" --version)"
    simulator msgraph-business
    CASES='drive_whole drive_session message' msgraph_client msgraph-business
}

msgraph_client() {
    SSL_CERT_FILE=$CA client "$1" "$python" "$work/msgraph/upload.py"
}
