"""Ctrl-C, exit and fork: what interpreters do at the edges, again and again."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
import time
from typing import List

import pytest

from graph_upload.testing import Simulator

START = """
import os, sys, threading, time
from graph_upload import Client, Target
url, ca_file, token = sys.argv[1:]
client = Client(token, base_url=url, ca_file=ca_file, loopback=True, one_request_bytes=0, piece_bytes=983040)
content = bytes(3_000_000)
"""


def program(simulator: Simulator, text: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", START + textwrap.dedent(text), simulator.url, str(simulator.ca_file), simulator.token],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def stalled(simulator: Simulator, count: int) -> None:
    """Waits until pieces stall."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        opened: List[object] = [one for one in simulator.control("GET", "/requests")["open"] if one["kind"] == "piece"]
        if len(opened) >= count:
            return
        time.sleep(0.02)
    raise AssertionError("no piece stalls")


def test_exit_with_uploads_on_daemon_threads(simulator: Simulator) -> None:
    # Callbacks of all kinds are under way when the interpreter ends.
    simulator.control("PUT", "/settings", {"link.rate": 300000})
    for _ in range(6):
        process = program(simulator, """
            class Source:
                def __init__(self): self.at = 0
                def read(self, n): part = content[self.at:self.at + min(n, 1000)]; self.at += len(part); return part
                def seek(self, at, whence=0): self.at = at if whence == 0 else len(content)
                def tell(self): return self.at
            begun = threading.Event()
            def run(name):
                client.upload(Source(), Target.drive_path(name), progress=lambda now: begun.set())
            for n in range(4):
                threading.Thread(target=run, args=(f"{n}.bin",), daemon=True).start()
            begun.wait(20)
            sys.exit(3)
        """)
        _, errors = process.communicate(timeout=30)
        assert process.returncode == 3, errors


@pytest.mark.parametrize("call", [
    "client.upload(content, 'drive:/a.bin')",
    "client.upload(content, 'drive:/a.bin', timeout=600)",
    "client.queue().submit(content, 'drive:/a.bin').result()",
    "list((lambda queue: (queue.submit(content, 'drive:/a.bin'), queue)[1])(client.queue()).as_completed())",
    "client.session(Target.drive_path('a.bin'), len(content)).put(content)",
])
def test_ctrl_c_is_noticed_at_once(simulator: Simulator, call: str) -> None:
    simulator.fault("piece:*=stall:100000")
    process = program(simulator, call)
    stalled(simulator, 1)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    # With what the interpreter does at its end.
    _, errors = process.communicate(timeout=30)
    assert process.returncode in (-signal.SIGINT, 130, 1), errors
    assert errors.rstrip().endswith("KeyboardInterrupt"), errors
    assert time.monotonic() - began < 5


def test_a_handler_of_the_program_runs_while_an_upload_goes_on(simulator: Simulator) -> None:
    simulator.fault("piece:1=delay:1500")
    process = program(simulator, """
        import signal
        signal.signal(signal.SIGUSR1, lambda *_: print("handled", flush=True))
        print(client.upload(content, "drive:/a.bin").size)
    """)
    stalled(simulator, 1)
    process.send_signal(signal.SIGUSR1)
    printed, errors = process.communicate(timeout=30)
    assert printed == "handled\n3000000\n", errors


def test_fork_while_other_threads_upload(simulator: Simulator) -> None:
    simulator.fault("piece:1=delay:1000")
    process = program(simulator, """
        thread = threading.Thread(target=client.upload, args=(content, "drive:/thread.bin"))
        thread.start()
        time.sleep(0.2)
        child = os.fork()
        if child == 0:
            client.upload(b"child", "drive:/child.bin")
            sys.exit(0)
        assert os.waitpid(child, 0)[1] == 0
        thread.join()
    """)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 0, errors
    assert {address.rpartition("/")[2] for address in simulator.files()} == {"thread.bin", "child.bin"}


def test_nothing_is_printed_and_nothing_is_left(simulator: Simulator) -> None:
    process = program(simulator, """
        client.upload(content, "drive:/a.bin")
        before = len(os.listdir("/proc/self/fd")), threading.active_count()
        for n in range(20):
            client.upload(b"x", f"drive:/{n}.bin")
        assert (len(os.listdir("/proc/self/fd")), threading.active_count()) == before
        from graph_upload import _library
        assert len(_library.contexts) == 1 and not _library.running and not _library._freeing, _library.contexts
    """)
    assert process.communicate(timeout=30) == ("", "") and process.returncode == 0


