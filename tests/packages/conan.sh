#!/usr/bin/env bash
# Creates the Conan package, shared and static, and runs a program with each: conan.sh RECIPE FOLDER
set -euo pipefail
recipe=$1 folder=$2
cd "$(dirname "$0")/../.."
tools=$(realpath -m "${CARGO_TARGET_DIR:-target}")/conan-tools
if ! cmp -s scripts/conan.txt "$tools/requirements.txt"; then
    python3 -m venv --clear "$tools"
    "$tools/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r scripts/conan.txt
    cp scripts/conan.txt "$tools/requirements.txt"
fi
export CONAN_HOME=$folder/home
mkdir -p "$folder"
conan=$tools/bin/conan
"$conan" profile detect >/dev/null 2>&1
# No remote is asked.
"$conan" remote disable '*' >/dev/null
for shared in True False; do
    "$conan" create "$recipe" --options="&:shared=$shared" >"$folder/$shared.log" 2>&1 || { cat "$folder/$shared.log" >&2 && exit 1; }
    grep '^graph-upload [0-9]' "$folder/$shared.log"
done
# A wrong sum is refused.
cp -R "$recipe" "$folder/wrong"
sed -i 's/sha256: "./sha256: "x/' "$folder/wrong/conandata.yml"
if "$conan" create "$folder/wrong" --test-folder= --build='*' >"$folder/wrong.log" 2>&1; then
    echo 'an archive of another sum was taken' >&2
    exit 1
fi
grep -q 'sha256 .* failed for' "$folder/wrong.log"
