"""graph-upload completion: prints what makes a shell complete the command."""

from __future__ import annotations

import argparse

from .errors import CommandError, Exit

__all__ = ["add", "run"]

SHELLS = ("bash", "zsh", "tcsh")

DESCRIPTION = """\
Prints a script that makes a shell complete graph-upload. Needs the extra
command: pip install 'graph-upload[command]'"""

EPILOG = """\
examples:
  graph-upload completion bash \\
      > ~/.local/share/bash-completion/completions/graph-upload
  graph-upload completion zsh > ~/.zfunc/_graph-upload
      with fpath+=~/.zfunc before compinit in ~/.zshrc
  graph-upload completion tcsh > ~/.graph-upload.tcsh
      with source ~/.graph-upload.tcsh in ~/.tcshrc"""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the parser."""
    parser = commands.add_parser("completion", help="print completions for a shell", description=DESCRIPTION, epilog=EPILOG,
                                 formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.set_defaults(run=run)
    parser.add_argument("shell", metavar="SHELL", choices=SHELLS, help="bash, zsh or tcsh")


def run(arguments: argparse.Namespace) -> Exit:
    """Runs the command."""
    try:
        import shtab
    except ImportError:
        raise CommandError("completions need: pip install 'graph-upload[command]'") from None
    from . import parser

    print(shtab.complete(parser(), shell=arguments.shell))
    return Exit.OK
