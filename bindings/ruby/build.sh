#!/usr/bin/env bash
# Builds the gems into OUT/ruby: one for each platform whose library is in OUT/platforms, one without a library for all others,
# and the simulator for tests. The same input gives the same bytes. Usage: build.sh OUT
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
out=$(realpath "$1")
build=$out/ruby/build

GU_VERSION=$(sed -n 's/^version = "\(.*\)"/\1/p' "$root/Cargo.toml" | head -1)
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$here" log -1 --format=%ct)}
export GU_VERSION SOURCE_DATE_EPOCH

rm -rf "$build" "$out"/ruby/*.gem
mkdir -p "$build"

# built NAME FOLDER [PLATFORM]: makes the gem of a folder. Modes are part of it.
built() {
    local platform=${3:-}
    chmod -R u=rwX,go=rX "$2"
    (cd "$2" && GU_PLATFORM=$platform gem build --silent --output "$out/ruby/$1-$GU_VERSION${platform:+-$platform}.gem" "$1.gemspec")
}

# package [PLATFORM LIBRARY]: the gem with a library, or the one without.
package() {
    local folder=$build/graph_upload
    rm -rf "$folder"
    mkdir "$folder"
    cp -R "$here"/{lib,sig,graph_upload.gemspec,README.md,.yardopts} "$root"/LICENSE-* "$folder"
    if [[ -n ${1:-} ]]; then
        cp "$2" "$folder/lib/graph_upload/"
        cp -R "$out/notices/graph-upload" "$folder/notices"
    fi
    built graph_upload "$folder" "${1:-}"
}

# The columns of the table are found by their names.
table=$root/bindings/platforms.tsv
column() { grep -v '^#' "$table" | head -1 | tr '\t' '\n' | grep -nx "$1" | cut -d: -f1; }
target_column=$(column target) file_column=$(column file) ruby_column=$(column ruby)
while IFS=$'\t' read -r -a row; do
    target=${row[target_column - 1]} file=${row[file_column - 1]} platform=${row[ruby_column - 1]}
    if [[ $platform != - && -f $out/platforms/$target/$file ]]; then package "$platform" "$out/platforms/$target/$file"; fi
    # The simulator is there for this machine.
    if [[ $target == $(uname -m)-unknown-linux-gnu ]]; then
        cp -R "$here/simulator" "$build/simulator"
        cp "$root"/LICENSE-* "$build/simulator"
        cp "$out/native/graph-upload-simulator" "$build/simulator/lib"
        cp -R "$out/notices/graph-upload-simulator" "$build/simulator/notices"
        built graph_upload_simulator "$build/simulator" "$platform"
    fi
done < <(grep -v '^#' "$table" | tail -n +2)
package
rm -rf "$build"
ls -l "$out"/ruby/*.gem
