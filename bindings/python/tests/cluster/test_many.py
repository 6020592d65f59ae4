"""Many uploads on threads of this process: results, failures, the ledger, the report."""

from __future__ import annotations

import functools
import json
import os
import re
import time
from pathlib import Path
from typing import Any, Dict, List

import bucket
import fsspec
import pytest
from processes import options

import graph_upload.dask
from graph_upload import ArgumentError
from graph_upload.dask import Outcome, Report, Result, Upload, many, upload_as_completed, upload_many
from graph_upload.dask.ledger import Ledger
from graph_upload.dask.store import FolderStore, RemoteStore, open_store
from graph_upload.dask.upload import records
from graph_upload.testing import Simulator

assert bucket
KEY = bytes(range(32))


@pytest.fixture(name="files")
def files_fixture(tmp_path: Path) -> List[Path]:
    """Some files, of 0 bytes and more."""
    (tmp_path / "files").mkdir()
    paths = [tmp_path / "files" / f"{number}.bin" for number in range(12)]
    for number, path in enumerate(paths):
        path.write_bytes(os.urandom(number * 1000))
    return paths


@pytest.fixture(name="quick", autouse=True)
def quick_fixture(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits between attempts are short."""
    monkeypatch.setattr(many, "RETRY_SECONDS", (0.05, 0.1))


@pytest.fixture(name="state", params=["folder", "memory", "bucket"])
def state_fixture(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A folder, and stores of objects."""
    if request.param == "folder":
        return str(tmp_path / "state")
    if request.param == "bucket":
        return f"bucket://{tmp_path}/state"
    fsspec.filesystem("memory").store.clear()
    return "memory://state"


def settings(service: Simulator, state: str, **more: Any) -> Dict[str, Any]:
    return {"state": state, "key": KEY, "threads": 4, **options(service), **more}


def segments(state: str) -> List[Result]:
    store = open_store(state)
    return [one for name in store.list("ledger") for one in records(store.read(f"ledger/{name}") or b"")]


def requests(service: Simulator) -> int:
    number: int = service.control("GET", "/requests")["next"]
    return number


def test_a_second_run_sends_nothing(simulator: Simulator, files: List[Path], state: str) -> None:
    items = [Upload(str(path), "drive:/a/") for path in files]
    report = upload_many(items, **settings(simulator, state))
    assert (report.stored, report.total, report.bytes) == (12, 12, sum(path.stat().st_size for path in files))
    assert {address: content for address, content in simulator.files().items()} == {
        f"me/drive/root:/a/{path.name}": path.read_bytes() for path in files}
    assert sorted(one.id for one in segments(state)) == sorted(item.id for item in items)
    assert open_store(state).list("items") == []
    before = requests(simulator)
    report = upload_many(items, **settings(simulator, state))
    assert (report.skipped, report.total) == (12, 12)
    assert requests(simulator) == before


def test_sources_of_any_store(simulator: Simulator, tmp_path: Path, state: str) -> None:
    content = os.urandom(6_000_000)
    (tmp_path / "a.bin").write_bytes(content)
    items = [(f"bucket://{tmp_path}/a.bin", target) for target in ("drive:/", "todo:L/T", "print:P/J/D")]
    assert upload_many(items, **settings(simulator, state, piece_bytes=983_040)).stored == 3
    assert list(simulator.files().values()) == [content] * 3
    before = requests(simulator)
    assert upload_many(items, **settings(simulator, state)).skipped == 3
    assert requests(simulator) == before


def test_a_file_that_has_changed_is_uploaded_again(simulator: Simulator, files: List[Path], state: str) -> None:
    items = [Upload(str(path), "drive:/a/", properties={"conflict": "replace"}) for path in files]
    upload_many(items, **settings(simulator, state))
    files[3].write_bytes(b"other")
    results = list(upload_as_completed(items, **settings(simulator, state)))
    assert [one.source for one in results if one.outcome == Outcome.STORED] == [str(files[3])]
    assert simulator.file("me/drive/root:/a/3.bin") == b"other"


def test_an_item_twice_is_uploaded_once(simulator: Simulator, files: List[Path], state: str) -> None:
    items = [Upload(str(path), "drive:/a/", properties={"conflict": "rename"}) for path in files] * 3
    report = upload_many(items, **settings(simulator, state))
    assert (report.stored, report.skipped) == (12, 24)
    assert len(simulator.files()) == 12


def test_failures_have_reasons(simulator: Simulator, files: List[Path], state: str) -> None:
    with simulator.client() as client:
        client.upload(b"other", "drive:/taken/1.bin")
    items: List[Any] = [(str(files[1]), "drive:/taken/"), (str(files[2]) + ".missing", "drive:/"), (str(files[3]), "nowhere:/"),
                        (str(files[0]), "print:P/J/D"), (str(files[0].parent), "drive:/"), (str(files[4]), "drive:/fine/")]
    results = {one.source: one for one in upload_as_completed(items, **settings(simulator, state))}
    assert results.pop(str(files[4])).outcome == Outcome.STORED
    assert {one.outcome for one in results.values()} == {Outcome.FAILED}
    assert {Path(source).name: one.reason for source, one in results.items()} == {
        "1.bin": "GU_ERR_CONFLICT", "2.bin.missing": "SOURCE", "3.bin": "GU_ERR_ARGUMENT", "0.bin": "GU_ERR_TOO_SMALL",
        "files": "SOURCE"}
    assert all(one.message and one.attempts == 1 for one in results.values())
    assert open_store(state).list("items") == []


def test_failures_that_may_pass_are_tried_again(simulator: Simulator, files: List[Path], state: str) -> None:
    simulator.fault("any:1x12@/b/=503")
    items = [Upload(str(path), "drive:/b/") for path in files[:3]]
    results = list(upload_as_completed(items, **settings(simulator, state, retry_budget=(1, 1), threads=1, attempts=9)))
    assert {one.outcome for one in results} == {Outcome.STORED}
    assert any(one.attempts > 1 for one in results)


def test_what_never_succeeds_is_kept_for_the_next_run(simulator: Simulator, files: List[Path], state: str) -> None:
    content = os.urandom(3_000_000)
    files[0].write_bytes(content)
    simulator.fault("piece:2x*=503")
    item, limits = Upload(str(files[0]), "drive:/b/"), {"piece_bytes": 983_040, "one_request_bytes": 0}
    (result,) = upload_as_completed([item], **settings(simulator, state, retry_budget=(1, 1), attempts=2, **limits))
    assert (result.outcome, result.retryable, result.attempts) == (Outcome.FAILED, True, 2)
    assert open_store(state).list("items") == [item.id]
    simulator.control("DELETE", "/faults")
    assert upload_many([item], **settings(simulator, state, **limits)).stored == 1
    assert sum(request["kind"] == "create" for request in simulator.requests()) == 1
    assert simulator.file("me/drive/root:/b/0.bin") == content


def test_what_a_dead_run_has_stored_is_taken_over(simulator: Simulator, files: List[Path], state: str) -> None:
    items = [Upload(str(path), "drive:/a/", properties={"conflict": "rename"}) for path in files]
    store = open_store(state)
    size, changed = files[5].stat().st_size, files[5].stat().st_mtime_ns
    end = Result(items[5].id, items[5].source, items[5].target, Outcome.STORED, f"{size}-{changed}", size)
    store.write(f"items/{end.id}/end", end.record())
    report = upload_many(items, **settings(simulator, state))
    assert (report.stored, report.skipped) == (11, 1)
    assert sorted(one.id for one in segments(state)) == sorted(item.id for item in items)
    assert store.list("items") == []


def test_what_is_stored_and_not_recorded_is_not_stored_again(simulator: Simulator, files: List[Path], state: str,
                                                             monkeypatch: pytest.MonkeyPatch) -> None:
    """As if each worker died between the two."""
    failed = set()

    def failing(write: Any) -> Any:
        def write_or_fail(store: Any, name: str, data: bytes) -> None:
            if name.endswith("/end") and name not in failed:
                failed.add(name)
                raise OSError(28, "No space left on device")
            write(store, name, data)

        return write_or_fail

    for kind in (FolderStore, RemoteStore):
        monkeypatch.setattr(kind, "write", failing(kind.write))
    items = [Upload(str(path), target, properties={"conflict": "rename"} if target == "drive:/r/" else {})
             for path in files for target in ("drive:/r/", "todo:L/T")]
    results = list(upload_as_completed(items, **settings(simulator, state)))
    assert [one for one in results if one.outcome != Outcome.STORED] == []
    assert {one.attempts for one in results} == {2}
    assert sorted(simulator.files()) == sorted(f"me/{place}/{path.name}" for path in files
                                               for place in ("drive/root:/r", "todo/lists/L/tasks/T/attachments"))


def test_results_come_while_items_are_given(simulator: Simulator, files: List[Path], state: str) -> None:
    seen: List[Result] = []

    def items() -> Any:
        for path in files:
            yield str(path), "drive:/a/"
        # It does not come to an end before results do.
        assert seen

    for _ in range(3):
        seen.clear()
        for result in upload_as_completed(items(), **settings(simulator, state, threads=1)):
            seen.append(result)


def test_one_run_at_a_time(simulator: Simulator, files: List[Path], tmp_path: Path) -> None:
    run = upload_as_completed([(str(path), "drive:/a/") for path in files], **settings(simulator, str(tmp_path / "state")))
    next(run)
    with pytest.raises(ValueError, match="another run uses"):
        upload_many([], **settings(simulator, str(tmp_path / "state")))
    run.close()
    upload_many([], **settings(simulator, str(tmp_path / "state")))


def test_wrong_arguments(simulator: Simulator, tmp_path: Path) -> None:
    good = settings(simulator, str(tmp_path / "state"))
    for wrong, message in (({"key": b"short"}, "32 bytes"), ({"attempts": 0}, "attempts is 0"),
                           ({"threads": "4"}, "threads is '4'")):
        with pytest.raises(ValueError, match=message):
            upload_many([], **{**good, **wrong})
    with pytest.raises(ArgumentError, match="piece_byte"):
        upload_as_completed([], **good, piece_byte=1)
    with pytest.raises(TypeError, match="items: number 1 is 'b'"):
        upload_many([("a", "drive:/"), "b"], **good)  # type: ignore[list-item]


def test_the_states_are_sealed(simulator: Simulator, files: List[Path], state: str) -> None:
    files[0].write_bytes(os.urandom(3_000_000))
    simulator.fault("piece:2x*=503")
    run = settings(simulator, state, retry_budget=(1, 1), attempts=1, piece_bytes=983_040, one_request_bytes=0)
    upload_many([(str(files[0]), "drive:/b/")], **run)
    fs, root = fsspec.url_to_fs(state)
    saved = b"".join(fs.cat_file(path) for path in fs.find(root))
    assert saved
    assert b"uploadSession" not in saved
    (result,) = upload_as_completed([(str(files[0]), "drive:/b/")], **{**run, "key": bytes(32)})
    assert (result.outcome, result.reason) == (Outcome.FAILED, "GU_ERR_SAVED_STATE")


def test_the_example_of_the_readme(simulator: Simulator, files: List[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```py\n(.*?)^```$", readme, re.M | re.S)
    files[1].rename(files[1].with_suffix(".pdf"))
    monkeypatch.chdir(files[0].parent)
    reach = {name: value for name, value in options(simulator).items() if name != "token"}
    monkeypatch.setattr(graph_upload.dask, "upload_many", functools.partial(upload_many, **reach))
    exec(compile(example, "README.md", "exec"), {"token": simulator.token})
    assert list(simulator.files()) == ["me/drive/root:/Reports/1.pdf"]
    assert "<h2>Throughput" in Path("report.html").read_text(encoding="utf-8")


def test_the_ledger_of_many(tmp_path: Path) -> None:
    store = FolderStore(str(tmp_path))
    ledger = Ledger(store, "run")
    ends = [Result(f"{number:032x}", "a", "b", Outcome.STORED, f"{number}-0", number) for number in range(2000)]
    ledger.append(ends[:1000])
    ledger.append(ends[1000:])
    ledger.append([Result("f" * 32, "a", "b", Outcome.FAILED, reason="GU_ERR_DENIED")])
    again = Ledger(store, "next")
    assert len(again) == 2000
    assert again.find(ends[1500].id) == ("1500-0", Outcome.STORED)
    assert again.find("f" * 32) is None
    assert [one for segment in store.list("ledger") for one in records(store.read(f"ledger/{segment}") or b"")][:2000] == ends


# ---- reports


def report_of(count: int) -> Report:
    report = Report(began=1000.0)
    for number in range(count):
        report.add(Result(str(number), f"/a/<{number}>", "drive:/", Outcome.STORED, size=number, ended=1000.0 + number))
    report.ended = 1000.0 + count
    return report


@pytest.mark.parametrize("count", [0, 1, 240, 241, 5000])
def test_sums_over_time_lose_nothing(count: int) -> None:
    report = report_of(count)
    assert sum(report.series.files) == report.stored == count
    assert sum(report.series.bytes) == report.bytes == count * (count - 1) // 2
    assert len(report.series.files) <= 240
    assert sum(report.sizes.values()) == count
    assert "<svg" in report.to_html() or not count


def test_a_report_as_json_and_as_a_page() -> None:
    report = report_of(300)
    for number in range(1500):
        report.add(Result(str(number), f"/b/<{number}>&", "drive:/", Outcome.FAILED, reason="GU_ERR_CONFLICT",
                          code="nameAlreadyExists", message="taken"))
    report.add(Result("u", "/u", "drive:/", Outcome.UNKNOWN, reason="GU_ERR_OUTCOME_UNKNOWN"))
    report.add(Result("d", "/d", "drive:/", Outcome.DIFFERS, size=1, ended=time.time()))
    read = json.loads(report.to_json())
    assert (read["stored"], read["failed"], read["unknown"], read["differs"], read["total"]) == (300, 1500, 1, 1, 1802)
    assert read["reasons"] == {"GU_ERR_CONFLICT nameAlreadyExists": 1500, "GU_ERR_OUTCOME_UNKNOWN": 1}
    assert len(read["failures"]) == 1000
    page = report.to_html("A & B")
    assert "<title>A &amp; B</title>" in page
    assert "/b/&lt;0&gt;&amp;" in page
    assert "http" not in page and "<script" not in page
