"""Sessions: uploads whose bytes the caller produces over time."""

from __future__ import annotations

import asyncio
import threading
from ctypes import byref, c_void_p, string_at
from typing import Any, Callable, Optional, TypeVar, Union

from . import _library
from ._library import Owner, call, made, native, owned, text
from ._native import Handle, Status, gu_save_callback
from ._settings import ProgressTarget, Watcher, on_progress, reporter
from ._sources import Run
from .errors import CancelledError, SavedStateError, StateError
from .item import Item, item
from .target import Target, target as as_target

__all__ = ["Session"]

Result = TypeVar("Result")

#: How long a wait for a blocking call lasts before Python handles signals, in seconds.
SLICE = 0.1


class _Flag:
    """Ends one blocking call, also when the process exits."""

    def __init__(self) -> None:
        self.handle = made(native.gu_cancel_new)
        _library.running[self.handle] = self.request

    def request(self) -> None:
        native.gu_cancel_request(self.handle)

    def free(self) -> None:
        if _library.running.pop(self.handle, None) is not None:
            native.gu_cancel_free(self.handle)


def blocking(function: Callable[[Handle], Result], flag: Optional[_Flag] = None) -> Result:
    """Makes a blocking call, which gets a flag. On the main thread another one makes it, so that Ctrl-C ends it at once."""
    flag = flag or _Flag()
    if threading.current_thread() is not threading.main_thread():
        try:
            return function(flag.handle)
        finally:
            flag.free()
    result: "list[Any]" = []
    failure: "list[BaseException]" = []

    def run() -> None:
        try:
            result.append(function(flag.handle))
        except BaseException as error:
            failure.append(error)
        finally:
            flag.free()

    thread = threading.Thread(target=run, name="graph-upload", daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            thread.join(SLICE)
    except BaseException:
        flag.request()
        thread.join(SLICE * 3)
        raise
    if failure:
        raise failure[0]
    return result[0]  # type: ignore[no-any-return]


#: Gets each new state of a session, sealed if there is a key.
Save = Callable[[bytes], Any]


class _Keeper:
    """The context of a save callback."""

    def __init__(self, save: Save) -> None:
        self._save = save
        #: What it has raised.
        self.raised: Optional[BaseException] = None

    def keep(self, state: int) -> int:
        try:
            self._save(_bytes(state))
            return 0
        except BaseException as error:
            self.raised = error
            return 1


def _keep(state: int, number: int) -> int:
    keeper: _Keeper = _library.contexts[number]
    return keeper.keep(state)


_on_save = gu_save_callback(_keep)


def _bytes(state: Handle) -> bytes:
    return string_at(native.gu_state_data(state) or 0, native.gu_state_length(state))


def _checked(key: Optional[bytes]) -> Optional[bytes]:
    if key is not None and len(key) != 32:
        raise ValueError("key: 32 bytes expected")
    return key


class Session:
    """An upload that the caller feeds. Comes from `Client.session()`; one call at a time may use it.

    All methods that talk to the service block. `offset` tells where the next bytes must start; after a `SourceError` with the
    status `Status.REWIND` put them again from there.
    """

    def __init__(self, handle: int) -> None:
        self._owner: Owner = owned(self, handle, native.gu_session_free, "session")
        self._run: Optional[Run] = None
        self._keeper: Optional[_Keeper] = None

    def on_progress(self, progress: ProgressTarget, *, loop: Optional[asyncio.AbstractEventLoop] = None) -> None:
        """Sets what is told of the progress, as for `Client.upload()`. What it raises ends the call, which raises it."""
        run = Run(loop)
        watcher = Watcher(run, reporter(progress), run.stop)
        with self._owner as session:
            call(native.gu_session_set_progress, session, on_progress, _library.context(watcher), _library.destroy)
        self._run = run

    def _saved_by(self, save: Optional[Save], key: Optional[bytes]) -> "Session":
        """Saves it from now on, at once for the first time."""
        if save is None:
            return self
        keeper = _Keeper(save)
        try:
            with self._owner as session:
                call(native.gu_session_set_save_callback, session, key, 32 if key else 0, _on_save, _library.context(keeper),
                     _library.destroy)
            state = self._state(key)
            if state is not None:
                save(state)
        except BaseException:
            self.close()
            raise
        self._keeper = keeper
        return self

    def _state(self, key: Optional[bytes]) -> Optional[bytes]:
        """The state; None if the upload is over, as after `resume()` of one whose file turns out to be stored."""
        try:
            return self.save(key)
        except StateError as error:
            if error.status != Status.STATE:
                raise
            return None

    @classmethod
    def _created(cls, client: Owner, target: Union[Target, str], size: int, flag: Optional[_Flag] = None,
                 save: Optional[Save] = None, key: Optional[bytes] = None) -> "Session":
        place = as_target(target, None)

        def create(cancel: Handle) -> int:
            with client as c, place._owner as t:
                return made(native.gu_session_create, c, t, size, cancel)

        key = _checked(key)
        return cls(blocking(create, flag))._saved_by(save, key)

    @classmethod
    def _adopted(cls, client: Owner, kind: int, upload_url: str, size: int, flag: Optional[_Flag] = None,
                 save: Optional[Save] = None, key: Optional[bytes] = None) -> "Session":
        def adopt(cancel: Handle) -> int:
            with client as c:
                return made(native.gu_session_adopt, c, kind, text(upload_url), size, cancel)

        key = _checked(key)
        return cls(blocking(adopt, flag))._saved_by(save, key)

    @classmethod
    def _resumed(cls, client: Owner, target: Union[Target, str], state: bytes, key: Optional[bytes],
                 flag: Optional[_Flag] = None, save: Optional[Save] = None) -> "Session":
        place = as_target(target, None)

        def resume(cancel: Handle) -> int:
            with client as c, place._owner as t:
                return made(native.gu_session_resume, c, t, state, len(state), key, 32 if key else 0, cancel)

        key = _checked(key)
        return cls(blocking(resume, flag))._saved_by(save, key)

    def put(self, data: Union[bytes, bytearray, memoryview], offset: Optional[int] = None, *,
            flag: Optional[_Flag] = None) -> None:
        """Puts bytes, from `offset` on, which is a check. Any length is fine."""
        content = data if isinstance(data, bytes) else bytes(data)

        def put(cancel: Handle) -> None:
            with self._owner as session:
                at = native.gu_session_next_offset(session) if offset is None else offset
                call(native.gu_put_chunk, session, at, content, len(content), cancel)

        self._blocking(put, flag)

    def finish(self, *, flag: Optional[_Flag] = None) -> Item:
        """Ends the upload and returns the stored file. Called again, it returns it again; after an `OutcomeUnknownError` it
        asks the service whether the file is stored."""

        def finish(cancel: Handle) -> Item:
            with self._owner as session:
                handle = c_void_p()
                try:
                    call(native.gu_finish, session, cancel, byref(handle))
                    return item(handle.value)
                finally:
                    native.gu_item_free(handle.value)

        return self._blocking(finish, flag)

    def refresh(self, *, flag: Optional[_Flag] = None) -> None:
        """Asks the service where the upload stands."""
        self._simple(native.gu_session_refresh, flag)

    def discard(self, *, flag: Optional[_Flag] = None) -> None:
        """Abandons the upload, so that nothing is left at the service."""
        self._simple(native.gu_session_discard, flag)

    def save(self, key: Optional[bytes] = None) -> bytes:
        """The state for `Client.resume()`, sealed with a key of 32 bytes. Without one it is a secret: with it anyone can write
        to the upload."""
        key = _checked(key)
        with self._owner as session:
            state = made(native.gu_session_save, session, key, 32 if key else 0)
        try:
            return _bytes(state)
        finally:
            native.gu_state_free(state)

    @property
    def offset(self) -> int:
        """Where the next `put()` must start."""
        with self._owner as session:
            return native.gu_session_next_offset(session)

    @property
    def confirmed(self) -> int:
        """Bytes that the service has confirmed, from the start of the file without a gap."""
        with self._owner as session:
            return native.gu_session_confirmed(session)

    @property
    def size(self) -> int:
        with self._owner as session:
            return native.gu_session_size(session)

    def close(self) -> None:
        """Closes it. What was neither finished nor discarded stays at the service until it expires."""
        self._owner.close()

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _simple(self, function: Any, flag: Optional[_Flag]) -> None:
        def run(cancel: Handle) -> None:
            with self._owner as session:
                call(function, session, cancel)

        self._blocking(run, flag)

    def _blocking(self, function: Callable[[Handle], Result], flag: Optional[_Flag]) -> Result:
        """Makes a blocking call, and raises what its callbacks have raised."""
        try:
            return blocking(function, flag)
        except SavedStateError:
            keeper, failure = self._keeper, None
            if keeper is not None:
                failure, keeper.raised = keeper.raised, None
            if failure is not None:
                raise failure from None
            raise
        except CancelledError:
            run, raised = self._run, None
            if run is not None:
                raised, run.raised = run.raised, None
                run.stopped.clear()
            if raised is not None:
                raise raised from None
            raise


