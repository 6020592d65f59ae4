"""Sources: whatever a caller has, as one of the sources of the library.

The callbacks run on threads of a queue. What they raise is kept and raised where the upload is waited for.
"""

from __future__ import annotations

import asyncio
import collections
import concurrent.futures
import inspect
import io
import os
import stat
import sys
import threading
from ctypes import addressof, c_char, c_char_p, c_void_p, cast, memmove
from typing import Any, AsyncIterable, Awaitable, Callable, Iterable, Iterator, Optional, Union

from ._library import call, context, contexts, destroy, native
from ._native import GU_READ_FAILED, GU_READ_STOP, gu_read_at_callback, gu_read_callback

Source = Union[
    str, "os.PathLike[str]", bytes, bytearray, memoryview, int, io.IOBase, Iterable[bytes], AsyncIterable[bytes], Any
]


class Run:
    """One upload, as its callbacks see it."""

    def __init__(self, loop: Optional[asyncio.AbstractEventLoop] = None) -> None:
        self.loop = loop
        #: The first error that a callback has raised.
        self.raised: Optional[BaseException] = None
        #: Ends a read that waits for its bytes.
        self.stopped = threading.Event()
        self.waiting: "Optional[concurrent.futures.Future[bytes]]" = None
        #: What was told on a thread of the queue, and is still to be told on the loop.
        self.untold: "collections.deque[Callable[[], None]]" = collections.deque()

    def tell_all(self) -> None:
        """Tells what is still to be told. Called on the loop."""
        while self.untold:
            self.untold.popleft()()

    def fails(self, error: BaseException) -> None:
        if self.raised is None:
            self.raised = error

    def stop(self) -> None:
        self.stopped.set()
        waiting = self.waiting
        if waiting is not None:
            waiting.cancel()


class Reader:
    """Bytes of an object, one part after the other or at offsets."""

    def __init__(self, run: Run, read: Callable[[int], bytes]) -> None:
        self.run = run
        self._read = read
        self._rest = memoryview(b"")

    def read(self, length: int) -> memoryview:
        """Some bytes, none at the end."""
        if not self._rest:
            given = self._read(length)
            if isinstance(given, str) or given is None:
                raise TypeError(f"the source gives {type(given).__name__}, not bytes")
            self._rest = memoryview(given).cast("B")
        part, self._rest = self._rest[:length], self._rest[length:]
        return part

    def seek(self, offset: int) -> None:
        raise NotImplementedError


class SeekableReader(Reader):
    def __init__(self, run: Run, file: Any, base: int) -> None:
        super().__init__(run, file.read)
        self._file, self._base, self._position = file, base, -1

    def seek(self, offset: int) -> None:
        self._file.seek(self._base + offset)
        self._rest = memoryview(b"")


def _answer(reader: Reader, buffer: Any, length: int, count: Any, offset: Optional[int]) -> int:
    # Nothing may leave a callback: ctypes would return whatever is in memory, a count of bytes.
    try:
        if reader.run.stopped.is_set():
            return GU_READ_STOP
        if offset is not None:
            reader.seek(offset)
        part = reader.read(length)
        if part:
            memmove(buffer, bytes(part) if part.readonly else (c_char * len(part)).from_buffer(part), len(part))
        count[0] = len(part)
        return 0
    except BaseException as error:
        if reader.run.stopped.is_set():
            return GU_READ_STOP
        reader.run.fails(error)
        return GU_READ_FAILED


def _read(buffer: int, length: int, count: Any, number: int) -> int:
    return _answer(contexts[number], buffer, length, count, None)


def _read_at(offset: int, buffer: int, length: int, count: Any, number: int) -> int:
    return _answer(contexts[number], buffer, length, count, offset)


_on_read, _on_read_at = gu_read_callback(_read), gu_read_at_callback(_read_at)


# ---- what kind of source it is


def set_source(upload: int, source: Source, size: Optional[int], run: Run) -> None:
    """Gives a source to an upload of the library."""
    if isinstance(source, (str, os.PathLike)):
        call(native.gu_upload_set_file, upload, os.fsencode(source))
    elif isinstance(source, (bytes, bytearray, memoryview)):
        _set_memory(upload, source)
    elif isinstance(source, int) and not isinstance(source, bool):
        call(native.gu_upload_set_stream_handle, upload, _handle(source))
    elif isinstance(source, io.TextIOBase):
        raise TypeError("source: open the file in binary mode")
    elif _is_async(source):
        _set_async(upload, source, size, run)
    elif hasattr(source, "read"):
        _set_file_object(upload, source, size, run)
    elif hasattr(source, "__iter__"):
        iterator: Iterator[bytes] = iter(source)  # type: ignore[arg-type]
        _set_reader(upload, Reader(run, _of_iterator(iterator)), size)
    else:
        raise TypeError(f"source: a path, bytes, a file or an iterator expected, not {type(source).__name__}")


def _set_memory(upload: int, source: Union[bytes, bytearray, memoryview]) -> None:
    view = memoryview(source).cast("B") if not isinstance(source, bytes) else memoryview(source)
    if isinstance(source, bytes):
        start: Any = cast(c_char_p(source), c_void_p)
    elif view.readonly:
        # Its address cannot be had by ctypes.
        copy = view.tobytes()
        view, start = memoryview(copy), cast(c_char_p(copy), c_void_p)
    elif len(view):
        start = addressof((c_char * len(view)).from_buffer(view))
    else:
        start = None
    # The view keeps the bytes in their place: a bytearray that is exported cannot be resized.
    call(native.gu_upload_set_memory, upload, start, len(view), context((source, view)), destroy)


def _set_file_object(upload: int, file: Any, size: Optional[int], run: Run) -> None:
    descriptor = _descriptor(file)
    seekable = hasattr(file, "seek") and (not hasattr(file, "seekable") or file.seekable())
    if not seekable:
        if size is None and descriptor is not None and isinstance(file, io.RawIOBase):
            # Nothing is buffered, and the library's own wait can be cancelled.
            call(native.gu_upload_set_stream_handle, upload, _handle(descriptor))
        else:
            _set_reader(upload, Reader(run, file.read1 if hasattr(file, "read1") else file.read), size)
        return
    base = file.tell()
    if descriptor is not None and base == 0 and size is None and stat.S_ISREG(os.fstat(descriptor).st_mode):
        if file.writable():
            file.flush()
        call(native.gu_upload_set_file_handle, upload, _handle(descriptor))
        return
    if size is None:
        size = file.seek(0, os.SEEK_END)
        size = (file.tell() if size is None else size) - base
        file.seek(base)
    number = context(SeekableReader(run, file, base))
    call(native.gu_upload_set_read_at, upload, size, _on_read_at, number, destroy)


def _descriptor(file: Any) -> Optional[int]:
    if not isinstance(file, (io.RawIOBase, io.BufferedIOBase)):
        return None
    try:
        return file.fileno()
    except (OSError, AttributeError):
        return None


def _handle(descriptor: int) -> int:
    """What the library takes for a descriptor."""
    if sys.platform == "win32":
        import msvcrt

        return msvcrt.get_osfhandle(descriptor)
    return descriptor


def _set_reader(upload: int, reader: Reader, size: Optional[int]) -> None:
    if size is None:
        call(native.gu_upload_set_stream, upload, _on_read, context(reader), destroy)
    else:
        call(native.gu_upload_set_read, upload, size, _on_read, context(reader), destroy)


def _of_iterator(iterator: Iterator[bytes]) -> Callable[[int], bytes]:
    def read(_: int) -> bytes:
        # An empty part is not the end.
        for part in iterator:
            if len(part):
                return part
        return b""

    return read


# ---- asynchronous ones, read on the event loop while a thread of the queue waits


def _is_async(source: Any) -> bool:
    return hasattr(source, "__aiter__") or inspect.iscoroutinefunction(getattr(source, "read", None))


def _set_async(upload: int, source: Any, size: Optional[int], run: Run) -> None:
    if run.loop is None:
        raise TypeError("source: an asynchronous one needs AsyncClient")
    loop = run.loop
    if inspect.iscoroutinefunction(getattr(source, "read", None)):
        following: Callable[[int], Awaitable[bytes]] = source.read
    else:
        iterator = source.__aiter__()

        async def following(_: int) -> bytes:
            async for part in iterator:
                if len(part):
                    return bytes(part)
            return b""

    def read(length: int) -> bytes:
        async def one() -> bytes:
            return await following(length)

        run.waiting = asyncio.run_coroutine_threadsafe(one(), loop)
        if run.stopped.is_set():
            run.waiting.cancel()
        try:
            return run.waiting.result()
        finally:
            run.waiting = None

    _set_reader(upload, Reader(run, read), size)
