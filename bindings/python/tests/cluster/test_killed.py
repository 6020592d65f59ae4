"""Workers are killed and the scheduler is restarted while thousands of files are uploaded: each is stored once and whole.

Short by default; GU_CLUSTER_LONG=1 for 3,000 files and twenty kills.
"""

from __future__ import annotations

import collections
import os
import random
from pathlib import Path
from typing import Any, Dict, Iterator, List, Tuple

from processes import Cluster, cluster, options

from graph_upload.dask import Limits, Report, Upload, upload_as_completed
from graph_upload.dask.upload import records
from graph_upload.testing import Simulator

__all__ = ["cluster"]

LONG = bool(os.environ.get("GU_CLUSTER_LONG"))
FILES, KILLS = (3000, 20) if LONG else (300, 5)
KEY = bytes(range(32))
#: Sizes in bytes, and how many files of a hundred have up to that size.
SIZES = ((0, 5), (10_000, 60), (300_000, 20), (4_194_304, 15))
LARGE = (12_000_000, 25_000_000, 67_108_864) if LONG else (11_000_000, 12_000_000)
#: Small pieces, so that a file has many instants at which its worker can be killed.
PIECES = {"piece_bytes": 983_040, "one_request_bytes": 100_000}
#: Targets, and what they store a file as.
KINDS: Tuple[Tuple[str, Dict[str, Any], str], ...] = (
    ("drive:/replaced/{n}/", {"conflict": "replace"}, "me/drive/root:/replaced/{n}/{name}"),
    ("drive:/renamed/{n}/", {"conflict": "rename"}, "me/drive/root:/renamed/{n}/{name}"),
    ("drive:/new/", {}, "me/drive/root:/new/{name}"),
    ("drive:/users/ann/drive:/a%20b/", {"conflict": "rename", "modified_ms": 1_700_000_000_000},
     "users/ann/drive/root:/a b/{name}"),
    ("todo:L/T{n}", {}, "me/todo/lists/L/tasks/T{n}/attachments/{name}"),
    ("message:M{n}", {}, "me/messages/M{n}/attachments/{name}"),
    ("event:E{n}", {}, "me/events/E{n}/attachments/{name}"),
    ("post:G/T/P{n}", {}, "groups/G/threads/T/posts/P{n}/attachments/{name}"),
    ("print:P/J/D{n}", {}, "print/printers/P/jobs/J/documents/D{n}"),
)


def sizes(choose: random.Random) -> Iterator[int]:
    """Sizes of all files, the large ones in between."""
    large = {choose.randrange(FILES): size for size in LARGE}
    for number in range(FILES):
        at, low = choose.random() * 100, 0
        for most, share in SIZES:
            if at < share:
                break
            at, low = at - share, most
        yield large.get(number, choose.randint(min(low + 1, most), most))


class Work:
    """The files, and what is expected of them."""

    def __init__(self, folder: Path, choose: random.Random) -> None:
        self.items: List[Upload] = []
        #: Paths by the address under which the service has them.
        self.stored: Dict[str, Path] = {}
        folder.mkdir()
        for number, size in enumerate(sizes(choose)):
            name = f"f{number:04}.bin"
            (folder / name).write_bytes(choose.randbytes(size))
            kind = number % len(KINDS)
            # Outlook and To Do take no file that large, and printers none that is empty.
            while KINDS[kind][0].startswith("print") and not size or kind >= 4 and kind < 8 and size > 20_000_000:
                kind = (kind + 1) % len(KINDS)
            target, properties, address = KINDS[kind]
            self.items.append(Upload(str(folder / name), target.format(n=number), properties=properties))
            self.stored[address.format(n=number, name=name)] = folder / name


class Killer:
    """Hands out the items, and kills when it has seen the service get requests of the last ones."""

    def __init__(self, cluster: Cluster, service: Simulator, choose: random.Random) -> None:
        self._cluster, self._service, self._choose = cluster, service, choose
        self._seen = 0
        self.restarts = 0

    def items(self, items: List[Upload]) -> Iterator[Upload]:
        size = len(items) // (KILLS + 2)
        for number, at in enumerate(range(0, len(items), size)):
            yield from items[at:at + size]
            if number >= KILLS + 1:
                continue
            self._see(self._choose.randint(1, size // 3))
            if number == KILLS // 2:
                self._cluster.restart_scheduler()
                self.restarts += 1
            else:
                self._cluster.kill_worker(self._choose)

    def _see(self, count: int) -> None:
        """Waits until the service has got so many more requests that change something."""
        while count > 0:
            answer = self._service.control("GET", f"/requests?after={self._seen}&wait=20000")
            assert answer["next"] != self._seen, "the service gets no requests any more"
            count -= sum(request["kind"] != "look-up" for request in answer["requests"])
            self._seen = answer["next"]


def check_stored(service: Simulator, work: Work) -> None:
    """Every file is there once, byte for byte, and nothing else is."""
    listed = service.control("GET", "/files")["files"]
    addresses = collections.Counter(file["address"] for file in listed)
    assert addresses == collections.Counter(list(work.stored))
    assert {file["versions"] for file in listed} == {1}
    for file in listed:
        path = work.stored[file["address"]]
        assert service._send("GET", f"/files/{file['id']}") == path.read_bytes(), file["address"]


def check_ledger(state: Path, work: Work) -> None:
    """One record for each file, and nothing left of it."""
    found = [one for segment in sorted((state / "ledger").iterdir()) for one in records(segment.read_bytes())]
    assert collections.Counter(one.id for one in found) == collections.Counter(item.id for item in work.items)
    assert {one.outcome for one in found} == {"stored"}
    assert os.listdir(state / "items") == []


def test_killed_workers(cluster: Cluster, tmp_path: Path) -> None:
    choose = random.Random(os.environ.get("GU_CLUSTER_SEED", "1"))
    work, state = Work(tmp_path / "files", choose), tmp_path / "state"
    # More than the budgets of minutes, which are tested in virtual time.
    limits = Limits(units_per_minute=None, mailbox_bytes=None)
    settings: Dict[str, Any] = {"state": state, "key": KEY, "limits": limits, "attempts": 20, **PIECES}
    cluster.wait(4)
    # A worker that is killed when it has created a session and not yet saved it leaves the name locked for so long.
    changes = ["page-size=200", "throttle.mailbox-at-once=4", "drive.business-lifetime-ms=30000"]
    with Simulator("--rtt", "10", *(word for change in changes for word in ("--set", change))) as service:
        killer, report = Killer(cluster, service, choose), Report()
        for result in upload_as_completed(killer.items(work.items), cluster.address, **options(service), **settings):
            report.add(result)
        print(report, report.reasons, f"killed {cluster.killed}")
        assert report.failures == []
        assert (report.stored, report.skipped) == (FILES, 0)
        assert (cluster.killed, killer.restarts) == (KILLS, 1)
        assert service.control("GET", "/state")["violations"] == []
        check_stored(service, work)
        check_ledger(state, work)

        requests = service.control("GET", "/requests")["next"]
        again = list(upload_as_completed(work.items, cluster.address, **options(service), **settings))
        assert collections.Counter(one.outcome for one in again) == {"skipped": FILES}
        assert service.control("GET", "/requests")["next"] == requests
