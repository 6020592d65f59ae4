# onedrive-api of npm.

onedrive_api_peer() {
    npm_install onedrive-api || return 0
    echo "== onedrive-api, node $(node --version)"
    simulator onedrive-api-business
    CASES='whole session' onedrive_api_client onedrive-api-business
}

onedrive_api_client() {
    NODE_EXTRA_CA_CERTS=$CA NODE_NO_WARNINGS=1 client "$1" node "$work/onedrive-api/upload.mjs"
}
