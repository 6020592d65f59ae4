"""The loaded library: how calls fail, who owns handles, and what happens at a fork and at exit."""

from __future__ import annotations

import atexit
import itertools
import os
import sys
import threading
import time
import weakref
from ctypes import byref, c_void_p
from pathlib import Path
from typing import Any, Callable, Dict, Optional

from ._native import GU_VERSION_NUMBER, Handle, Native, Status, gu_destroy_callback
from .errors import GraphUploadError, StateError, error_class

NAMES = {"win32": "graph_upload.dll", "darwin": "libgraph_upload.dylib"}
FOREVER = 0xFFFFFFFF
#: Longest wait inside the library, in milliseconds: Python handles signals between two.
SLICE_MS = 100
#: Longest wait for uploads that are cancelled at exit, in seconds.
EXIT_SECONDS = 5.0


def _path() -> str:
    named = os.environ.get("GU_LIBRARY")
    if named:
        return named
    bundled = Path(__file__).parent / "lib" / NAMES.get(sys.platform, "libgraph_upload.so")
    if not bundled.exists():
        raise ImportError(f"{bundled} is missing; install a wheel for this system, or set GU_LIBRARY")
    return str(bundled)


native = Native(_path())
_VERSION = native.gu_version_number()
if _VERSION // 1000 != GU_VERSION_NUMBER // 1000:
    raise ImportError(f"the library at {_path()} has version {native.gu_version_string().decode()}, which this package does "
                      "not fit")


def text(value: Optional[str], what: str = "a string") -> Optional[bytes]:
    """A string as the library wants it. It would end at a NUL."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise TypeError(f"{what}: str expected, not {type(value).__name__}")
    if "\0" in value:
        raise ValueError(f"{what}: NUL inside")
    return value.encode()


# ---- errors


def taken(handle: Handle, status: int) -> GraphUploadError:
    """The exception for an error object, which is freed."""
    try:
        return described(handle, status)
    finally:
        native.gu_error_free(handle)


def described(handle: Handle, status: int) -> GraphUploadError:
    """The exception for an error object."""
    return error_class(status)(
        native.gu_error_message(handle).decode() or native.gu_status_name(status).decode(),
        status=status,
        status_name=native.gu_status_name(status).decode(),
        http_status=native.gu_error_http_status(handle),
        service_codes=tuple(native.gu_error_service_codes(handle).decode().split()),
        request_id=native.gu_error_request_id(handle).decode(),
        host=native.gu_error_host(handle).decode(),
        diagnostics=native.gu_error_diagnostics(handle).decode(),
        claims=native.gu_error_claims(handle).decode(),
        retry_after_ms=native.gu_error_retry_after_ms(handle),
        os_error=native.gu_error_os_error(handle),
        retryable=bool(native.gu_error_is_retryable(handle)),
        in_doubt=bool(native.gu_error_in_doubt(handle)),
        session_kept=bool(native.gu_error_session_kept(handle)),
        offset=native.gu_error_offset(handle),
        attempts=native.gu_error_attempts(handle),
    )


def call(function: Callable[..., int], *arguments: Any) -> None:
    """Makes a fallible call."""
    error = c_void_p()
    status = function(*arguments, byref(error))
    if status:
        raise taken(error.value, status)


def made(function: Callable[..., int], *arguments: Any) -> int:
    """Makes a fallible call that gives an object."""
    handle = c_void_p()
    call(function, *arguments, byref(handle))
    assert handle.value is not None
    return handle.value


# ---- contexts of callbacks

#: What callbacks get their numbers for, until the library destroys them.
contexts: Dict[int, Any] = {}
_numbers = itertools.count(1)


def next_number() -> int:
    """A context for what needs nothing but a name."""
    return next(_numbers)


def context(value: Any) -> int:
    number = next_number()
    contexts[number] = value
    return number


def _destroy(number: int) -> None:
    contexts.pop(number, None)


#: Lets go of a context.
destroy = gu_destroy_callback(_destroy)


#: For contexts that nobody has to let go of.
NO_DESTROY = gu_destroy_callback(0)

# ---- handles


class Owner:
    """A handle, which is freed once: when it is closed and no call uses it."""

    def __init__(self, handle: int, free: Callable[[int], None], name: str) -> None:
        self._handle, self._free, self._name = handle, free, name
        # A collector may close it on a thread that holds the lock, between any two steps.
        self._lock = threading.RLock()
        self._users = 0
        self._freed = False
        self.closed = False
        _owners.add(self)

    def __enter__(self) -> int:
        with self._lock:
            self._users += 1
            closed = self.closed
        if closed:
            self.__exit__()
            raise StateError(f"the {self._name} is closed", status=Status.STATE, status_name="GU_ERR_STATE")
        return self._handle

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._users -= 1
        self._free_if_last()

    def close(self) -> None:
        self.closed = True
        self._free_if_last()

    def _free_if_last(self) -> None:
        with self._lock:
            last = self.closed and not self._users and not self._freed
            if last:
                self._freed = True
        if last:
            self._free(self._handle)

    def _after_fork(self) -> None:
        # The threads that held the lock or used the handle do not exist here.
        self._lock = threading.RLock()


_owners: "weakref.WeakSet[Owner]" = weakref.WeakSet()


def owned(of: object, handle: int, free: Callable[[int], None], name: str) -> Owner:
    """A handle that is freed with an object at the latest."""
    owner = Owner(handle, free, name)
    # Nothing is left to free when the process ends; what runs is ended by `_at_exit`.
    weakref.finalize(of, owner.close).atexit = False
    return owner


# ---- the end of queues, which wait for their jobs

#: Ends what runs, by its handle. The library must be idle before the interpreter ends: its callbacks cannot enter it
#: afterwards.
running: Dict[int, Callable[[], None]] = {}
_freeing: Dict[int, threading.Thread] = {}


def free_later(free: Callable[[int], None], handle: int) -> threading.Thread:
    """Frees a queue on a thread, so that neither a collector nor Ctrl-C waits for its jobs."""

    def run() -> None:
        free(handle)
        _freeing.pop(handle, None)

    thread = threading.Thread(target=run, name="graph-upload-free", daemon=True)
    _freeing[handle] = thread
    thread.start()
    return thread


def wait_until_freed(handle: int, seconds: float) -> None:
    """Waits for `free_later`, if it has been called."""
    thread = _freeing.get(handle)
    if thread is not None:
        thread.join(seconds)


def _at_exit() -> None:
    for end in list(running.values()):
        end()
    until = time.monotonic() + EXIT_SECONDS
    while (running or _freeing) and time.monotonic() < until:
        time.sleep(0.005)


def _in_child() -> None:
    for owner in list(_owners):
        owner._after_fork()
    running.clear()
    _freeing.clear()


atexit.register(_at_exit)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_child)
