#!/usr/bin/env bash
# Installs the packages that build.sh has made into an empty folder and tests them there: on .NET, which a package of PyPI brings,
# the conformance suite; on Mono their own tests, README's programs, and those parts of the suite where Mono differs.
# GU_SIMULATOR is the simulator's program. Usage: test.sh OUT
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$(realpath "$1")
export GU_SIMULATOR=${GU_SIMULATOR:-$out/native/graph-upload-simulator}
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$here/../../Cargo.toml" | head -1)
facades=/usr/lib/mono/4.5/Facades
# The library of the package is tested.
unset GU_LIBRARY

empty=$(mktemp -d)
trap 'rm -rf "$empty"' EXIT
app=$empty/app
mkdir -p "$app"
for package in GraphUpload GraphUpload.Native GraphUpload.Testing; do
    python3 -m zipfile -e "$out/dotnet/$package.$version.nupkg" "$empty/$package"
    cp "$empty/$package"/lib/netstandard2.0/*.dll "$app" 2>/dev/null || true
    cp -R "$empty/$package/runtimes" "$app" 2>/dev/null || true
done
cecil=$(find /usr/lib/mono/gac/Mono.Cecil -name Mono.Cecil.dll | sort | tail -1)
cp "$cecil" "$empty"
mcs -out:"$empty/Retarget.exe" -r:"$cecil" -r:System.Core "$here/build/Retarget.cs"

compile() {
    local output=$1
    shift
    mcs -langversion:7.2 -warnaserror -nowarn:414,219 -out:"$output" -r:System.Core -r:"$facades/netstandard.dll" \
        -r:"$app/GraphUpload.dll" "$@"
}

echo "== the conformance suite, on .NET"
compile "$empty/conform.exe" -r:Mono.Posix "$here"/conform/*.cs "$here/src/GraphUpload.Testing/Json.cs"
mono "$empty/Retarget.exe" "$facades/netstandard.dll" "$empty/conform.exe" "$app/conform.exe" GraphUpload Mono.Posix
python3 "$here/build/deps.py" "$app/conform.exe" "$version"
"$out/tools/bin/pip" install --quiet --disable-pip-version-check --require-hashes --only-binary :all: --no-deps \
    --target "$empty/runtime" -r "$here/requirements.txt"
chmod +x "$empty/runtime/dotnetcore2/bin/dotnet"
printf '#!/bin/sh\nexec "%s" "%s"\n' "$empty/runtime/dotnetcore2/bin/dotnet" "$app/conform.exe" >"$empty/conform-net"
printf '#!/bin/sh\nexec mono "%s"\n' "$app/conform.exe" >"$empty/conform-mono"
chmod +x "$empty"/conform-*
GU_CONFORM_DOTNET=$empty/conform-net python3 "$here/../conformance/run.py" dotnet

echo "== the same on Mono, in part"
GU_CONFORM_DOTNET=$empty/conform-mono python3 "$here/../conformance/run.py" dotnet \
    --only 'source-path' --only 'source-pipe' --only 'exit-*' --only 'end-*' --only 'interrupt-*' --only 'raises-in-progress' \
    --only 'eight-at-once' --only 'nothing-blocked'

echo "== README's programs"
"$here/tests/readme.py" "$here/README.md" "$empty/readme"
compile "$app/readme.exe" -r:"$app/GraphUpload.Testing.dll" "$empty"/readme/*.cs "$here/conform/Credential.cs"
(cd "$empty" && unset GU_SIMULATOR && timeout 100 mono "$app/readme.exe")

echo "== its own tests"
nunit=$(find /usr/lib/mono/gac/nunit.framework -name nunit.framework.dll | sort | tail -1)
compile "$app/tests.dll" -target:library -r:"$app/GraphUpload.Testing.dll" -r:"$nunit" "$here"/tests/*.cs
cp "$nunit" "$app"
# The simulator of its package, not that of the environment.
(cd "$empty" && unset GU_SIMULATOR && timeout 200 nunit-console -nologo -noshadow -nodots -xml="$empty/tests.xml" "$app/tests.dll")
python3 - "$empty/tests.xml" <<'PY'
import sys
from xml.etree import ElementTree
root = ElementTree.parse(sys.argv[1]).getroot()
failed = sum(int(root.get(name)) for name in ("errors", "failures", "invalid", "not-run"))
print(f"dotnet: {int(root.get('total')) - failed} passed, {failed} failed")
sys.exit(failed > 0 or int(root.get("total")) == 0)
PY
