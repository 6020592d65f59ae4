#!/usr/bin/env bash
# Makes the Composer package into OUT/php/graph-upload-VERSION.zip, with the library of each platform in OUT/platforms: build.sh OUT
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
out=$(realpath "$1")
folder=$out/php
package=$folder/build
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$root/Cargo.toml" | head -1)

rm -rf "$package" "$folder"/graph-upload-*.zip
mkdir -p "$package"
cp -R "$here"/{src,preload.php,README.md,composer.json} "$root"/LICENSE-* "$package"
cp -R "$out/notices/graph-upload" "$package/notices"
# Composer takes the version of an archive from the file; a repository would take it from its tags.
sed -i "s|^    \"name\": .*|&\n    \"version\": \"$version\",|" "$package/composer.json"

found=0
while IFS=$'\t' read -r target file _; do
    [[ $target == '#'* || $target == target ]] && continue
    if [[ -f $out/platforms/$target/$file ]]; then
        install -D -m 644 "$out/platforms/$target/$file" "$package/lib/$target/$file"
        found=$((found + 1))
    fi
done <"$root/bindings/platforms.tsv"
[[ $found -gt 0 ]] || { echo "no library in $out/platforms" >&2; exit 1; }

python3 "$here/../pack_zip.py" "$package" "$folder/graph-upload-$version.zip" --contents
rm -rf "$package"
ls -l "$folder"/graph-upload-*.zip
