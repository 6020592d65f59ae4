"""What becomes of files, and of a whole run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional

from .._native import Integrity, Wait
from ..errors import GraphUploadError, OutcomeUnknownError
from ..item import Item, Progress
from .errors import Exit
from .sizes import size_text

__all__ = ["Outcome", "Result", "Running", "Snapshot", "Summary", "waits_text"]


class Outcome:
    """What has become of a file, as `--json` names it."""

    STORED = "stored"
    #: An earlier run of the same command has stored it.
    UNCHANGED = "unchanged"
    #: Stored, but the service reports another size or hash.
    DIFFERS = "differs"
    FAILED = "failed"
    #: Whether it is stored could not be found out.
    UNKNOWN = "unknown"
    #: Left out: a symbolic link, a device.
    SKIPPED = "skipped"
    #: What --dry-run would put.
    PLANNED = "planned"


@dataclass(frozen=True)
class Result:
    """What has become of one file."""

    outcome: str
    #: As people know it.
    shown: str
    target: str = ""
    size: Optional[int] = None
    item: Optional[Item] = None
    error: Optional[BaseException] = None
    #: Why it is skipped.
    reason: str = ""

    @classmethod
    def stored(cls, shown: str, target: str, size: Optional[int], item: Item) -> "Result":
        # What a state folder knows of a file is less than the service says.
        is_old = item.recovered and not item.description
        differs = item.integrity == Integrity.DIFFERS
        outcome = Outcome.UNCHANGED if is_old else Outcome.DIFFERS if differs else Outcome.STORED
        return cls(outcome, shown, target, size, item)

    @classmethod
    def failed(cls, shown: str, target: str, size: Optional[int], error: BaseException) -> "Result":
        in_doubt = isinstance(error, OutcomeUnknownError) or (isinstance(error, GraphUploadError) and error.in_doubt)
        return cls(Outcome.UNKNOWN if in_doubt else Outcome.FAILED, shown, target, size, None, error)

    @property
    def message(self) -> str:
        """What is wrong, for people."""
        if self.outcome == Outcome.DIFFERS:
            return "stored, but the service reports another size or hash than what was sent"
        if self.error is None:
            return self.reason
        # The library names its own call; here it is an option.
        text = (str(self.error) or type(self.error).__name__).replace("gu_target_set_conflict() sets another",
                                                                      "--conflict sets another")
        if self.outcome == Outcome.UNKNOWN:
            text += " (it may be stored; the same command looks first)"
        return text

    def as_json(self) -> Dict[str, Any]:
        """The object of `--json`."""
        found: Dict[str, Any] = {"event": "file", "status": self.outcome, "source": self.shown, "target": self.target,
                                 "size": self.size}
        if self.item is not None:
            found.update(id=self.item.id, name=self.item.name, webUrl=self.item.web_url,
                         integrity=Integrity(self.item.integrity).name.lower())
        if self.error is not None:
            found["error"] = _error_json(self.error)
        if self.reason:
            found["reason"] = self.reason
        return found


def _error_json(error: BaseException) -> Dict[str, Any]:
    found: Dict[str, Any] = {"message": str(error) or type(error).__name__}
    if isinstance(error, GraphUploadError):
        found.update(status=error.status_name, httpStatus=error.http_status, serviceCode=error.service_code,
                     requestId=error.request_id, retryable=error.retryable)
    return found


@dataclass
class Summary:
    """What has become of a run."""

    counts: Dict[str, int] = field(default_factory=dict)
    #: Bytes of the files that this run has stored.
    bytes: int = 0
    seconds: float = 0.0
    interrupted: bool = False
    #: Why the run has ended before its time.
    stopped_by: Optional[BaseException] = None
    stopped_code: Exit = Exit.FAILED
    #: How the same command is given again, unless all is stored.
    again: List[str] = field(default_factory=list)
    #: Its state folder, unless all is stored.
    id: str = ""
    #: Nothing was sent.
    dry_run: bool = False
    #: Whether one of the files that failed may be stored by another try, with nothing changed.
    may_pass: bool = False

    def count(self, outcome: str) -> int:
        return self.counts.get(outcome, 0)

    def add(self, result: Result) -> None:
        self.counts[result.outcome] = self.count(result.outcome) + 1
        self.may_pass |= result.outcome == Outcome.UNKNOWN or getattr(result.error, "retryable", False)
        if result.outcome in (Outcome.STORED, Outcome.DIFFERS, Outcome.PLANNED):
            self.bytes += result.size or 0

    @property
    def code(self) -> Exit:
        """The exit code. The worst decides."""
        if self.stopped_by is not None:
            return self.stopped_code
        if self.interrupted:
            return Exit.INTERRUPTED
        for outcome, code in ((Outcome.UNKNOWN, Exit.UNKNOWN), (Outcome.FAILED, Exit.FAILED),
                              (Outcome.DIFFERS, Exit.DIFFERS)):
            if self.count(outcome):
                return code
        return Exit.OK

    def as_json(self) -> Dict[str, Any]:
        """The object of `--json`."""
        outcomes = [value for name, value in vars(Outcome).items() if not name.startswith("_")]
        found: Dict[str, Any] = {"event": "summary", "exitCode": int(self.code), **{one: self.count(one) for one in outcomes},
                                 "bytes": self.bytes, "seconds": round(self.seconds, 3), "interrupted": self.interrupted}
        if self.stopped_by is not None:
            found["error"] = _error_json(self.stopped_by)
        if self.id:
            found.update(stateId=self.id, again=self.again)
        return found


@dataclass(frozen=True)
class Running:
    """A file that is being uploaded."""

    shown: str
    progress: Progress


@dataclass(frozen=True)
class Snapshot:
    """How far a run is now."""

    files: int
    bytes: int
    #: What was found so far; all of it, if `is_counted`.
    all_files: int
    all_bytes: int
    is_counted: bool
    #: Bytes per second lately; None while too little is known.
    speed: Optional[float]
    seconds_left: Optional[float]
    running: List[Running]
    failed: int


_WAITS = {
    Wait.THROTTLED: "the service asks to slow down",
    Wait.LOCKED: "the file is locked at the service",
    Wait.OFFLINE: "no connection",
    Wait.RETRYING: "the service failed; trying again",
    Wait.SETTLING: "looking whether it has arrived",
}


def waits_text(progress: Progress) -> str:
    """Why an upload does not move, and for how long; empty if it does."""
    if progress.waits_for == Wait.SOURCE:
        return f"read so far: {size_text(progress.spooled)}"
    reason = _WAITS.get(Wait(progress.waits_for))
    if not progress.waits_ms or reason is None:
        return ""
    return f"{reason}, {max(1, round(progress.waits_ms / 1000))} s"
