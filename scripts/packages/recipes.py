#!/usr/bin/env python3
"""Fills in the Conan recipe, the vcpkg port and the Homebrew formula: recipes.py [--partial] VERSION URL FILES OUT

URL is where the release's files will be, FILES the folder that has them now. With --partial, lines about files that are not there
are left out, for tests.
"""

import hashlib
import re
import shutil
import sys
from pathlib import Path

PLACES = {"conan": "conan", "vcpkg": "vcpkg/graph-upload", "homebrew": "homebrew"}


def filled(text, version, url, files, partial):
    text = text.replace("@VERSION@", version).replace("@URL@", url)
    lines = []
    for line in text.splitlines():
        sums = re.findall(r"@(SHA256|SHA512):([^@]+)@", line)
        missing = [name for _, name in sums if not (files / name).is_file()]
        if missing and partial:
            continue
        for kind, name in sums:
            line = line.replace(f"@{kind}:{name}@", hashlib.new(kind.lower(), (files / name).read_bytes()).hexdigest())
        lines.append(line)
    return "\n".join(lines) + "\n"


def main():
    arguments = [each for each in sys.argv[1:] if each != "--partial"]
    version, url, files, out = arguments[0], arguments[1], Path(arguments[2]), Path(arguments[3])
    for source, place in PLACES.items():
        shutil.rmtree(out / place, ignore_errors=True)
        for path in sorted((Path("packaging") / source).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                target = out / place / path.relative_to(Path("packaging") / source)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(filled(path.read_text(), version, url, files, "--partial" in sys.argv))


main()
