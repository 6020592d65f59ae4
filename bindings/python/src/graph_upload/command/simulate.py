"""graph-upload simulate: runs the simulated service."""

from __future__ import annotations

import argparse
import json
import shlex
from typing import Dict

from .errors import CommandError, Exit

__all__ = ["add", "run"]

DESCRIPTION = """\
Runs a simulated Microsoft Graph on this machine, to try graph-upload without
an account. It prints how to point graph-upload at it, and runs until Ctrl-C;
what is uploaded is in memory, and gone then. Needs the extra testing:
pip install 'graph-upload[testing]'"""

EPILOG = """\
examples:
  graph-upload simulate
  graph-upload simulate -- --rate 1000000 --rtt 30
  graph-upload simulate -- --fault 'any:20=throttle:10000'"""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the parser."""
    parser = commands.add_parser("simulate", help="run a simulated service, to try it out", description=DESCRIPTION,
                                 epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.set_defaults(run=run)
    parser.add_argument("--json", action="store_true", help="print the variables as one JSON object")
    parser.add_argument("arguments", metavar="ARGUMENT", nargs="*",
                        help="further arguments of graph-upload-simulator, after --; graph-upload-simulator --help lists them")


def run(arguments: argparse.Namespace) -> Exit:
    """Runs the command."""
    from ..testing import Simulator

    try:
        service = Simulator(*arguments.arguments)
    except ImportError as error:
        raise CommandError(str(error)) from None
    except RuntimeError as error:
        raise CommandError(f"the simulator does not start: {error}") from None
    with service:
        variables = {"GRAPH_TOKEN": service.token, "GRAPH_UPLOAD_BASE_URL": service.url}
        if service.ca_file is not None:
            variables["GRAPH_UPLOAD_CA_FILE"] = service.ca_file
        print(json.dumps(variables) if arguments.json else _hint(variables, service.page_url), flush=True)
        try:
            status = service.wait()
        except KeyboardInterrupt:
            return Exit.OK
    raise CommandError(f"the simulator has ended with status {status}", Exit.FAILED)


def _hint(variables: Dict[str, str], page_url: str) -> str:
    exports = " ".join(f"{name}={shlex.quote(value)}" for name, value in variables.items())
    watch = f"Watch the uploads at {page_url}\n\n" if page_url else ""
    return (f"The simulated service runs until Ctrl-C. Paste this into a second terminal, then put any file or folder:\n\n"
            f"  export {exports}\n\n"
            f"such as: graph-upload put Photos drive:/Backup/\n\n{watch}".rstrip("\n"))
