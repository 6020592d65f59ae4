"""What a run has done, in a memory that does not grow with it."""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from typing import Any, Dict, List, Optional

from .upload import Outcome, Result

__all__ = ["Report"]

#: How many points throughput over time has at most.
POINTS = 240
#: How many failures are described one by one.
FAILURES = 1000


class Series:
    """Sums over time, in steps that double when there are too many."""

    def __init__(self, began: float) -> None:
        self.began, self.step = began, 1.0
        self.bytes: List[int] = [0]
        self.files: List[int] = [0]

    def add(self, at: float, size: int) -> None:
        index = int(max(0.0, at - self.began) / self.step)
        while index >= POINTS:
            self.step *= 2
            self.bytes, self.files = _halved(self.bytes), _halved(self.files)
            index = int(max(0.0, at - self.began) / self.step)
        for sums, amount in ((self.bytes, size), (self.files, 1)):
            sums.extend([0] * (index + 1 - len(sums)))
            sums[index] += amount


def _halved(sums: List[int]) -> List[int]:
    return [sum(sums[at:at + 2]) for at in range(0, len(sums), 2)]


class Report:
    """Numbers of a run, and why files are not stored. `add()` each result, and `end()` it."""

    def __init__(self, began: Optional[float] = None) -> None:
        self.began = time.time() if began is None else began
        self.ended: Optional[float] = None
        self.stored = self.skipped = self.differs = self.failed = self.unknown = 0
        #: Bytes of the files that this run has stored.
        self.bytes = 0
        #: How many files are not stored, by reason.
        self.reasons: Dict[str, int] = {}
        #: The first ones that are not stored, or differ.
        self.failures: List[Result] = []
        self.series = Series(self.began)
        #: How many files of each size were stored, by the number of bits of the size.
        self.sizes: Dict[int, int] = {}

    def add(self, result: Result) -> None:
        """Counts a result."""
        setattr(self, result.outcome, getattr(self, result.outcome) + 1)
        if result.done:
            self.bytes += result.size
            self.series.add(result.ended or time.time(), result.size)
            bits = result.size.bit_length()
            self.sizes[bits] = self.sizes.get(bits, 0) + 1
        if result.outcome in (Outcome.FAILED, Outcome.UNKNOWN):
            reason = " ".join(part for part in (result.reason or "unknown", result.code) if part)
            self.reasons[reason] = self.reasons.get(reason, 0) + 1
        if result.outcome not in (Outcome.STORED, Outcome.SKIPPED) and len(self.failures) < FAILURES:
            self.failures.append(result)

    def end(self) -> "Report":
        """Ends the time of the run."""
        self.ended = time.time()
        return self

    @property
    def total(self) -> int:
        return self.stored + self.skipped + self.differs + self.failed + self.unknown

    @property
    def seconds(self) -> float:
        return (self.ended or time.time()) - self.began

    def to_dict(self) -> Dict[str, Any]:
        """The report as plain values."""
        return {
            "began": self.began, "ended": self.ended, "seconds": round(self.seconds, 3), "total": self.total,
            "stored": self.stored, "skipped": self.skipped, "differs": self.differs, "failed": self.failed,
            "unknown": self.unknown, "bytes": self.bytes, "reasons": dict(sorted(self.reasons.items())),
            "failures": [asdict(one) for one in self.failures],
            "throughput": {"step_seconds": self.series.step, "bytes": self.series.bytes, "files": self.series.files},
            "sizes": [{"below": 1 << bits if bits else 1, "files": self.sizes[bits]} for bits in sorted(self.sizes)]}

    def to_json(self) -> str:
        """The report as JSON."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False)

    def to_html(self, title: str = "Upload report") -> str:
        """The report as one page that needs nothing else."""
        from .page import page

        return page(self, title)

    def __repr__(self) -> str:
        numbers = ", ".join(f"{name}={getattr(self, name)}"
                            for name in ("stored", "skipped", "differs", "failed", "unknown", "bytes"))
        return f"<Report {numbers}, seconds={self.seconds:.1f}>"
