"""graph-upload put --dry-run: what would be put where."""

from __future__ import annotations

from typing import Iterator, Union

from ..errors import GraphUploadError
from .errors import CommandError, Exit
from .place import Place
from .report import Reporter
from .results import Outcome, Result, Summary
from .sources import Clash, File, Found, Skipped, Unreadable

__all__ = ["left_out", "plan"]


def plan(found: Iterator[Found], place: Place, reporter: Reporter) -> Summary:
    """Reports each file, and sends nothing."""
    summary = Summary(dry_run=True)
    for one in found:
        result = _planned(one, place) if isinstance(one, File) else left_out(one)
        summary.add(result)
        reporter.ended(result)
    return summary


def _planned(file: File, place: Place) -> Result:
    target = place.of_place(file.place)
    try:
        place.of(file)
    except GraphUploadError as error:
        return Result.failed(file.shown, target, file.size, error)
    return Result(Outcome.PLANNED, file.shown, target, file.size)


def left_out(found: "Union[Skipped, Unreadable, Clash]") -> Result:
    """The result of what is no file that can be read."""
    if isinstance(found, Skipped):
        return Result(Outcome.SKIPPED, found.shown, reason=found.reason)
    reason = found.reason if isinstance(found, Clash) else f"cannot be read: {found.reason}"
    return Result.failed(found.shown, "", None, CommandError(reason, Exit.FAILED))
