#!/usr/bin/env bash
# Builds what the packages carry, into OUT/native: the library and the simulator, which need glibc 2.17 alone (manylinux_2_17);
# and into OUT/notices the licences of what is linked into each.
# Zig, from PyPI, links against that version; it is not needed at install. Usage: native.sh OUT
set -euo pipefail
cd "$(dirname "$0")/.."
out=$(realpath -m "$1")
target=x86_64-unknown-linux-gnu
[[ $(rustc -vV | sed -n 's/^host: //p') == "$target" ]] || {
    echo "the packages carry libraries for $target; build them on such a machine" >&2
    exit 1
}

tools=$out/tools
requirements=bindings/native.txt
if ! cmp -s "$requirements" "$tools/requirements.txt"; then
    python3 -m venv --clear "$tools"
    "$tools/bin/pip" install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r "$requirements"
    cp "$requirements" "$tools/requirements.txt"
fi

export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target}
export PATH=$tools/bin:$PATH
# A directory of its own, so that other builds for the host are not built again with other linkers.
mkdir -p "$out/native"
cargo zigbuild --release --locked --target "$target.2.17" --target-dir "$CARGO_TARGET_DIR/bindings/cargo" \
    --lib --package graph-upload
cargo zigbuild --release --locked --target "$target.2.17" --target-dir "$CARGO_TARGET_DIR/bindings/cargo" \
    --package graph-upload-simulator
built=$CARGO_TARGET_DIR/bindings/cargo/$target/release
cp "$built/libgraph_upload.so" "$built/graph-upload-simulator" "$out/native"
strip --strip-unneeded "$out/native/libgraph_upload.so" "$out/native/graph-upload-simulator"

# The licences of what is linked into them, which go into each package.
rm -rf "$out/notices"
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
for package in graph-upload graph-upload-simulator; do
    mkdir -p "$out/notices/$package"
    python3 scripts/notices.py "$target" "$out/notices/$package" "$package"
done

# What auditwheel would say.
for file in "$out"/native/*; do
    needed=$(objdump -T "$file" | grep -o 'GLIBC_[0-9.]*' | sort -Vu | tail -1)
    [[ $(printf '%s\n' "$needed" GLIBC_2.17 | sort -V | tail -1) == GLIBC_2.17 ]] || {
        echo "$file needs $needed" >&2
        exit 1
    }
done
