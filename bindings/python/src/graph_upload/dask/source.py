"""Sources, as a worker reads them: files by path, and objects of fsspec."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from typing import Any, BinaryIO, Tuple, cast

from .upload import Upload

__all__ = ["Source", "find", "path_version"]


@dataclass(frozen=True)
class Source:
    """Bytes that are there now."""

    size: int
    #: Changes when the bytes do.
    version: str
    _place: Tuple[Any, str]

    def open(self) -> BinaryIO:
        """Opens it for reading at any offset."""
        fs, path = self._place
        return cast(BinaryIO, open(path, "rb") if fs is None else fs.open(path, "rb"))


def path_version(path: str) -> Tuple[int, str]:
    """Size and version of a file."""
    found = os.stat(path)
    if not stat.S_ISREG(found.st_mode):
        raise OSError(f"{path} is no regular file")
    return found.st_size, f"{found.st_size}-{found.st_mtime_ns}"


def find(upload: Upload) -> Source:
    """The source of an upload. An OSError tells why there is none."""
    path = upload.path
    if path is not None:
        return Source(*path_version(path), (None, path))
    import fsspec

    fs, name = fsspec.url_to_fs(upload.source)
    fs.invalidate_cache()
    info = fs.info(name)
    if info.get("type") == "directory":
        raise OSError(f"{upload.source} is a folder")
    size = info.get("size")
    if size is None:
        raise OSError(f"{upload.source}: its size is not known, which the service wants first")
    # The time of an access, which some stores tell, is no change.
    facts = sorted((name, str(value)) for name, value in info.items() if not any(word in name for word in ("access", "atime")))
    return Source(size, f"{size}-{hashlib.sha256(repr(facts).encode()).hexdigest()[:16]}", (fs, name))
