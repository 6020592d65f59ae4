#!/usr/bin/env bash
# Installs the jar that build.sh has made into an empty repository of Maven and tests it there: the tests of JUnit, README's first
# program as a class and as a module, and the conformance suite. GU_SIMULATOR is the simulator's program. Usage: test.sh OUT
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$(realpath "$1")
export GU_SIMULATOR=${GU_SIMULATOR:-$out/native/graph-upload-simulator}
# The library inside the jar is tested. Names of files are in UTF-8.
unset GU_LIBRARY
export LC_ALL=C.UTF-8
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$here/../../Cargo.toml" | head -1)
debian=${MAVEN_REPOSITORY:-/usr/share/maven-repo}

empty=$(mktemp -d)
trap 'rm -rf "$empty"' EXIT
cd "$empty"
mkdir repository
cp -rs "$debian"/. repository
installed=$empty/repository/io/github/graph-upload/graph-upload/$version
mkdir -p "$installed"
cp "$out/java/graph-upload-$version.jar" "$out/java/graph-upload-$version.pom" "$installed"
jar=$installed/graph-upload-$version.jar
jna=$(realpath "$debian"/net/java/dev/jna/jna/debian/jna-debian.jar)

echo "== its own tests"
cp -R "$here/tests" tests
mvn -o -B -Dmaven.repo.local="$empty/repository" -f tests/pom.xml -DgraphUpload.version="$version" \
    -DgraphUpload.readme="$here/README.md" -Dsurefire.version=2.22.3 test >tests.log || { cat tests.log; exit 1; }
grep -E 'Tests run:' tests.log

echo "== README's program, as a class and as a module"
mkdir classes
awk -v fence="$(printf '\140\140\140')" '$0 == fence "java" { inside = 1; next } $0 == fence && inside { exit } inside' \
    "$here/README.md" >Upload.java
javac -d classes -cp "$jar:$jna" Upload.java
java -cp "$jar:$jna:classes" Upload | tee class.log
java -p "$jar:$jna" --add-modules io.github.graphupload -cp classes Upload >module.log
for log in class.log module.log; do
    [[ $(<"$log") == $'May.pdf 18 VERIFIED\n[me/drive/root:/Reports/May.pdf]' ]] || { cat "$log" >&2; exit 1; }
done

echo "== the conformance suite"
mkdir driver
javac -nowarn -XDignore.symbol.file -d driver -cp "$jar:$jna" "$here"/conform/*.java
GU_CONFORM_JAVA=$jar:$jna:driver
export GU_CONFORM_JAVA=${GU_CONFORM_JAVA/:driver/:$empty/driver}
python3 "$here/../conformance/run.py" java
