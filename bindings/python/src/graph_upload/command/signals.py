"""What the command does when it is to end."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import Any, Callable, Iterator

__all__ = ["calling"]

# Not every system has all of them.
ENDING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)]


@contextmanager
def calling(interrupt: Callable[[], None]) -> Iterator[None]:
    """Calls a function when the process is to end. Signals that are ignored stay so, as under nohup."""

    def handle(number: int, frame: Any) -> None:
        interrupt()

    numbers = [one for one in ENDING if signal.getsignal(one) != signal.SIG_IGN]
    before = {one: signal.signal(one, handle) for one in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
