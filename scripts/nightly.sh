# Sourced: finds the toolchain for nightly features.
# Sets `cargo` to the command, as an array, and `toolchain` to its name, empty for the default.

if cargo +nightly --version >/dev/null 2>&1; then
    cargo=(cargo +nightly)
    toolchain=nightly
else
    # The stable compiler has the same sanitizers, but hides them.
    export RUSTC_BOOTSTRAP=1
    cargo=(cargo)
    toolchain=
    echo "no nightly toolchain (rustup toolchain install nightly); using the stable one"
fi

# Returns whether a component is installed, installing it if possible.
has_component() {
    rustup component add ${toolchain:+--toolchain "$toolchain"} "$1" >/dev/null 2>&1
}
