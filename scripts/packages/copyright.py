#!/usr/bin/env python3
"""Prints debian/copyright: the head, a paragraph for each crate, and the licence texts: copyright.py HEAD FOLDER

https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
"""

import re
import sys
import tomllib
from pathlib import Path

# Where a licence's text is, in the repository or below the crates.
TEXTS = {
    "BSD-3-Clause": "subtle-*/LICENSE",
    "CDLA-Permissive-2.0": "webpki-root-certs-*/LICENSE",
    "ISC": "untrusted-*/LICENSE.txt",
    "MIT": "../LICENSE-MIT",
    "Unicode-3.0": "unicode-ident-*/LICENSE-UNICODE",
    "Unlicense": "memchr-*/UNLICENSE",
    "Zlib": "foldhash-*/LICENSE",
}
# What every Debian system has, by Debian's names.
COMMON = {"Apache-2.0": "Apache-2.0", "LGPL-2.1+": "LGPL-2.1", "MPL-2.0": "MPL-2.0"}
LLVM = "rustix-*/LICENSE-Apache-2.0_WITH_LLVM-exception"


def as_debian(expression):
    """An SPDX expression in Debian's syntax, which has commas in place of parentheses."""
    text = expression.replace("/", " OR ").replace("LGPL-2.1-or-later", "LGPL-2.1+")
    text = text.replace("Apache-2.0 WITH LLVM-exception", "Apache-2.0 with LLVM exception")
    text = re.sub(r"^\((.*)\) AND ", r"\1, AND ", text)
    assert "(" not in text, expression
    return re.sub(r"\s+", " ", text.replace(" OR ", " or ").replace(" AND ", " and "))


def names(licence):
    return {each.strip() for each in re.split(r",? (?:or|and) ", licence)}


def holders(crate, package):
    """The lines of its texts that say so, or else its authors."""
    lines = []
    for path in sorted(crate.rglob("*")):
        if path.is_file() and path.name.upper().startswith(("LICENSE", "LICENCE", "COPYRIGHT", "COPYING", "NOTICE")):
            for line in path.read_text(errors="replace").splitlines():
                found = re.match(r"\W*Copyright (?:\(c\)|©)?,? ?(.*\d{4}.*|.*\bby\b.*|.*(?:Developers|Authors|Contributors).*)", line, re.I)
                if found and "[" not in line and "{" not in line:
                    lines.append(found[1].strip(" */"))
    lines = list(dict.fromkeys(each for each in lines if each))
    return lines or package.get("authors") or [f"The authors of {package['name']}"]


def indented(text):
    return "\n".join(f" {line.rstrip()}" if line.strip() else " ." for line in text.strip().splitlines())


def text_of(name, folder):
    if name in COMMON:
        return indented(f"On Debian systems, the text is in /usr/share/common-licenses/{COMMON[name]}.")
    if name.endswith(" with LLVM exception"):
        _, _, exception = next(folder.glob(LLVM)).read_text().partition("--- LLVM Exceptions to the Apache 2.0 License ----")
        return indented("The Apache License 2.0 is in /usr/share/common-licenses/Apache-2.0. The exception is:\n\n" + exception)
    place = folder.parent / "LICENSE-MIT" if name == "MIT" else next(folder.glob(TEXTS[name]))
    return indented("\n".join(line for line in place.read_text().splitlines() if not line.startswith("Copyright")))


def main():
    head, folder = Path(sys.argv[1]), Path(sys.argv[2])
    print(head.read_text().rstrip())
    used = {"MIT", "Apache-2.0"}
    for crate in sorted(folder.iterdir()):
        package = tomllib.loads((crate / "Cargo.toml").read_text())["package"]
        licence = as_debian(package["license"])
        used |= names(licence)
        who = "\n           ".join(holders(crate, package))
        print(f"\nFiles: vendor/{crate.name}/*\nCopyright: {who}\nLicense: {licence}")
    print("\nFiles: debian/*\nCopyright: 2026 The graph-upload authors\nLicense: MIT or Apache-2.0")
    for name in sorted(used):
        print(f"\nLicense: {name}\n{text_of(name, folder)}")


main()
