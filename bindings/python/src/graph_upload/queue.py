"""Many uploads at once, on threads of the library."""

from __future__ import annotations

import asyncio
import os
import time
import weakref
from ctypes import byref, c_void_p
from dataclasses import dataclass
from typing import Any, Callable, Dict, Iterator, Optional, Union

from . import _library
from ._library import FOREVER, NO_DESTROY, SLICE_MS, Owner, call, made, native
from ._native import QueueCount
from ._settings import ProgressTarget, new_upload
from ._sources import Run, Source
from ._token import TokenSource
from .item import Progress
from .job import Job
from .target import Target, given_name, target as as_target

__all__ = ["Queue", "QueueCounts"]


@dataclass(frozen=True)
class QueueCounts:
    """How many jobs of a queue wait, run, are paused, are stored or failed."""

    waiting: int
    running: int
    paused: int
    stored: int
    failed: int


class BaseQueue:
    """What both kinds of queues are."""

    def __init__(self, client: Owner, token: Optional[TokenSource], at_once: int, max_waiting: Optional[int],
                 room_timeout: Optional[float], state_folder: "Union[None, str, os.PathLike[str]]", key: Optional[bytes],
                 loop: Optional[asyncio.AbstractEventLoop]) -> None:
        with client as handle:
            queue = made(native.gu_queue_new, handle, at_once)
        self._pid = os.getpid()
        self._is_saved = state_folder is not None
        self._jobs: Dict[int, Job] = {}
        self._runs: Dict[int, Run] = {}
        self._token, self._loop = token, loop
        self._owner = Owner(queue, _end_queue, "queue")
        weakref.finalize(self, self._retirement(queue)).atexit = False
        _library.running[queue] = _Ending(self._owner, self._runs, self._is_saved)
        if max_waiting is not None:
            ms = FOREVER if room_timeout is None else round(room_timeout * 1000)
            call(native.gu_queue_set_room, queue, max_waiting, ms)
        if state_folder is not None:
            path = os.fsencode(state_folder)
            call(native.gu_queue_set_state_folder, queue, path, key, 0 if key is None else len(key))

    def _retirement(self, queue: int) -> Callable[[], None]:
        """What is done when the queue is not referred to any more."""
        return self._owner.close

    def _submit(self, source: Source, target: Union[Target, str], kind: Any, settings: Dict[str, Any]) -> Any:
        run = Run(self._loop)
        number = _library.next_number()
        jobs, runs = self._jobs, self._runs

        def forget() -> None:
            jobs.pop(number, None)
            runs.pop(number, None)

        job = kind(run, self._token, forget)
        job._queue = self
        reference = weakref.ref(job)

        def cancel() -> None:
            submitted = reference()
            if submitted is not None:
                submitted.cancel()

        place = as_target(target, given_name(source))
        upload = new_upload(source, run, cancel, **settings)
        # Before it is submitted: it may end at once, and another thread gets it.
        jobs[number], runs[number] = job, run
        try:
            with self._owner as queue, place._owner as to:
                job._attach(made(native.gu_queue_submit, queue, upload, to, number, NO_DESTROY))
        except BaseException:
            forget()
            raise
        finally:
            native.gu_upload_free(upload)
        return job

    def _ended_job(self, handle: int, kind: Any) -> Any:
        """The job that the library has given, with a handle of its own."""
        number = native.gu_job_context(handle)
        job = None if number is None else self._jobs.get(number)
        if job is None:
            # An earlier process has left it.
            job = kind(Run(self._loop), self._token, lambda: None)
            job._attach(handle)
            job._end(handle)
            return job
        job._attached.wait()
        job._end(handle)
        native.gu_job_free(handle)
        return job

    def pause(self) -> None:
        """Pauses all jobs, those submitted later included."""
        with self._owner as queue:
            call(native.gu_queue_pause, queue)

    def resume(self) -> None:
        """Continues all jobs."""
        with self._owner as queue:
            call(native.gu_queue_continue, queue)

    def cancel(self) -> None:
        """Cancels all jobs that have not ended, and returns at once."""
        for job in list(self._jobs.values()):
            job._run.stop()
        with self._owner as queue:
            call(native.gu_queue_cancel, queue)

    @property
    def counts(self) -> QueueCounts:
        with self._owner as queue:
            return QueueCounts(*(native.gu_queue_jobs(queue, which) for which in QueueCount))

    @property
    def progress(self) -> Progress:
        """How far all jobs are, ended ones included. Never waits."""
        with self._owner as queue:
            left = native.gu_queue_time_left_ms(queue)
            return Progress(native.gu_queue_sent(queue), native.gu_queue_confirmed(queue), native.gu_queue_total(queue), 0,
                            native.gu_queue_bytes_per_second(queue), None if left < 0 else left, None, 0)

    def _close(self) -> None:
        """Cancels what has not ended. Does not wait for it: `_end_queue` does."""
        if self._owner.closed:
            return
        if os.getpid() == self._pid:
            self._end_jobs()
        self._owner.close()

    def _end_jobs(self) -> None:
        """Ends the jobs. In a state folder they stay, which cancelling would take them out of: freeing the queue ends them."""
        if not self._is_saved:
            self.cancel()
            return
        for job in list(self._jobs.values()):
            job._run.stop()


class _Ending:
    """Ends a queue at the exit of the process. It does not refer to the queue's object, which can be collected."""

    def __init__(self, owner: Owner, runs: Dict[int, Run], is_saved: bool) -> None:
        self._owner, self._runs, self.is_saved = owner, runs, is_saved

    def __call__(self) -> None:
        for run in list(self._runs.values()):
            run.stop()
        self._owner.close()


def _end_queue(queue: int) -> None:
    under_way = QueueCount.WAITING, QueueCount.RUNNING, QueueCount.PAUSED
    ending = _library.running.pop(queue, None)
    if ending is None or not any(native.gu_queue_jobs(queue, which) for which in under_way):
        # Waits for nothing; in a forked child it only frees.
        native.gu_queue_free(queue)
    else:
        if not (isinstance(ending, _Ending) and ending.is_saved):
            native.gu_queue_cancel(queue, None)
        _library.free_later(native.gu_queue_free, queue)


class Queue(BaseQueue):
    """Many uploads at once. Comes from `Client.queue()`; any thread may use it.

    As a context manager it waits for all jobs at the end of the block; if the block raises, it cancels them.
    """

    def submit(self, source: Source, target: Union[Target, str], *, size: Optional[int] = None,
               progress: ProgressTarget = None, differs_is_error: bool = False, **settings: Any) -> Job:
        """Submits an upload and returns at once. The parameters are those of `Client.upload()`; callbacks are called on
        threads of the queue, several at a time."""
        job: Job = self._submit(source, target, Job, {
            "size": size, "progress": progress, "differs_is_error": differs_is_error, **settings})
        return job

    def next(self, timeout: Optional[float] = None) -> Optional[Job]:
        """Returns the next job that has ended, in the order of ending; None if none is left, or after `timeout` seconds."""
        end = None if timeout is None else time.monotonic() + timeout
        while True:
            left = SLICE_MS if end is None else max(0, min(SLICE_MS, round((end - time.monotonic()) * 1000)))
            with self._owner as queue:
                # Before the call: a job that ends after it is returned by the next one.
                under_way = self._under_way(queue)
                handle = c_void_p()
                call(native.gu_queue_next, queue, left, None, byref(handle))
            if handle.value is not None:
                job: Job = self._ended_job(handle.value, Job)
                return job
            if not under_way or (end is not None and time.monotonic() >= end):
                return None

    def as_completed(self, timeout: Optional[float] = None) -> Iterator[Job]:
        """Yields the jobs in the order of ending, until none is left. Each comes once, and not if it was waited for."""
        end = None if timeout is None else time.monotonic() + timeout
        while True:
            job = self.next(None if end is None else max(0.0, end - time.monotonic()))
            if job is None:
                if end is not None and time.monotonic() >= end:
                    raise TimeoutError(f"not all jobs have ended after {timeout} s")
                return
            yield job

    def wait(self) -> None:
        """Waits until all jobs have ended; `as_completed()` does not yield them any more then."""
        for job in list(self._jobs.values()):
            job.wait()

    def close(self) -> None:
        """Cancels the jobs that have not ended and waits for them. With a state folder they stay there, and the next queue
        goes on with them; `cancel()` takes them out."""
        jobs = [] if self._owner.closed else list(self._jobs.values())
        self._close()
        if os.getpid() == self._pid:
            for job in jobs:
                job.wait(_library.EXIT_SECONDS)
            # Those that an earlier process has left are not among them; after that the folder is free.
            _library.wait_until_freed(self._owner._handle, _library.EXIT_SECONDS)

    def __enter__(self) -> "Queue":
        return self

    def __exit__(self, kind: Any, *_: object) -> None:
        if kind is None:
            self.wait()
        self.close()

    @staticmethod
    def _under_way(queue: int) -> int:
        return sum(native.gu_queue_jobs(queue, which)
                   for which in (QueueCount.WAITING, QueueCount.RUNNING, QueueCount.PAUSED))


