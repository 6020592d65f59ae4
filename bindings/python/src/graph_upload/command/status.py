"""graph-upload status: what is unfinished."""

from __future__ import annotations

import argparse
import json
import shlex
import sys
import time
from pathlib import Path
from typing import Any, Dict

from .errors import CommandError, Exit
from .report import plain, quantity
from .state import StateFolder, default_root, kept

__all__ = ["add", "run"]

DESCRIPTION = """\
Lists the put commands that have not stored all their files: those that run,
and those that were interrupted or had failures. Give such a command again, in
the same folder, to go on."""

EPILOG = """\
examples:
  graph-upload status
  graph-upload status --forget 0a1b2c3d4e5f"""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the parser."""
    parser = commands.add_parser("status", help="list what is unfinished", description=DESCRIPTION, epilog=EPILOG,
                                 formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.set_defaults(run=run)
    parser.add_argument("--forget", metavar="ID", help="remove what is kept of one: the same command then begins anew")
    parser.add_argument("--state-dir", metavar="DIR", type=Path, default=None,
                        help="where unfinished commands are kept; see put")
    parser.add_argument("--json", action="store_true", help="print a JSON object per line for each")


def run(arguments: argparse.Namespace) -> Exit:
    """Runs the command."""
    root: Path = arguments.state_dir or default_root()
    if arguments.forget is not None:
        _forget(root, arguments.forget)
        return Exit.OK
    folders = kept(root)
    for folder in folders:
        if arguments.json:
            print(json.dumps(_as_json(folder)))
        else:
            _show(folder)
    if not folders and not arguments.json:
        print("Nothing is unfinished.")
    return Exit.OK


def _as_json(folder: StateFolder) -> Dict[str, Any]:
    record = folder.read()
    return {"id": folder.id, "command": record.command, "folder": record.folder, "sources": record.sources,
            "target": record.target, "started": record.started, "ended": record.ended or None, "running": folder.is_running(),
            "stored": folder.stored(), "left": folder.left(), "failed": record.failed}


def _show(folder: StateFolder) -> None:
    record, running = folder.read(), folder.is_running()
    state = f"runs as process {record.process}" if running else "interrupted or failed"
    counts = [f"{quantity(folder.stored(), 'file')} stored", f"{folder.left():,} begun or waiting"]
    if record.failed and not running:
        counts.append(f"{record.failed:,} failed")
    print(f"{folder.id}  {state}, started {_when(record.started)}")
    print(f"  {plain(', '.join(record.sources))} -> {plain(record.target)}")
    print(f"  {', '.join(counts)}")
    if not running:
        print(f"  cd {plain(shlex.quote(record.folder))} && {plain(shlex.join(record.command))}")
    sys.stdout.flush()


def _when(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))


def _forget(root: Path, number: str) -> None:
    found = [folder for folder in kept(root) if folder.id == number]
    if not found:
        raise CommandError(f"--forget: nothing unfinished has the id {number}; graph-upload status lists what is")
    with found[0] as folder:
        folder.remove()
    print(f"{number} is forgotten. What it has begun at the service expires there by itself; until then, names may be held.")
