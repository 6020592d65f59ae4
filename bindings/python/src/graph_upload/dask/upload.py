"""What is to be uploaded, and how an upload has ended."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Dict, Iterable, Iterator, List, Mapping, Optional, Tuple, Union
from urllib.parse import urlsplit

from ..target import Target, given_name

__all__ = ["Outcome", "Result", "Upload"]

Property = Union[str, int, bool, datetime]


class Outcome:
    """How an upload has ended."""

    STORED = "stored"
    #: Stored by an earlier run; nothing was sent.
    SKIPPED = "skipped"
    #: Stored, but not what was sent, as far as the service reports.
    DIFFERS = "differs"
    FAILED = "failed"
    #: It could not be found out whether the file is stored. The next run looks first.
    UNKNOWN = "unknown"
    #: Of the ledger alone: what is not done again.
    ENDED = (STORED, DIFFERS)


@dataclass(frozen=True)
class Upload:
    """One file and the place it is uploaded to."""

    #: A path, or a URL of fsspec such as "s3://bucket/May.pdf", that all workers can read.
    source: str
    #: A place as `Target.parse()` takes it, such as "drive:/Reports/" or "todo:LIST/TASK".
    target: str
    #: Owner of a task, message or event; default: the signed-in user.
    user: Optional[str] = None
    #: Properties of the target, such as {"conflict": "replace"}.
    properties: Mapping[str, Property] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The same for the same file and place, in every run."""
        text = json.dumps([self.source, self.target, self.user, sorted(self.properties.items())], default=_time)
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    @property
    def path(self) -> Optional[str]:
        """Path of the source, or None if it is a URL of fsspec."""
        if self.source.startswith("file://"):
            return self.source[len("file://"):]
        return None if "://" in self.source or "::" in self.source else self.source

    def place(self) -> Target:
        """The target."""
        name = given_name(self.path) if self.path else os.path.basename(urlsplit(self.source).path)
        return Target.parse(self.target, user=self.user, name=name, **self.properties)


def _time(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"properties: str, int, bool or datetime expected, not {type(value).__name__}")


def uploads(items: "Iterable[Union[Upload, Tuple[str, str], Mapping[str, Any]]]") -> Iterator[Upload]:
    """Items in any of the forms that a caller may give."""
    for number, item in enumerate(items):
        if isinstance(item, Upload):
            yield item
        elif isinstance(item, Mapping):
            yield Upload(**item)
        elif isinstance(item, (tuple, list)) and len(item) == 2:
            yield Upload(os.fspath(item[0]), item[1])
        else:
            raise TypeError(f"items: number {number} is {item!r}; an Upload, or (source, target), expected")


@dataclass(frozen=True)
class Result:
    """How one upload has ended. Also the record of the ledger."""

    id: str
    source: str
    target: str
    outcome: str
    #: Size, and what else tells whether the source is the same.
    version: Optional[str] = None
    size: int = 0
    #: Of the stored file.
    item_id: str = ""
    name: str = ""
    #: Why it is not stored: the name of the status, the service's code, and a sentence.
    reason: str = ""
    code: str = ""
    message: str = ""
    request_id: str = ""
    #: Whether a later attempt may help, and when, in seconds.
    retryable: bool = False
    retry_after: float = 0.0
    #: When it ended, in seconds since 1970, and how long it took.
    ended: float = 0.0
    seconds: float = 0.0
    attempts: int = 1

    @property
    def done(self) -> bool:
        """Whether the file is stored by this upload."""
        return self.outcome in Outcome.ENDED

    def record(self) -> bytes:
        """A line of the ledger. Equal to defaults is left out."""
        values = {name: value for name, value in asdict(self).items() if value != getattr(type(self), name, None)}
        return json.dumps(values, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"

    @classmethod
    def of_record(cls, line: bytes) -> "Result":
        """The result of a line. What a later version has added is left out."""
        known: Dict[str, Any] = {name: value for name, value in json.loads(line).items() if name in cls.__dataclass_fields__}
        return cls(**known)


def records(text: bytes) -> List[Result]:
    """The results of a segment of the ledger."""
    return [Result.of_record(line) for line in text.splitlines() if line]
