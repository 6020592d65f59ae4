"""The same for asyncio: no thread waits for an upload, the queue's descriptor wakes the loop."""

from __future__ import annotations

import asyncio
import functools
import os
import threading
import weakref
from ctypes import byref, c_void_p
from typing import TYPE_CHECKING, Any, AsyncIterator, Callable, Dict, Generator, Optional, TypeVar, Union

from . import _library
from ._library import call, native
from ._native import Kind
from ._settings import ProgressTarget
from ._sources import Source
from ._token import SCOPE, Token
from ._watch import Watch, watch
from .client import BaseClient, Log
from .errors import StateError
from .item import Item
from .job import Job
from .queue import BaseQueue
from .session import Session, _Flag
from .target import Target

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .client import Options

__all__ = ["AsyncClient", "AsyncJob", "AsyncQueue", "AsyncSession"]

Result = TypeVar("Result")


class AsyncJob(Job):
    """One upload of an `AsyncQueue`. `await` it for the stored file."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._waiters: "list[asyncio.Future[None]]" = []

    def __await__(self) -> Generator[Any, None, Item]:
        return self._awaited().__await__()

    async def _awaited(self) -> Item:
        await self.ended()
        return self.result(0)

    async def ended(self) -> None:
        """Waits until it has ended, in whatever way."""
        while not self._ended.is_set():
            waiter = asyncio.get_running_loop().create_future()
            self._waiters.append(waiter)
            try:
                await waiter
            finally:
                self._waiters.remove(waiter)

    def done(self) -> bool:
        return self._ended.is_set()

    def _end(self, handle: Any) -> None:
        # The loop may notice the end before it has come to the last progress.
        self._run.tell_all()
        super()._end(handle)
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)


class AsyncQueue(BaseQueue):
    """Many uploads at once. Comes from `AsyncClient.queue()`, and belongs to the loop that runs then."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._ready: "list[AsyncJob]" = []
        self._changed = asyncio.Event()
        assert self._loop is not None
        reference = weakref.ref(self)

        def fetch() -> None:
            queue = reference()
            if queue is not None:
                queue._fetch()

        self._retired.watch = watch(self._loop, self._retired.handle, fetch)

    def _retirement(self, queue: int) -> Callable[[], None]:
        self._retired = _Retirement(self._owner, self._loop, native.gu_queue_handle(queue))
        return self._retired

    def submit(self, source: Source, target: Union[Target, str], *, size: Optional[int] = None,
               progress: ProgressTarget = None, differs_is_error: bool = False, **settings: Any) -> AsyncJob:
        """Submits an upload and returns at once; `await` the job for the stored file. The parameters are those of
        `AsyncClient.upload()`. Callbacks are called on the loop."""
        job: AsyncJob = self._submit(source, target, AsyncJob, {
            "size": size, "progress": progress, "differs_is_error": differs_is_error, **settings})
        return job

    async def as_completed(self) -> AsyncIterator[AsyncJob]:
        """Yields the jobs in the order of ending, until none is left. Each comes once."""
        while True:
            while self._ready:
                yield self._ready.pop(0)
            if not self._jobs and not self._left():
                return
            self._changed.clear()
            await self._changed.wait()

    async def wait(self) -> None:
        """Waits until all jobs have ended."""
        for job in list(self._jobs.values()):
            await job.ended()  # type: ignore[attr-defined]

    async def aclose(self) -> None:
        """Cancels the jobs that have not ended and waits for them. With a state folder they stay there, and the next queue
        goes on with them; `cancel()` takes them out."""
        if self._owner.closed:
            return
        assert self._loop is not None
        jobs = list(self._jobs.values()) if os.getpid() == self._pid else []
        if os.getpid() == self._pid:
            self._end_jobs()
            if not self._is_saved:
                await self.wait()
            self._retired.stop()
        self._owner.close()
        if self._is_saved:
            seconds = _library.EXIT_SECONDS
            await self._loop.run_in_executor(None, _library.wait_until_freed, self._owner._handle, seconds)
            for job in jobs:
                # Whoever awaits it is told.
                job._poll(0)

    async def __aenter__(self) -> "AsyncQueue":
        return self

    async def __aexit__(self, kind: Any, *_: object) -> None:
        if kind is None:
            await self.wait()
        await self.aclose()

    def _left(self) -> int:
        counts = self.counts
        return counts.waiting + counts.running + counts.paused

    def _fetch(self) -> None:
        with self._owner as queue:
            while True:
                handle = c_void_p()
                call(native.gu_queue_next, queue, 0, None, byref(handle))
                if handle.value is None:
                    break
                self._ready.append(self._ended_job(handle.value, AsyncJob))
        self._changed.set()


class _Retirement:
    """Ends a queue that nothing refers to any more, also when a collector on another thread finds out."""

    def __init__(self, owner: Any, loop: Optional[asyncio.AbstractEventLoop], handle: int) -> None:
        self._owner, self._loop, self.handle = owner, loop, handle
        self.watch: Optional[Watch] = None

    def stop(self) -> None:
        """Called on the loop."""
        watch, self.watch = self.watch, None
        if watch is not None:
            watch.close()

    def __call__(self) -> None:
        assert self._loop is not None
        if self._owner.closed or self._loop.is_closed():
            self._owner.close()
        else:
            self._loop.call_soon_threadsafe(self._retire)

    def _retire(self) -> None:
        self.stop()
        self._owner.close()


class AsyncSession:
    """An upload that the caller feeds; see `Session`. Comes from `AsyncClient.session()`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def put(self, data: Union[bytes, bytearray, memoryview], offset: Optional[int] = None) -> None:
        """Puts bytes, from `offset` on, which is a check."""
        await _in_thread(lambda flag: self._session.put(data, offset, flag=flag))

    async def finish(self) -> Item:
        """Ends the upload and returns the stored file."""
        return await _in_thread(lambda flag: self._session.finish(flag=flag))

    async def refresh(self) -> None:
        """Asks the service where the upload stands."""
        await _in_thread(lambda flag: self._session.refresh(flag=flag))

    async def discard(self) -> None:
        """Abandons the upload, so that nothing is left at the service."""
        await _in_thread(lambda flag: self._session.discard(flag=flag))

    def on_progress(self, progress: ProgressTarget) -> None:
        """Sets what is told of the progress, on the loop."""
        self._session.on_progress(progress, loop=asyncio.get_running_loop())

    def save(self, key: Optional[bytes] = None) -> bytes:
        """The state for `AsyncClient.resume()`; see `Session.save()`."""
        return self._session.save(key)

    @property
    def offset(self) -> int:
        """Where the next `put()` must start."""
        return self._session.offset

    @property
    def confirmed(self) -> int:
        """Bytes that the service has confirmed."""
        return self._session.confirmed

    @property
    def size(self) -> int:
        return self._session.size

    def close(self) -> None:
        """Closes it."""
        self._session.close()

    async def __aenter__(self) -> "AsyncSession":
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()


async def _in_thread(function: Callable[[_Flag], Result]) -> Result:
    """Makes a blocking call on a thread; if the task is cancelled, the call ends."""
    flag = _Flag()
    loop = asyncio.get_running_loop()
    future: "asyncio.Future[Result]" = loop.create_future()

    def run() -> None:
        try:
            answer: Callable[[], None] = functools.partial(future.set_result, function(flag))
        except BaseException as error:
            answer = functools.partial(future.set_exception, error)
        finally:
            flag.free()
        try:
            loop.call_soon_threadsafe(answer)
        except RuntimeError:
            pass  # The loop is closed: nobody waits.

    # Not one of the loop's executor, for which the interpreter waits at its end.
    threading.Thread(target=run, name="graph-upload", daemon=True).start()
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        if not future.done():
            flag.request()
            await asyncio.wait([future])
        if not future.cancelled():
            future.exception()
        raise


class AsyncClient(BaseClient):
    """Uploads files without blocking the event loop. Belongs to the loop that runs when it is made.

    The parameters are those of `Client`; `token` may also be a coroutine function or an asynchronous credential of
    azure-identity. `at_once`: how many of its own uploads run at a time, 1 to 256; further ones wait.
    """

    def __init__(self, token: Token = None, *, scope: str = SCOPE, log: Log = None, at_once: int = 16,
                 **options: "Unpack[Options]") -> None:
        self._loop = asyncio.get_running_loop()
        super().__init__(token, scope, log, options, self._loop)
        self._at_once = at_once
        self._uploads: Optional[AsyncQueue] = None

    async def upload(self, source: Source, target: Union[Target, str], *, size: Optional[int] = None,
                     progress: ProgressTarget = None, timeout: Optional[float] = None,
                     state_file: "Union[None, str, os.PathLike[str]]" = None, key: Optional[bytes] = None,
                     keep_on_cancel: Optional[bool] = None, differs_is_error: bool = False,
                     spool_folder: "Union[None, str, os.PathLike[str]]" = None,
                     spool_max_bytes: Optional[int] = None) -> Item:
        """Uploads and returns the stored file, or raises a `GraphUploadError`.

        As `Client.upload()`, whose sources are fine, as are asynchronous iterators of bytes and objects whose `read()` is a
        coroutine. If the task is cancelled, so is the upload, and the cause of the CancelledError tells how it ended.
        """
        settings: Dict[str, Any] = {
            "size": size, "progress": progress, "state_file": state_file, "key": key, "keep_on_cancel": keep_on_cancel,
            "differs_is_error": differs_is_error, "spool_folder": spool_folder, "spool_max_bytes": spool_max_bytes}
        if self._uploads is None:
            self._uploads = self.queue(self._at_once)
        uploads = self._uploads
        job = uploads.submit(source, target, **settings)
        timer = None if timeout is None else self._loop.call_later(timeout, _end, job)
        try:
            await job.ended()
        except asyncio.CancelledError as cancelled:
            job.cancel()
            await job.ended()
            # Tells whether the session is kept, and whether the file may be stored.
            raise cancelled from job.exception(0)
        finally:
            if timer is not None:
                timer.cancel()
            if job in uploads._ready:
                uploads._ready.remove(job)
        return job.result(0)

    def queue(self, at_once: int = 4, *, max_waiting: Optional[int] = None,
              state_folder: "Union[None, str, os.PathLike[str]]" = None, key: Optional[bytes] = None) -> AsyncQueue:
        """Makes a queue; see `Client.queue()`. With `max_waiting`, `submit()` raises `BusyError` if it is full."""
        return AsyncQueue(self._owner, self._token, at_once, max_waiting, 0, state_folder, key, self._loop)

    async def session(self, target: Union[Target, str], size: int) -> AsyncSession:
        """Creates an upload session that the caller feeds."""
        return AsyncSession(await _in_thread(lambda flag: Session._created(self._owner, target, size, flag)))

    async def adopt(self, kind: Kind, upload_url: str, size: int) -> AsyncSession:
        """Continues an upload session that someone else has created."""
        return AsyncSession(await _in_thread(lambda flag: Session._adopted(self._owner, kind, upload_url, size, flag)))

    async def resume(self, target: Union[Target, str], state: bytes, *, key: Optional[bytes] = None) -> AsyncSession:
        """Continues a session that was saved."""
        return AsyncSession(await _in_thread(lambda flag: Session._resumed(self._owner, target, state, key, flag)))

    async def aclose(self) -> None:
        """Closes it. Uploads that run go on until they have ended."""
        uploads, self._uploads = self._uploads, None
        self._close()
        if uploads is not None:
            await uploads.wait()
            await uploads.aclose()

    async def __aenter__(self) -> "AsyncClient":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


def _end(job: AsyncJob) -> None:
    job._deadline_passed = True
    try:
        job.cancel()
    except StateError:
        pass  # It has ended meanwhile.
