#!/usr/bin/env bash
# Makes the nimble package into OUT/nim/graph_upload-VERSION.zip, with the library of each platform in OUT/platforms: build.sh OUT
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
out=$(realpath "$1")
folder=$out/nim
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$root/Cargo.toml" | head -1)
package=$folder/graph_upload-$version

rm -rf "$package" "$folder"/graph_upload-*.zip
mkdir -p "$package"
cp -R "$here"/{src,graph_upload.nimble,README.md} "$root"/LICENSE-* "$package"
sed -i "/^# build.sh sets/d; s/^version = .*/version = \"$version\"/" "$package/graph_upload.nimble"
# In the archive a link would lead nowhere.
sed -i 's|\[simulator\](../../docs/simulator.md)|simulator|' "$package/README.md"
cp -R "$out/notices/graph-upload" "$package/notices"

found=0
while IFS=$'\t' read -r target file _; do
    [[ $target == '#'* || $target == target ]] && continue
    if [[ -f $out/platforms/$target/$file ]]; then
        install -D -m 644 "$out/platforms/$target/$file" "$package/src/graph_upload/lib/$target/$file"
        found=$((found + 1))
    fi
done <"$root/bindings/platforms.tsv"
[[ $found -gt 0 ]] || { echo "no library in $out/platforms" >&2; exit 1; }

python3 "$here/../pack_zip.py" "$package" "$package.zip"
rm -rf "$package"
ls -l "$package.zip"
