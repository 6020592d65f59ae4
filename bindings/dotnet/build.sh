#!/usr/bin/env bash
# Builds the NuGet packages into OUT/dotnet: the package, the libraries of all platforms in OUT/platforms, and the simulator for
# tests. Needs mcs and Mono.Cecil, no SDK. Usage: build.sh OUT
set -euo pipefail
export LC_ALL=C
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
out=$(realpath "$1")
build=$out/dotnet/build
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$root/Cargo.toml" | head -1)
mono=/usr/lib/mono
facades=$mono/4.5/Facades

rm -rf "$build" "$out"/dotnet/*.nupkg
mkdir -p "$build"/{GraphUpload,GraphUpload.Testing}/lib/netstandard2.0 "$build/GraphUpload.Native" "$build/tools"

cecil=$(find "$mono/gac/Mono.Cecil" -name Mono.Cecil.dll | sort | tail -1)
cp "$cecil" "$build/tools"
mcs -langversion:7.2 -warnaserror -out:"$build/tools/Retarget.exe" -r:"$cecil" -r:System.Core "$here/build/Retarget.cs"

# compile NAME REFERENCE…: an assembly of .NET Standard with its documentation. mcs knows C# up to 7.2.
compile() {
    local name=$1 lib=$build/$1/lib/netstandard2.0
    shift
    {
        echo '[assembly: System.Runtime.Versioning.TargetFramework(".NETStandard,Version=v2.0", FrameworkDisplayName = "")]'
        echo "[assembly: System.Reflection.AssemblyTitle(\"$name\")]"
        echo "[assembly: System.Reflection.AssemblyVersion(\"$version.0\")]"
        echo "[assembly: System.Reflection.AssemblyFileVersion(\"$version.0\")]"
        echo "[assembly: System.Reflection.AssemblyInformationalVersion(\"$version\")]"
    } >"$build/tools/Version.cs"
    # Relative, so that no path of this machine is in the assembly.
    (
        cd "$here/src/$name"
        find . -name '*.cs' | sort | xargs mcs -langversion:7.2 -target:library -optimize+ -warnaserror -warn:4 \
            -doc:"$lib/$name.xml" -out:"$build/tools/$name.dll" -r:System.Core -r:System.Net.Http \
            -r:"$facades/System.Runtime.InteropServices.RuntimeInformation.dll" "$@" "$build/tools/Version.cs"
    )
    mono "$build/tools/Retarget.exe" "$facades/netstandard.dll" "$build/tools/$name.dll" "$lib/$name.dll" GraphUpload
}

compile GraphUpload
compile GraphUpload.Testing -r:"$build/tools/GraphUpload.dll"

# The column of .NET in the table of platforms.
while IFS=$'\t' read -r target file _ _ _ _ rid _; do
    [[ $target == \#* || $target == target || ! -e $out/platforms/$target/$file ]] && continue
    install -D -m 644 "$out/platforms/$target/$file" "$build/GraphUpload.Native/runtimes/$rid/native/$file"
done <"$here/../platforms.tsv"
for folder in build buildTransitive; do
    install -D -m 644 "$here/packages/GraphUpload.Native.targets" \
        "$build/GraphUpload.Native/$folder/net461/GraphUpload.Native.targets"
done
# An assembly is looked for in a package with targets for one framework: there is none in any.
mkdir -p "$build/GraphUpload.Native/lib/netstandard2.0"
touch "$build/GraphUpload.Native/lib/netstandard2.0/_._"
install -D -m 644 "$out/native/graph-upload-simulator" \
    "$build/GraphUpload.Testing/runtimes/linux-x64/native/graph-upload-simulator"

for package in GraphUpload GraphUpload.Native GraphUpload.Testing; do
    cp "$here/packages/$package.nuspec" "$here/README.md" "$root"/LICENSE-* "$build/$package"
    mkdir -p "$build/$package/notices"
    case $package in
        GraphUpload.Native) cp -R "$out/notices/graph-upload/." "$build/$package/notices" ;;
        GraphUpload.Testing)
            [[ ! -d $out/notices/graph-upload-simulator ]] || cp -R "$out/notices/graph-upload-simulator/." "$build/$package/notices"
            ;;
    esac
    python3 "$here/build/pack.py" "$package" "$version" "$build/$package" "$out/dotnet"
done

rm -rf "$build"
ls -l "$out"/dotnet/*.nupkg
