# O365, of the Python package index.

o365_peer() {
    local python
    python_install o365 || return 0
    echo "== O365, $("$python" --version)"
    local flavour
    for flavour in business personal; do
        simulator "o365-$flavour" --set "drive.flavour=$flavour" --set outlook.any-casing=true
        CASES=all o365_client "o365-$flavour"
    done
    simulator o365-strict
    CASES=strict o365_client o365-strict
}

o365_client() {
    REQUESTS_CA_BUNDLE=$CA client "$1" "$python" "$work/o365/upload.py"
}
