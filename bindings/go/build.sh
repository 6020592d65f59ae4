#!/usr/bin/env bash
# Makes the Go module with the library of OUT/native inside: OUT/go receives graphupload/, for a replace directive, and
# graphupload-VERSION.zip. Usage: build.sh OUT
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
out=$(realpath "$1")
library=$out/native/libgraph_upload.so
folder=$out/go
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$root/Cargo.toml" | head -1)

case $(uname -m) in
    x86_64) platform=linux_amd64 ;;
    aarch64) platform=linux_arm64 ;;
    *) echo "no library is embedded for $(uname -m)" >&2; exit 1 ;;
esac

rm -rf "$folder/graphupload" "$folder/graphupload-$version.zip"
module=$folder/graphupload
mkdir "$module"
cp "$here"/*.go "$here"/*.c "$here"/*.h "$here/go.mod" "$here/README.md" "$root"/LICENSE-* "$module"
cp -r "$here/simulator" "$here/examples" "$here/lib" "$module"
rm -f "$module"/lib/*/libgraph_upload.*
# In the zip a link would lead nowhere.
sed -i 's|\[simulator\](../../docs/simulator.md)|simulator|; /^A clone of the repository/d' "$module/README.md"
cp "$library" "$module/lib/$platform/libgraph_upload.so"
chmod 644 "$module/lib/$platform/libgraph_upload.so"
sha256sum <"$library" | cut -d' ' -f1 >"$module/lib/$platform/libgraph_upload.so.sha256"

(cd "$folder" && python3 -m zipfile -c "graphupload-$version.zip" graphupload)
echo "module   $module"
echo "archive  $folder/graphupload-$version.zip"
