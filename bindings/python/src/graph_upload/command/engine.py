"""Puts files by one queue that is saved: finds, submits and reports at the same time."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from contextlib import closing
from dataclasses import dataclass
from typing import Callable, Deque, Dict, Iterator, List, Optional, Union

from .._native import Stage, Status
from ..client import Client
from ..errors import (ArgumentError, DeniedError, GraphUploadError, NetworkError, ResourceError, SavedStateError, SignInError,
                      ThrottledError)
from ..job import Job
from ..queue import Queue
from .errors import CommandError, Exit
from .meter import Meter
from .place import Place
from .plan import left_out
from .report import Reporter
from .results import Outcome, Result, Running, Snapshot, Summary
from .sources import File, Found

__all__ = ["Engine", "is_sign_in"]

#: How often it draws, in seconds.
TICK = 0.1
#: After so many failures in a row that are not about one file, the others are not tried.
MOST_IN_A_ROW = 20
#: Files up to this size take one request.
ONE_REQUEST_BYTES = 4 << 20
#: How long requests under way may take after an interruption, in seconds.
GRACE = 2.0
#: How long the end of the threads is waited for.
JOIN_SECONDS = 10.0


@dataclass
class _Submitted:
    """A file that has a job."""

    file: File
    target: str
    job: Job


class Engine:
    """One run. `find` begins a walk through the sources: one for submitting, and one to count what there is."""

    def __init__(self, find: Callable[[], Iterator[Found]], place: Place, reporter: Reporter, jobs: int) -> None:
        self._find, self._place, self._reporter, self._at_once = find, place, reporter, jobs
        self.summary = Summary()
        self._stop = threading.Event()
        self._lock = threading.Lock()
        #: Files that are submitted and have not ended, by the number of their job.
        self._submitted: Dict[int, _Submitted] = {}
        #: Jobs that an earlier run has left, and that have ended before their file was found again.
        self._early: Dict[int, Job] = {}
        #: What the submitting thread has to report.
        self._told: Deque[Result] = deque()
        #: Room for a few that wait, so that nobody waits for the disk, and little is in memory.
        self._room = threading.Semaphore(2 * jobs + 16)
        self._news = threading.Event()
        self._all_found = False
        self._raised: Optional[BaseException] = None
        self._in_a_row = 0
        #: Of files that have ended, and of those among them that this run has sent.
        self._bytes_ended = self._bytes_sent = self._files_sent = 0
        self._found_files = self._found_bytes = 0
        self._is_counted = False
        self._meter = Meter()

    def interrupt(self) -> None:
        """Ends the run soon. What has not ended stays in the state folder. Can be called by a signal handler."""
        self.summary.interrupted = True
        self._stop.set()

    @property
    def is_stopping(self) -> bool:
        return self._stop.is_set()

    def run(self, client: Client, state_folder: "os.PathLike[str]") -> Summary:
        """Puts all files, and returns what has become of them."""
        began = time.monotonic()
        with closing(client.queue(self._at_once, state_folder=state_folder)) as queue:
            threads = [threading.Thread(target=self._guarded, args=(self._submit_all, queue), daemon=True)]
            if self._reporter.draws:
                threads.append(threading.Thread(target=self._guarded, args=(self._count_all,), daemon=True))
            for thread in threads:
                thread.start()
            try:
                self._follow(queue)
            finally:
                self._stop.set()
                for thread in threads:
                    thread.join(JOIN_SECONDS)
                ended = self._pause(queue)
            for job in ended:
                self._ended(job)
            self._drain(queue)
        self._report_early()
        self.summary.seconds = time.monotonic() - began
        if self._raised is not None:
            raise self._raised
        return self.summary

    # ---- the thread that finds and submits

    def _guarded(self, work: Callable[..., None], *arguments: object) -> None:
        try:
            work(*arguments)
        except BaseException as error:
            # Raised where the run is waited for.
            self._raised = self._raised or error
            self._stop.set()
        self._news.set()

    def _submit_all(self, queue: Queue) -> None:
        for found in self._find():
            if self._stop.is_set():
                return
            if isinstance(found, File):
                self._submit(queue, found)
            else:
                self._tell(left_out(found))
        self._all_found = True

    def _submit(self, queue: Queue, file: File) -> None:
        while not self._room.acquire(timeout=TICK):
            if self._stop.is_set():
                return
        if self._stop.is_set():
            return
        target = self._place.of_place(file.place)
        try:
            job = queue.submit(file.path, self._place.of(file))
        except (SavedStateError, ResourceError) as error:
            # The disk is full, or there are no descriptors: no other file would do better.
            raise CommandError(str(error), Exit.FAILED) from error
        except ArgumentError as error:
            self._room.release()
            self._tell(Result.failed(file.shown, target, file.size, error))
            return
        self._note(_Submitted(file, target, job))

    def _note(self, submitted: _Submitted) -> None:
        with self._lock:
            ended = self._early.pop(submitted.job.id, None)
            if ended is None:
                self._submitted[submitted.job.id] = submitted
        if ended is not None:
            self._end(submitted, ended, self._tell)
        self._news.set()

    def _tell(self, result: Result) -> None:
        self._told.append(result)
        self._news.set()

    # ---- the thread that counts

    def _count_all(self) -> None:
        for found in self._find():
            if self._stop.is_set():
                return
            if isinstance(found, File):
                self._found_files += 1
                self._found_bytes += found.size
        self._is_counted = True

    # ---- the thread that follows

    def _follow(self, queue: Queue) -> None:
        drawn = 0.0
        while not self._stop.is_set():
            self._report_told()
            # Asked for before the wait: what is submitted later sets it again.
            self._news.clear()
            job = queue.next(TICK)
            if job is not None:
                self._ended(job)
            elif self._is_over(queue):
                return
            elif not queue.counts.running:
                self._news.wait(TICK)
            now = time.monotonic()
            if self._reporter.draws and now - drawn >= TICK:
                drawn = now
                self._reporter.draw(self._snapshot(now))

    def _is_over(self, queue: Queue) -> bool:
        counts = queue.counts
        return (self._all_found and not self._told and not self._submitted
                and not counts.waiting + counts.running + counts.paused)

    def _pause(self, queue: Queue) -> List[Job]:
        """Lets files of one request end, and others the request that is under way; returns the jobs that end with it.

        A file of one request that is cut off is in doubt: the next run has to look until it is sure that nothing is stored.
        """
        if self.summary.interrupted and queue.counts.running:
            self._reporter.ending()
        with self._lock:
            jobs = list(self._submitted.values())
        for one in jobs:
            if one.job.stage != Stage.RUNNING or one.file.size > ONE_REQUEST_BYTES:
                one.job.pause()
        ended, end = [], time.monotonic() + GRACE
        while queue.counts.running and time.monotonic() < end:
            job = queue.next(TICK)
            if job is not None:
                ended.append(job)
        return ended

    def _drain(self, queue: Queue) -> None:
        """Reports what has ended in the meantime."""
        self._report_told()
        job = queue.next(0)
        while job is not None:
            self._ended(job)
            job = queue.next(0)
        self._report_told()

    def _ended(self, job: Job) -> None:
        with self._lock:
            submitted = self._submitted.pop(job.id, None)
            if submitted is None:
                self._early[job.id] = job
        if submitted is not None:
            self._end(submitted, job, self._report)
        else:
            self._heed(job.exception(0))

    def _end(self, submitted: _Submitted, job: Job, tell: Callable[[Result], None]) -> None:
        if submitted.job is not job:
            # The same, with a handle of its own: it is let go as well.
            submitted.job.done()
        self._room.release()
        result = _result(job, submitted.file.shown, submitted.target, submitted.file.size)
        earlier = self._earlier(submitted.file.path)
        if result.outcome == Outcome.UNCHANGED and earlier is not None:
            # It is in this run that it was stored.
            result = _result(earlier, submitted.file.shown, submitted.target, submitted.file.size)
        tell(result)

    def _earlier(self, path: str) -> Optional[Job]:
        """The job of an earlier run that stored this file before it was submitted again. Jobs come in the order of their
        ends, so it is there already."""
        found = None
        with self._lock:
            for number in [one for one, job in self._early.items() if job.path == path]:
                found = self._early.pop(number)
        return found

    def _report_told(self) -> None:
        while self._told:
            self._report(self._told.popleft())

    def _report_early(self) -> None:
        """What an earlier run has left of files that are not found any more."""
        for job in self._early.values():
            self._report(_result(job, job.path, "", None))
        self._early.clear()

    def _report(self, result: Result) -> None:
        self._bytes_ended += result.size or 0
        # What was cut off by the interruption has not failed: it goes on.
        if self._stop.is_set() and isinstance(result.error, GraphUploadError) and result.error.status == Status.CANCELLED:
            return
        if result.outcome in (Outcome.STORED, Outcome.DIFFERS):
            self._bytes_sent += result.size or 0
            self._files_sent += 1
        self._heed(result.error)
        self.summary.add(result)
        self._reporter.ended(result)

    def _heed(self, error: Optional[BaseException]) -> None:
        """Ends the run if the others would fail in the same way."""
        if error is not None and is_sign_in(error):
            self._give_up(error, Exit.SIGN_IN)
        elif not _is_about_all(error):
            self._in_a_row = 0
        else:
            self._in_a_row += 1
            if self._in_a_row >= MOST_IN_A_ROW:
                message = f"{MOST_IN_A_ROW} files in a row have failed, the last one because: {error}"
                self._give_up(CommandError(message, Exit.FAILED), Exit.FAILED)

    def _give_up(self, error: BaseException, code: Exit) -> None:
        if self.summary.stopped_by is None:
            self.summary.stopped_by, self.summary.stopped_code = error, code
        self._stop.set()

    def _snapshot(self, now: float) -> Snapshot:
        with self._lock:
            jobs = list(self._submitted.values())
        running = [Running(one.file.shown, one.job.progress) for one in jobs if one.job.stage == Stage.RUNNING]
        under_way = sum(one.progress.sent for one in running)
        sent = self._bytes_ended + under_way
        files = sum(self.summary.counts.values()) - self.summary.count(Outcome.SKIPPED)
        self._meter.add(now, self._bytes_sent + under_way, self._files_sent)
        counted = self._is_counted
        rest, files_left = max(0, self._found_bytes - sent), max(0, self._found_files - files)
        return Snapshot(
            files=files, bytes=sent, all_files=max(self._found_files, files), all_bytes=max(self._found_bytes, sent),
            is_counted=counted, speed=self._meter.bytes_per_second,
            seconds_left=self._meter.seconds_left(rest, files_left) if counted else None, running=running,
            failed=self.summary.count(Outcome.FAILED) + self.summary.count(Outcome.UNKNOWN))


def _result(job: Job, shown: str, target: str, size: Optional[int]) -> Result:
    error = job.exception(0)
    if error is not None:
        return Result.failed(shown, target, size, error)
    return Result.stored(shown, target, size, job.result(0))


def is_sign_in(error: BaseException) -> bool:
    """Whether there is no token that the service takes. What is none of the library's errors was raised for a token."""
    if isinstance(error, CommandError):
        return error.code == Exit.SIGN_IN
    return isinstance(error, SignInError) or not isinstance(error, GraphUploadError)


def _is_about_all(error: Optional[BaseException]) -> bool:
    """Whether other files are likely to fail in the same way."""
    if isinstance(error, (NetworkError, ThrottledError, DeniedError)):
        return True
    return isinstance(error, GraphUploadError) and error.status == Status.QUOTA
