#!/usr/bin/env bash
# Builds the jars into OUT/java: the package with the libraries of OUT/platforms inside, its sources and its reference, and the
# pom. Maven takes its plugins from the folder MAVEN_REPOSITORY, by default that of Debian, without a network.
# Usage: build.sh OUT
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
out=$(realpath "$1")
folder=$out/java
build=$folder/build
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$root/Cargo.toml" | head -1)

rm -rf "$build" "$folder"/*.jar "$folder"/*.pom
mkdir -p "$build/repository" "$build/resources/META-INF"
# Maven writes beside what it reads.
cp -rs "${MAVEN_REPOSITORY:-/usr/share/maven-repo}"/. "$build/repository"
cp -R "$here/src" "$build/src"
sed "s|<version>0-SNAPSHOT</version>|<version>$version</version>|" "$here/pom.xml" >"$build/pom.xml"

cp "$root"/LICENSE-* "$build/resources/META-INF"
cp -R "$out/notices/graph-upload" "$build/resources/META-INF/notices"
# The columns of the table by their names: it may get further ones.
awk -F '\t' '
    /^#/ { next }
    !column { for (i = 1; i <= NF; i++) if ($i == "java") column = i; next }
    $column != "-" { print $1, $2, $column }
' "$here/../platforms.tsv" | while read -r target file name; do
    library=$out/platforms/$target/$file
    [[ -f $library ]] || continue
    install -D -m 644 "$library" "$build/resources/$name/$file"
    echo "library  $name"
done
compgen -G "$build/resources/*/*graph_upload.*" >/dev/null || { echo "no library in $out/platforms" >&2; exit 1; }

timestamp=()
if [[ -n ${SOURCE_DATE_EPOCH:-} ]]; then timestamp=("-Dproject.build.outputTimestamp=$SOURCE_DATE_EPOCH"); fi
cd "$build"
LC_ALL=C.UTF-8 mvn -o -q -B -Dmaven.repo.local="$build/repository" -DgraphUpload.resources="$build/resources" "${timestamp[@]}" \
    package
cp "$build"/target/graph-upload-"$version"{,-sources,-javadoc}.jar "$folder"
cp "$build/pom.xml" "$folder/graph-upload-$version.pom"
rm -rf "$build"
ls -l "$folder"/*.jar
