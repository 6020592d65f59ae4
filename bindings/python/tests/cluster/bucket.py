"""A store of objects for tests: "bucket:///folder/name" of fsspec, which all processes of this machine share.

As in a bucket, objects are written whole, and there are no locks. Workers load it as a preload module.
"""

from __future__ import annotations

import io
import os
import shutil
import uuid
from pathlib import Path
from typing import Any, Dict, List, Optional

import fsspec


class Bucket(fsspec.AbstractFileSystem):  # type: ignore[misc]
    """Objects, as files."""

    protocol = "bucket"
    root_marker = "/"

    def info(self, path: str, **_: Any) -> "Dict[str, Any]":
        found = Path(self._strip_protocol(path))
        facts = found.stat()
        kind = "directory" if found.is_dir() else "file"
        return {"name": str(found), "size": facts.st_size, "type": kind, "etag": str(facts.st_mtime_ns)}

    def ls(self, path: str, detail: bool = True, **_: Any) -> "List[Any]":
        folder = Path(self._strip_protocol(path))
        names = sorted(str(entry) for entry in folder.iterdir() if not entry.name.startswith("."))
        return [self.info(name) for name in names] if detail else names

    def makedirs(self, path: str, exist_ok: bool = False) -> None:
        """There are no folders."""

    def cat_file(self, path: str, start: Optional[int] = None, end: Optional[int] = None, **_: Any) -> bytes:
        return Path(self._strip_protocol(path)).read_bytes()[start:end]

    def pipe_file(self, path: str, value: bytes, mode: str = "overwrite", **_: Any) -> None:
        place = Path(self._strip_protocol(path))
        place.parent.mkdir(parents=True, exist_ok=True)
        part = place.with_name(f".{uuid.uuid4().hex}")
        part.write_bytes(value)
        # An object that is removed meanwhile takes its folder with it.
        place.parent.mkdir(parents=True, exist_ok=True)
        os.replace(part, place)

    def rm(self, path: str, recursive: bool = False, maxdepth: Optional[int] = None) -> None:
        place = Path(self._strip_protocol(path))
        shutil.rmtree(place) if place.is_dir() else place.unlink()

    def _open(self, path: str, mode: str = "rb", **_: Any) -> Any:
        return io.BytesIO(self.cat_file(path)) if mode == "rb" else None


fsspec.register_implementation("bucket", Bucket, clobber=True)
