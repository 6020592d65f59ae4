#!/usr/bin/env bash
# Builds the npm packages into OUT/node: the package, one for each platform that has a library in OUT/platforms, and the simulator
# for tests if OUT/native has it. OUT/tools has a Zig, which builds the addons; without it only this machine's is built, for its
# glibc or later. Usage: build.sh OUT
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
# shellcheck source-path=SCRIPTDIR
source "$here/../platforms.sh"
out=$(realpath "$1")
build=$out/node/build
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$root/Cargo.toml" | head -1)
host=$(uname -m)-unknown-linux-gnu

rm -rf "$build" "$out"/node/*.tgz
mkdir -p "$build/package"
cp -R "$here"/{package.json,package-lock.json,tsconfig.json,src,README.md} "$root"/LICENSE-* "$build/package"
cd "$build/package"
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
npx --no-install tsc -p .

# Zig's name of a target.
zig_target() {
    local processor=${1%%-*}
    case $1 in
        *-linux-gnu) echo "$processor-linux-gnu.2.17" ;;
        *-linux-musl) echo "$processor-linux-musl" ;;
        *-windows-*) echo "$processor-windows-gnu" ;;
        *-apple-*) echo "$processor-macos" ;;
    esac
}

addon() {
    local target=$1 folder=$2 library=$3 zig="$out/tools/bin/python -m ziglang"
    if [[ -x $out/tools/bin/python ]]; then
        export CC="$zig cc -target $(zig_target "$target")" DLLTOOL="$zig dlltool"
    fi
    "$here/native/build.sh" "$folder/graph_upload.node" "$library" node_modules "$target"
}

# Whether a file needs a newer glibc than the library. objdump reads no other processor's files.
needs_new_glibc() {
    local needed
    needed=$(grep -ao 'GLIBC_[0-9.]*' "$1" | sort -Vu | tail -1)
    [[ $(printf '%s\n' "$needed" GLIBC_2.17 | sort -V | tail -1) != GLIBC_2.17 ]]
}

pack() {
    cp "$root"/LICENSE-* "$1"
    node "$here/npm/manifest.mjs" "$here/npm/$2.json" "$3" "$version" "$1"
    npm pack --silent --ignore-scripts --pack-destination "$out/node" "$1" >/dev/null
}

built=()
while read -r target file platform; do
    [[ $target == "$host" || -x $out/tools/bin/python ]] || continue
    folder=$build/$platform
    python3 "$here/../merge_notices.py" "$out/notices/graph-upload" "$folder"
    # The addon asks for it by the name that it gives itself. What is no ELF file has none.
    own_name=$({ readelf -d "$out/platforms/$target/$file" 2>/dev/null || true; } | sed -n 's/.*(SONAME).*\[\(.*\)\]/\1/p')
    library=$folder/${own_name:-$file}
    install -m 644 "$out/platforms/$target/$file" "$library"
    addon "$target" "$folder" "$library"
    if [[ $target == *-gnu && $target == *-linux-* && -x $out/tools/bin/python ]] && needs_new_glibc "$folder/graph_upload.node"; then
        echo "the addon for $target needs a newer glibc than 2.17" >&2
        exit 1
    fi
    chmod 644 "$folder/graph_upload.node"
    pack "$folder" library "$platform"
    built+=("graph-upload-$platform")
done < <(platforms "$out" node)

if [[ -e $out/native/graph-upload-simulator ]]; then
    platform=linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')
    python3 "$here/../merge_notices.py" "$out/notices/graph-upload-simulator" "$build/simulator"
    install -m 755 "$out/native/graph-upload-simulator" "$build/simulator"
    pack "$build/simulator" simulator "$platform"
fi

# The package asks for the libraries of its own version.
cd "$build"
node - "$version" "${built[@]}" <<'JS'
const { readFileSync, writeFileSync } = require("node:fs");
const [version, ...libraries] = process.argv.slice(2);
const { devDependencies, ...manifest } = JSON.parse(readFileSync("package/package.json", "utf8"));
manifest.version = version;
manifest.optionalDependencies = Object.fromEntries(libraries.map((library) => [library, version]));
writeFileSync("package/package.json", `${JSON.stringify(manifest, null, 2)}\n`);
JS
npm pack --silent --ignore-scripts --pack-destination "$out/node" ./package >/dev/null
rm -rf "$build"
ls -l "$out"/node/*.tgz
