#!/usr/bin/env bash
# Makes the Debian source package of the last commit: debian-source.sh OUT
#
# Besides the .dsc and its parts, OUT gets graph-upload_VERSION.orig.tar.gz, which is the release's source.
set -euo pipefail
out=$(realpath -m "$1")
cd "$(dirname "$0")/../.."
exec </dev/null
umask 022
export LC_ALL=C TZ=UTC

version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
seconds=$(git log -1 --format=%ct)
name=graph-upload-$version
place=$(mktemp -d "${TMPDIR:-/tmp}/graph-upload-source.XXXXXX")
trap 'rm -rf "$place"' EXIT

write_changelog() {
    echo "graph-upload ($version-1) unstable; urgency=medium"
    echo
    echo "  * New release. CHANGELOG.md has what has changed."
    echo
    echo " -- $(sed -n 's/^Maintainer: //p' packaging/debian/control)  $(date -R -d "@$seconds")"
}

# No package has an older library of this soname, so what came with 0.1 is in every package of it.
write_symbols() {
    python3 - <<'PYTHON'
import json
print("libgraph_upload.so.0 libgraph-upload0 #MINVER#\n* Build-Depends-Package: libgraph-upload-dev")
for function in sorted(json.load(open("include/graph_upload.api.json"))["functions"], key=lambda each: each["name"]):
    since = max(function["since"], "0.2", key=lambda text: [int(part) for part in text.split(".")])
    print(f" {function['name']}@Base {since}.0")
PYTHON
}

mkdir -p "$out"
git archive --format=tar "--prefix=$name/" HEAD | gzip --no-name --best >"$out/graph-upload_$version.orig.tar.gz"
tar -C "$place" -xzf "$out/graph-upload_$version.orig.tar.gz"

scripts/packages/vendor.py "$place/vendor"
find "$place/vendor" -exec touch --no-dereference --date="@$seconds" {} +
tar -C "$place" --sort=name --format=gnu --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX -cf - vendor |
    xz -T1 >"$out/graph-upload_$version.orig-vendor.tar.xz"

cp -R "$place/$name/packaging/debian" "$place/$name/debian"
cd "$place/$name"
mv ../vendor vendor
mv debian/README.md debian/README.source
write_changelog >debian/changelog
write_symbols >debian/libgraph-upload0.symbols
git -C "$OLDPWD" rev-parse HEAD >debian/commit
python3 scripts/packages/copyright.py debian/copyright.in vendor >debian/copyright
rm debian/copyright.in
find debian -exec touch --no-dereference --date="@$seconds" {} +
cd "$out"
dpkg-source --build "$place/$name"
