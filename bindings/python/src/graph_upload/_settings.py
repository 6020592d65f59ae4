"""What an upload is told beside its source and target, and its progress callback."""

from __future__ import annotations

import os
from typing import Any, Callable, Optional, Union

from ._library import call, context, contexts, destroy, made, native
from ._native import gu_progress_callback
from ._sources import Run, Source, set_source
from .item import Progress, progress

#: A callable that gets a `Progress` and returns False to cancel, or an object like a bar of tqdm.
ProgressTarget = Union[None, Callable[[Progress], Any], Any]


def reporter(target: ProgressTarget) -> Callable[[Progress], Any]:
    """A progress target as a function."""
    if callable(getattr(target, "update", None)) and hasattr(target, "total"):
        return _Bar(target).show
    if callable(target):
        function: Callable[[Progress], Any] = target
        return function
    raise TypeError(f"progress: a callable or a bar like tqdm's expected, not {type(target).__name__}")


class _Bar:
    """Feeds a bar that counts increments."""

    def __init__(self, bar: Any) -> None:
        self._bar, self._shown = bar, 0

    def show(self, now: Progress) -> None:
        if self._bar.total is None and now.total is not None:
            self._bar.total = now.total
        if now.sent != self._shown:
            self._bar.update(now.sent - self._shown)
            self._shown = now.sent


class Watcher:
    """The context of a progress callback."""

    def __init__(self, run: Run, show: Callable[[Progress], Any], cancel: Callable[[], None]) -> None:
        self.run, self.show, self.cancel = run, show, cancel

    def tell(self, now: Progress) -> bool:
        """Whether the upload may go on."""
        if self.run.stopped.is_set():
            return False
        if self.run.loop is None:
            return self.show(now) is not False
        self.run.untold.append(lambda: self._tell(now))
        try:
            self.run.loop.call_soon_threadsafe(self.run.tell_all)
        except RuntimeError:
            return False  # The loop is closed.
        return True

    def _tell(self, now: Progress) -> None:
        if self.run.stopped.is_set():
            return
        try:
            if self.show(now) is False:
                self.cancel()
        except BaseException as error:
            self.run.fails(error)
            self.cancel()
            if not isinstance(error, Exception):
                raise


def _tell(numbers: int, number: int) -> int:
    watcher: Watcher = contexts[number]
    try:
        return 0 if watcher.tell(progress(numbers)) else 1
    except BaseException as error:
        watcher.run.fails(error)
        return 1


on_progress = gu_progress_callback(_tell)


def new_upload(source: Source, run: Run, cancel: Callable[[], None], *, size: Optional[int] = None,
               progress: ProgressTarget = None, state_file: "Union[None, str, os.PathLike[str]]" = None,
               key: Optional[bytes] = None, keep_on_cancel: Optional[bool] = None, differs_is_error: bool = False,
               spool_folder: "Union[None, str, os.PathLike[str]]" = None, spool_max_bytes: Optional[int] = None) -> int:
    """An upload of the library, which the caller frees."""
    upload = made(native.gu_upload_new)
    try:
        set_source(upload, source, size, run)
        if progress is not None:
            watcher = Watcher(run, reporter(progress), cancel)
            call(native.gu_upload_set_progress, upload, on_progress, context(watcher), destroy)
        if state_file is not None:
            call(native.gu_upload_set_state_file, upload, os.fsencode(state_file))
        if key is not None:
            call(native.gu_upload_set_sealing_key, upload, key, len(key))
        if keep_on_cancel is not None:
            call(native.gu_upload_set_keep_on_cancel, upload, int(keep_on_cancel))
        if differs_is_error:
            call(native.gu_upload_set_differs_is_error, upload, 1)
        if spool_folder is not None:
            call(native.gu_upload_set_spool_folder, upload, os.fsencode(spool_folder))
        if spool_max_bytes is not None:
            call(native.gu_upload_set_spool_max_bytes, upload, spool_max_bytes)
    except BaseException:
        native.gu_upload_free(upload)
        raise
    return upload

