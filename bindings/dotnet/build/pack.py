#!/usr/bin/env python3
"""Makes a NuGet package of a folder: pack.py ID VERSION FOLDER OUTPUT. The same input gives the same bytes; reads what it has
written, and fails if a part is missing."""

import hashlib
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

TYPES = {"rels": "application/vnd.openxmlformats-package.relationships+xml",
         "psmdcp": "application/vnd.openxmlformats-package.core-properties+xml", "nuspec": "application/octet"}
NUSPEC = "{http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd}"


def content_types(names):
    """What each kind of file is. A file without an extension is told by its name."""
    extensions = sorted({name.rpartition("/")[2].rpartition(".")[2] for name in names if "." in name.rpartition("/")[2]} | set(TYPES))
    lines = [f'  <Default Extension="{one}" ContentType="{TYPES.get(one, "application/octet")}" />' for one in extensions]
    lines += [f'  <Override PartName="/{name}" ContentType="application/octet" />'
              for name in sorted(names) if "." not in name.rpartition("/")[2]]
    return ('<?xml version="1.0" encoding="utf-8"?>\n<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">\n'
            + "\n".join(lines) + "\n</Types>\n")


def relationships(identity, properties):
    schemas = "http://schemas.microsoft.com/packaging/2010/07/manifest"
    core = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    return ('<?xml version="1.0" encoding="utf-8"?>\n'
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">\n'
            f'  <Relationship Type="{schemas}" Target="/{identity}.nuspec" Id="R1" />\n'
            f'  <Relationship Type="{core}" Target="/{properties}" Id="R2" />\n</Relationships>\n')


def core_properties(nuspec, identity, version):
    description = nuspec.find(f"{NUSPEC}metadata/{NUSPEC}description").text
    return ('<?xml version="1.0" encoding="utf-8"?>\n'
            '<coreProperties xmlns:dc="http://purl.org/dc/elements/1.1/" '
            'xmlns="http://schemas.openxmlformats.org/package/2006/metadata/core-properties">\n'
            f"  <dc:description>{description}</dc:description>\n  <dc:identifier>{identity}</dc:identifier>\n"
            f"  <version>{version}</version>\n</coreProperties>\n")


def write(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            # Who may read it, for what keeps that.
            entry.external_attr = 0o100644 << 16
            package.writestr(entry, files[name])


def check(path, identity, version):
    """The parts that a client of NuGet looks for."""
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        names = package.namelist()
        for part in ("[Content_Types].xml", "_rels/.rels", f"{identity}.nuspec", "README.md", "LICENSE-MIT", "LICENSE-APACHE"):
            assert part in names, f"{part} is missing"
        if identity != "GraphUpload.Native":
            for kind in ("dll", "xml"):
                assert f"lib/netstandard2.0/{identity}.{kind}" in names, f"{identity}.{kind} is missing"
        metadata = ElementTree.fromstring(package.read(f"{identity}.nuspec")).find(f"{NUSPEC}metadata")
        assert metadata.findtext(f"{NUSPEC}id") == identity
        assert metadata.findtext(f"{NUSPEC}version") == version
        for one in metadata.iter(f"{NUSPEC}dependency"):
            assert one.get("version") == f"[{version}]", one.get("id")


def main():
    identity, version, folder, output = sys.argv[1:]
    folder = Path(folder)
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    name = f"{identity}.nuspec"
    files[name] = files[name].replace(b"$version$", version.encode())
    nuspec = ElementTree.fromstring(files[name])
    properties = f"package/services/metadata/core-properties/{hashlib.sha256(files[name]).hexdigest()[:32]}.psmdcp"
    files[properties] = core_properties(nuspec, identity, version).encode()
    files["_rels/.rels"] = relationships(identity, properties).encode()
    files["[Content_Types].xml"] = content_types(files).encode()
    path = Path(output) / f"{identity}.{version}.nupkg"
    write(path, files)
    check(path, identity, version)


if __name__ == "__main__":
    main()
