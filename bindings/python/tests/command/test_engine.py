"""What a run does with jobs that an earlier one has left."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Iterator, List

from graph_upload.command.engine import Engine
from graph_upload.command.place import Place
from graph_upload.command.report import Reporter
from graph_upload.command.results import Result, Summary
from graph_upload.command.sources import File, Found, Skipped
from graph_upload.testing import Simulator

from .conftest import seen


class Told(Reporter):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.results: List[Result] = []

    def ended(self, result: Result) -> None:
        self.results.append(result)


def left_behind(simulator: Simulator, folder: Path, names: List[str]) -> List[File]:
    """Files, whose jobs are in the state folder and have not begun."""
    files = []
    with simulator.client() as client:
        queue = client.queue(1, state_folder=folder / "state")
        queue.pause()
        for name in names:
            (folder / name).write_text(name)
            files.append(File(str(folder / name), name, name, len(name)))
            queue.submit(folder / name, f"drive:/{name}")
        queue.close()
    return files


def run(simulator: Simulator, folder: Path, find: "Iterator[Found]") -> "tuple[Summary, List[Result]]":
    told = Told()
    with simulator.client() as client:
        summary = Engine(lambda: find, Place("drive:/"), told, 2).run(client, folder / "state")
    return summary, told.results


def test_a_job_that_ends_before_its_file_is_found_again(simulator: Simulator, tmp_path: Path) -> None:
    files = left_behind(simulator, tmp_path, ["a", "b"])

    def find() -> Iterator[Found]:
        seen(lambda: len(simulator.files()) == 2)
        yield from files

    summary, results = run(simulator, tmp_path, find())
    # Each is told once, and as stored: it is this run that has stored it.
    assert sorted((one.shown, one.outcome) for one in results) == [("a", "stored"), ("b", "stored")]
    assert all(one.item is not None and one.item.web_url for one in results) and summary.bytes == 2
    assert sum(one["kind"] == "inline" for one in simulator.requests()) == 2


def test_a_job_whose_end_is_fetched_after_its_file_is_submitted_again(simulator: Simulator, tmp_path: Path) -> None:
    files = left_behind(simulator, tmp_path, ["a", "b"])
    simulator.control("PUT", "/settings", {"link.rtt-ms": 100})
    submitted = threading.Event()

    def find() -> Iterator[Found]:
        yield Skipped("link", "a symbolic link")
        seen(lambda: len(simulator.files()) == 2)
        yield from files
        submitted.set()

    class Slow(Told):
        def ended(self, result: Result) -> None:
            super().ended(result)
            assert submitted.wait(60)

    told = Slow()
    found = find()
    with simulator.client() as client:
        summary = Engine(lambda: found, Place("drive:/"), told, 2).run(client, tmp_path / "state")
    assert sorted(one.shown for one in told.results) == ["a", "b", "link"]
    assert summary.count("stored") == 2 and summary.bytes == 2


def test_a_job_whose_file_is_not_found_again_is_told(simulator: Simulator, tmp_path: Path) -> None:
    files = left_behind(simulator, tmp_path, ["a", "gone"])
    (tmp_path / "gone").unlink()
    summary, results = run(simulator, tmp_path, iter(files[:1]))
    told = {Path(one.shown).name: one for one in results}
    assert (told["a"].outcome, told["gone"].outcome, summary.code) == ("stored", "failed", 1)
    assert told["gone"].shown == str(tmp_path / "gone") and "gone" not in simulator.files()
