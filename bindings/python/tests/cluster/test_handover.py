"""What one worker has begun, another one ends: from a store of objects, after a freeze, and when the service is busy."""

from __future__ import annotations

import os
import random
import signal
import threading
from pathlib import Path
from typing import Any, Dict, Iterator, List

import bucket
import pytest
from distributed import Client
from processes import PATIENCE, Cluster, options

from graph_upload.dask import Limits, SchedulerGoneError, Upload, connection, many, upload_as_completed, upload_many
from graph_upload.testing import Simulator

assert bucket
KEY = bytes(range(32))
SIZE = 4_000_000
PIECES = {"piece_bytes": 655_360, "one_request_bytes": 0}
NO_LIMITS = Limits(units_per_minute=None, mailbox_bytes=None)


@pytest.fixture(name="cluster", scope="module")
def cluster_fixture() -> Iterator[Cluster]:
    """Two workers; one that is silent for some seconds counts as dead."""
    with Cluster(workers=2, threads=2, silence="8s") as one:
        one.wait(2)
        yield one


@pytest.fixture(name="quick", autouse=True)
def quick_fixture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "RETRY_SECONDS", (0.05, 0.1))


def state_of(kind: str, folder: Path) -> str:
    return str(folder / "state") if kind == "folder" else f"bucket://{folder}/state"


def files(folder: Path, count: int, size: int = SIZE) -> "List[Path]":
    paths = [folder / f"{number}.bin" for number in range(count)]
    for path in paths:
        path.write_bytes(os.urandom(size))
    return paths


def see(service: Simulator, kind: str, count: int, after: int = 0) -> int:
    """Waits until the service has got so many requests of a kind."""
    while count > 0:
        answer = service.control("GET", f"/requests?after={after}&wait=20000")
        assert answer["next"] != after, "the service gets no requests any more"
        after, count = answer["next"], count - sum(one["kind"] == kind for one in answer["requests"])
    return after


class Run(threading.Thread):
    """A run on a thread of its own."""

    def __init__(self, items: List[Upload], cluster: Cluster, **settings: Any) -> None:
        super().__init__(daemon=True)
        self.results: List[Any] = []
        self._run = upload_as_completed(items, cluster.address, **settings)

    def run(self) -> None:
        self.results.extend(self._run)

    def failures(self) -> List[Any]:
        """What was not stored. Waits for the end."""
        self.join(PATIENCE)
        assert not self.is_alive()
        return [one for one in self.results if one.outcome != "stored"]


def check_stored(service: Simulator, paths: List[Path]) -> None:
    service.control("PUT", "/settings", {"link.rate": "none"})
    listed = service.control("GET", "/files")["files"]
    assert sorted(file["name"] for file in listed) == sorted(path.name for path in paths)
    contents = service.files()
    assert {address.rpartition("/")[2]: content for address, content in contents.items()} == {
        path.name: path.read_bytes() for path in paths}


@pytest.mark.parametrize("kind", ["folder", "bucket"])
def test_a_killed_worker_hands_over_where_the_service_stands(cluster: Cluster, tmp_path: Path, kind: str) -> None:
    paths, choose = files(tmp_path, 6), random.Random(1)
    items = [Upload(str(path), "drive:/a/", properties={"conflict": "rename"}) for path in paths]
    # Of a personal drive: a session that was created and not yet saved does not lock the name there.
    with Simulator("--set", "drive.flavour=personal", "--rate", "2000000") as service:
        run = Run(items, cluster, state=state_of(kind, tmp_path), key=KEY, limits=NO_LIMITS, **PIECES, **options(service))
        run.start()
        after = 0
        for _ in range(3):
            after = see(service, "piece", 8, after)
            cluster.kill_worker(choose)
        assert run.failures() == []
        check_stored(service, paths)
        # One that a kill has cut off has no status.
        sent = sum(one["kind"] == "piece" and one["status"] in (200, 201, 202) for one in service.requests())
        # Less than anew: a piece that was under way is sent again, for each of two threads and each kill.
        assert sent <= 6 * 7 + 3 * 2


@pytest.mark.parametrize("kind", ["folder", "bucket"])
def test_a_worker_that_was_frozen_stores_nothing_twice(cluster: Cluster, tmp_path: Path, kind: str) -> None:
    cluster.wait(2)
    paths = files(tmp_path, 4)
    items = [Upload(str(path), "drive:/a/", properties={"conflict": "rename"}) for path in paths]
    with Simulator("--set", "drive.flavour=personal", "--rate", "2000000") as service:
        run = Run(items, cluster, state=state_of(kind, tmp_path), key=KEY, limits=NO_LIMITS, **PIECES, **options(service))
        run.start()
        see(service, "piece", 6)
        frozen = cluster.freeze_worker()
        try:
            if kind == "bucket":
                # There is no lock: the other worker ends what the frozen one has begun.
                assert run.failures() == []
            else:
                cluster.wait_for_loss(frozen)
        finally:
            os.kill(frozen, signal.SIGCONT)
        assert run.failures() == []
        cluster.wait_for_end(frozen)
        check_stored(service, paths)


def test_all_wait_when_the_service_asks_one_to(cluster: Cluster, tmp_path: Path) -> None:
    cluster.wait(2)
    paths = files(tmp_path, 60, 1000)
    items = [Upload(str(path), "drive:/a/") for path in paths]
    with Simulator("--set", "throttle-grace-ms=2500", "--rtt", "20") as service:
        service.fault("inline:20=throttle:5000")
        report = upload_many(items, cluster.address, state=tmp_path / "state", limits=NO_LIMITS, **options(service))
        assert report.stored == 60
        assert any(one["status"] == 429 for one in service.requests())
        assert service.control("GET", "/state")["violations"] == []


def test_a_client_of_the_caller(cluster: Cluster, tmp_path: Path) -> None:
    paths = files(tmp_path, 3, 1000)
    with Simulator() as service, Client(cluster.address, set_as_default=False) as client:
        settings: Dict[str, Any] = {"state": tmp_path / "state", **options(service)}
        assert upload_many([(str(path), "drive:/a/") for path in paths], client, **settings).stored == 3
        assert client.submit(abs, -1).result() == 1
        check_stored(service, paths)


def test_a_token_comes_from_a_function(cluster: Cluster, tmp_path: Path) -> None:
    (path,) = files(tmp_path, 1, 1000)
    with Simulator() as service:
        token, more = service.token, {name: value for name, value in options(service).items() if name != "token"}
        report = upload_many([(str(path), "drive:/a/")], cluster.address, token=lambda: token, state=tmp_path / "state", **more)
        assert report.stored == 1


def test_a_scheduler_that_does_not_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "CONNECT_SECONDS", 0.5)
    (path,) = files(tmp_path, 1, 1000)
    with pytest.raises(SchedulerGoneError, match="cannot be reached"):
        upload_many([(str(path), "drive:/a/")], "tcp://127.0.0.1:1", token="t", state=tmp_path / "state", scheduler_wait=0)
