# Sourced. Sets `simulator` to the simulator's program: GU_SIMULATOR if that is set, or else what cargo builds.
if [[ -n ${GU_SIMULATOR:-} ]]; then
    simulator=$GU_SIMULATOR
else
    (cd "$(dirname "${BASH_SOURCE[0]}")/.." && cargo build --quiet -p graph-upload-simulator)
    simulator=$(realpath "${CARGO_TARGET_DIR:-$(dirname "${BASH_SOURCE[0]}")/../target}")/debug/graph-upload-simulator
fi
