#!/usr/bin/env bash
# Builds the reference manual of both headers with Doxygen, with a page per option, compiles the examples of these pages,
# and checks every link. Run by `make docs`.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v doxygen >/dev/null; then
    line='apt-get install -y --no-install-recommends doxygen'
    if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
        echo "doxygen is missing; install it with: $line" >&2
        exit 1
    fi
    apt-get update -q </dev/null
    DEBIAN_FRONTEND=noninteractive $line </dev/null
fi

folder=${CARGO_TARGET_DIR:-target}/manual
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
rm -rf "$folder"
mkdir -p "$folder"
python3 scripts/option_pages.py "$folder/options"
cc -std=c99 -Wall -Wextra -Werror -fsyntax-only -Iinclude "$folder/options/options.c"
{
    cat docs/manual/Doxyfile
    echo "INPUT += $folder/options"
    # No path of this machine, and the same bytes elsewhere.
    echo "STRIP_FROM_PATH += $folder"
    echo "OUTPUT_DIRECTORY = $folder"
    echo "PROJECT_NUMBER = $version"
} | doxygen -
python3 scripts/check_links.py "$folder/html"
echo "manual   $folder/html/index.html"
