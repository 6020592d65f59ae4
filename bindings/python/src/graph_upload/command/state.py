"""What is kept of a command that has not stored all files yet, so that the same command goes on.

    STATE/ID/command.json   what the command is, for `graph-upload status`
    STATE/ID/lock           held while it runs
    STATE/ID/queue/         the library's: a file for each job that has not ended, and the list of what is stored
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import time
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from types import TracebackType
from typing import Iterator, List, Optional, Sequence, Type

from .account import state_folder
from .errors import CommandError, Exit
from .lock import lock as take

__all__ = ["Record", "StateFolder", "default_root", "kept"]

LOCK_ATTEMPTS = 4


def default_root() -> Path:
    """Where the state is kept unless an option says otherwise."""
    return state_folder()


@dataclass
class Record:
    """A command, as `status` shows it."""

    #: The words of the command line, from `graph-upload` on.
    command: List[str] = field(default_factory=list)
    #: The folder it was started in.
    folder: str = ""
    sources: List[str] = field(default_factory=list)
    target: str = ""
    #: Seconds since 1970.
    started: float = 0.0
    #: When it ended without having stored all; 0 if it was killed, or runs.
    ended: float = 0.0
    process: int = 0
    #: How many files have failed in the last run.
    failed: int = 0


class StateFolder:
    """The folder of one command. As a context manager it is locked, so that no second process runs the same command."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: Optional[int] = None

    @classmethod
    def of(cls, root: Path, words: Sequence[str]) -> "StateFolder":
        """The folder of a command that is told from others by `words`."""
        text = json.dumps(list(words)).encode()
        return cls(root / hashlib.sha256(text).hexdigest()[:12])

    @property
    def id(self) -> str:
        return self.path.name

    @property
    def queue(self) -> Path:
        """The folder of the queue."""
        return self.path / "queue"

    def __enter__(self) -> "StateFolder":
        try:
            if not self._locked():
                process = self.read().process
                raise CommandError(f"the same command runs already, as process {process}; wait for its end, or stop it",
                                   Exit.FAILED)
        except OSError as error:
            raise CommandError(f"--state-dir: {self.path} cannot be used: {error.strerror or error}") from None
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                 trace: Optional[TracebackType]) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _locked(self) -> bool:
        """Takes the lock. Whoever held it may have removed the folder: then it is made anew."""
        while True:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
            except FileNotFoundError:
                continue
            if not _flock(lock):
                os.close(lock)
                return False
            if self._is_still_there(lock):
                self._lock = lock
                return True
            os.close(lock)

    def _is_still_there(self, lock: int) -> bool:
        try:
            return os.path.samestat(os.fstat(lock), os.stat(self.path / "lock"))
        except FileNotFoundError:
            return False

    def is_running(self) -> bool:
        """Whether a process runs the command."""
        try:
            lock = os.open(self.path / "lock", os.O_RDWR)
        except FileNotFoundError:
            return False
        try:
            return not take(lock, shared=True)
        finally:
            os.close(lock)

    def read(self) -> Record:
        """The record; an empty one if there is none, or it is damaged."""
        try:
            given = json.loads((self.path / "command.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return Record()
        known = {one.name for one in fields(Record)}
        if not isinstance(given, dict):
            return Record()
        return Record(**{name: value for name, value in given.items() if name in known})

    def write(self, record: Record) -> None:
        """Writes the record. Whoever reads it meanwhile gets the old one or the new one."""
        new = self.path / "command.json.new"
        new.write_text(json.dumps(asdict(record)), encoding="utf-8")
        os.replace(new, self.path / "command.json")

    def left(self) -> int:
        """How many files were begun or wait, and have not ended."""
        return sum(1 for _ in self._jobs())

    def stored(self) -> int:
        """How many files are stored."""
        try:
            with open(self.queue / "done", "rb") as lines:
                return sum(1 for _ in lines)
        except FileNotFoundError:
            return 0

    def remove(self) -> None:
        """Removes it. The lock goes last, as it keeps others out."""
        for path in (self.queue, self.path / "command.json", self.path / "command.json.new"):
            _remove(path)
        if os.name == "nt" and self._lock is not None:
            # A file that is open cannot be removed there. If another process has taken the lock meanwhile, it stays.
            os.close(self._lock)
            self._lock = None
            with contextlib.suppress(PermissionError):
                _remove(self.path)
        else:
            _remove(self.path)

    def _jobs(self) -> Iterator[Path]:
        return self.queue.glob("*.job")


def _flock(lock: int) -> bool:
    """Takes a lock. `is_running()` of another process holds it for a moment at most."""
    for attempt in range(LOCK_ATTEMPTS):
        if take(lock):
            return True
        if attempt + 1 < LOCK_ATTEMPTS:
            time.sleep(0.05)
    return False


def kept(root: Path) -> List[StateFolder]:
    """All that is kept, the oldest first."""
    folders = [StateFolder(path.parent) for path in root.glob("*/command.json")]
    return sorted(folders, key=lambda folder: folder.read().started)


def _remove(path: Path) -> None:
    try:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    except FileNotFoundError:
        pass
