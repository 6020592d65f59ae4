"""Uploads that another worker can take up where the service stands.

`SavedQueue`: a folder of the item's own holds a queue of the library with one job. A lock on it keeps others out, and goes with
the process. `SavedSession`: for any other store or source, a session saves itself before each request that changes anything;
before it does, it asks the scheduler whether the upload is still this worker's.
"""

from __future__ import annotations

import contextlib
import time
from typing import Any, Callable, Dict, Iterator, Optional

from .._native import Status, Wait
from ..client import Client
from ..errors import BusyError, SourceError, ThrottledError
from ..item import Item, Progress
from ..queue import Queue
from ..session import Session
from ..target import Target
from .ledger import items_folder
from .source import Source
from .store import Store
from .worker import Desk, Lease

__all__ = ["SavedQueue", "SavedSession", "Claim"]

#: How often a job is looked at, in seconds.
LOOK_SECONDS = 0.2
#: How often a folder is tried that another worker has locked, at first and at most, in seconds.
BUSY_SECONDS = 0.1, 2.0
#: Bytes that are read at a time.
CHUNK = 4 * 1024 * 1024

Claim = Callable[[Lease], Item]


class SavedQueue:
    """Uploads a file by its path, with its state in a folder."""

    #: Whether a file goes in one request, where the kind takes it so.
    whole = True

    def __init__(self, client: Client, store: Store, identity: str, key: Optional[bytes], desk: Desk) -> None:
        assert store.folder is not None
        self._client, self._key, self._desk = client, key, desk
        self._folder = store.folder / items_folder(identity)

    @contextlib.contextmanager
    def claimed(self, path: str, target: Target) -> Iterator[Claim]:
        """Keeps other workers out for the length of the block."""
        with self._queue() as queue:
            def upload(lease: Lease) -> Item:
                return _followed(queue, path, target, lease)

            try:
                yield upload
            finally:
                # Leaves an unfinished job in the folder, for the next attempt.
                queue.close()

    @contextlib.contextmanager
    def _queue(self) -> Iterator[Queue]:
        wait, longest = BUSY_SECONDS
        while True:
            try:
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                queue = self._client.queue(1, state_folder=self._folder, key=self._key)
                break
            except BusyError:
                # A worker that the scheduler has lost still uploads it. There is no notice of its end.
                self._desk.check()
                time.sleep(wait)
                wait = min(longest, wait * 2)
        try:
            yield queue
        finally:
            queue._owner.close()


def _followed(queue: Queue, path: str, target: Target, lease: Lease) -> Item:
    job = queue.submit(path, target)
    while not job.wait(LOOK_SECONDS):
        now = job.progress
        if now.waits_for == Wait.THROTTLED and now.waits_ms:
            # It waits by itself. Paused, its time would stand still.
            lease.throttled(now.waits_ms / 1000)
            continue
        if not lease.held() and not lease.wants_more(now.confirmed):
            continue
        job.pause()
        if lease.wants_more(now.confirmed):
            lease.more()
        # It ends meanwhile if its last request was under way.
        if not job.wait(lease.held()):
            job.resume()
    return job.result()


class SavedSession:
    """Uploads from any source, with its state in any store."""

    whole = False

    def __init__(self, client: Client, store: Store, identity: str, key: Optional[bytes], desk: Desk) -> None:
        self._client, self._store, self._key, self._desk = client, store, key, desk
        self._name = f"{items_folder(identity)}/state"

    @contextlib.contextmanager
    def claimed(self, source: Source, target: Target) -> Iterator[Claim]:
        """The scheduler alone keeps other workers out: it is asked before anything is changed."""
        yield lambda lease: self._upload(source, target, lease)

    def _save(self, state: bytes) -> None:
        self._desk.check()
        self._store.write(self._name, state)

    def _upload(self, source: Source, target: Target, lease: Lease) -> Item:
        state = self._store.read(self._name)
        self._desk.check()
        settings: Dict[str, Any] = {"save": self._save, "key": self._key}
        session = (self._client.session(target, source.size, **settings) if state is None
                   else self._client.resume(target, state, **settings))
        with session:
            session.on_progress(_teller(lease))
            with source.open() as file:
                while True:
                    _feed(session, file, source.size, lease)
                    try:
                        return session.finish()
                    except SourceError as error:
                        if error.status != Status.REWIND:
                            raise


def _teller(lease: Lease) -> Callable[[Progress], None]:
    def tell(now: Progress) -> None:
        if now.waits_for == Wait.THROTTLED and now.waits_ms:
            lease.throttled(now.waits_ms / 1000)

    return tell


def _feed(session: Session, file: Any, size: int, lease: Lease) -> None:
    """Puts the bytes that the service lacks."""
    while session.offset < size:
        if lease.wants_more(session.confirmed):
            lease.more()
        held = lease.held()
        if held:
            time.sleep(held)
        file.seek(session.offset)
        part = file.read(min(CHUNK, size - session.offset))
        if not part:
            raise SourceError(f"the source ends at {session.offset} of {size} bytes", status=Status.SOURCE_SHORT,
                              status_name="GU_ERR_SOURCE_SHORT", offset=session.offset)
        try:
            session.put(part)
        except SourceError as error:
            if error.status != Status.REWIND:
                raise


def throttled(error: BaseException, lease: Lease) -> None:
    """Holds all workers back if an upload has failed since the service asked to wait."""
    if isinstance(error, ThrottledError) and error.retry_after_ms:
        lease.throttled(error.retry_after_ms / 1000)
