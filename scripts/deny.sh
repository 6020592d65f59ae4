#!/usr/bin/env bash
# Checks licences, versions, sources and advisories of all crates by cargo-deny, as deny.toml says. `make deny` runs it.
#
# Advisories need a copy of https://github.com/RustSec/advisory-db. Where none can be fetched and none is there, this says
# so, and with GU_REQUIRE_ADVISORIES in the environment it fails, as it does with a copy that is older than deny.toml allows.
set -euo pipefail
cd "$(dirname "$0")/.."
exec </dev/null

readonly version=0.20.2

if ! cargo deny --version >/dev/null 2>&1; then
    echo "installing cargo-deny, which takes a minute or two"
    # A second's work needs no optimised program.
    CARGO_PROFILE_DEV_DEBUG=0 cargo install --quiet --locked --debug "cargo-deny@$version"
fi

cargo fetch --quiet --locked
cargo deny --locked --offline check --hide-inclusion-graph --deny unmatched-skip licenses bans sources

# What has not been looked at has not passed.
log=$(mktemp)
trap 'rm -f "$log"' EXIT
copies=("${CARGO_HOME:-$HOME/.cargo}"/advisory-dbs/*/)
if timeout 120 cargo deny fetch db >"$log" 2>&1 || [[ -d ${copies[0]} ]]; then
    # A copy that is too old fails here.
    cargo deny --locked --offline check --hide-inclusion-graph advisories
else
    echo "advisories: NOT LOOKED AT, since their database cannot be fetched:" >&2
    tail -n 5 "$log" >&2
    [[ -z ${GU_REQUIRE_ADVISORIES:-} ]]
fi
