# Office365-REST-Python-Client.

office365_peer() {
    local python
    python_install office365 || return 0
    echo "== Office365-REST-Python-Client, $("$python" --version)"
    way_simulator office365-business
    CASES='drive_whole drive_session message todo' office365_client office365-business
}

office365_client() {
    client "$1" env HTTPS_PROXY="$WAY" NO_PROXY=localhost REQUESTS_CA_BUNDLE="$CAS" \
        "$python" "$work/office365/upload.py"
}
