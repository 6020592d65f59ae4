"""Where saved states and the ledger are: a folder that all workers share, or any store of fsspec.

Objects are written whole: a reader sees an old one or a new one, never a part.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import threading
from pathlib import Path
from typing import Any, Iterator, List, Optional

__all__ = ["FolderStore", "RemoteStore", "Store", "open_store"]


class Store:
    """Objects by name. Names are relative and have slashes."""

    #: The folder, if it is one.
    folder: Optional[Path] = None

    def read(self, name: str) -> Optional[bytes]:
        """The bytes of an object, or None."""
        raise NotImplementedError

    def write(self, name: str, data: bytes) -> None:
        """Writes an object, which outlives a crash of the machine when this returns."""
        raise NotImplementedError

    def list(self, folder: str) -> List[str]:
        """The names in a folder, without the folder's."""
        raise NotImplementedError

    def remove(self, folder: str) -> None:
        """Removes a folder with all that is in it, if it is there."""
        raise NotImplementedError

    @contextlib.contextmanager
    def used(self) -> Iterator[None]:
        """Keeps another run out, where the store can."""
        yield


class FolderStore(Store):
    """A folder of a local or shared file system."""

    def __init__(self, folder: str) -> None:
        self.folder = Path(folder).absolute()
        self._path(".").mkdir(mode=0o700, parents=True, exist_ok=True)

    def _path(self, name: str) -> Path:
        assert self.folder is not None
        return self.folder / name

    def read(self, name: str) -> Optional[bytes]:
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            return None

    def write(self, name: str, data: bytes) -> None:
        path = self._path(name)
        part = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}")
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
        self._reach_disk(path.parent)

    @staticmethod
    def _reach_disk(folder: Path) -> None:
        if os.name == "nt":
            return  # A folder cannot be opened there, and a renaming reaches the disk.
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def list(self, folder: str) -> List[str]:
        try:
            return sorted(entry for entry in os.listdir(self._path(folder)) if not entry.startswith("."))
        except FileNotFoundError:
            return []

    def remove(self, folder: str) -> None:
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(self._path(folder))

    @contextlib.contextmanager
    def used(self) -> Iterator[None]:
        try:
            import fcntl
        except ImportError:  # Windows
            yield
            return
        with open(self._path("in-use"), "w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                if error.errno not in (errno.EAGAIN, errno.EACCES):
                    raise
                raise ValueError(f"state: another run uses {self.folder}; wait for its end, or name another folder") from None
            yield


class RemoteStore(Store):
    """A store of fsspec, such as a bucket."""

    def __init__(self, url: str) -> None:
        try:
            import fsspec
        except ImportError:
            raise ImportError("a state at a URL needs fsspec; install it with: pip install 'graph-upload[dask]'") from None
        self._fs, self._root = fsspec.url_to_fs(url)

    def _name(self, name: str) -> str:
        return f"{self._root.rstrip('/')}/{name}"

    def read(self, name: str) -> Optional[bytes]:
        try:
            return bytes(self._fs.cat_file(self._name(name)))
        except FileNotFoundError:
            return None

    def write(self, name: str, data: bytes) -> None:
        path = self._name(name)
        # Buckets have no folders, and do nothing here.
        self._fs.makedirs(path.rpartition("/")[0], exist_ok=True)
        self._fs.pipe_file(path, data)

    def list(self, folder: str) -> List[str]:
        self._fs.invalidate_cache()
        try:
            found: "List[Any]" = self._fs.ls(self._name(folder), detail=False)
        except FileNotFoundError:
            return []
        return sorted(name for name in (str(path).rstrip("/").rpartition("/")[2] for path in found) if name)

    def remove(self, folder: str) -> None:
        self._fs.invalidate_cache()
        with contextlib.suppress(FileNotFoundError):
            self._fs.rm(self._name(folder), recursive=True)


def open_store(state: str) -> Store:
    """The store at a path or URL."""
    if state.startswith("file://"):
        return FolderStore(state[len("file://"):])
    return RemoteStore(state) if "://" in state or "::" in state else FolderStore(state)
