#!/usr/bin/env bash
# Unpacks packages of any Debian release and processor into a folder, to try the library with what they have. Neither is
# installed; no root is needed.
#
#   scripts/userland.sh RELEASE ARCHITECTURE FOLDER PACKAGE…     such as: bullseye arm64 /tmp/old libc6
set -euo pipefail
release=$1 architecture=$2 folder=$3
shift 3
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
apt=$folder.apt
mkdir -p "$apt/lists/partial" "$apt/archives/partial"
# The mirror of this machine has the other releases too.
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' | head -n 1)
keys=/usr/share/keyrings/debian-archive-keyring.gpg
echo "deb [arch=$architecture signed-by=$keys] $mirror $release main" >"$apt/sources"
: >"$apt/status"
options=(-q -o Dir::Etc::SourceList="$apt/sources" -o Dir::Etc::SourceParts=- -o Dir::State::Lists="$apt/lists"
    -o Dir::State::Status="$apt/status" -o Dir::Cache="$apt" -o APT::Architecture="$architecture" -o APT::Architectures="$architecture"
    -o APT::Sandbox::User="$(id -un)" -o Acquire::Languages=none)
apt-get "${options[@]}" update >/dev/null
(cd "$apt/archives" && apt-get "${options[@]}" download "$@" >/dev/null)
for package in "$apt"/archives/*.deb; do dpkg-deb --extract "$package" "$folder"; done
rm -rf "$apt"
