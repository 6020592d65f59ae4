"""The command line as a whole: help, man page, completions, the simulator, and what is missing without the extras."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import graph_upload
from graph_upload.command import COMMANDS, manual
from graph_upload.command.errors import Exit

from .conftest import Command

README = Path(__file__).resolve().parents[2] / "README.md"


def test_version_and_help(lonely: Command) -> None:
    assert lonely("--version") == f"graph-upload {graph_upload.__version__}\n"
    printed = lonely("--help")
    for name in COMMANDS:
        assert re.search(rf"^    {name}\b", printed, re.M), name
        assert lonely(name, "--help").startswith(f"usage: graph-upload {name} ")
    assert "examples:\n  graph-upload put May.pdf drive:/Reports/" in lonely("put", "--help")


def test_help_fits_a_terminal(lonely: Command) -> None:
    lonely.environment["COLUMNS"] = "80"
    for name in ("put", "status", "simulate", "completion"):
        assert [line for line in lonely(name, "--help").splitlines() if len(line) > 80] == []


def test_the_man_page_has_all(lonely: Command) -> None:
    assert set(manual.EXITS) == {int(code) for code in Exit}
    page = manual.page("2026-01-31")
    plain = page.replace("\\-", "-")
    for name in COMMANDS:
        assert f".SH {name.upper()}\n" in plain
    options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", lonely("put", "--help"))) - {"--help"}
    assert len(options) > 15 and [one for one in options if f"\\fB{one}\\fR" not in plain] == []
    for part in ("EXIT STATUS", "ENVIRONMENT", "FILES", "EXAMPLES"):
        assert f".SH {part}\n" in plain
    assert '"2026-01-31"' in page and page.isascii()


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed")
def test_the_man_page_is_sound() -> None:
    rendered = subprocess.run(["groff", "-man", "-Tascii", "-ww", "-rF0"], input=manual.page("2026-01-31"), capture_output=True,
                              text=True, timeout=60)
    assert rendered.returncode == 0 and rendered.stderr == ""
    assert "If several apply, 3 goes before 130" in re.sub(r"\s+", " ", rendered.stdout)


def test_completions(lonely: Command) -> None:
    pytest.importorskip("shtab")
    script = lonely.folder / "completions"
    script.write_text(lonely("completion", "bash"))
    asked = "source completions; COMP_WORDS=(graph-upload put --conf); COMP_CWORD=2; _shtab_graph_upload; echo ${COMPREPLY[*]}"
    found = subprocess.run(["bash", "-c", asked], capture_output=True, text=True, timeout=60, cwd=lonely.folder)
    assert found.stdout.strip() == "--conflict" and found.stderr == ""
    assert lonely("completion", "zsh").startswith("#compdef graph-upload")
    assert "invalid choice: 'dos'" in lonely("completion", "dos", code=2)


def test_the_newcomers_path(lonely: Command) -> None:
    """The lines of README, with a file that is there."""
    (section,) = re.findall(r"^## The command\n(.*?)^## ", README.read_text(encoding="utf-8"), re.M | re.S)
    first = re.findall(r"^    (\S.*)$", section, re.M)[:3]
    assert first[0].startswith("pip install ") and first[1:] == ["graph-upload simulate", "graph-upload put Photos drive:/Backup/"]
    lonely.file("Photos/a.jpg", b"a photograph")
    service = lonely.start(*first[1].split()[1:], stdin=subprocess.PIPE)
    assert service.stdout is not None
    paste = ""
    while not paste.startswith("  export "):
        paste = service.stdout.readline()
        assert paste, "it says how to point the command at it"
    # In a second terminal, pasted.
    paste = paste.strip()
    program = f"{paste}\n{' '.join([sys.executable, '-m', 'graph_upload', *first[2].split()[1:]])}"
    put = subprocess.run(["bash", "-c", program], capture_output=True, text=True, timeout=60, cwd=lonely.folder,
                         env=lonely.environment)
    assert put.returncode == 0 and "1 file stored, 12 B" in put.stdout, put.stderr
    service.send_signal(signal.SIGINT)
    _, errors = service.communicate(timeout=30)
    assert service.returncode == 0 and errors == ""


def test_the_simulator_takes_arguments(lonely: Command) -> None:
    service = lonely.start("simulate", "--json", "--", "--plain", "--token", "a-token", stdin=subprocess.PIPE)
    assert service.stdout is not None
    variables = json.loads(service.stdout.readline())
    assert variables["GRAPH_TOKEN"] == "a-token" and variables["GRAPH_UPLOAD_BASE_URL"].startswith("http://")
    service.send_signal(signal.SIGTERM)
    service.communicate(timeout=30)
    assert "the simulator does not start" in lonely("simulate", "--", "--no-such-thing", code=2)


def test_without_the_extras(command: Command) -> None:
    # Modules that are not there.
    for name in ("rich", "shtab", "msal", "msal_extensions", "azure"):
        command.file(f"none/{name}/__init__.py", f"raise ImportError('No module named {name}')".encode())
    path = os.environ.get("PYTHONPATH", "")
    command.environment["PYTHONPATH"] = os.pathsep.join(filter(None, [os.fspath(command.folder / "none"), path]))
    command.file("a.txt")
    assert "stored a.txt\n1 file stored" in command("put", "a.txt", "drive:/")
    assert command("status") == "Nothing is unfinished.\n"
    assert "completions need: pip install 'graph-upload[command]'" in command("completion", "bash", code=2)
    assert command("--help").startswith("usage: graph-upload")
