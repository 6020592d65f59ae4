"""The simulated service, for tests of programs that upload. Needs the extra: pip install 'graph-upload[testing]'

As a fixture of pytest:

    from graph_upload.testing import simulator

    def test_report(simulator):
        with simulator.client() as client:
            client.upload(b"content", "drive:/May.pdf")
        assert simulator.file("me/drive/root:/May.pdf") == b"content"
"""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import urllib.error
import urllib.request
from importlib import import_module
from typing import Any, Callable, Dict, Iterator, List, Optional

from .aio import AsyncClient
from .client import Client

__all__ = ["Simulator", "simulator"]


def _program() -> str:
    named = os.environ.get("GU_SIMULATOR")
    if named:
        return named
    try:
        return str(import_module("graph_upload_simulator").program())
    except ImportError:
        raise ImportError("the simulator is missing; on Linux on x86-64 pip install 'graph-upload[testing]' installs it, "
                          "elsewhere build it and set GU_SIMULATOR") from None


class Simulator:
    """The service, running until it is closed; a context manager. `arguments` are those of graph-upload-simulator."""

    def __init__(self, *arguments: str) -> None:
        reader, writer = os.pipe()
        self._process = subprocess.Popen(
            [_program(), "--ready-fd", str(writer), "--until-stdin-closes", "--quiet", *arguments],
            pass_fds=[writer], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        os.close(writer)
        with open(reader, encoding="utf-8") as pipe:
            line = pipe.read()
        if not line:
            raise RuntimeError(f"graph-upload-simulator ends with status {self._process.wait()}")
        ready: Dict[str, Any] = json.loads(line)
        #: Base URL for the client, without a version.
        self.url: str = ready["hosts"]["graph"]
        #: The token that the service takes.
        self.token: str = ready["token"]
        #: The certificate authority's file; None with --plain.
        self.ca_file: Optional[str] = ready["caFile"]
        #: A page that shows the uploads; empty with --no-page.
        self.page_url: str = ready.get("pageUrl") or ""
        self._control: str = ready["controlUrl"]
        handlers: List[urllib.request.BaseHandler] = [urllib.request.ProxyHandler({})]
        if ready["caPem"]:
            handlers.append(urllib.request.HTTPSHandler(context=ssl.create_default_context(cadata=ready["caPem"])))
        self._opener = urllib.request.build_opener(*handlers)

    def client(self, **options: Any) -> Client:
        """A client for it; further options are those of `Client`."""
        return Client(**self._options(options))

    def async_client(self, **options: Any) -> AsyncClient:
        """The same for asyncio."""
        return AsyncClient(**self._options(options))

    def fault(self, *faults: str) -> None:
        """Arms faults, such as "piece:2=503;retry-after: 1"."""
        self.control("POST", "/faults", {"faults": list(faults)})

    def files(self) -> Dict[str, bytes]:
        """What is stored, by address, such as "me/drive/root:/folder/name"."""
        listed = self.control("GET", "/files")["files"]
        return {file["address"]: self._send("GET", f"/files/{file['id']}") for file in listed}

    def file(self, address: str) -> bytes:
        """Bytes of a stored file. A KeyError names what is stored instead."""
        files = self.files()
        if address not in files:
            raise KeyError(f"{address} is not stored, but {', '.join(files) or 'nothing'} is")
        return files[address]

    def requests(self) -> List[Dict[str, Any]]:
        """The requests that have ended, oldest first."""
        requests: List[Dict[str, Any]] = self.control("GET", "/requests")["requests"]
        return requests

    def reset(self) -> None:
        """Removes files, sessions, faults and requests."""
        self.control("POST", "/reset")

    def control(self, method: str, resource: str, body: Any = None) -> Any:
        """A request of the control API, such as "GET" of "/state". A refusal is a ValueError with its reason."""
        answer = self._send(method, resource, body)
        return json.loads(answer) if answer else None

    def wait(self) -> int:
        """Waits until it ends by itself, as by Ctrl-C, which reaches it too. Returns its exit status."""
        return self._process.wait()

    def close(self) -> None:
        """Ends it."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def __enter__(self) -> "Simulator":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _options(self, options: Dict[str, Any]) -> Dict[str, Any]:
        trusted = {"ca_file": self.ca_file} if self.ca_file else {}
        return {"token": self.token, "base_url": self.url, "loopback": True, **trusted, **options}

    def _send(self, method: str, resource: str, body: Any = None) -> bytes:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self._control}/{resource.lstrip('/')}", data, method=method)
        try:
            with self._opener.open(request, timeout=30) as response:
                content: bytes = response.read()
                return content
        except urllib.error.HTTPError as refusal:
            reason = refusal.read().decode(errors="replace")
            raise ValueError(f"the simulator refuses {method} {resource}: {refusal.code} {reason}") from None


def _fixture() -> Iterator[Simulator]:
    """The simulated service, new for each test."""
    with Simulator() as one:
        yield one


try:
    import pytest
except ImportError:
    #: Without pytest: the class itself, which is a context manager.
    simulator: Callable[..., Any] = Simulator
else:
    simulator = pytest.fixture(name="simulator")(_fixture)
