# onedrive-api of npm.

onedrive_api_peer() {
    npm_install onedrive-api || return 0
    echo "== onedrive-api, node $(node --version)"
    local flavour
    for flavour in business personal; do
        simulator "onedrive-api-$flavour" --set "drive.flavour=$flavour"
        CASES='whole session' onedrive_api_client "onedrive-api-$flavour"
    done
}

onedrive_api_client() {
    NODE_EXTRA_CA_CERTS=$CA NODE_NO_WARNINGS=1 client "$1" node "$work/onedrive-api/upload.mjs"
}
