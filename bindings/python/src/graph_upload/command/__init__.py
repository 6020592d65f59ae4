"""The command `graph-upload`: uploads files and folders without a program."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from typing import List, Optional

from .errors import CommandError, Exit

__all__ = ["main", "parser"]

#: The subcommands, each a module that adds its parser, in the order in which help lists them.
COMMANDS = ("put", "status", "login", "logout", "doctor", "simulate", "completion")

DESCRIPTION = """\
Uploads files and folders to Microsoft Graph: OneDrive, SharePoint, To Do,
Outlook and Universal Print."""

EPILOG = """\
examples:
  graph-upload login
  graph-upload put Photos drive:/Backup/
  graph-upload status

graph-upload COMMAND --help tells more about each command."""


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    from .. import __version__

    top = argparse.ArgumentParser(prog="graph-upload", description=DESCRIPTION, epilog=EPILOG,
                                  formatter_class=argparse.RawDescriptionHelpFormatter)
    top.add_argument("--version", action="version", version=f"graph-upload {__version__}")
    commands = top.add_subparsers(metavar="COMMAND", title="commands", required=True)
    for name in COMMANDS:
        importlib.import_module(f"{__name__}.{name}").add(commands)
    return top


def main(words: Optional[List[str]] = None) -> int:
    """Runs the command and returns its exit code."""
    words = sys.argv[1:] if words is None else words
    arguments = parser().parse_args(words)
    arguments.words = words
    try:
        return int(arguments.run(arguments))
    except CommandError as error:
        print(f"graph-upload: {error}", file=sys.stderr)
        return int(error.code)
    except KeyboardInterrupt:
        return int(Exit.INTERRUPTED)
    except BrokenPipeError:
        # Whoever has read the output has seen enough. What is still buffered must not be written at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(Exit.FAILED)
