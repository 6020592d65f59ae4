#!/usr/bin/env python3
"""Licence texts and an SBOM (CycloneDX) of everything linked into a package, according to cargo, and how it was built.

    scripts/notices.py TARGETS FOLDER PACKAGE

TARGETS are separated by spaces: a package may carry libraries for several. Writes FOLDER/licenses/, FOLDER/THIRD-PARTY.md,
FOLDER/BUILD.md and the SBOM, such as FOLDER/graph_upload.cdx.json. Run by scripts/dist.sh, bindings/native.sh and
packaging/debian/rules, which sets GU_NATIVE, because this machine's compilers build there, and GU_COMMIT: it has no repository.
"""

import json
import os
import shutil
import subprocess
import sys
import uuid
from datetime import datetime, timezone
from pathlib import Path

NATIVE = bool(os.environ.get("GU_NATIVE"))
# The packages, with their CycloneDX types.
PACKAGES = {"graph-upload": "library", "graph-upload-simulator": "application"}
TOOLS = Path(os.environ.get("CARGO_TARGET_DIR", "target")).resolve() / "tools"
TEXTS = ("LICENSE", "LICENCE", "UNLICENSE", "COPYING", "COPYRIGHT", "NOTICE")

# What the system's compiler adds to the library, by the Debian packages with the notices.
RUNTIMES = {
    "windows-gnu": [
        ("mingw-w64-x86-64-dev", "ZPL-2.1"),
        ("gcc-mingw-w64-x86-64-win32-runtime", "GPL-3.0-or-later WITH GCC-exception-3.1"),
    ],
}

# What Zig links into libraries for a target besides: its own routines, and the parts of the C library that are never shared.
BY_ZIG = {
    "": [("compiler-rt", "MIT", "LICENSE"), ("libunwind", "Apache-2.0 WITH LLVM-exception", "lib/libunwind/LICENSE.TXT")],
    "linux-gnu": [("glibc-nonshared", "LGPL-2.1-or-later WITH GCC-exception-2.0", "lib/libc/glibc/LICENSES")],
    "linux-musl": [("musl-startup", "MIT", "lib/libc/musl/COPYRIGHT")],
    "windows-gnullvm": [("mingw-w64-runtime", "ZPL-2.1", "lib/libc/mingw/COPYING")],
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


def crates(targets, root):
    """The package itself and its crates, each with its dependencies."""
    wanted, sums = set().union(*(linked(target, root) for target in targets)), checksums()
    filters = [word for target in targets for word in ("--filter-platform", target)]
    metadata = json.loads(output("cargo", "metadata", "--locked", "--format-version=1", *filters))
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
    if not notices.is_dir():
        # A distribution's compiler.
        texts = {Path("copyright"): Path("/usr/share/doc/rustc/copyright")}
    return Component("rust-std", version, "MIT OR Apache-2.0", f"pkg:github/rust-lang/rust@{version}", texts,
                     source="https://github.com/rust-lang/rust")


def runtimes(target):
    for system, packages in RUNTIMES.items():
        for name, licence in packages if target.endswith(system) else ():
            version = output("dpkg-query", "--show", "--showformat=${Version}", name)
            texts = {Path("copyright"): Path("/usr/share/doc", name, "copyright")}
            yield Component(name, version, licence, f"pkg:deb/debian/{name}@{version.replace('+', '%2B')}", texts)
    if is_by_zig(target):
        folder, version = zig()
        for system, parts in BY_ZIG.items():
            for name, licence, text in parts if system in target else ():
                texts = {Path(text).name: folder / text}
                yield Component(name, f"zig-{version}", licence, f"pkg:pypi/ziglang@{version}#{name}", texts)


def is_by_zig(target):
    """As scripts/targets.sh has it."""
    return not NATIVE and ("-linux-" in target or target.endswith("-windows-gnullvm"))


def zig():
    """Its folder and version."""
    script = "import importlib.metadata as m, ziglang; print(ziglang.__path__[0]); print(m.version('ziglang'))"
    folder, version = output(str(TOOLS / "bin/python"), "-c", script).split()
    return Path(folder), version


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


def how_it_was_built(package, targets, seconds):
    """What someone needs who wants to build the same bytes."""
    commit, changed = os.environ.get("GU_COMMIT"), ""
    if not commit:
        commit = output("git", "rev-parse", "HEAD").strip()
        changed = ", with changes that are not committed" if output("git", "status", "--porcelain").strip() else ""
    when = datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    lines = ["# How it was built", "", "| | |", "|---|---|",
             f"| package | {package.name} {package.version} |",
             f"| commit | {commit}{changed} |",
             f"| time of the commit (`SOURCE_DATE_EPOCH`) | {when} ({seconds}) |",
             f"| for | {', '.join(targets)} |",
             f"| profile | {os.environ.get('GU_PROFILE', 'release')} |",
             f"| compiler | {output('rustc', '--version').strip()} |"]
    for target in targets:
        if is_by_zig(target):
            against = "glibc 2.17" if target.endswith("-gnu") else "its own C library"
            linker = f"Zig {zig()[1]}, against {against}"
        else:
            linker = output("cc" if NATIVE else "x86_64-w64-mingw32-gcc", "--version").splitlines()[0]
        lines.append(f"| linker and C compiler for {target} | {linker} |")
    again = f"`make dist TARGETS=\"{' '.join(targets)}\"` on a checkout of the commit builds the libraries again"
    if NATIVE:
        again = "`scripts/packages/debian-build.sh` builds the packages again from their source package"
    lines += ["", "The crates and their checksums are in `Cargo.lock` of that commit, and in the SBOM beside this file.", "",
              f"{again}; docs/releasing.md says where the bytes are the same.", ""]
    return "\n".join(lines)


def bill_of_materials(package, components, targets):
    seconds = int(os.environ["SOURCE_DATE_EPOCH"])
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        # Deterministic, so that archives are reproducible.
        "serialNumber": uuid.uuid5(uuid.NAMESPACE_URL, f"{package.purl}?target={'+'.join(targets)}&time={seconds}").urn,
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": as_json(package) | {"type": PACKAGES[package.name]},
            "properties": [{"name": "cdx:rustc:sbom:target:triple", "value": target} for target in targets],
        },
        "components": [as_json(each) for each in components],
        "dependencies": [{"ref": each.purl, "dependsOn": sorted(needed.purl for needed in each.needs)}
                         for each in [package, *components]],
    }


def main():
    targets, folder, root = sys.argv[1].split(), Path(sys.argv[2]), sys.argv[3]
    parts = crates(targets, root)
    package = next(each for each in parts if each.name == root)
    beside = list({each.purl: each for each in [standard_library(), *(c for t in targets for c in runtimes(t))]}.values())
    package.needs += beside
    components = [each for each in parts if each is not package] + beside
    write_licences([each for each in components if not each.own], folder)
    bill = json.dumps(bill_of_materials(package, components, targets), indent=2)
    (folder / "BUILD.md").write_text(how_it_was_built(package, targets, int(os.environ["SOURCE_DATE_EPOCH"])))
    (folder / f"{root.replace('-', '_')}.cdx.json").write_text(bill + "\n")


main()
