"""Where files go: the target of the command line, and the targets of files below it."""

from __future__ import annotations

import os
from collections import Counter
from typing import List, Optional
from urllib.parse import quote

from ..errors import ArgumentError
from ..target import Target
from .errors import CommandError
from .names import name_key
from .sources import File, Source

__all__ = ["CONFLICTS", "Place"]

CONFLICTS = ("fail", "replace", "rename")
#: How many parts stand before the name.
_PARTS = {"todo": 2, "message": 1, "event": 1, "post": 3, "print": 3, "share": 3}


class Place:
    """A target as `gu_target_parse()` takes it. One in a drive that ends in a slash, or gets a folder, is a folder."""

    def __init__(self, text: str, *, user: Optional[str] = None, conflict: Optional[str] = None) -> None:
        self.text, self.user, self.conflict = text, user, conflict
        self.kind = text.partition(":")[0]
        self._is_folder = self.kind == "drive" and text.endswith("/")

    @property
    def is_named(self) -> bool:
        """Whether it names one file, so that no second one fits."""
        if self.kind in _PARTS:
            parts = self.text.partition(":")[2].split("/")
            return len(parts) > _PARTS[self.kind] and parts[-1] != ""
        return not self._is_folder

    def check(self, sources: List[Source]) -> None:
        """Refuses what cannot be meant, before anything is sent. `sources` is empty for standard input."""
        self._check_shape(sources)
        try:
            self._target(self.of_place("name"), "name")
        except ArgumentError as error:
            raise CommandError(str(error)) from None

    def _check_shape(self, sources: List[Source]) -> None:
        if any(source.is_folder for source in sources):
            if self.kind != "drive":
                raise CommandError(f"a folder can only be put into a drive, such as drive:/Backup/, not to {self.text}")
            self._is_folder = True
        if not sources and not self.is_named:
            raise CommandError(f"standard input has no name: the target must end in one, such as {self.text.rstrip('/')}/NAME")
        if len(sources) > 1 and self.is_named:
            hint = "end in a slash" if self.kind == "drive" else "have no name of its own"
            raise CommandError(f"{self.text} names one file: for several sources the target must {hint}")
        names = [source.name for source in sources if source.name]
        counts = Counter(map(name_key, names))
        twice = [name for name in names if counts[name_key(name)] > 1]
        if twice:
            raise CommandError(f"{' and '.join(twice[:2])}: these sources would be put to the same place")

    def of_place(self, place: str) -> str:
        """The target of a file as a text."""
        if not self._is_folder:
            return self.text
        return f"{self.text.rstrip('/')}/{quote(os.fsencode(place), safe='/')}"

    def of(self, file: File) -> Target:
        """The target of a file; an ArgumentError if it cannot have one."""
        name = file.place.rpartition("/")[2]
        try:
            file.path.encode()
        except UnicodeEncodeError:
            raise ArgumentError("its name is not UTF-8") from None
        return self._target(self.of_place(file.place), name)

    def standard_input(self) -> Target:
        """The target of standard input."""
        return self._target(self.text, None)

    def _target(self, text: str, name: Optional[str]) -> Target:
        properties = {} if self.conflict is None else {"conflict": self.conflict}
        return Target.parse(text, user=self.user, name=name, **properties)
