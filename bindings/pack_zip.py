"""Packs a folder into a zip whose bytes follow from its files alone: pack_zip.py FOLDER ARCHIVE [--contents]

Names begin with that of the folder; with --contents the archive has what is in it at its top. All files are of the time
SOURCE_DATE_EPOCH, by default the first that a zip can name.
"""

import os
import sys
import time
import zipfile
from pathlib import Path

# 1980-01-01.
EARLIEST = 315532800


def main(folder, archive, *options):
    folder = Path(folder)
    top = folder if options == ("--contents",) else folder.parent
    when = time.gmtime(max(int(os.environ.get("SOURCE_DATE_EPOCH") or 0), EARLIEST))[:6]
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(top).as_posix(), when)
            # Unix, so that the mode counts.
            entry.create_system, entry.external_attr, entry.compress_type = 3, 0o100644 << 16, zipfile.ZIP_DEFLATED
            packed.writestr(entry, path.read_bytes())


main(*sys.argv[1:])
