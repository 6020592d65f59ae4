# Office365-REST-Python-Client.

office365_peer() {
    local python flavour
    needs office365 openssl || return 0
    python_install office365 || return 0
    echo "== Office365-REST-Python-Client, $("$python" --version)"
    # It writes "#microsoft.graph.AttachmentItem", with a capital A.
    for flavour in business personal; do
        way_simulator "office365-$flavour" --set "drive.flavour=$flavour" --set any-type-casing=true
        CASES='drive_whole drive_session message todo' office365_client "office365-$flavour"
    done
}

office365_client() {
    client "$1" env HTTPS_PROXY="$WAY" NO_PROXY=localhost REQUESTS_CA_BUNDLE="$CAS" \
        "$python" "$work/office365/upload.py"
}
