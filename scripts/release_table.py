#!/usr/bin/env python3
"""Prints where each file of a release goes, and by which command: release_table.py VERSION FOLDER"""

import sys
from fnmatch import fnmatch
from pathlib import Path

# The first pattern that fits.
CHANNELS = [
    ("archives/*", "the release of the tag", "gh release upload v{version} {file}"),
    ("SHA256SUMS", "the release of the tag", "gh release upload v{version} {file}"),
    ("languages/python/*", "PyPI", "twine upload {file}"),
    ("languages/node/*", "npm, the library before the package", "npm publish {file}"),
    ("languages/go/*", "the release of the tag", "gh release upload v{version} {file}"),
    ("languages/java/*", "Maven Central, as one bundle with its pom and signatures", "gpg -ab {file}"),
    ("languages/dotnet/*", "NuGet", "dotnet nuget push {file}"),
    ("languages/ruby/*", "RubyGems", "gem push {file}"),
    ("languages/php/*", "the release of the tag; Packagist reads the repository's tags", "gh release upload v{version} {file}"),
    ("languages/*", "the release of the tag", "gh release upload v{version} {file}"),
    ("debian/*_*.changes", "an archive of Debian packages, with all that it names", "debsign {file} && dput {file}"),
    ("debian/*", "with the .changes", "-"),
    ("crates/graph-upload-core-*", "crates.io, first", "cargo publish --locked -p graph-upload-core"),
    ("crates/*", "crates.io", "cargo publish --locked -p graph-upload"),
    ("recipes/conan/conanfile.py", "a Conan remote", "conan create recipes/conan && conan upload graph-upload/{version}"),
    ("recipes/conan/*", "with conanfile.py", "-"),
    ("recipes/vcpkg/*/portfile.cmake", "a vcpkg registry, its ports/graph-upload", "vcpkg x-add-version graph-upload"),
    ("recipes/vcpkg/*", "with portfile.cmake", "-"),
    ("recipes/homebrew/*", "a Homebrew tap, its Formula", "brew audit --new graph-upload"),
]


def main():
    version, folder = sys.argv[1], Path(sys.argv[2])
    print("| File | Where to | Command |\n|---|---|---|")
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            file = path.relative_to(folder).as_posix()
            where, command = next(((each, how) for pattern, each, how in CHANNELS if fnmatch(file, pattern)), (None, None))
            if where is None:
                sys.exit(f"no channel takes {file}")
            print(f"| {file} | {where} | {command.format(version=version, file=file)} |")


main()
