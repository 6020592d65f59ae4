"""What the tests of the command share."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Optional

import pytest

from graph_upload.testing import Simulator


#: How long a process may run, in seconds.
PATIENCE = 300


def seen(condition: Callable[[], bool]) -> None:
    """Waits until something can be seen."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "it is never seen"
        time.sleep(0.01)


class Command:
    """The command, in a folder of its own, pointed at a simulator."""

    def __init__(self, folder: Path, service: Optional[Simulator]) -> None:
        self.folder, self.service = folder, service
        self.state = folder / "state"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("GRAPH_", "COLUMNS"))},
            "XDG_STATE_HOME": os.fspath(self.state), "XDG_CONFIG_HOME": os.fspath(folder / "config"), "PYTHONUNBUFFERED": "1"}
        if service is not None:
            self.environment.update(GRAPH_TOKEN=service.token, GRAPH_UPLOAD_BASE_URL=service.url,
                                    GRAPH_UPLOAD_CA_FILE=service.ca_file or "")
        self._started: List["subprocess.Popen[str]"] = []
        #: So that no test waits without end for what a process prints.
        self._watchdogs: List[threading.Timer] = []

    def start(self, *words: str, **options: Any) -> "subprocess.Popen[str]":
        """Starts it."""
        settings: Dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL,
                                    "text": True, "cwd": self.folder, "env": self.environment, **options}
        process = subprocess.Popen([sys.executable, "-m", "graph_upload", *words], **settings)
        self._started.append(process)
        watchdog = threading.Timer(PATIENCE, process.kill)
        watchdog.daemon = True
        watchdog.start()
        self._watchdogs.append(watchdog)
        return process

    def __call__(self, *words: str, code: int = 0, stdin: Optional[str] = None) -> str:
        """Runs it, checks its exit code and gives what it has printed, standard error first."""
        process = self.start(*words, stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE)
        printed, errors = process.communicate(stdin, timeout=120)
        assert process.returncode == code, (printed, errors)
        assert "Traceback" not in errors, errors
        return errors + printed

    def json(self, *words: str, code: int = 0) -> List[Dict[str, Any]]:
        """What it prints with --json; the last one is the summary of a put."""
        return [json.loads(line) for line in self(*words, "--json", code=code).splitlines() if line.startswith("{")]

    def file(self, path: str, content: bytes = b"content") -> Path:
        """Makes a file."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        return file

    def stored(self) -> Dict[str, bytes]:
        """What is in the drive, by path."""
        assert self.service is not None
        return {address.partition(":/")[2]: content for address, content in self.service.files().items()}

    def kept(self) -> List[Path]:
        """The state folders."""
        return sorted((self.state / "graph-upload").glob("*"))

    def close(self) -> None:
        for watchdog in self._watchdogs:
            watchdog.cancel()
        for process in self._started:
            if process.poll() is None:
                process.kill()
            process.communicate()


@pytest.fixture
def command(tmp_path: Path, simulator: Simulator) -> Iterator[Command]:
    one = Command(tmp_path, simulator)
    yield one
    one.close()


@pytest.fixture
def lonely(tmp_path: Path) -> Iterator[Command]:
    """The command without a service."""
    one = Command(tmp_path, None)
    yield one
    one.close()
