#!/usr/bin/env python3
"""Licence texts and an SBOM (CycloneDX) of everything linked into a package for a target, according to cargo.

    scripts/notices.py TARGET FOLDER PACKAGE

writes FOLDER/licenses/, FOLDER/THIRD-PARTY.md and, for graph-upload, FOLDER/graph_upload.cdx.json. Run by scripts/dist.sh
for the library and the simulator.
"""

import json
import os
import shutil
import subprocess
import sys
import uuid
from datetime import datetime, timezone
from pathlib import Path

# The packages, with their CycloneDX types.
PACKAGES = {"graph-upload": "library", "graph-upload-simulator": "application"}
TEXTS = ("LICENSE", "LICENCE", "UNLICENSE", "COPYING", "COPYRIGHT", "NOTICE")

# What the system's compiler adds to the library, by the Debian packages with the notices.
RUNTIMES = {
    "windows-gnu": [
        ("mingw-w64-x86-64-dev", "ZPL-2.1"),
        ("gcc-mingw-w64-x86-64-win32-runtime", "GPL-3.0-or-later WITH GCC-exception-3.1"),
    ],
}


class Component:
    """A part of the package: its licence, the files with the licence texts, and its own parts."""

    def __init__(self, name, version, licence, purl, texts, checksum=None, source=None, own=False):
        self.name, self.version, self.licence, self.purl = name, version, licence, purl
        self.texts, self.checksum, self.source, self.needs, self.own = texts, checksum, source, [], own


def output(*command):
    return subprocess.check_output(command, text=True)


def linked(target, root):
    """The crates whose code is in the package: what only runs while it is built is not."""
    edges = ("--edges", "normal,no-proc-macro", "--target", target)
    tree = output("cargo", "tree", "--locked", "--package", root, *edges, "--prefix", "none", "--no-dedupe",
                  "--format", "{p}")
    return {tuple(line.split()[:2]) for line in tree.splitlines()}


def checksums():
    """Those of Cargo.lock, which is TOML that Python before 3.11 cannot read."""
    sums = {}
    for package in Path("Cargo.lock").read_text().split("[[package]]"):
        fields = dict(line.split(" = ", 1) for line in package.splitlines() if line.count(' = "') == 1)
        if "checksum" in fields:
            sums[fields["name"].strip('"'), fields["version"].strip('"')] = fields["checksum"].strip('"')
    return sums


def texts_below(folder):
    named = [path for path in folder.rglob("*") if path.is_file() and path.name.upper().startswith(TEXTS)]
    return {path.relative_to(folder): path for path in sorted(named)}


def crates(target, root):
    """The package itself and its crates, each with its dependencies."""
    wanted, sums = linked(target, root), checksums()
    metadata = json.loads(output("cargo", "metadata", "--locked", "--format-version=1", "--filter-platform", target))
    found = {}
    for package in metadata["packages"]:
        name, version = package["name"], package["version"]
        if (name, f"v{version}") in wanted:
            # Parts of this repository have its licences, which are beside the documents.
            own = package["source"] is None
            texts = {} if own else texts_below(Path(package["manifest_path"]).parent)
            found[package["id"]] = Component(name, version, package["license"], f"pkg:cargo/{name}@{version}", texts,
                                             sums.get((name, version)), package["repository"], own)
    for node in metadata["resolve"]["nodes"]:
        if node["id"] in found:
            needed = [each["pkg"] for each in node["deps"] if any(kind["kind"] is None for kind in each["dep_kinds"])]
            found[node["id"]].needs = [found[each] for each in needed if each in found]
    return sorted(found.values(), key=lambda each: (each.name, each.version))


def standard_library():
    """Rust's own, with the notices that come with the compiler."""
    version = output("rustc", "--version").split()[1]
    notices = Path(output("rustc", "--print", "sysroot").strip()) / "share/doc/rust"
    names = [f"licenses/{each}.txt" for each in ("Apache-2.0", "MIT", "LLVM-exception", "NCSA", "Unicode-3.0")]
    texts = {Path(name): notices / name for name in ["COPYRIGHT-library.html", *names]}
    return Component("rust-std", version, "MIT OR Apache-2.0", f"pkg:github/rust-lang/rust@{version}", texts,
                     source="https://github.com/rust-lang/rust")


def runtimes(target):
    for system, packages in RUNTIMES.items():
        for name, licence in packages if target.endswith(system) else ():
            version = output("dpkg-query", "--show", "--showformat=${Version}", name)
            texts = {Path("copyright"): Path("/usr/share/doc", name, "copyright")}
            yield Component(name, version, licence, f"pkg:deb/debian/{name}@{version.replace('+', '%2B')}", texts)


def write_licences(components, folder):
    """A folder of texts for each, and a table of them."""
    table = ["# Third-party parts", "", "| Part | Version | Licence | Texts |", "|---|---|---|---|"]
    for each in components:
        missing = [str(path) for path in each.texts.values() if not path.is_file()]
        if missing or not each.texts:
            sys.exit(f"the licence text of {each.name} {each.version} is not there: {missing}")
        place = Path("licenses") / f"{each.name}-{each.version}"
        for name, path in each.texts.items():
            (folder / place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, folder / place / name)
        table.append(f"| {each.name} | {each.version} | {each.licence} | [{place}]({place}) |")
    (folder / "THIRD-PARTY.md").write_text("\n".join(table) + "\n")


def as_json(component):
    """https://cyclonedx.org/docs/1.5/json/#components"""
    fields = {"type": "library", "bom-ref": component.purl, "name": component.name, "version": component.version,
              "purl": component.purl, "licenses": [{"expression": component.licence}]}
    if component.checksum:
        fields["hashes"] = [{"alg": "SHA-256", "content": component.checksum}]
    if component.source:
        fields["externalReferences"] = [{"type": "vcs", "url": component.source}]
    return fields


def bill_of_materials(package, components, target):
    seconds = int(os.environ["SOURCE_DATE_EPOCH"])
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        # Deterministic, so that archives are reproducible.
        "serialNumber": uuid.uuid5(uuid.NAMESPACE_URL, f"{package.purl}?target={target}&time={seconds}").urn,
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": as_json(package) | {"type": PACKAGES[package.name]},
            "properties": [{"name": "cdx:rustc:sbom:target:triple", "value": target}],
        },
        "components": [as_json(each) for each in components],
        "dependencies": [{"ref": each.purl, "dependsOn": sorted(needed.purl for needed in each.needs)}
                         for each in [package, *components]],
    }


def main():
    target, folder, root = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    parts = crates(target, root)
    package = next(each for each in parts if each.name == root)
    beside = [standard_library(), *runtimes(target)]
    package.needs += beside
    components = [each for each in parts if each is not package] + beside
    write_licences([each for each in components if not each.own], folder)
    bill = json.dumps(bill_of_materials(package, components, target), indent=2)
    (folder / f"{root.replace('-', '_')}.cdx.json").write_text(bill + "\n")


main()
