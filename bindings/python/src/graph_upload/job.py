"""One upload of a queue."""

from __future__ import annotations

import os
import threading
import time
from ctypes import byref, c_void_p
from typing import TYPE_CHECKING, Any, Callable, Dict, Optional

from ._library import SLICE_MS, Owner, call, described, native, owned, taken
from ._native import Handle, Stage, Status
from ._sources import Run
from ._token import TokenSource
from .errors import CancelledError, DeadlineError, DiffersError
from .item import Item, Progress, item, job_progress

if TYPE_CHECKING:
    from .queue import BaseQueue

__all__ = ["Job"]


class Job:
    """One upload of a queue. Comes from `Queue.submit()`; any thread may use it."""

    _owner: Owner
    #: Number of the job in its queue, from 1 on.
    id: int
    #: Path of its file, or "".
    path: str

    def __init__(self, run: Run, token: Optional[TokenSource], forget: Callable[[], object]) -> None:
        self._run, self._token, self._forget = run, token, forget
        # A queue ends with the last reference to it and its jobs.
        self._queue: Optional[BaseQueue] = None
        self._attached = threading.Event()
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._item: Optional[Item] = None
        self._error: Optional[BaseException] = None
        self._progress: Optional[Progress] = None
        self._deadline_passed = False

    def _attach(self, handle: int) -> None:
        self._owner = owned(self, handle, native.gu_job_free, "job")
        self.id = native.gu_job_id(handle)
        self.path = os.fsdecode(native.gu_job_path(handle))
        self._attached.set()

    def done(self) -> bool:
        """Whether it has ended, in whatever way."""
        return self._ended.is_set() or self._poll(0)

    def wait(self, timeout: Optional[float] = None) -> bool:
        """Waits until it has ended, or for `timeout` seconds; returns whether it has ended."""
        end = None if timeout is None else time.monotonic() + timeout
        while not self.done():
            left = SLICE_MS if end is None else min(SLICE_MS, round((end - time.monotonic()) * 1000))
            if left <= 0 or self._poll(left):
                break
        return self._ended.is_set()

    def result(self, timeout: Optional[float] = None) -> Item:
        """Waits for the end and returns the stored file, or raises why it is not stored."""
        if not self.wait(timeout):
            raise TimeoutError(f"the job has not ended after {timeout} s")
        if self._error is not None:
            raise self._error
        assert self._item is not None
        return self._item

    def exception(self, timeout: Optional[float] = None) -> Optional[BaseException]:
        """Waits for the end and returns the exception that `result()` would raise, or None."""
        if not self.wait(timeout):
            raise TimeoutError(f"the job has not ended after {timeout} s")
        return self._error

    def cancel(self) -> None:
        """Cancels it and returns at once. A source that waits is not read any more."""
        self._run.stop()
        self._do(native.gu_job_cancel)

    def pause(self) -> None:
        """Pauses it; a request under way is finished first."""
        self._do(native.gu_job_pause)

    def resume(self) -> None:
        """Continues it after `pause()`."""
        self._do(native.gu_job_continue)

    def move_to_front(self) -> None:
        """Lets it run before all others that wait."""
        self._do(native.gu_job_move_to_front)

    @property
    def stage(self) -> Stage:
        if self._ended.is_set():
            return Stage.ENDED
        with self._owner as handle:
            return Stage(native.gu_job_stage(handle))

    @property
    def progress(self) -> Progress:
        """How far it is now. Never waits."""
        last = self._progress
        if last is not None:
            return last
        with self._owner as handle:
            return job_progress(handle)

    def close(self) -> None:
        """Lets go of it. The upload goes on."""
        self._owner.close()

    def __enter__(self) -> "Job":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _do(self, function: Any) -> None:
        if not self._ended.is_set():
            with self._owner as handle:
                call(function, handle)

    def _poll(self, ms: int) -> bool:
        """Waits inside the library."""
        with self._owner as handle:
            error = c_void_p()
            status = native.gu_job_wait(handle, ms, None, byref(error))
            if status == Status.TIMEOUT:
                native.gu_error_free(error.value)
                return False
            if status:
                raise taken(error.value, status)
            self._end(handle)
        return True

    def _end(self, handle: Handle) -> None:
        """Notes how it has ended. The handle keeps the source: it is let go."""
        with self._lock:
            if self._ended.is_set():
                return
            status = native.gu_job_status(handle)
            stored = native.gu_job_item(handle)
            self._item = item(stored) if stored else None
            self._progress = job_progress(handle)
            self._error = self._failure(handle, status)
            self._run.stop()
            self._token = None
            self._ended.set()
        self._forget()
        self._owner.close()

    def _failure(self, handle: Handle, status: int) -> Optional[BaseException]:
        if self._run.raised is not None:
            return self._run.raised
        if status == Status.OK:
            return None
        if status == Status.SIGN_IN and self._token is not None and self._token.raised is not None:
            return self._token.raised
        error = described(native.gu_job_error(handle), status)
        if isinstance(error, DiffersError):
            error.item = self._item
        if isinstance(error, CancelledError) and self._deadline_passed:
            fields: Dict[str, Any] = {name: getattr(error, name) for name in error.__dict__ if name != "message"}
            return DeadlineError("the timeout has passed", **fields)
        return error
