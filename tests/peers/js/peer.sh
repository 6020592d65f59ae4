# The official JavaScript SDK.

js_peer() {
    npm_install js || return 0
    echo "== @microsoft/microsoft-graph-client, node $(node --version)"
    simulator js-business
    CASES='driveSizes driveConflicts driveSessions outlook todo' js_client js-business
    simulator js-personal --set drive.flavour=personal --set drive.progress=camel/closed --set todo.put=bare \
        --set drive.status=camel/closed
    CASES='driveSizes driveConflicts driveSessions todoBare' js_client js-personal
}

js_client() {
    NODE_EXTRA_CA_CERTS=$CA NODE_NO_WARNINGS=1 client "$1" node "$work/js/upload.mjs"
}
