"""Output of a run: lines, or JSON for scripts."""

from __future__ import annotations

import json
import shlex
import sys
from typing import Any, Dict, List, TextIO

from .errors import CommandError, Exit
from .results import Outcome, Result, Snapshot, Summary
from .sizes import duration_text, size_text

__all__ = ["Json", "Lines", "Quiet", "Reporter", "plain", "summary_lines"]


def plain(text: str) -> str:
    """A text for a terminal: names may contain anything, also what a terminal would obey or cannot show."""
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)


def quantity(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


class Reporter:
    """Is told of a run, on one thread. A context manager."""

    #: Whether `draw` is called, about ten times a second.
    draws = False

    def ended(self, result: Result) -> None:
        """A file has ended."""

    def note(self, text: str) -> None:
        """Something is worth knowing."""
        print(f"graph-upload: {plain(text)}", file=sys.stderr, flush=True)

    def draw(self, now: Snapshot) -> None:
        """So far the run is."""

    def ending(self) -> None:
        """It was interrupted, and ends when the requests under way have."""

    def finish(self, summary: Summary) -> None:
        """The run has ended."""

    def close(self) -> None:
        """Ends the output."""

    def __enter__(self) -> "Reporter":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Quiet(Reporter):
    """Tells failures alone."""

    def ended(self, result: Result) -> None:
        if result.outcome not in (Outcome.STORED, Outcome.UNCHANGED, Outcome.SKIPPED, Outcome.PLANNED):
            self.note(f"{result.shown}: {result.message}")

    def ending(self) -> None:
        self.note("finishing the requests under way; press Ctrl-C again to stop at once")

    def finish(self, summary: Summary) -> None:
        if summary.stopped_by is not None:
            self.note(str(summary.stopped_by))


class Lines(Quiet):
    """A line for each file, failures on standard error."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def ended(self, result: Result) -> None:
        if result.outcome == Outcome.STORED:
            self.say(f"stored {result.shown}")
        elif result.outcome == Outcome.PLANNED:
            self.say(f"{result.shown} -> {result.target} ({size_text(result.size or 0)})")
        elif result.outcome == Outcome.SKIPPED:
            self.note(f"{result.shown}: skipped: {result.reason}")
        else:
            super().ended(result)

    def finish(self, summary: Summary) -> None:
        super().finish(summary)
        for line in summary_lines(summary):
            self.say(line)

    def say(self, text: str) -> None:
        print(plain(text), file=self._out, flush=True)


class Json(Reporter):
    """An object per line and ended file, and one for the summary. Notes go to standard error."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def ended(self, result: Result) -> None:
        self._write(result.as_json())

    def finish(self, summary: Summary) -> None:
        self._write(summary.as_json())

    def _write(self, value: Dict[str, Any]) -> None:
        print(json.dumps(value), file=self._out, flush=True)


def summary_lines(summary: Summary) -> List[str]:
    """What has become of the run, and what to do next."""
    lines = [_counts_line(summary)]
    if summary.code in (Exit.OK, Exit.DIFFERS) or summary.dry_run:
        return lines
    if summary.stopped_code == Exit.SIGN_IN and summary.stopped_by is not None:
        if not isinstance(summary.stopped_by, CommandError):
            lines.append("Sign in again: graph-upload login, or set GRAPH_TOKEN to a new token.")
        lines.append("Then the same command goes on:")
    elif summary.interrupted:
        lines.append("To go on, run the same command again:")
    elif summary.may_pass or summary.stopped_by is not None:
        lines.append("To try the files that failed again, run the same command again:")
    else:
        lines.append("Fix the problems above, then run the same command again:")
    if not summary.again:
        return lines[:-1]
    return [*lines, f"  {shlex.join(summary.again)}"]


def _counts_line(summary: Summary) -> str:
    differs, unchanged = summary.count(Outcome.DIFFERS), summary.count(Outcome.UNCHANGED)
    stored = summary.count(Outcome.STORED) + differs
    if summary.dry_run:
        planned = quantity(summary.count(Outcome.PLANNED), "file")
        parts = [f"Nothing was sent. It would be {planned}, {size_text(summary.bytes)}"]
    else:
        parts = [f"{quantity(stored, 'file')} stored, {size_text(summary.bytes)} in {_took(summary.seconds)}"]
    if unchanged:
        parts.append(f"{unchanged:,} stored before")
    if differs:
        parts.append(f"{differs:,} {'differs' if differs == 1 else 'differ'} at the service")
    for outcome, words in ((Outcome.FAILED, "failed"), (Outcome.UNKNOWN, "not known whether stored"),
                           (Outcome.SKIPPED, "skipped")):
        if summary.count(outcome):
            parts.append(f"{summary.count(outcome):,} {words}")
    return ("Interrupted. " if summary.interrupted else "") + "; ".join(parts) + "."


def _took(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 60 else duration_text(seconds)
