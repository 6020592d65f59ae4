"""graph-upload put --scheduler: uploads on the workers of a Dask cluster, which share the files and a folder."""

from __future__ import annotations

import argparse
import logging
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Callable, Dict, Iterable, Iterator, Optional

from ..errors import GraphUploadError
from . import connection
from .errors import CommandError, Exit
from .meter import Meter
from .place import Place
from .plan import left_out
from .report import Reporter
from .results import Outcome, Result, Snapshot, Summary
from .sources import File, Found

__all__ = ["add_arguments", "check", "put"]

#: How often it draws, in seconds.
TICK = 0.1
KEY_BYTES = 32
#: Reasons of a failure for which there is no token that the service takes; the second is raised by a sign-in on a worker.
NO_TOKEN = ("GU_ERR_SIGN_IN", "CommandError")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options about a cluster."""
    group = parser.add_argument_group("cluster")
    group.add_argument("--scheduler", metavar="ADDRESS",
                       help="upload on the workers of this Dask scheduler, such as tcp://10.0.0.5:8786; they need this package with "
                            "its extra [dask], and the files under the same paths. Replaces --jobs and --state-dir")
    group.add_argument("--shared-state", metavar="PLACE",
                       help="with --scheduler: a folder that all workers share, or a URL of fsspec, for unfinished uploads and the "
                            "ledger. A file that the ledger has for the same target and --conflict is not sent again")
    group.add_argument("--key-file", metavar="FILE", type=Path,
                       help=f"with --scheduler: a file of {KEY_BYTES} bytes, which seal the unfinished uploads")
    group.add_argument("--report", metavar="FILE", type=Path,
                       help="with --scheduler: write a report to this file, a page if its name ends in .html, or else JSON")


def check(arguments: argparse.Namespace) -> None:
    """Refuses options without those that they need."""
    if arguments.scheduler:
        if not arguments.shared_state:
            raise CommandError("--scheduler needs --shared-state: a folder that all workers share, or a URL of fsspec")
        return
    for name in ("shared_state", "key_file", "report"):
        if getattr(arguments, name):
            raise CommandError(f"--{name.replace('_', '-')} needs --scheduler")


def put(arguments: argparse.Namespace, find: Callable[[], Iterator[Found]], place: Place, reporter: Reporter,
        options: Dict[str, Any]) -> Summary:
    """Puts all files by the cluster, and returns what has become of them."""
    try:
        from .. import dask
    except ImportError as error:
        raise CommandError(str(error)) from None
    token, settings = connection.client_arguments(arguments, **options)
    run = _Run(find, place, reporter, dask.Report())
    try:
        with _warnings(reporter):
            ended = dask.upload_as_completed(run.uploads(), arguments.scheduler, token=token, state=arguments.shared_state,
                                             key=_key(arguments.key_file), **settings)
            with closing(ended):
                run.follow(ended)
    except KeyboardInterrupt:
        run.summary.interrupted = True
    except dask.SchedulerGoneError as error:
        run.summary.stopped_by = CommandError(str(error), Exit.FAILED)
    except (OSError, ValueError, ImportError) as error:
        # The address, the state, or a setting.
        raise CommandError(str(error)) from None
    run.summary.seconds = time.monotonic() - run.began
    if arguments.report is not None:
        _write_report(arguments.report, run.report.end())
    return run.summary


@contextmanager
def _warnings(reporter: Reporter) -> Iterator[None]:
    """Prints warnings of the run, such as a lost scheduler."""
    logger, handler = logging.getLogger("graph_upload"), _Notes(reporter)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


class _Notes(logging.Handler):
    def __init__(self, reporter: Reporter) -> None:
        super().__init__(logging.WARNING)
        self._reporter = reporter

    def emit(self, record: logging.LogRecord) -> None:
        self._reporter.note(record.getMessage())


def _key(file: Optional[Path]) -> Optional[bytes]:
    if file is None:
        return None
    try:
        key = file.read_bytes()
    except OSError as error:
        raise CommandError(f"--key-file: {file} cannot be read: {error.strerror or error}") from None
    if len(key) != KEY_BYTES:
        raise CommandError(f"--key-file: {file} has {len(key)} bytes, but it must have {KEY_BYTES}")
    return key


def _write_report(file: Path, report: Any) -> None:
    text = report.to_html() if file.suffix.lower() in (".html", ".htm") else report.to_json()
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandError(f"--report: {file} cannot be written: {error.strerror or error}", Exit.FAILED) from None


class _Run:
    """The files and results of one run. Used by one thread."""

    def __init__(self, find: Callable[[], Iterator[Found]], place: Place, reporter: Reporter, report: Any) -> None:
        self._find, self._place, self._reporter, self.report = find, place, reporter, report
        self.summary = Summary()
        #: How people know the files that are on their way, by their paths.
        self._shown: Dict[str, str] = {}
        self.began = self._drawn = time.monotonic()
        self._meter = Meter()
        self._found = self._found_bytes = self._ended = self._ended_bytes = self._sent = self._sent_bytes = 0
        self._all_found = False

    def uploads(self) -> Iterator[Any]:
        """What the workers upload. All else is reported here."""
        from .. import dask

        properties = {} if self._place.conflict is None else {"conflict": self._place.conflict}
        for found in self._find():
            if not isinstance(found, File):
                self._refuse(left_out(found))
                continue
            target = self._place.of_place(found.place)
            try:
                self._place.of(found)
            except GraphUploadError as error:
                self._refuse(Result.failed(found.shown, target, found.size, error))
                continue
            self._found += 1
            self._found_bytes += found.size
            self._shown[found.path] = found.shown
            yield dask.Upload(found.path, target, self._place.user, properties)
        self._all_found = True

    def follow(self, results: Iterable[Any]) -> None:
        """Reports results as they come."""
        for result in results:
            self.report.add(result)
            self.ended(result)
            if result.reason in NO_TOKEN:
                # The others would fail in the same way.
                self.summary.stopped_by, self.summary.stopped_code = CommandError(result.message, Exit.SIGN_IN), Exit.SIGN_IN
                return

    def _refuse(self, result: Result) -> None:
        """Reports a file that is not sent to a worker."""
        if result.outcome == Outcome.FAILED:
            from .. import dask

            reason = getattr(result.error, "status_name", "") or "UNREADABLE"
            self.report.add(dask.Result("", result.shown, result.target, result.outcome, size=result.size or 0, reason=reason,
                                        message=result.message, ended=time.time()))
        self._report(result)

    def ended(self, ended: Any) -> None:
        """Reports what has become of an upload."""
        self._ended += 1
        self._ended_bytes += ended.size
        if ended.done:
            self._sent += 1
            self._sent_bytes += ended.size
        self._report(_result(ended, self._shown.pop(ended.source, ended.source)))
        now = time.monotonic()
        if self._reporter.draws and now - self._drawn >= TICK:
            self._drawn = now
            self._draw(now)

    def _report(self, result: Result) -> None:
        self.summary.add(result)
        self._reporter.ended(result)

    def _draw(self, now: float) -> None:
        self._meter.add(now, self._sent_bytes, self._sent)
        files, size = self._found - self._ended, max(0, self._found_bytes - self._ended_bytes)
        self._reporter.draw(Snapshot(
            files=self._ended, bytes=self._ended_bytes, all_files=self._found, all_bytes=max(self._found_bytes, self._ended_bytes),
            is_counted=self._all_found, speed=self._meter.bytes_per_second,
            seconds_left=self._meter.seconds_left(size, files) if self._all_found else None, running=[],
            failed=self.summary.count(Outcome.FAILED) + self.summary.count(Outcome.UNKNOWN)))


def _result(ended: Any, shown: str) -> Result:
    """A result of a worker, as the command tells it."""
    size = ended.size
    if ended.outcome in (Outcome.FAILED, Outcome.UNKNOWN):
        error = GraphUploadError(ended.message, status_name=ended.reason, service_codes=(ended.code,) if ended.code else (),
                                 request_id=ended.request_id, retryable=ended.retryable)
        return Result(ended.outcome, shown, ended.target, size, None, error)
    # The cluster calls a file skipped that is stored already; the command calls it unchanged.
    outcome = Outcome.UNCHANGED if ended.outcome == "skipped" else ended.outcome
    return Result(outcome, shown, ended.target, size)
