"""The man page, made of the parser: python -m graph_upload.command.manual > graph-upload.1"""

from __future__ import annotations

import argparse
import os
import re
import sys
import time
from typing import Dict, Iterator, List, Tuple

from . import parser as top_parser

__all__ = ["page"]

#: Exit codes, in the words of the page. Those of `errors.Exit`, which a test compares.
EXITS = {
    0: "All files are stored.",
    1: "At least one file is not stored.",
    2: "The command line is wrong; nothing was sent.",
    3: "There is no token, or the service refuses it. Run graph-upload login, then the same command again.",
    4: "It is not known whether at least one file is stored. Run the same command again: it checks first.",
    5: "At least one stored file is not what was sent, as the service reports another size or hash. SharePoint rewrites Office "
       "files when they arrive.",
    6: "doctor found something wrong.",
    130: "Ended by Ctrl-C, SIGTERM or SIGHUP. The same command again goes on.",
}

ENVIRONMENT = {
    "GRAPH_TOKEN": "An access token, used instead of the account of graph-upload login.",
    "GRAPH_UPLOAD_BASE_URL": "Default of --base-url.",
    "GRAPH_UPLOAD_CA_FILE": "Default of --ca-file.",
    "GRAPH_UPLOAD_CLIENT_ID": "Default of --client-id.",
    "https_proxy, all_proxy, no_proxy": "The proxy, and the hosts to reach without it, unless --proxy is given. In upper case as "
                                        "well.",
    "XDG_STATE_HOME": "Where the state folder is, see FILES.",
    "NO_COLOR": "If it is not empty, the terminal gets no colours.",
    "TERM": "With dumb, the terminal gets plain lines.",
}

FILES = {
    "~/.local/state/graph-upload/ID/": "What is kept of a put that has not stored all its files: command.json describes it, "
                                       "queue/ has a file for each upload under way and the list of what is stored. It is for "
                                       "its owner alone, as it holds upload URLs, with which anyone can write to these "
                                       "uploads. It is removed when all files are stored, or by graph-upload status --forget ID.",
}

EXAMPLES = (
    ("Try it without an account: run a simulated service, then, in a second terminal, the line that it prints:",
     "graph-upload simulate"),
    ("Sign in, and put a folder into OneDrive:", "graph-upload login\ngraph-upload put Photos drive:/Backup/"),
    ("What is in the folder, without temporary files, replacing what is there, at 2 MiB per second at most:",
     "graph-upload put Photos/ drive:/Backup/ --exclude '*.tmp' --conflict replace --limit-rate 2M"),
    ("Photographs alone, from two folders, into the library of a SharePoint site:",
     "graph-upload put 2023 2024 drive:/sites/SITE-ID/drive:/Photos/ --include '*.jpg' --include '*.raw'"),
    ("Standard input, which is spooled to disk first:", "tar cz Projects | graph-upload put - drive:/Backup/projects.tar.gz"),
    ("Every night, from cron; failures alone are mailed:", "0 3 * * *  graph-upload put ~/Documents drive:/Backup/ --quiet "
                                                          "--conflict replace"),
    ("What has failed, for a script:", "graph-upload put Photos drive:/Backup/ --json | jq 'select(.status == \"failed\")'"),
)


def page(date: str) -> str:
    """The page, as troff."""
    top = top_parser()
    commands = _commands(top)
    parts = [f'.TH GRAPH-UPLOAD 1 "{date}" "{_version()}" "User Commands"',
             ".nh", ".SH NAME", r"graph\-upload \- upload files and folders to Microsoft Graph", ".SH SYNOPSIS"]
    for name, (parser, _) in commands.items():
        parts += [".PP", f".B graph\\-upload {_escaped(name)}", _escaped(_arguments(parser))]
    parts += [".SH DESCRIPTION", *_prose(top.description or "")]
    for name, (parser, _) in commands.items():
        parts += [f".SH {_escaped(name.upper())}", *_prose(parser.description or ""), *_options(parser)]
    parts += [".SH EXIT STATUS", *_terms({str(code): text for code, text in EXITS.items()}),
              *_prose("If several apply, 3 goes before 130, 130 before 4, 4 before 1, and 1 before 5.")]
    parts += [".SH ENVIRONMENT", *_terms(ENVIRONMENT), ".SH FILES", *_terms(FILES), ".SH EXAMPLES"]
    for text, command in EXAMPLES:
        parts += [".PP", _escaped(text), ".PP", ".RS 4", ".nf", *map(_escaped, command.split("\n")), ".fi", ".RE"]
    return "\n".join(parts) + "\n"


def _version() -> str:
    from .. import __version__

    return f"graph-upload {__version__}"


def _commands(top: argparse.ArgumentParser) -> "Dict[str, Tuple[argparse.ArgumentParser, str]]":
    """The parsers of the subcommands, with the line that says what each does."""
    for action in top._actions:
        if isinstance(action, argparse._SubParsersAction):
            helps = {one.dest: one.help or "" for one in action._choices_actions}
            return {name: (parser, helps[name]) for name, parser in action.choices.items()}
    raise AssertionError("the parser has no subcommands")


def _arguments(parser: argparse.ArgumentParser) -> str:
    """[options] and the names of the arguments."""
    names = [_name(action) for action in parser._get_positional_actions()]
    return " ".join(["[options]", *names])


def _name(action: argparse.Action) -> str:
    name = str(action.metavar or action.dest)
    return {"+": f"{name}...", "*": f"[{name}...]", "?": f"[{name}]"}.get(str(action.nargs), name)


def _options(parser: argparse.ArgumentParser) -> Iterator[str]:
    for group in parser._action_groups:
        actions = [one for one in group._group_actions
                   if one.help != argparse.SUPPRESS and one.option_strings and not isinstance(one, argparse._HelpAction)]
        if not actions:
            continue
        title = "Options" if group.title in ("options", "optional arguments") else str(group.title).capitalize()
        yield f".SS {_escaped(title)}"
        yield from _prose(group.description or "")
        for action in actions:
            yield from (".TP", _flags(action), _escaped(_help(parser, action)))


def _flags(action: argparse.Action) -> str:
    value = ""
    if action.nargs != 0:
        choices = "|".join(map(str, action.choices)) if action.choices else ""
        value = f" \\fI{_escaped(str(action.metavar or choices or action.dest.upper()))}\\fR"
    return ", ".join(f"\\fB{_escaped(flag)}\\fR{value}" for flag in action.option_strings)


def _help(parser: argparse.ArgumentParser, action: argparse.Action) -> str:
    return parser._get_formatter()._expand_help(action) if action.help else ""


def _prose(text: str) -> List[str]:
    """Paragraphs, and lines that are indented as they stand."""
    found: List[str] = []
    for paragraph in text.strip("\n").split("\n\n"):
        found.append(".PP")
        is_table = False
        for line in paragraph.split("\n"):
            if line.startswith("  ") != is_table:
                is_table = not is_table
                found += [".RS 2", ".nf"] if is_table else [".fi", ".RE"]
            found.append(_escaped(line[2:] if is_table else line))
        if is_table:
            found += [".fi", ".RE"]
    return found if text.strip() else []


def _terms(terms: Dict[str, str]) -> Iterator[str]:
    for name, text in terms.items():
        yield from (".TP", f"\\fB{_escaped(name)}\\fR", _escaped(text))


def _escaped(text: str) -> str:
    escaped = re.sub(r"[\\]", r"\\e", text).replace("-", r"\-").replace("…", "...")
    # Else it is a command of troff.
    return re.sub(r"^([.'])", r"\\&\1", escaped, flags=re.M)


def main() -> None:
    """Prints the page. Its date is that of the sources, where a build says so."""
    seconds = float(os.environ.get("SOURCE_DATE_EPOCH") or time.time())
    sys.stdout.write(page(time.strftime("%Y-%m-%d", time.gmtime(seconds))))


if __name__ == "__main__":
    main()
