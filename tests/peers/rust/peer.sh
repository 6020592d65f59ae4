# The crates onedrive-api and opendal, in one program.

rust_install() {
    CARGO_TARGET_DIR=$work/rust cargo build --quiet --locked --manifest-path "$here/rust/Cargo.toml" ||
        { fail "rust: the clients cannot be built"; return 1; }
}

rust_peer() {
    needs rust openssl || return 0
    rust_install || return 0
    echo "== onedrive-api and opendal, $(cargo --version)"
    local flavour
    for flavour in business personal; do
        way_simulator "rust-$flavour" --set "drive.flavour=$flavour"
        client "rust-$flavour" env CASES='onedrive-api opendal' WAY="$WAY" CAS="$CAS" "$work/rust/debug/graph-upload-peers"
    done
}
