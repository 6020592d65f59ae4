"""Uploads many files on the workers of a Dask cluster, or on threads of this process."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import logging
import os
import queue
import random
import time
import uuid
from dataclasses import replace
from typing import Any, Callable, Dict, Generator, Iterable, Iterator, List, Mapping, Optional, Tuple, Union

from distributed import Client

from .. import client as graph_upload
from .connection import UNREACHABLE, Connection
from .ledger import Ledger
from .limits import Limits
from .report import Report
from .source import path_version
from .store import open_store
from .task import LATER, STALE, remove, run
from .upload import Outcome, Result, Upload, uploads
from .worker import Service

__all__ = ["upload_as_completed", "upload_many"]

logger = logging.getLogger("graph_upload")

Items = Iterable[Union[Upload, Tuple[str, str], Mapping[str, Any]]]

#: Tasks that are submitted ahead, for each thread of the workers.
AHEAD = 2
#: Records that a segment of the ledger has, and how long they wait for it at most, in seconds.
SEGMENT, SEGMENT_SECONDS = 500, 30.0
#: How long a failed upload waits before it is tried again, at first and at most, in seconds.
RETRY_SECONDS = 2.0, 300.0
#: How many uploads wait for a later attempt before no more items are taken.
MOST_LATER = 10_000
#: How often the connection is looked at, in seconds.
LOOK_SECONDS = 1.0
#: How long a result may take from its worker, in seconds, before it counts as lost.
RESULT_SECONDS = 10.0


def upload_many(items: Items, client: Union[None, str, Client] = None, *, token: Any,
                state: "Union[str, os.PathLike[str]]", on_result: Optional[Callable[[Result], Any]] = None,
                **settings: Any) -> Report:
    """Uploads many files and returns a report. See `upload_as_completed()` for the parameters; `on_result` is called with each
    result as it comes."""
    report = Report()
    for result in upload_as_completed(items, client, token=token, state=state, **settings):
        report.add(result)
        if on_result is not None:
            on_result(result)
    report.end()
    return report


def upload_as_completed(items: Items, client: Union[None, str, Client] = None, *, token: Any,
                        state: "Union[str, os.PathLike[str]]", key: Optional[bytes] = None, tenant: str = "",
                        limits: Limits = Limits(), attempts: int = 5, threads: int = 8, scheduler_wait: float = 300.0,
                        **options: Any) -> Generator[Result, None, None]:
    """Uploads many files and yields how each has ended, in the order of ending.

    `items`: `Upload`s, or pairs of source and target; it may be a generator, which is read as uploads end.
    `client`: a client of Dask, the address of its scheduler, or None for `threads` threads of this process.
    `token`: as for `graph_upload.Client`; what is no string must be picklable, such as a function of a module.
    `state`: a folder that all workers share, or a URL of fsspec, for saved uploads and the ledger. A run with the same state
    sends nothing of what is stored. One run at a time may use it. `key`: 32 bytes that seal the saved uploads.
    `limits`: the service's, for all workers together. `tenant`: runs of the same tenant on one scheduler share them.
    `attempts`: how often an upload is tried whose failure may pass; others are tried between.
    `scheduler_wait`: how long a scheduler that is gone may take to come back, in seconds, before a `SchedulerGoneError`.
    `options`: those of `graph_upload.Client`, such as user_agent="NONISV|Contoso|Move/1.0".
    """
    if key is not None and len(key) != 32:
        raise ValueError("key: 32 bytes expected")
    for name, value in (("attempts", attempts), ("threads", threads)):
        if not isinstance(value, int) or value < 1:
            raise ValueError(f"{name} is {value!r}; a number of at least 1 expected")
    place = os.fspath(state)
    place = place if "://" in place or "::" in place else os.path.abspath(place)
    service = Service(uuid.uuid4().hex, token, place, key, tenant, options)
    _check(options)
    return _results(uploads(items), client, service, limits, attempts, threads, scheduler_wait)


def _check(options: Dict[str, Any]) -> None:
    """Raises an error for a wrong option here, once, rather than on a worker for each item. Files may be the workers' alone."""
    files = ("ca_file", "client_certificate_files")
    graph_upload.Client(None, **{name: value for name, value in options.items() if name not in files}).close()


def _results(items: Iterator[Upload], client: Union[None, str, Client], service: Service, limits: Limits, attempts: int,
             threads: int, scheduler_wait: float) -> Generator[Result, None, None]:
    store = open_store(service.state)
    with store.used():
        ledger = Ledger(store, time.strftime("%Y%m%dT%H%M%SZ-", time.gmtime()) + service.id[:8])
        try:
            connection = Connection(client, limits, threads, scheduler_wait)
            try:
                yield from _Run(items, service, ledger, connection, attempts)
            finally:
                connection.close()
        finally:
            ledger.close()


class _Try:
    """An upload on its way, for the `number`th time."""

    def __init__(self, upload: Upload, known: Optional[str]) -> None:
        self.upload, self.known, self.number = upload, known, 1
        self.future: Any = None


class _Run:
    """One call of `upload_as_completed()`."""

    def __init__(self, items: Iterator[Upload], service: Service, ledger: Ledger, connection: Connection,
                 attempts: int) -> None:
        self._items: Optional[Iterator[Upload]] = items
        self._service, self._ledger, self._connection, self._attempts = service, ledger, connection, attempts
        self._pending: Dict[str, _Try] = {}
        #: Ids of those that are on their way or wait for a later attempt.
        self._under_way: Dict[str, _Try] = {}
        self._later: List[Tuple[float, int, _Try]] = []
        self._numbers = itertools.count()
        self._records: List[Result] = []
        self._written = time.monotonic()
        #: Removals that run, which are not waited for before the end.
        self._removals: Dict[str, Any] = {}

    def __iter__(self) -> Iterator[Result]:
        try:
            self._take_over()
            while True:
                yield from self._fill()
                if not self._pending and not self._later:
                    break
                yield from self._next()
        finally:
            self._write(wait=True)
            self._connection.cancel([one.future for one in self._pending.values()])

    # ---- what goes out

    def _take_over(self) -> None:
        """Puts into the ledger what an earlier run has stored and could not record."""
        removable = []
        for identity, end in self._ledger.left_behind():
            if end is not None:
                self._records.append(end)
            if end is not None or identity in self._ledger:
                removable.append(identity)
        self._ledger.append(self._records)
        self._records = []
        self._remove(removable)

    def _fill(self) -> Iterator[Result]:
        """Submits what the workers have room for."""
        try:
            room = AHEAD * max(2, self._connection.threads()) - len(self._pending)
        except UNREACHABLE:
            return self._reconnect()
        while room > 0 and self._later and self._later[0][0] <= time.monotonic():
            self._submit(heapq.heappop(self._later)[2])
            room -= 1
        while room > 0 and self._items is not None and len(self._later) < MOST_LATER:
            upload = next(self._items, None)
            if upload is None:
                self._items = None
                break
            result = self._known(upload)
            if result is not None:
                yield result
                continue
            room -= 1

    def _known(self, upload: Upload) -> Optional[Result]:
        """The result of what needs no worker; all else is submitted."""
        identity = upload.id
        if identity in self._under_way:
            return self._skipped(upload, "the same item is uploaded already")
        found = self._ledger.find(identity)
        if found is not None and upload.path is not None:
            try:
                size, version = path_version(upload.path)
            except OSError:
                version = None  # The workers may have it.
            if version is not None and version == found[0]:
                return self._skipped(upload, f"{found[1]} by an earlier run", size, version)
        one = self._under_way[identity] = _Try(upload, found[0] if found else None)
        self._submit(one)
        return None

    @staticmethod
    def _skipped(upload: Upload, why: str, size: int = 0, version: Optional[str] = None) -> Result:
        return Result(upload.id, upload.source, upload.target, Outcome.SKIPPED, version, size, message=why, ended=time.time())

    def _submit(self, one: _Try) -> None:
        name = f"{one.upload.id}-{next(self._numbers)}"
        one.future = self._connection.submit(run, one.upload, self._service, one.known, one.number, name=name)
        self._pending[one.future.key] = one

    # ---- what comes back

    def _next(self) -> Iterator[Result]:
        """Waits for an end, or for the time of a later attempt."""
        wait = LOOK_SECONDS
        if self._later:
            wait = min(wait, max(0.0, self._later[0][0] - time.monotonic()))
        try:
            future = self._connection.ended.get(timeout=wait)
        except queue.Empty:
            if not self._connection.alive:
                self._reconnect()
            self._write_if_due()
            return
        result = self._ended(future)
        if result is not None:
            yield result
        self._write_if_due()

    def _ended(self, future: Any) -> Optional[Result]:
        if self._removals.pop(future.key, None) is not None:
            if future.status == "error":
                logger.warning("what was saved of stored files could not be removed: %s", future.exception())
            return None
        one = self._pending.get(future.key)
        if one is None or one.future is not future:
            return None  # Of a connection that is gone.
        if future.status in ("cancelled", "lost"):
            self._reconnect()
            return None
        try:
            result: Result = future.result(timeout=RESULT_SECONDS)
        except (Exception, asyncio.CancelledError) as error:
            if future.status == "error":
                result = self._raised(one, error)
            elif future.status in ("cancelled", "lost") or not self._connection.alive:
                self._reconnect()
                return None
            else:
                # The worker that had the result is gone: the scheduler has it made again.
                self._connection.again(future)
                return None
        del self._pending[future.key]
        future.release()
        return self._judged(one, result)

    @staticmethod
    def _raised(one: _Try, error: BaseException) -> Result:
        """The result of a task that Dask has given up, or that raised what it should not."""
        upload, name = one.upload, type(error).__name__
        return Result(upload.id, upload.source, upload.target, Outcome.FAILED, reason=name, message=str(error),
                      retryable=name == "KilledWorker", ended=time.time(), attempts=one.number)

    def _judged(self, one: _Try, result: Result) -> Optional[Result]:
        """A result that is final. Others are tried again later."""
        passing = result.retryable or result.outcome == Outcome.UNKNOWN
        left = one.number < self._attempts or result.reason in (LATER, STALE)
        if not result.done and result.outcome != Outcome.SKIPPED and passing and left:
            first, longest = RETRY_SECONDS
            if result.reason in (LATER, STALE):
                wait = min(longest, result.retry_after) * random.uniform(1.0, 1.25)
            else:
                wait = max(result.retry_after, min(longest, first * 2.0 ** (one.number - 1)) * random.uniform(0.75, 1.25))
                one.number += 1
            heapq.heappush(self._later, (time.monotonic() + wait, next(self._numbers), one))
            return None
        del self._under_way[one.upload.id]
        result = replace(result, attempts=one.number)
        if result.outcome != Outcome.SKIPPED:
            self._ledger.note(result)
            self._records.append(result)
        return result

    def _reconnect(self) -> None:
        """Submits all again that the ledger does not have, once the scheduler is back."""
        logger.warning("the connection to the scheduler is lost")
        self._connection.connect()
        self._removals.clear()
        again, self._pending = list(self._pending.values()), {}
        for one in again:
            self._submit(one)

    # ---- the ledger

    def _write_if_due(self) -> None:
        if len(self._records) >= SEGMENT or time.monotonic() - self._written >= SEGMENT_SECONDS:
            self._write()

    def _write(self, wait: bool = False) -> None:
        """Writes a segment, and then has removed what is saved of its items."""
        records, self._records, self._written = self._records, [], time.monotonic()
        self._ledger.append(records)
        # What may still be continued stays.
        self._remove([one.id for one in records if one.done or not (one.retryable or one.outcome == Outcome.UNKNOWN)])
        if wait:
            self._finish_removals()

    def _remove(self, identities: List[str]) -> None:
        for at in range(0, len(identities), SEGMENT):
            part = identities[at:at + SEGMENT]
            if self._connection.alive:
                future = self._connection.submit(remove, self._service.state, part, name=f"remove-{next(self._numbers)}",
                                                 priority=10)
                self._removals[future.key] = future

    def _finish_removals(self) -> None:
        until = time.monotonic() + SEGMENT_SECONDS
        while self._removals and self._connection.alive and time.monotonic() < until:
            try:
                future = self._connection.ended.get(timeout=LOOK_SECONDS)
            except queue.Empty:
                continue
            self._removals.pop(future.key, None)
