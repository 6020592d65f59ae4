#!/usr/bin/env python3
"""Writes the crates of Cargo.lock to a folder, for building the Debian packages without network: vendor.py FOLDER

Crates that these packages do not need, for other systems and for tests, become stubs: cargo wants the manifest of each crate of
Cargo.lock. The tests, benchmarks and examples of the others are left out, but for those that the crate's own source includes.
"""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

PACKAGES = ("graph-upload", "graph-upload-simulator")
# Debian's processors, as far as their standard library is in rustc's list.
PROCESSORS = ("x86_64", "aarch64", "i686", "riscv64gc", "powerpc64le", "s390x", "loongarch64")
TARGETS = [f"{each}-unknown-linux-gnu" for each in PROCESSORS] + ["armv7-unknown-linux-gnueabihf"]
TEXTS = ("LICENSE", "LICENCE", "UNLICENSE", "COPYING", "COPYRIGHT", "NOTICE")
NOT_BUILT = ("tests", "benches", "bench", "examples", "fuzz", ".github")


def needed():
    packages = [word for each in PACKAGES for word in ("--package", each)]
    found = set()
    for target in TARGETS:
        tree = subprocess.check_output(
            ["cargo", "tree", "--locked", *packages, "--edges", "normal,build", "--target", target, "--prefix", "none",
             "--no-dedupe", "--format", "{p}"], text=True)
        found |= {tuple(line.split()[:2]) for line in tree.splitlines()}
    return found


def make_stub(crate, manifest):
    for path in crate.iterdir():
        if path.name not in ("Cargo.toml", ".cargo-checksum.json") and not path.name.upper().startswith(TEXTS):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for place in [manifest.get("lib", {}).get("path", "src/lib.rs"), manifest["package"].get("build")]:
        if place:
            (crate / place).parent.mkdir(parents=True, exist_ok=True)
            (crate / place).write_text("")


def included(crate):
    """The folders from which the source includes files, such as examples in its documentation."""
    found = set()
    for path in (crate / "src").rglob("*.rs"):
        for name in re.findall(r'include(?:_str|_bytes)?!\(\s*"([^"]+)"', path.read_text(errors="replace")):
            place = (path.parent / name).resolve()
            if place.is_relative_to(crate.resolve()):
                found.add(place.relative_to(crate.resolve()).parts[0])
    return found


def main():
    folder, wanted = Path(sys.argv[1]), needed()
    subprocess.run(["cargo", "vendor", "--locked", "--quiet", "--versioned-dirs", folder], stdout=subprocess.DEVNULL, check=True)
    for crate in sorted(folder.iterdir()):
        manifest = tomllib.loads((crate / "Cargo.toml").read_text())
        package = manifest["package"]
        if (package["name"], f"v{package['version']}") in wanted:
            for name in set(NOT_BUILT) - included(crate):
                shutil.rmtree(crate / name, ignore_errors=True)
        else:
            make_stub(crate, manifest)
        # Cargo compares the files that are listed, and Cargo.lock has the sum of the package.
        sums = crate / ".cargo-checksum.json"
        sums.write_text(json.dumps({"files": {}, "package": json.loads(sums.read_text())["package"]}) + "\n")


main()
