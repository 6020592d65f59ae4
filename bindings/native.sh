#!/usr/bin/env bash
# Builds what the packages carry: native.sh OUT
#
#   OUT/platforms/TARGET   the library for this machine, and for each target of PLATFORMS (names in platforms.tsv)
#   OUT/native             this machine's library and the simulator
#   OUT/notices/PACKAGE    the licences of what is linked into them, an SBOM, and how they were built
#   OUT/tools              a Python environment for builders of packages
#
# For Linux they need glibc 2.17 alone (manylinux_2_17), or musl.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=../scripts/targets.sh
source scripts/targets.sh
out=$(realpath -m "$1")
[[ $host == *-linux-gnu ]] || { echo "build the packages on Linux; docs/platforms.md has what a Mac adds" >&2; exit 1; }
read -ra platforms <<<"$host ${PLATFORMS:-}"

needs_old_glibc() {
    local file=$1 needed
    # What auditwheel would say.
    needed=$(objdump -T "$file" | grep -o 'GLIBC_[0-9.]*' | sort -Vu | tail -1)
    [[ $(printf '%s\n' "$needed" "GLIBC_$glibc" | sort -V | tail -1) == "GLIBC_$glibc" ]] || {
        echo "$file needs $needed" >&2
        return 1
    }
}

rm -rf "$out/native" "$out/platforms" "$out/notices"
mkdir -p "$out/native"
for target in "${platforms[@]}"; do
    file=$(awk -F'\t' -v target="$target" '$1 == target { print $2 }' bindings/platforms.tsv)
    [[ -n $file ]] || { echo "no platform of bindings/platforms.tsv: $target" >&2; exit 1; }
    prepare_for "$target"
    build_for "$target" --locked --lib --package graph-upload
    install -D -m 644 "$(built_for "$target")/$file" "$out/platforms/$target/$file"
    "$(tool_for "$target" strip)" --strip-unneeded "$out/platforms/$target/$file"
done
install_zig
rm -rf "$out/tools"
ln -s "$tools" "$out/tools"
prepare_for "$host"
GU_PROFILE=${GU_PROFILE:-simulator} build_for "$host" --locked --package graph-upload-simulator
cp "$(GU_PROFILE=${GU_PROFILE:-simulator} built_for "$host")/graph-upload-simulator" "$out/native"
strip --strip-unneeded "$out/native/graph-upload-simulator"
needs_old_glibc "$out/native/graph-upload-simulator"
cp "$out/platforms/$host/libgraph_upload.so" "$out/native"
needs_old_glibc "$out/native/libgraph_upload.so"

export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
mkdir -p "$out"/notices/{graph-upload,graph-upload-simulator}
python3 scripts/notices.py "${platforms[*]}" "$out/notices/graph-upload" graph-upload
python3 scripts/notices.py "$host" "$out/notices/graph-upload-simulator" graph-upload-simulator
