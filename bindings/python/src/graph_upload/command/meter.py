"""How fast a run is, and how long it takes."""

from __future__ import annotations

from collections import deque
from typing import Deque, Optional, Tuple

__all__ = ["Meter"]

#: What counts, in seconds.
WINDOW = 10.0
#: Less is too little to tell.
LEAST = 1.0


class Meter:
    """Speeds over the last seconds. Times are those of the caller's clock."""

    def __init__(self) -> None:
        #: Time, bytes, files.
        self._samples: Deque[Tuple[float, float, int]] = deque()

    def add(self, now: float, sent: float, files: int) -> None:
        """Notes how much is done."""
        self._samples.append((now, sent, files))
        while self._samples[0][0] < now - WINDOW:
            self._samples.popleft()

    @property
    def bytes_per_second(self) -> Optional[float]:
        return self._rate(1)

    def seconds_left(self, rest: float, files: int) -> Optional[float]:
        """The time for so many bytes and files: whichever takes longer, as small files take requests and not bytes."""
        bytes_per_second, files_per_second = self._rate(1), self._rate(2)
        times = [left / rate for left, rate in ((rest, bytes_per_second), (files, files_per_second)) if left and rate]
        if not times:
            return 0.0 if not rest and not files else None
        return max(times) if bytes_per_second or not rest else None

    def _rate(self, which: int) -> Optional[float]:
        if len(self._samples) < 2:
            return None
        first, last = self._samples[0], self._samples[-1]
        if last[0] - first[0] < LEAST:
            return None
        return max(0.0, (last[which] - first[which]) / (last[0] - first[0]))
