"""graph-upload put --scheduler."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any, Dict, Iterator, List

import pytest

from graph_upload.testing import Simulator

from processes import Cluster


@pytest.fixture(name="cluster", scope="module")
def cluster_fixture() -> Iterator[Cluster]:
    one = Cluster(workers=1, threads=4)
    try:
        one.wait(1)
        yield one
    finally:
        one.close()


def put(service: Simulator, folder: Path, *words: str, code: int = 0, token: str = "") -> List[Dict[str, Any]]:
    """What the command prints as JSON."""
    environment = {**os.environ, "GRAPH_TOKEN": token or service.token, "GRAPH_UPLOAD_BASE_URL": service.url,
                   "GRAPH_UPLOAD_CA_FILE": service.ca_file or "", "XDG_CONFIG_HOME": os.fspath(folder / "config")}
    run = subprocess.run([sys.executable, "-m", "graph_upload", "put", *words, "--json"], cwd=folder, env=environment,
                         stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
    assert run.returncode == code, (run.stdout, run.stderr)
    assert "Traceback" not in run.stderr, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


def files(folder: Path, count: int) -> Dict[str, bytes]:
    contents = {f"Photos/{number}/photo {number}.jpg": bytes([number]) * 1000 * number for number in range(count)}
    for name, content in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return contents


def test_a_folder_goes_by_the_workers_and_not_twice(cluster: Cluster, simulator: Simulator, tmp_path: Path) -> None:
    contents = files(tmp_path, 9)
    (tmp_path / "Photos" / "link").symlink_to("0")
    (tmp_path / "key").write_bytes(bytes(range(32)))
    words = ["Photos", "drive:/Backup/", "--conflict", "rename", "--scheduler", cluster.address, "--shared-state",
             os.fspath(tmp_path / "shared"), "--key-file", "key", "--report"]
    *ended, summary = put(simulator, tmp_path, *words, "first.html")
    assert (summary["stored"], summary["skipped"], summary["failed"]) == (9, 1, 0)
    assert summary["bytes"] == sum(map(len, contents.values()))
    assert {one["target"] for one in ended if one["status"] == "stored"} == {
        "drive:/Backup/" + name.replace(" ", "%20") for name in contents}
    assert {address.partition(":/")[2]: content for address, content in simulator.files().items()} == {
        f"Backup/{name}": content for name, content in contents.items()}
    assert "<html" in (tmp_path / "first.html").read_text().lower()

    before = len(simulator.requests())
    *_, summary = put(simulator, tmp_path, *words, "second.json")
    assert (summary["stored"], summary["unchanged"]) == (0, 9)
    assert len(simulator.requests()) == before, "a second run sends nothing"
    assert json.loads((tmp_path / "second.json").read_text())["skipped"] == 9


def test_what_is_refused_is_told_and_the_rest_goes_on(cluster: Cluster, simulator: Simulator, tmp_path: Path) -> None:
    files(tmp_path, 3)
    simulator.fault('inline:1@photo%201=403;body={"error":{"code":"accessDenied","message":"no"}}')
    *ended, summary = put(simulator, tmp_path, "Photos/", "drive:/", "--scheduler", cluster.address, "--shared-state", "shared",
                          code=1)
    assert (summary["stored"], summary["failed"]) == (2, 1)
    failed = next(one for one in ended if one["status"] == "failed")
    assert failed["source"].endswith("photo 1.jpg") and failed["error"]["status"] == "GU_ERR_DENIED", failed


def test_a_token_that_is_refused_ends_it(cluster: Cluster, simulator: Simulator, tmp_path: Path) -> None:
    files(tmp_path, 3)
    *_, summary = put(simulator, tmp_path, "Photos", "drive:/", "--scheduler", cluster.address, "--shared-state", "shared",
                      code=3, token="expired")
    assert summary["stored"] == 0 and not simulator.files()


@pytest.mark.parametrize("words, said", [
    (["Photos", "drive:/", "--scheduler", "tcp://127.0.0.1:1"], "--shared-state"),
    (["Photos", "drive:/", "--report", "x.html"], "--report needs --scheduler"),
    (["Photos", "drive:/", "--scheduler", "nonsense", "--shared-state", "shared"], "nonsense"),
    (["-", "drive:/x", "--scheduler", "tcp://127.0.0.1:1", "--shared-state", "shared"], "standard input"),
    (["Photos", "drive:/", "--scheduler", "tcp://127.0.0.1:1", "--shared-state", "shared", "--key-file", "short"], "32"),
])
def test_what_cannot_be_meant_is_refused(words: List[str], said: str, simulator: Simulator, tmp_path: Path) -> None:
    files(tmp_path, 1)
    (tmp_path / "short").write_bytes(b"short")
    run = subprocess.run([sys.executable, "-m", "graph_upload", "put", *words], cwd=tmp_path, capture_output=True, text=True,
                         env={**os.environ, "GRAPH_TOKEN": simulator.token}, stdin=subprocess.DEVNULL, timeout=60)
    assert run.returncode == 2 and said in run.stderr and "Traceback" not in run.stderr, run.stderr


def test_a_scheduler_that_is_not_there_is_told(simulator: Simulator, tmp_path: Path) -> None:
    files(tmp_path, 1)
    with socket.socket() as taken:
        # Bound and not listening: refused, and nobody else's.
        taken.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        words = [sys.executable, "-m", "graph_upload", "put", "Photos", "drive:/", "--scheduler", address, "--shared-state", "shared"]
        run = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120,
                             env={**os.environ, "GRAPH_TOKEN": simulator.token})
    assert run.returncode == 1 and "Traceback" not in run.stderr, run.stderr
    assert f"graph-upload: the scheduler at {address} cannot be reached" in run.stderr, run.stderr
    assert "waiting for it to start" in run.stderr and "come back" not in run.stderr


def test_the_report_has_what_no_worker_got(cluster: Cluster, simulator: Simulator, tmp_path: Path) -> None:
    files(tmp_path, 2)
    (tmp_path / "Photos" / "a:b").write_bytes(b"x")
    *ended, summary = put(simulator, tmp_path, "Photos", "drive:/", "--scheduler", cluster.address, "--shared-state", "shared",
                          "--report", "report.json", code=1)
    report = json.loads((tmp_path / "report.json").read_text())
    assert (report["stored"], report["failed"], report["total"]) == (2, 1, 3)
    assert [one["source"] for one in report["failures"]] == ["Photos/a:b"]
    assert {one["source"] for one in ended if one["status"] == "stored"} == {
        f"Photos/{number}/photo {number}.jpg" for number in range(2)}
