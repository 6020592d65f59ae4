"""Queues that are saved in a folder: what stays there, and what goes on."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Callable, List

import pytest

from graph_upload import CancelledError, Client, Queue
from graph_upload.testing import Simulator


def jobs(folder: Path) -> List[str]:
    """The files of the jobs in a state folder."""
    return sorted(path.name for path in folder.glob("*.job"))


def seen(condition: Callable[[], bool]) -> None:
    """Waits until something can be seen."""
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end, "it is never seen"
        time.sleep(0.01)


def pieces_under_way(simulator: Simulator) -> int:
    return sum(one["kind"] == "piece" for one in simulator.control("GET", "/requests")["open"])


def stalled(simulator: Simulator, client: Client, folder: Path) -> Queue:
    """A queue with one job that runs and two that wait."""
    simulator.fault("piece:1=stall:100000")
    queue = client.queue(1, state_folder=folder / "state")
    for name in ("a", "b", "c"):
        path = folder / name
        path.write_bytes(name.encode() * 1_000_000)
        queue.submit(path, f"drive:/{name}")
    seen(lambda: pieces_under_way(simulator) == 1)
    return queue


def assert_goes_on(simulator: Simulator, folder: Path) -> None:
    """The next queue with the folder stores each file, in the sessions that are there."""
    with simulator.client(one_request_bytes=0) as client:
        queue = client.queue(1, state_folder=folder / "state")
        assert sorted(Path(job.path).name for job in queue.as_completed() if job.exception() is None) == ["a", "b", "c"]
        queue.close()
    assert {address.rpartition("/")[2]: len(content) for address, content in simulator.files().items()} == {
        "a": 1_000_000, "b": 1_000_000, "c": 1_000_000}
    assert sum(one["kind"] == "create" for one in simulator.requests()) == 3
    assert jobs(folder / "state") == []


def test_close_leaves_the_jobs_in_the_folder(simulator: Simulator, tmp_path: Path) -> None:
    with simulator.client(one_request_bytes=0) as client:
        queue = stalled(simulator, client, tmp_path)
        queue.close()
        assert len(jobs(tmp_path / "state")) == 3
        # It has waited for its jobs: the folder is free.
        client.queue(1, state_folder=tmp_path / "state").close()
    assert_goes_on(simulator, tmp_path)


def test_an_exception_in_the_block_leaves_them_too(simulator: Simulator, tmp_path: Path) -> None:
    with simulator.client(one_request_bytes=0) as client:
        with pytest.raises(KeyboardInterrupt):
            with stalled(simulator, client, tmp_path):
                raise KeyboardInterrupt
    assert len(jobs(tmp_path / "state")) == 3
    assert_goes_on(simulator, tmp_path)


def test_cancel_takes_them_out(simulator: Simulator, tmp_path: Path) -> None:
    with simulator.client(one_request_bytes=0) as client:
        queue = stalled(simulator, client, tmp_path)
        queue.cancel()
        assert len(list(queue.as_completed())) == 3
        queue.close()
    assert jobs(tmp_path / "state") == []


def test_an_asynchronous_queue_leaves_them_too(simulator: Simulator, tmp_path: Path) -> None:
    async def run() -> None:
        simulator.fault("piece:1=stall:100000")
        async with simulator.async_client(one_request_bytes=0) as client:
            queue = client.queue(1, state_folder=tmp_path / "state")
            submitted = []
            for name in ("a", "b", "c"):
                (tmp_path / name).write_bytes(name.encode() * 1_000_000)
                submitted.append(queue.submit(tmp_path / name, f"drive:/{name}"))
            while not pieces_under_way(simulator):
                await asyncio.sleep(0.01)
            await queue.aclose()
            for job in submitted:
                with pytest.raises(CancelledError):
                    await job

    asyncio.run(asyncio.wait_for(run(), 30))
    assert len(jobs(tmp_path / "state")) == 3
    assert_goes_on(simulator, tmp_path)


PROGRAM = """
import sys
from pathlib import Path
from graph_upload import Client
folder, url, ca_file, token = Path(sys.argv[1]), *sys.argv[2:]
client = Client(token, base_url=url, ca_file=ca_file, loopback=True, one_request_bytes=0)
queue = client.queue(1, state_folder=folder / "state")
for name in ("a", "b", "c"):
    queue.submit(folder / name, f"drive:/{name}")
print("submitted", flush=True)
queue.wait()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_process_that_ends_leaves_them(simulator: Simulator, tmp_path: Path, number: int) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).write_bytes(name.encode() * 1_000_000)
    simulator.fault("piece:1=stall:100000")
    assert simulator.ca_file is not None
    command = [sys.executable, "-c", PROGRAM, os.fspath(tmp_path), simulator.url, simulator.ca_file, simulator.token]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdout.readline() == "submitted\n"
        seen(lambda: pieces_under_way(simulator) == 1)
        process.send_signal(number)
        process.communicate(timeout=30)
    assert len(jobs(tmp_path / "state")) == 3
    assert_goes_on(simulator, tmp_path)
