#!/usr/bin/env bash
# Makes the Go module with the libraries of OUT/platforms inside: OUT/go receives graphupload/, for a replace directive, and
# graphupload-VERSION.zip. Usage: build.sh OUT
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
# shellcheck source-path=SCRIPTDIR
source "$here/../platforms.sh"
out=$(realpath "$1")
folder=$out/go
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$root/Cargo.toml" | head -1)

rm -rf "$folder/graphupload" "$folder/graphupload-$version.zip"
module=$folder/graphupload
mkdir "$module"
cp "$here"/*.go "$here"/*.c "$here"/*.h "$here/go.mod" "$here/README.md" "$root"/LICENSE-* "$module"
cp -r "$here/simulator" "$here/examples" "$here/lib" "$module"
rm -f "$module"/lib/*/*graph_upload.*
# In the zip a link would lead nowhere.
sed -i 's|\[simulator\](../../docs/simulator.md)|simulator|; /^A clone of the repository/d' "$module/README.md"
python3 "$here/../merge_notices.py" "$out/notices/graph-upload" "$module/notices"
while read -r target file platform; do
    install -m 644 "$out/platforms/$target/$file" "$module/lib/$platform/$file"
    sha256sum <"$out/platforms/$target/$file" | cut -d' ' -f1 >"$module/lib/$platform/$file.sha256"
done < <(platforms "$out" go)

python3 "$here/../pack_zip.py" "$module" "$folder/graphupload-$version.zip"
echo "module   $module"
echo "archive  $folder/graphupload-$version.zip"
