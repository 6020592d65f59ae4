"""Tells an event loop that jobs of a queue have ended."""

from __future__ import annotations

import asyncio
import sys
import threading
from typing import Any, Callable, Union

__all__ = ["Watch", "watch"]


class _ByLoop:
    """The loop waits for the queue's descriptor itself."""

    def __init__(self, loop: asyncio.AbstractEventLoop, handle: int, told: Callable[[], None]) -> None:
        self._loop, self._handle = loop, handle
        loop.add_reader(handle, told)

    def close(self) -> None:
        """Called on the loop, before the queue is freed."""
        self._loop.remove_reader(self._handle)


class _ByThread:
    """A thread waits for it, for loops that cannot: on Windows it is the handle of an event, and loops wait for sockets alone."""

    def __init__(self, loop: asyncio.AbstractEventLoop, handle: int, told: Callable[[], None]) -> None:
        # Waits for handles and descriptors alike.
        from multiprocessing import Pipe

        self._loop, self._told = loop, told
        self._seen = threading.Event()
        self._stop, self._stopping = Pipe(duplex=False)
        self._closed = False
        self._thread = threading.Thread(target=self._run, args=(handle,), name="graph-upload-watch", daemon=True)
        self._thread.start()

    def _run(self, handle: int) -> None:
        from multiprocessing.connection import wait

        waited: Any = [handle, self._stop]
        while self._stop not in wait(waited):
            self._seen.clear()
            try:
                self._loop.call_soon_threadsafe(self._tell)
            except RuntimeError:
                return  # The loop is closed.
            # It stays signaled until the jobs are fetched.
            self._seen.wait()

    def _tell(self) -> None:
        try:
            if not self._closed:
                self._told()
        finally:
            self._seen.set()

    def close(self) -> None:
        """Called on the loop, before the queue is freed."""
        self._closed = True
        self._stopping.close()
        self._seen.set()
        self._thread.join()
        self._stop.close()


Watch = Union[_ByLoop, _ByThread]


def watch(loop: asyncio.AbstractEventLoop, handle: int, told: Callable[[], None]) -> Watch:
    """Calls `told` on the loop while jobs of a queue wait to be fetched. `handle` is what `gu_queue_handle()` returns."""
    if sys.platform != "win32":
        try:
            return _ByLoop(loop, handle, told)
        except NotImplementedError:
            pass
    return _ByThread(loop, handle, told)
