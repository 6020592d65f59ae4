#!/usr/bin/env bash
# Checks licences, versions, sources and advisories of all crates with cargo-deny and deny.toml. Run by `make deny`.
#
# Advisories need a copy of https://github.com/RustSec/advisory-db. Without a copy and the network, this prints a warning,
# or fails if GU_REQUIRE_ADVISORIES is set. A copy older than deny.toml allows is a failure too.
set -euo pipefail
cd "$(dirname "$0")/.."
exec </dev/null

readonly version=0.20.2

if ! cargo deny --version >/dev/null 2>&1; then
    echo "installing cargo-deny (a minute or two)"
    # It runs for a second, so optimising it does not pay.
    CARGO_PROFILE_DEV_DEBUG=0 cargo install --quiet --locked --debug "cargo-deny@$version"
fi

cargo fetch --quiet --locked
cargo deny --locked --offline check --hide-inclusion-graph --deny unmatched-skip licenses bans sources

# Unchecked is not passed.
log=$(mktemp)
trap 'rm -f "$log"' EXIT
copies=("${CARGO_HOME:-$HOME/.cargo}"/advisory-dbs/*/)
if timeout 120 cargo deny fetch db >"$log" 2>&1 || [[ -d ${copies[0]} ]]; then
    # Fails if the copy is too old.
    cargo deny --locked --offline check --hide-inclusion-graph advisories
else
    echo "advisories: NOT CHECKED, because the database cannot be fetched:" >&2
    tail -n 5 "$log" >&2
    [[ -z ${GU_REQUIRE_ADVISORIES:-} ]]
fi
