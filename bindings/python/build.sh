#!/usr/bin/env bash
# Builds the wheels into OUT/python: one for each platform that has a library in OUT/platforms, and that of the simulator for tests
# if OUT/native has one. Usage: build.sh OUT
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
# shellcheck source-path=SCRIPTDIR
source "$here/../platforms.sh"
out=$(realpath "$1")
build=$out/python/build
python=$out/tools/bin/python
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$here" log -1 --format=%ct 2>/dev/null || echo 315532800)}
GU_VERSION=$(sed -n 's/^version = "\(.*\)"/\1/p' "$root/Cargo.toml" | head -1)
export SOURCE_DATE_EPOCH GU_VERSION

# A wheel for any platform, of the package in a folder.
wheel() {
    "$python" -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index --wheel-dir "$build" "$1"
}

"$python" -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r "$here/requirements/build.txt"
rm -rf "$build" "$out"/python/*.whl
mkdir -p "$build/package"
cp -R "$here/src" "$here/setup.py" "$here/pyproject.toml" "$here/README.md" "$root"/LICENSE-* "$build/package"
find "$build/package" \( -name __pycache__ -o -path '*/graph_upload/lib' \) -prune -exec rm -rf {} +
python3 "$here/../merge_notices.py" "$out/notices/graph-upload" "$build/package/notices"
# The manual comes from the parser, whose package loads the library.
if [[ -e $out/native/libgraph_upload.so ]]; then
    mkdir "$build/package/man"
    GU_LIBRARY=$out/native/libgraph_upload.so PYTHONPATH=$build/package/src PYTHONDONTWRITEBYTECODE=1 \
        "$python" -m graph_upload.command.manual >"$build/package/man/graph-upload.1"
fi
wheel "$build/package"
while read -r target file tag; do
    "$python" "$here/platform_wheel.py" "$build"/graph_upload-*.whl "$tag" "$out/python" \
        "graph_upload/lib/$file=$out/platforms/$target/$file"
done < <(platforms "$out" python)

if [[ -e $out/native/graph-upload-simulator ]]; then
    cp -R "$here/simulator" "$build/simulator"
    find "$build/simulator" \( -name __pycache__ -o -name bin \) -prune -exec rm -rf {} +
    cp "$root"/LICENSE-* "$build/simulator"
    python3 "$here/../merge_notices.py" "$out/notices/graph-upload-simulator" "$build/simulator/notices"
    wheel "$build/simulator"
    "$python" "$here/platform_wheel.py" "$build"/graph_upload_simulator-*.whl "manylinux_2_17_$(uname -m)" "$out/python" \
        "graph_upload_simulator/bin/graph-upload-simulator=$out/native/graph-upload-simulator"
fi
rm -rf "$build"
ls -l "$out"/python/*.whl
