"""Clients: connections, token and policy, shared by uploads."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Mapping, Optional, Tuple, Union

from ._library import Owner, call, context, contexts, destroy, made, native, owned, text
from ._native import Handle, Kind, LogLevel, gu_log_callback
from ._settings import ProgressTarget
from ._sources import Source
from ._token import SCOPE, Token, TokenSource, set_token
from .item import Item
from .job import Job
from .queue import Queue
from .session import Save, Session
from .target import Target

if TYPE_CHECKING:
    from typing import TypedDict

    class Options(TypedDict, total=False):
        """Options by name, as strings, numbers or booleans; `gu_options_set()` describes each. Those with two values take
        a tuple."""

        base_url: str
        cloud: str
        api_version: str
        upload_host: Union[str, List[str]]
        immutable_ids: bool
        user_agent: str
        ca_file: Union[str, "os.PathLike[str]", List[str]]
        platform_roots: bool
        loopback: bool
        connect_timeout_ms: int
        stall_timeout_ms: int
        response_timeout_ms: int
        commit_response_timeout_ms: int
        retry_budget: Tuple[int, int]
        backoff_ms: Tuple[int, int]
        locked_policy: str
        settle_ms: int
        baseline: str
        one_request_bytes: int
        piece_bytes: int
        proxy: str
        no_proxy: str
        client_certificate_files: Tuple[str, str]
        ip_version: str
        rate_limit: int

    from typing_extensions import Unpack

__all__ = ["Cancel", "Client", "upload"]

#: Longest wait after Ctrl-C for the end of an upload, in seconds: it goes on ending in the background.
INTERRUPT_SECONDS = 0.3

Log = Union[None, logging.Logger, Callable[[str, str], Any]]


class Cancel:
    """A flag that ends uploads. Give it to any number of them, and request the end from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requested = False
        self._ends: Dict[int, Callable[[], None]] = {}

    @property
    def requested(self) -> bool:
        return self._requested

    def request(self) -> None:
        """Ends the uploads that were given it, and all later ones."""
        with self._lock:
            self._requested = True
            ends = list(self._ends.values())
        for end in ends:
            end()

    def _add(self, key: int, end: Callable[[], None]) -> None:
        with self._lock:
            self._ends[key] = end
            requested = self._requested
        if requested:
            end()

    def _remove(self, key: int) -> None:
        with self._lock:
            self._ends.pop(key, None)


class BaseClient:
    """What both kinds of clients are."""

    def __init__(self, token: Token, scope: str, log: Log, options: Mapping[str, Any],
                 loop: Optional[asyncio.AbstractEventLoop]) -> None:
        self._token: Optional[TokenSource] = None
        handle = made(native.gu_options_new)
        try:
            for name, value in options.items():
                set_option(handle, name, value)
            if isinstance(token, str):
                call(native.gu_options_set_token, handle, text(token, "token"))
            elif token is not None:
                self._token = TokenSource(token, scope, loop)
                set_token(handle, self._token)
            number = context(_Log(log))
            call(native.gu_options_set_log_callback, handle, _on_log, number, destroy)
            client = made(native.gu_client_new, handle)
        finally:
            native.gu_options_free(handle)
        self._owner: Owner = owned(self, client, native.gu_client_free, "client")
        if self._token is not None:
            self._token.attach(self._owner)

    def _close(self) -> None:
        self._owner.close()
        self._token = None

    def set_token(self, token: Optional[str]) -> None:
        """Sets the token for all requests from now on; None for no token."""
        with self._owner as client:
            call(native.gu_client_set_token, client, text(token, "token"))


def set_option(options: Handle, name: str, value: Any) -> None:
    """Sets an option by its name. A list sets it several times."""
    if isinstance(value, list):
        for one in value:
            set_option(options, name, one)
    elif isinstance(value, (bytes, bytearray)) and name == "ca_pem":
        call(native.gu_options_add_ca_pem, options, bytes(value), len(value))
    else:
        call(native.gu_options_set, options, text(name), text(_word(value), name))


def _word(value: Any) -> str:
    if isinstance(value, tuple):
        return ",".join(_word(one) for one in value)
    if isinstance(value, os.PathLike):
        return str(os.fspath(value))
    return str(int(value)) if isinstance(value, bool) else str(value)


class _Log:
    """Where messages go."""

    def __init__(self, log: Log) -> None:
        logger = logging.getLogger("graph_upload") if log is None else log
        if isinstance(logger, logging.Logger):
            levels = {"info": logging.INFO, "warning": logging.WARNING}
            self.write: Callable[[str, str], Any] = lambda level, message: logger.log(levels[level], "%s", message)
        elif callable(logger):
            self.write = logger
        else:
            raise TypeError(f"log: a Logger or a callable expected, not {type(log).__name__}")


def _write(record: int, number: int) -> None:
    try:
        level = "warning" if native.gu_log_record_level(record) == LogLevel.WARNING else "info"
        contexts[number].write(level, native.gu_log_record_message(record).decode())
    except Exception:
        # As for a handler of the logging module: it does not end what it is told of.
        logging.getLogger("graph_upload").exception("the log callback has failed")


_on_log = gu_log_callback(_write)


class Client(BaseClient):
    """Uploads files and waits for them. Any thread may use it; see `AsyncClient` for asyncio.

    `token` is a string, a callable that returns one (perhaps with a `TokenRequest` as its parameter), or a credential of
    azure-identity. `log` is a Logger or a callable that gets the level and the message; default: the logger "graph_upload".
    The keywords are those of `gu_options_set()`, such as `user_agent="NONISV|Company|App/1.0"`.
    """

    def __init__(self, token: Token = None, *, scope: str = SCOPE, log: Log = None, **options: "Unpack[Options]") -> None:
        super().__init__(token, scope, log, options, None)

    def upload(self, source: Source, target: Union[Target, str], *, size: Optional[int] = None,
               progress: ProgressTarget = None, timeout: Optional[float] = None, cancel: Optional[Cancel] = None,
               state_file: "Union[None, str, os.PathLike[str]]" = None, key: Optional[bytes] = None,
               keep_on_cancel: Optional[bool] = None, differs_is_error: bool = False,
               spool_folder: "Union[None, str, os.PathLike[str]]" = None,
               spool_max_bytes: Optional[int] = None) -> Item:
        """Uploads and returns the stored file, or raises a `GraphUploadError`.

        `source`: a path, bytes, a file object, an iterator of bytes, or a descriptor that is read to its end.
        `size`: the size of one that can only be read forward; without it, it is first spooled to disk.
        `progress`: a callable that gets a `Progress`, and may return False to cancel; or a bar like tqdm's.
        `timeout`: in seconds, for the whole upload. `cancel`: ends it from another thread.
        `state_file`: where the upload is saved while it runs; the same call continues it, also in another process. `key`: 32
        bytes that seal this file.

        What a callback raises ends the upload, and is raised here.
        """
        settings: Dict[str, Any] = {
            "size": size, "progress": progress, "state_file": state_file, "key": key, "keep_on_cancel": keep_on_cancel,
            "differs_is_error": differs_is_error, "spool_folder": spool_folder, "spool_max_bytes": spool_max_bytes}
        queue = Queue(self._owner, self._token, 1, None, None, None, None, None)
        try:
            job = queue.submit(source, target, **settings)
            self._wait(job, timeout, cancel)
            return job.result()
        finally:
            queue._close()

    @staticmethod
    def _wait(job: Job, timeout: Optional[float], cancel: Optional[Cancel]) -> None:
        try:
            if cancel is not None:
                cancel._add(id(job), job.cancel)
            if not job.wait(timeout):
                job._deadline_passed = True
                job.cancel()
                job.wait()
        except BaseException:
            job.cancel()
            job.wait(INTERRUPT_SECONDS)
            raise
        finally:
            if cancel is not None:
                cancel._remove(id(job))

    def queue(self, at_once: int = 4, *, max_waiting: Optional[int] = None, room_timeout: Optional[float] = None,
              state_folder: "Union[None, str, os.PathLike[str]]" = None, key: Optional[bytes] = None) -> Queue:
        """Makes a queue, which runs `at_once` uploads at a time, 1 to 256.

        `max_waiting` limits how many jobs wait: `submit()` then waits `room_timeout` seconds for room, or for ever.
        `state_folder`: where the jobs are saved until they end; the next queue with that folder takes them up. `key`: 32 bytes
        that seal them.
        """
        return Queue(self._owner, self._token, at_once, max_waiting, room_timeout, state_folder, key, None)

    def session(self, target: Union[Target, str], size: int, *, save: Optional[Save] = None,
                key: Optional[bytes] = None) -> Session:
        """Creates an upload session that the caller feeds. Blocks.

        `save`: a callable that gets each new state for `resume()`: once the session is created, and before each request that
        changes anything at the service. It is called on another thread. What it raises ends the call before that request, and
        is raised by it. `key`: 32 bytes that seal these states.
        """
        return Session._created(self._owner, target, size, save=save, key=key)

    def adopt(self, kind: Kind, upload_url: str, size: int, *, save: Optional[Save] = None,
              key: Optional[bytes] = None) -> Session:
        """Continues an upload session that someone else has created. Blocks. `save` and `key` are those of `session()`."""
        return Session._adopted(self._owner, kind, upload_url, size, save=save, key=key)

    def resume(self, target: Union[Target, str], state: bytes, *, key: Optional[bytes] = None,
               save: Optional[Save] = None) -> Session:
        """Continues a session that `Session.save()`, or `save` of `session()`, has saved. Blocks. The states that `save` gets
        are sealed with the same `key`."""
        return Session._resumed(self._owner, target, state, key, save=save)

    def close(self) -> None:
        """Closes it. What runs goes on."""
        self._close()

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def upload(source: Source, target: Union[Target, str], token: Token, *, progress: ProgressTarget = None,
           timeout: Optional[float] = None, **options: "Unpack[Options]") -> Item:
    """Uploads one file; see `Client.upload()`. For more than one make a `Client`, which keeps its connections."""
    with Client(token, **options) as client:
        return client.upload(source, target, progress=progress, timeout=timeout)


