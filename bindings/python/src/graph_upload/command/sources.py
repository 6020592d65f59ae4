"""What there is to upload: files, and folders with all below, found one after the other."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from typing import FrozenSet, Iterator, List, Optional, Set, Tuple, Union

from .names import SAME_NAME, name_key
from .patterns import Patterns

__all__ = ["Clash", "File", "Found", "Skipped", "Source", "Unreadable", "walk"]

#: Device and number of a file or folder.
Identity = Tuple[int, int]


@dataclass(frozen=True)
class Source:
    """A file or folder of the command line."""

    #: As it was given.
    given: str
    #: From the root on, without symbolic links.
    path: str
    #: What the paths of its files begin with at the target; empty for the content of a folder.
    name: str
    is_folder: bool

    @classmethod
    def of(cls, given: str) -> "Source":
        """`Photos` stands for the folder, `Photos/` and `Photos/.` for what is in it, as for rsync."""
        last = os.path.basename(given)
        return cls(given, os.path.realpath(given), "" if last in (".", "..") else last, os.path.isdir(given))


@dataclass(frozen=True)
class File:
    """A file to upload."""

    #: From the root on.
    path: str
    #: As people know it: what was given, and what is below.
    shown: str
    #: Its path at the target, if that is a folder.
    place: str
    size: int


@dataclass(frozen=True)
class Unreadable:
    """What should be uploaded, and cannot be read."""

    shown: str
    reason: str


@dataclass(frozen=True)
class Clash:
    """What would go to the same place as another one. Neither goes there."""

    shown: str
    reason: str


@dataclass(frozen=True)
class Skipped:
    """What is left out for a reason that nobody has asked for."""

    shown: str
    reason: str


Found = Union[File, Unreadable, Clash, Skipped]


def walk(sources: "List[Source]", patterns: Patterns, *, follow_links: bool = False,
         leave_out: Optional[str] = None) -> Iterator[Found]:
    """Finds the files of all sources. Keeps a descriptor for each folder that it is in, and no list of files.

    `leave_out`: a folder that is not entered.
    """
    left_out = _identity(leave_out) if leave_out is not None else None
    for source in sources:
        if source.is_folder:
            yield from _Folder(source, patterns, follow_links, left_out).walk()
        else:
            yield from _single(source, patterns)


def _single(source: Source, patterns: Patterns) -> Iterator[Found]:
    if not patterns.takes(source.name):
        return
    try:
        status = os.stat(source.given)
    except OSError as error:
        yield Unreadable(source.given, _reason(error))
        return
    if stat.S_ISREG(status.st_mode):
        yield File(source.path, source.given, source.name, status.st_size)
    else:
        yield Unreadable(source.given, "it is neither a file nor a folder; pipe it into: graph-upload put - TARGET")


@dataclass
class _Level:
    """A folder that is being read."""

    entries: "Iterator[os.DirEntry[str]]"
    #: From the source on, empty for the source itself.
    below: str
    #: The folders that it is in, itself included.
    inside: FrozenSet[Identity]
    #: Hashes of the names that several entries have, as far as the service can tell.
    clashing: Set[int]
    is_empty: bool = True


class _Folder:
    """Walks below one source."""

    def __init__(self, source: Source, patterns: Patterns, follow_links: bool, left_out: Optional[Identity]) -> None:
        self._source, self._patterns = source, patterns
        self._follow, self._left_out = follow_links, left_out
        self._levels: List[_Level] = []

    def walk(self) -> Iterator[Found]:
        try:
            yield from self._enter(self._source.path, "", frozenset())
            while self._levels:
                level = self._levels[-1]
                try:
                    entry = next(level.entries, None)
                except OSError as error:
                    yield Unreadable(self._shown(level.below), _reason(error))
                    entry, level.is_empty = None, False
                if entry is None:
                    if level.is_empty:
                        yield Skipped(self._shown(level.below), "an empty folder; folders are created for their files only")
                    self._leave()
                else:
                    level.is_empty = False
                    yield from self._entry(entry, level)
        finally:
            while self._levels:
                self._leave()

    def _enter(self, path: str, below: str, inside: FrozenSet[Identity]) -> Iterator[Found]:
        try:
            # Only a link can lead back to a folder above.
            identity = _identity(path) if self._follow or self._left_out else None
            if identity is not None and identity == self._left_out:
                yield Skipped(self._shown(below), "the state folder of this command")
            elif self._follow and identity in inside:
                yield Skipped(self._shown(below), "a symbolic link to a folder that it is in")
            else:
                here = inside | {identity} if self._follow and identity is not None else inside
                clashing = self._clashing(path, below)
                self._levels.append(_Level(os.scandir(path), below, here, clashing))
        except OSError as error:
            yield Unreadable(self._shown(below), _reason(error))

    def _clashing(self, path: str, below: str) -> Set[int]:
        """Reads the folder once for its names. Hashes, as there may be a million of them."""
        seen: Set[int] = set()
        twice: Set[int] = set()
        with os.scandir(path) as entries:
            for entry in entries:
                key = hash(name_key(entry.name))
                if key in twice or not self._takes(entry, _joined(below, entry.name)):
                    continue
                (twice if key in seen else seen).add(key)
        return twice

    def _takes(self, entry: "os.DirEntry[str]", below: str) -> bool:
        try:
            if entry.is_symlink() and not self._follow:
                return False
            return self._patterns.enters(below) if entry.is_dir() else self._patterns.takes(below)
        except OSError:
            return False  # Reported when the walk reaches it.

    def _leave(self) -> None:
        close = getattr(self._levels.pop().entries, "close", None)
        if close is not None:
            close()

    def _entry(self, entry: "os.DirEntry[str]", level: _Level) -> Iterator[Found]:
        below = _joined(level.below, entry.name)
        if level.clashing and hash(name_key(entry.name)) in level.clashing and self._takes(entry, below):
            yield Clash(self._shown(below), SAME_NAME)
            return
        try:
            if entry.is_symlink() and not self._follow:
                if self._patterns.takes(below):
                    yield Skipped(self._shown(below), "a symbolic link; --follow-links uploads what it leads to")
            elif entry.is_dir():
                if self._patterns.enters(below):
                    yield from self._enter(entry.path, below, level.inside)
            elif self._patterns.takes(below):
                yield self._file(entry, below)
        except OSError as error:
            yield Unreadable(self._shown(below), _reason(error))

    def _file(self, entry: "os.DirEntry[str]", below: str) -> Found:
        status = entry.stat()
        if not stat.S_ISREG(status.st_mode):
            return Skipped(self._shown(below), "neither a file nor a folder")
        place = f"{self._source.name}/{below}" if self._source.name else below
        return File(entry.path, self._shown(below), place, status.st_size)

    def _shown(self, below: str) -> str:
        return os.path.join(self._source.given, below) if below else self._source.given


def _joined(below: str, name: str) -> str:
    return f"{below}/{name}" if below else name


def _identity(path: str) -> Optional[Identity]:
    try:
        status = os.stat(path)
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
