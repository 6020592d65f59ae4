# PnPjs.

pnp_peer() {
    npm_install pnp || return 0
    echo "== @pnp/graph, node $(node --version)"
    simulator pnp-business
    CASES='whole session' pnp_client pnp-business
}

pnp_client() {
    NODE_EXTRA_CA_CERTS=$CA NODE_NO_WARNINGS=1 client "$1" node "$work/pnp/upload.mjs"
}
