"""Merges the licences of what is linked into a package, many of which are the same, into one text: merge_notices.py FROM TO

FROM is a folder as scripts/notices.py makes it. TO gets THIRD-PARTY.txt, and the rest of FROM as it is.
"""

import re
import shutil
import sys
from pathlib import Path

LINE = "-" * 80


def parts(table):
    """The rows of THIRD-PARTY.md, without the links to texts."""
    for row in re.findall(r"^\| (.+) \|$", table, re.M)[1:]:
        name, version, licence, *_ = row.split(" | ")
        yield f"{name} {version}: {licence}"


def main(source, target):
    target.mkdir(parents=True)
    texts = {}
    for file in sorted(path for path in source.rglob("*") if path.is_file()):
        if file.name == "THIRD-PARTY.md":
            continue
        if file.parent == source:
            shutil.copyfile(file, target / file.name)
            continue
        if file.suffix == ".html":
            shutil.copyfile(file, target / f"{file.parent.name}-{file.name}")
            continue
        text = "\n".join(line.rstrip() for line in file.read_text(encoding="utf-8").strip().splitlines())
        texts.setdefault(text, []).append(file.relative_to(source / "licenses").as_posix())
    table = (source / "THIRD-PARTY.md").read_text(encoding="utf-8")
    with open(target / "THIRD-PARTY.txt", "w", encoding="utf-8", newline="\n") as merged:
        merged.write("Third-party parts, and below them the text of each licence once\n\n")
        merged.writelines(f"{part}\n" for part in parts(table))
        for text, names in texts.items():
            merged.write(f"\n{LINE}\n" + "".join(f"{name}\n" for name in names) + f"{LINE}\n\n{text}\n")


main(Path(sys.argv[1]), Path(sys.argv[2]))
