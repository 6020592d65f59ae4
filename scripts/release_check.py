#!/usr/bin/env python3
"""Checks that everything that names a version agrees, and that it is committed: release_check.py VERSION [--rehearse]

With --rehearse, as in CI, the changelog may still say "Unreleased" and the ABI description may lack what was added. Run by
scripts/release.sh.
"""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

# What documents and scripts call a release, and how much of its version each says.
MENTIONS = {
    r"graphupload@v(\d+\.\d+\.\d+)": 3,
    r"graphupload-(\d+\.\d+\.\d+)\.zip": 3,
    r"graph[-_]upload-(\d+\.\d+\.\d+)\b": 3,
    r"graph_upload==(\d+\.\d+\.\d+)": 3,
    r"find_package\(graph_upload (\d+\.\d+)\b": 2,
}
# What versions of language packages look like; those that are filled in when the package is built match none.
MANIFESTS = {
    "*.gemspec": r"\.version\s*=\s*['\"](\d[^'\"]*)['\"]",
    "*.csproj": r"<(?:Package)?Version>(\d[^<]*)</",
    "pyproject.toml": r"(?m)^version = \"(.*)\"",
    "composer.json": r"(?m)^    \"version\": \"(.*)\"",
}


def output(*command):
    return subprocess.check_output(command, text=True)


def tracked(*patterns):
    return [Path(name) for name in output("git", "ls-files", "-z", *patterns).split("\0") if name and Path(name).is_file()]


def of_cargo(version, _):
    manifest = tomllib.loads(Path("Cargo.toml").read_text())
    core = manifest["dependencies"]["graph-upload-core"]["version"]
    for what, said in [("the workspace", manifest["workspace"]["package"]["version"]), ("graph-upload-core", core)]:
        if said != version:
            yield f"Cargo.toml: {what} has {said}"
    locked = {each["name"]: each["version"] for each in tomllib.loads(Path("Cargo.lock").read_text())["package"]}
    if locked["graph-upload"] != version:
        yield f"Cargo.lock: graph-upload has {locked['graph-upload']}; refresh it with: cargo metadata"


def of_header(version, _):
    text = Path("include/graph_upload.h").read_text()
    said = ".".join(re.search(rf"#define GU_VERSION_{part} (\d+)", text)[1] for part in ("MAJOR", "MINOR", "PATCH"))
    if said != version:
        yield f"include/graph_upload.h: the macros say {said}; refresh them with: GU_REFRESH_HEADER=1 cargo test --test header"


def of_abi(_, rehearse):
    described = set(re.findall(r"<elf-symbol name='(\w+)'", Path("tests/data/graph_upload.abi").read_text()))
    functions = {each["name"] for each in json.loads(Path("include/graph_upload.api.json").read_text())["functions"]}
    if described - functions or (functions - described and not rehearse):
        names = ", ".join(sorted(described ^ functions)[:5])
        yield f"tests/data/graph_upload.abi: not of this API ({names}); refresh it with: GU_REFRESH_ABI=1 cargo test --test abi"


def of_changelog(version, rehearse):
    text = Path("CHANGELOG.md").read_text()
    section = re.search(rf"^## \[?{re.escape(version)}\]?(.*)$", text, re.M)
    if section and not re.search(r"\d{4}-\d{2}-\d{2}", section[1]):
        yield f"CHANGELOG.md: the section of {version} has no date, such as: ## {version} - 2026-05-01"
    if not section and not (rehearse and "\n## Unreleased\n" in text):
        yield f"CHANGELOG.md: no section of {version}"


def of_documents(version, _):
    soversion = re.search(r"readonly soversion=(\d+)", Path("scripts/install.sh").read_text())[1]
    for path in tracked("*.md", "*.sh", ":!CHANGELOG.md", ":!docs/bench", ":!docs/upgrading.md", ":!scripts"):
        text = path.read_text()
        for pattern, parts in MENTIONS.items():
            for said in set(re.findall(pattern, text)) - {".".join(version.split(".")[:parts])}:
                yield f"{path}: names {said}"
        for said in set(re.findall(r"libgraph_upload\.so\.(\d+(?:\.\d+)*)", text)) - {soversion, version}:
            yield f"{path}: libgraph_upload.so.{said}, where the soname has {soversion}"


def of_languages(version, _):
    # 0.0.0 is for what is never published.
    for path in tracked("bindings/*package.json", "bindings/*package-lock.json"):
        manifest = json.loads(path.read_text())
        own = str(manifest.get("name", "")).lstrip("@").startswith("graph-upload")
        if own and manifest.get("version", version) not in (version, "0.0.0"):
            yield f"{path}: {manifest['version']}"
    for name, pattern in MANIFESTS.items():
        for path in tracked(f"bindings/**/{name}"):
            for said in set(re.findall(pattern, path.read_text())) - {version}:
                yield f"{path}: {said}"


def of_tree(_, __):
    if output("git", "status", "--porcelain").strip():
        yield "there are changes that are not committed"


def main():
    version, rehearse = sys.argv[1], "--rehearse" in sys.argv
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        sys.exit(f"release: no version: {version}")
    checks = (of_cargo, of_header, of_abi, of_changelog, of_documents, of_languages, of_tree)
    problems = [problem for check in checks for problem in check(version, rehearse)]
    for problem in problems:
        print(f"release {version}: {problem}", file=sys.stderr)
    sys.exit(bool(problems))


main()
