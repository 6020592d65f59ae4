#!/usr/bin/env bash
# Installs the Debian packages into an empty Debian 12, builds and runs a program there, and removes them: chroot.sh CHROOT DEBS
set -euo pipefail
chroot=$1 debs=$2
cd "$(dirname "$0")/../.."
[[ $(id -u) == 0 ]] || { echo 'a chroot needs root' >&2 && exit 1; }
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' | head -n 1)
PATH=$PATH:/usr/sbin:/sbin
debootstrap --variant=minbase --include=gcc,libc6-dev,pkg-config bookworm "$chroot" "$mirror" >"$chroot.log" 2>&1 ||
    { tail -n 20 "$chroot.log" >&2 && exit 1; }
mount -t proc proc "$chroot/proc"
# Every installed system has it; debootstrap makes none.
echo '127.0.0.1 localhost' >"$chroot/etc/hosts"
inside() { env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C DEBIAN_FRONTEND=noninteractive chroot "$chroot" "$@"; }
# All but what dpkg, apt and ldconfig keep for themselves.
files() { (cd "$chroot" && find . -xdev \( -path ./proc -o -path ./dev -o -path ./var/cache -o -path ./var/log -o -path ./var/lib/dpkg \
    -o -path ./var/lib/apt -o -path ./tmp -o -path ./etc/ld.so.cache \) -prune -o -print | sort); }

before=$(files)
mkdir "$chroot/tmp/debs"
cp "$debs"/*.deb "$chroot/tmp/debs"
inside sh -c 'dpkg --install /tmp/debs/*.deb'
inside dpkg --audit
cp examples-c/upload.c "$chroot/tmp"
cp packaging/debian/tests/upload "$chroot/tmp/upload-test"
inside env EXAMPLE=/tmp/upload.c /tmp/upload-test
# The static library too, where nothing shared is in reach.
inside sh -c 'cc -std=c99 /tmp/upload.c -o /tmp/static $(pkg-config --cflags --static --libs graph_upload |
    sed "s/-lgraph_upload/-l:libgraph_upload.a/") && ! ldd /tmp/static | grep graph_upload && /tmp/static --help >/dev/null'
inside apt-get purge --yes --quiet graph-upload-simulator libgraph-upload-dev libgraph-upload-doc libgraph-upload0 >/dev/null
rm -rf "$chroot"/tmp/*
diff <(echo "$before") <(files) || { echo 'purging the packages leaves a rest' >&2 && exit 1; }
