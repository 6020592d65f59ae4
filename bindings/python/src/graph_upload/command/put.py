"""graph-upload put: uploads files and folders."""

from __future__ import annotations

import argparse
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Optional

from .. import client as clients
from ..errors import CancelledError, GraphUploadError, SavedStateError
from ..item import Progress
from . import cluster, connection, signals
from .engine import Engine, is_sign_in
from .errors import CommandError, Exit
from .patterns import PatternAction, Patterns
from .place import CONFLICTS, Place
from .plan import plan
from .report import Json, Lines, Quiet, Reporter
from .results import Outcome, Result, Running, Snapshot, Summary
from .sizes import parse_size
from .sources import Found, Source, walk
from .state import Record, StateFolder, default_root

__all__ = ["add", "run"]

MOST_JOBS = 256
RATES = 1024, 1 << 40
#: Shortest time between two printed warnings of the library, in seconds.
WARNING_SECONDS = 30.0

DESCRIPTION = """\
Uploads files, and folders with all below, to OneDrive, SharePoint, To Do,
Outlook or Universal Print.

SOURCE is a file, a folder, or - for standard input. As for rsync, Photos is
the folder, and Photos/ what is in it: put Photos drive:/Backup/ stores
Backup/Photos/..., put Photos/ drive:/Backup/ stores Backup/...

TARGET is one of
  drive:/PATH                        a file in your drive; with a slash at the
                                     end, or for a folder, a folder
  drive:DRIVE:/PATH                  in another drive: /drives/ID,
                                     /users/ID/drive, /sites/ID/drive
  item:[DRIVE:]ITEM                  an existing file, by its id
  todo:LIST/TASK[/NAME]              an attachment of a task
  message:MESSAGE[/NAME]             an attachment of a draft
  event:EVENT[/NAME]                 an attachment of an event
  post:GROUP/THREAD/POST[/NAME]      an attachment of a post
  print:PRINTER/JOB/DOCUMENT[/NAME]  a document of a print job
  share:SHARE/JOB/DOCUMENT[/NAME]    the same by the share of the printer
Its parts are percent-encoded: %2F is a slash in an id, %20 a space. Only
drives take folders.

A run that ends early, by Ctrl-C, a crash or a reboot, goes on where it was
when the same command is given again: what is stored is not sent again, and a
file over 4 MiB goes on in its middle. A smaller one that was cut off is first
looked for, for up to a minute, because it may have arrived. graph-upload status
lists such commands. Empty folders are not created."""

EPILOG = """\
examples:
  graph-upload put May.pdf drive:/Reports/
  graph-upload put Photos drive:/Backup/ --exclude '*.tmp' --conflict replace
  graph-upload put *.jpg drive:/Photos/ --limit-rate 2M
  tar cz Projects | graph-upload put - drive:/Backup/projects.tar.gz
  graph-upload put plan.docx todo:LIST/TASK --user ann@example.com"""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the parser."""
    parser = commands.add_parser("put", help="upload files and folders", description=DESCRIPTION, epilog=EPILOG,
                                 formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.set_defaults(run=run)
    sources = parser.add_argument("sources", metavar="SOURCE", nargs="+", help="a file, a folder, or - for standard input")
    # For shtab, which completes names of files.
    sources.complete = {"bash": "_shtab_compgen_files", "zsh": "_files", "tcsh": "f"}  # type: ignore[attr-defined]
    parser.add_argument("target", metavar="TARGET", help="where to, such as drive:/Backup/")
    parser.add_argument("-j", "--jobs", type=int, default=4, metavar="N",
                        help="how many files at a time, 1 to 256; the service allows four requests at a time for a mailbox or "
                             "a personal drive (default: 4)")
    parser.add_argument("--conflict", choices=CONFLICTS,
                        help="what happens to a file of the same name in a drive: fail leaves it and reports the new one as "
                             "failed, replace makes a new version, rename gives the new file another name (default: fail)")
    _add_choice(parser)
    parser.add_argument("-n", "--dry-run", action="store_true", help="list what would be put where, also what an earlier run has stored, and send "
                                                                     "nothing")
    parser.add_argument("--limit-rate", metavar="RATE",
                        help="bytes per second for all files together, such as 500K or 10M; units are powers of 1024")
    parser.add_argument("--state-dir", metavar="DIR", type=Path, default=None,
                        help="where unfinished commands are kept (default: $XDG_STATE_HOME/graph-upload, or "
                             "~/.local/state/graph-upload)")
    parser.add_argument("--user", metavar="USER",
                        help="owner of the task, message or event, as an id or principal name (default: who signs in)")
    output = parser.add_argument_group("output")
    output.add_argument("--json", action="store_true",
                        help="print a JSON object per line: one for each file that has ended, and a summary")
    output.add_argument("-q", "--quiet", action="store_true", help="print failures alone")
    output.add_argument("-v", "--verbose", action="store_true", help="also print what the library logs, such as retries")
    cluster.add_arguments(parser)
    connection.add_arguments(parser)


def _add_choice(parser: argparse.ArgumentParser) -> None:
    choice = parser.add_argument_group("which files", """\
Patterns are about paths below the source: * and ? stop at slashes, ** does
not, [a-c] is a set. One without a slash is about names at any depth; one that
ends in a slash is about folders and all below. The first pattern that matches
a file, or a folder it is in, decides. A file that none matches is uploaded,
unless there is an --include.""")
    choice.add_argument("--include", dest="patterns", action=PatternAction, const=True, metavar="PATTERN",
                        help="upload what matches; repeatable")
    choice.add_argument("--exclude", dest="patterns", action=PatternAction, const=False, metavar="PATTERN",
                        help="leave out what matches; repeatable")
    choice.add_argument("-L", "--follow-links", action="store_true",
                        help="follow symbolic links in folders; without it they are reported and skipped. A link "
                             "that is a SOURCE itself is always followed")


def run(arguments: argparse.Namespace) -> Exit:
    """Runs the command."""
    if not 1 <= arguments.jobs <= MOST_JOBS:
        raise CommandError(f"--jobs: {arguments.jobs}, but it must be 1 to {MOST_JOBS}")
    place = Place(arguments.target, user=arguments.user, conflict=arguments.conflict)
    if "-" in arguments.sources:
        if len(arguments.sources) > 1:
            raise CommandError("- for standard input must be the only source; a file of that name is ./-")
        if arguments.scheduler:
            raise CommandError("--scheduler: workers cannot read the standard input of this command")
        place.check([])
        return _put_input(arguments, place)
    cluster.check(arguments)
    sources = [Source.of(given) for given in arguments.sources]
    place.check(sources)
    root: Path = arguments.state_dir or default_root()
    try:
        patterns = Patterns(arguments.patterns or ())
    except ValueError as error:
        raise CommandError(f"--include, --exclude: {error}") from None

    def find() -> Iterator[Found]:
        return walk(sources, patterns, follow_links=arguments.follow_links, leave_out=os.fspath(root))

    if arguments.dry_run:
        with _reporter(arguments, can_draw=False) as reporter:
            summary = plan(find(), place, reporter)
            reporter.finish(summary)
        return summary.code
    if arguments.scheduler:
        return _put_by_cluster(arguments, find, place)
    return _put(arguments, find, place, sources, root)


# ---- files and folders


def _put(arguments: argparse.Namespace, find: Callable[[], Iterator[Found]], place: Place, sources: List[Source],
         root: Path) -> Exit:
    state = StateFolder.of(root, _words(arguments, sources))
    with _reporter(arguments) as reporter:
        client = connection.client(arguments, **_options(arguments, reporter))
        with client, state:
            record = Record(_again(arguments), os.getcwd(), [_absolute(source) for source in sources], arguments.target,
                            started=time.time(), process=os.getpid())
            _write(state, record)
            engine = Engine(find, place, reporter, arguments.jobs)
            with signals.calling(_interruption(engine, reporter)):
                try:
                    summary = engine.run(client, state.queue)
                except SavedStateError as error:
                    raise CommandError(f"{error}; to begin anew: graph-upload status --forget {state.id}",
                                       Exit.FAILED) from error
                except GraphUploadError as error:
                    raise CommandError(str(error), Exit.FAILED) from error
                _keep(state, record, summary)
        reporter.finish(summary)
    return summary.code


def _put_by_cluster(arguments: argparse.Namespace, find: Callable[[], Iterator[Found]], place: Place) -> Exit:
    with _reporter(arguments) as reporter:
        with signals.calling(_raise_interrupt):
            summary = cluster.put(arguments, find, place, reporter, _rate(arguments))
        if summary.code not in (Exit.OK, Exit.DIFFERS):
            summary.again = _again(arguments)
        reporter.finish(summary)
    return summary.code


def _raise_interrupt() -> None:
    raise KeyboardInterrupt


def _keep(state: StateFolder, record: Record, summary: Summary) -> None:
    """Keeps what the same command can go on with."""
    is_done = summary.code in (Exit.OK, Exit.DIFFERS)
    if is_done or not state.stored() + state.left():
        state.remove()
    else:
        summary.id = state.id
        record.ended = time.time()
        record.failed = summary.count(Outcome.FAILED) + summary.count(Outcome.UNKNOWN)
        _write(state, record)
    if not is_done:
        summary.again = record.command


def _write(state: StateFolder, record: Record) -> None:
    try:
        state.write(record)
    except OSError as error:
        raise CommandError(f"--state-dir: {state.path} cannot be written: {error.strerror or error}", Exit.FAILED) from None


def _words(arguments: argparse.Namespace, sources: List[Source]) -> List[str]:
    """What tells a command from others. What it sends how does not."""
    return [*(_absolute(source) for source in sources), arguments.target, *connection.service(arguments),
            f"user={arguments.user or ''}", f"conflict={arguments.conflict or ''}"]


def _absolute(source: Source) -> str:
    path = os.path.abspath(source.given)
    return path if source.name else path.rstrip("/") + "/"


def _again(arguments: argparse.Namespace) -> List[str]:
    """The command line, as it can be given again."""
    return ["graph-upload", *arguments.words]


def _interruption(engine: Engine, reporter: Reporter) -> Callable[[], None]:
    def interrupt() -> None:
        if engine.summary.interrupted:
            # Once more, while it ends. What is saved is as it would be after a crash.
            reporter.close()
            os._exit(Exit.INTERRUPTED)
        engine.interrupt()

    return interrupt


# ---- standard input


def _put_input(arguments: argparse.Namespace, place: Place) -> Exit:
    if arguments.dry_run:
        raise CommandError("--dry-run does not read standard input")
    summary = Summary()
    began = time.monotonic()
    with _reporter(arguments) as reporter:
        client = connection.client(arguments, **_options(arguments, reporter))
        cancel = clients.Cancel()
        sent = _Sent(reporter)
        with client, signals.calling(cancel.request):
            try:
                item = client.upload(sys.stdin.fileno(), place.standard_input(), progress=sent.draw, cancel=cancel)
                result = Result.stored("-", place.text, item.size if sent.size is None else sent.size, item)
            except CancelledError:
                summary.interrupted, result = True, None
            except GraphUploadError as error:
                result = Result.failed("-", place.text, sent.size, error)
        if result is not None:
            summary.add(result)
            reporter.ended(result)
        summary.seconds = time.monotonic() - began
        reporter.finish(summary)
    return Exit.SIGN_IN if result is not None and result.error is not None and is_sign_in(result.error) else summary.code


class _Sent:
    """Draws how far the one file is."""

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter
        self.size: Optional[int] = None

    def draw(self, now: Progress) -> None:
        self.size = now.total
        if self._reporter.draws:
            total = now.total if now.total is not None else now.spooled
            left = None if now.time_left_ms is None else now.time_left_ms / 1000
            self._reporter.draw(Snapshot(0, now.sent, 1, total, now.total is not None, now.bytes_per_second or None, left,
                                         [Running("-", now)], 0))


# ---- what all share


def _options(arguments: argparse.Namespace, reporter: Reporter) -> Dict[str, Any]:
    return {"log": _Log(arguments.verbose, reporter), **_rate(arguments)}


def _rate(arguments: argparse.Namespace) -> Dict[str, Any]:
    return {} if arguments.limit_rate is None else {"rate_limit": parse_size(arguments.limit_rate, "--limit-rate", *RATES)}


class _Log:
    """Log messages of the library. Without --verbose, prints a warning from time to time, which says why nothing moves."""

    def __init__(self, verbose: bool, reporter: Reporter) -> None:
        self._verbose, self._reporter = verbose, reporter
        self._lock = threading.Lock()
        self._next = 0.0

    def __call__(self, level: str, message: str) -> None:
        if self._verbose or (level == "warning" and not self._reporter.draws and self._is_due()):
            self._reporter.note(message)

    def _is_due(self) -> bool:
        """Calls come on threads of the queue."""
        with self._lock:
            now = time.monotonic()
            is_due = now >= self._next
            if is_due:
                self._next = now + WARNING_SECONDS
            return is_due


def _reporter(arguments: argparse.Namespace, can_draw: bool = True) -> Reporter:
    if arguments.json:
        return Json(sys.stdout)
    if arguments.quiet:
        return Quiet()
    if can_draw and sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb":
        try:
            from .terminal import Terminal
        except ImportError:
            print("graph-upload: for a display of the progress: pip install 'graph-upload[command]'", file=sys.stderr)
        else:
            return Terminal(sys.stdout)
    return Lines(sys.stdout)
