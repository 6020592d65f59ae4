#!/usr/bin/env bash
# Builds the Debian packages of a source package in a new folder, without network: debian-build.sh FILE.dsc OUT [OPTION…]
#
# Options are those of dpkg-buildpackage, such as --build=any. TMPDIR says where it builds.
set -euo pipefail
source=$(realpath "$1") out=$(realpath -m "$2")
shift 2
exec </dev/null
# The toolchain itself: rustup's programs look for it in a home folder, which a build of Debian does not have.
PATH=$(rustc --print sysroot)/bin:$PATH
place=$(mktemp -d "${TMPDIR:-/tmp}/graph-upload-build.XXXXXX")
trap 'rm -rf "$place"' EXIT

# The simulator of the build's test listens on loopback.
offline=()
if [[ $(id -u) == 0 ]] && unshare --net true 2>/dev/null; then
    offline=(unshare --net sh -c 'ip link set lo up && exec "$@"' sh)
else
    echo 'unshare --net needs root: this build has a network, which it does not use' >&2
fi

cd "$place"
dpkg-source --no-check --extract "$source" source >/dev/null
cd source
unchecked=()
if ! dpkg-checkbuilddeps 2>"$place/missing"; then
    cat "$place/missing" >&2
    unchecked=(-d)
fi
# Nothing of the caller's cargo settings.
env -u CARGO_TARGET_DIR -u CARGO_ENCODED_RUSTFLAGS -u GU_PROFILE "${offline[@]}" \
    dpkg-buildpackage -us -uc --build=binary "${unchecked[@]}" "$@"
mkdir -p "$out"
cd ..
rm -f missing
find . -maxdepth 1 -type f -exec cp -t "$out" {} +
