#!/usr/bin/env bash
# Builds the wheels, of the package and of the simulator for tests, into OUT/python: build.sh OUT
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
out=$(realpath "$1")
build=$out/python/build

"$out/tools/bin/pip" install --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
    -r "$here/requirements/build.txt"
rm -rf "$build" "$out"/python/*.whl
mkdir -p "$build"
cp -R "$here/src" "$here/setup.py" "$here/pyproject.toml" "$here/README.md" "$root"/LICENSE-* "$build"
cp -R "$here/simulator" "$build/simulator"
cp "$root"/LICENSE-* "$build/simulator"
install -D "$out/native/libgraph_upload.so" "$build/src/graph_upload/lib/libgraph_upload.so"
install -D "$out/native/graph-upload-simulator" "$build/simulator/src/graph_upload_simulator/bin/graph-upload-simulator"
mkdir "$build/man"
PYTHONPATH=$build/src PYTHONDONTWRITEBYTECODE=1 "$out/tools/bin/python" -m graph_upload.command.manual \
    >"$build/man/graph-upload.1"
cp -R "$out/notices/graph-upload" "$build/notices"
cp -R "$out/notices/graph-upload-simulator" "$build/simulator/notices"
find "$build" -name __pycache__ -prune -exec rm -rf {} +

GU_VERSION=$(sed -n 's/^version = "\(.*\)"/\1/p' "$root/Cargo.toml" | head -1)
export GU_VERSION GU_PLATFORM=manylinux_2_17_x86_64
for package in "$build/simulator" "$build"; do
    "$out/tools/bin/pip" wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index \
        --wheel-dir "$out/python" "$package"
    rm -rf "$package/build"
done
rm -rf "$build"
ls -l "$out"/python/*.whl
