"""Makes a wheel for a platform of one for any: platform_wheel.py WHEEL PLATFORM FOLDER [PATH=FILE]...

PATH is where FILE goes in the wheel. What is below bin/ can be executed. The same input makes the same bytes.
"""

import base64
import hashlib
import os
import sys
import time
import zipfile
from pathlib import Path


def date():
    # Zip knows no time before 1980.
    seconds = max(int(os.environ.get("SOURCE_DATE_EPOCH", 0)), 315532800)
    return time.gmtime(seconds)[:6]


def described(text, platform):
    """The file WHEEL: the wheel holds a library, so it belongs in platlib."""
    lines = [line for line in text.decode().splitlines() if line and not line.startswith(("Tag:", "Root-Is-Purelib:"))]
    return "\n".join([*lines, "Root-Is-Purelib: false", f"Tag: py3-none-{platform}", ""]).encode()


def record(files, name):
    """https://packaging.python.org/en/latest/specifications/recording-installed-packages/"""
    lines = []
    for path, data in sorted(files.items()):
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        lines.append(f"{path},sha256={digest},{len(data)}\n")
    return "".join([*lines, f"{name},,\n"]).encode()


def main(wheel, platform, folder, *added):
    stem = "-".join(wheel.stem.split("-")[:2])
    info = f"{stem}.dist-info"
    with zipfile.ZipFile(wheel) as archive:
        files = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    del files[f"{info}/RECORD"]
    for one in added:
        path, _, file = one.partition("=")
        files[path] = Path(file).read_bytes()
    files[f"{info}/WHEEL"] = described(files[f"{info}/WHEEL"], platform)
    files[f"{info}/RECORD"] = record(files, f"{info}/RECORD")
    made = folder / f"{stem}-py3-none-{platform}.whl"
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        # What describes the wheel comes last, as the specification recommends.
        for path in sorted(files, key=lambda path: (path.startswith(info), path)):
            entry = zipfile.ZipInfo(path, date())
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, whose modes these are
            entry.external_attr = (0o100755 if "/bin/" in path else 0o100644) << 16
            archive.writestr(entry, files[path], compresslevel=9)


main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), *sys.argv[4:])
