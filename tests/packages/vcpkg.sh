#!/usr/bin/env bash
# Runs the vcpkg port with functions in place of vcpkg's, and builds programs with what it installs: vcpkg.sh PORT FOLDER
set -euo pipefail
port=$1 folder=$2
cd "$(dirname "$0")/../.."
# The fields that a port must have, and those that a manifest may have.
python3 - "$port/vcpkg.json" <<'PYTHON'
import json, re, sys
manifest = json.load(open(sys.argv[1]))
allowed = {"name", "version", "description", "homepage", "license", "supports"}
assert {"name", "version"} <= manifest.keys() <= allowed, manifest.keys()
assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", manifest["name"]) and re.fullmatch(r"\d+(\.\d+)*", manifest["version"])
assert manifest["supports"].count("(") == manifest["supports"].count(")")
PYTHON
version=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["version"])' "$port/vcpkg.json")
for linkage in dynamic static; do
    installed=$folder/$linkage
    cmake -D "PORT_FOLDER=$port" -D "VERSION=$version" -D "CURRENT_PACKAGES_DIR=$installed" -D "CURRENT_BUILDTREES_DIR=$folder/trees" \
        -D "VCPKG_LIBRARY_LINKAGE=$linkage" -D CMAKE_INSTALL_MESSAGE=NEVER -D "PROCESSOR=$(uname -m)" -P tests/packages/vcpkg.cmake
    # What vcpkg looks for after a port has run.
    for file in share/graph-upload/{copyright,usage,THIRD-PARTY.md,graph_upload.cdx.json} share/graph_upload/graph_upload-config.cmake \
        include/graph_upload.h {,debug/}lib/pkgconfig/graph_upload.pc; do
        [[ -s $installed/$file ]] || { echo "the port installs no $file" >&2 && exit 1; }
    done
    [[ ! -e $installed/debug/include && ! -e $installed/debug/share ]]
    cmake -S packaging/conan/test_package -B "$folder/built-$linkage" "-DCMAKE_PREFIX_PATH=$installed" >/dev/null
    cmake --build "$folder/built-$linkage" >/dev/null
    "$folder/built-$linkage/program"
done
# No library of the other kind is there to be linked by mistake.
[[ -z $(find "$folder/dynamic" -name '*.a') && -z $(find "$folder/static" -name '*.so*') ]]
