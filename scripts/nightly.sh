# Sourced: finds the toolchain for what only a nightly compiler does.
# Sets `cargo` to the command, as an array, and `toolchain` to its name, empty for the usual one.

if cargo +nightly --version >/dev/null 2>&1; then
    cargo=(cargo +nightly)
    toolchain=nightly
else
    # The stable compiler has the same sanitizers, and only says that it has not.
    export RUSTC_BOOTSTRAP=1
    cargo=(cargo)
    toolchain=
    echo "no nightly toolchain (rustup toolchain install nightly), so the stable one is made to do"
fi

# Whether a component is there, perhaps only now.
has_component() {
    rustup component add ${toolchain:+--toolchain "$toolchain"} "$1" >/dev/null 2>&1
}
