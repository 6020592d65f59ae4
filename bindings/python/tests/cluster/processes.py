"""A scheduler and workers of Dask as processes on loopback, which are started again when they end, as systemd would."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional

import pytest
from distributed import Client

from graph_upload.testing import Simulator

#: How long anything may take, in seconds, before a test fails.
PATIENCE = 120.0
CONFIG = {
    "DASK_DISTRIBUTED__SCHEDULER__WORK_STEALING": "True",
    "DASK_DISTRIBUTED__ADMIN__SYSTEM_MONITOR__INTERVAL": "10s",
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Cluster:
    """Processes that live until it is closed."""

    def __init__(self, workers: int, threads: int, silence: str = "5 minutes") -> None:
        self._config = {**CONFIG, "DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": silence}
        self.address = f"tcp://127.0.0.1:{free_port()}"
        self._threads = threads
        self._lock = threading.Lock()
        self._ending = False
        self._workers: Dict[str, "subprocess.Popen[bytes]"] = {}
        self._watchers: List[threading.Thread] = []
        self.killed = 0
        self._scheduler = self._start_scheduler()
        for number in range(workers):
            self._keep(f"worker-{number}")

    def _start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen([sys.executable, "-m", *arguments], env={**os.environ, **self._config},
                                stdout=subprocess.DEVNULL, stderr=self._log())

    @staticmethod
    def _log() -> int:
        path = os.environ.get("GU_CLUSTER_LOG")
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND) if path else subprocess.DEVNULL

    def _start_scheduler(self) -> "subprocess.Popen[bytes]":
        port = self.address.rpartition(":")[2]
        return self._start("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", port, "--no-show",
                           "--dashboard-address", "127.0.0.1:0", "--no-dashboard")

    def _start_worker(self, name: str) -> "subprocess.Popen[bytes]":
        return self._start("distributed.cli.dask_worker", self.address, "--no-nanny", "--name", name, "--no-dashboard",
                           "--dashboard-address", "127.0.0.1:0", "--preload", str(Path(__file__).with_name("bucket.py")),
                           "--nthreads", str(self._threads), "--host", "127.0.0.1", "--memory-limit", "0",
                           "--death-timeout", "60")

    def _keep(self, name: str) -> None:
        """Keeps a worker running."""
        def watch() -> None:
            while True:
                with self._lock:
                    if self._ending:
                        return
                    process = self._workers[name] = self._start_worker(name)
                process.wait()

        watcher = threading.Thread(target=watch, name=name, daemon=True)
        watcher.start()
        self._watchers.append(watcher)

    def wait(self, workers: int) -> None:
        """Waits until so many workers are there."""
        with Client(self.address, timeout=PATIENCE, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=PATIENCE)

    def kill_worker(self, choose: random.Random) -> None:
        """Kills a worker that the scheduler knows."""
        os.kill(choose.choice(self._known()), signal.SIGKILL)
        self.killed += 1

    def _known(self) -> List[int]:
        """Process ids of workers."""
        with Client(self.address, timeout=PATIENCE, set_as_default=False) as client:
            client.wait_for_workers(1, timeout=PATIENCE)
            processes = {process.pid for process in self._workers.values()}
            known: Dict[str, Optional[int]] = client.run(os.getpid, on_error="ignore")
        return sorted(pid for pid in known.values() if pid is not None and pid in processes)

    def freeze_worker(self) -> int:
        """Stops a worker, so that the scheduler takes it for dead, and returns its process id."""
        pid = self._known()[0]
        os.kill(pid, signal.SIGSTOP)
        return pid

    def wait_for_loss(self, frozen: int) -> None:
        """Waits until the scheduler has given a worker up."""
        count = len(self._workers)

        def lost(dask_scheduler: Any) -> int:
            return len(dask_scheduler.workers)

        with Client(self.address, timeout=PATIENCE, set_as_default=False) as client:
            until = time.monotonic() + PATIENCE
            while client.run_on_scheduler(lost) >= count:
                assert time.monotonic() < until, f"{frozen} is not lost"
                time.sleep(0.1)

    def wait_for_end(self, frozen: int) -> None:
        """Waits until a worker that was given up has noticed it and ended, and all workers are there again."""
        process = next((one for one in self._workers.values() if one.pid == frozen), None)
        if process is not None:
            process.wait(PATIENCE)
        self.wait(len(self._workers))

    def restart_scheduler(self) -> None:
        """Kills the scheduler and starts another one at the same address."""
        self._scheduler.kill()
        self._scheduler.wait()
        self._scheduler = self._start_scheduler()

    def close(self) -> None:
        with self._lock:
            self._ending = True
            processes = [*self._workers.values(), self._scheduler]
        for process in processes:
            process.kill()
        for process in processes:
            process.wait()
        for watcher in self._watchers:
            watcher.join(PATIENCE)

    def __enter__(self) -> "Cluster":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A scheduler and four workers, each a process."""
    with Cluster(workers=4, threads=2) as one:
        yield one


def options(service: Simulator) -> "Dict[str, Any]":
    """What a run needs to reach the simulator."""
    return {"token": service.token, "base_url": service.url, "loopback": True, "ca_file": service.ca_file}
