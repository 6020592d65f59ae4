# PnPjs.

pnp_peer() {
    npm_install pnp || return 0
    echo "== @pnp/graph, node $(node --version)"
    local flavour
    simulator pnp-strict-business
    CASES=strict HOST=sharepoint/ pnp_client pnp-strict-business
    simulator pnp-strict-personal --set drive.flavour=personal
    CASES=strict HOST=personal/ pnp_client pnp-strict-personal
    # What the service did with a token until late in 2023.
    for flavour in business personal; do
        simulator "pnp-$flavour" --set "drive.flavour=$flavour" --set drive.takes-tokens=true
        CASES='whole session' pnp_client "pnp-$flavour"
    done
}

pnp_client() {
    NODE_EXTRA_CA_CERTS=$CA NODE_NO_WARNINGS=1 client "$1" node "$work/pnp/upload.mjs"
}
