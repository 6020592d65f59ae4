"""The ledger: what has ended. Append-only, in segments, since a store of objects cannot append to one.

A worker that has stored a file writes the record to `items/ID/end` first. The run collects records, writes them as a segment
`ledger/RUN-NUMBER.jsonl`, and only then removes what was saved of these items. So at every instant a stored file has a record,
in a segment or at its item.
"""

from __future__ import annotations

import json
import sqlite3
from typing import Iterable, Iterator, List, Optional, Tuple

from .store import Store
from .upload import Outcome, Result

__all__ = ["Ledger", "end_of", "items_folder"]

FOLDER = "ledger"
ITEMS = "items"


def items_folder(identity: str) -> str:
    """Where an item has what is saved of it."""
    return f"{ITEMS}/{identity}"


def end_of(store: Store, identity: str) -> Optional[Result]:
    """The record of an item that is stored, and not yet in a segment."""
    record = store.read(f"{items_folder(identity)}/end")
    return Result.of_record(record) if record else None


class Ledger:
    """What has ended, by the id of its item. An index on disk, so that ten million records take little memory."""

    def __init__(self, store: Store, run: str) -> None:
        self._store, self._run, self._number = store, run, 0
        # With no name, SQLite removes it when it is closed.
        self._index = sqlite3.connect("", check_same_thread=False)
        self._index.execute("CREATE TABLE ended (id TEXT PRIMARY KEY, version TEXT, outcome TEXT) WITHOUT ROWID")
        for name in store.list(FOLDER):
            lines = (json.loads(line) for line in (store.read(f"{FOLDER}/{name}") or b"").splitlines())
            self._insert((one["id"], one.get("version"), one["outcome"]) for one in lines)

    def _add(self, results: List[Result]) -> None:
        self._insert((one.id, one.version, one.outcome) for one in results)

    def _insert(self, rows: Iterable[Tuple[str, Optional[str], str]]) -> None:
        stored = (row for row in rows if row[2] in Outcome.ENDED)
        self._index.executemany("INSERT OR REPLACE INTO ended VALUES (?, ?, ?)", stored)

    def left_behind(self) -> Iterator[Tuple[str, Optional[Result]]]:
        """The items of which something is saved, and their records if they are stored."""
        for identity in self._store.list(ITEMS):
            yield identity, end_of(self._store, identity)

    def append(self, results: List[Result]) -> None:
        """Writes a segment."""
        if not results:
            return
        self._number += 1
        self._store.write(f"{FOLDER}/{self._run}-{self._number:06}.jsonl", b"".join(one.record() for one in results))
        self._add(results)

    def note(self, result: Result) -> None:
        """Lets `find()` know a result whose segment comes later."""
        self._add([result])

    def find(self, identity: str) -> Optional[Tuple[Optional[str], str]]:
        """Version and outcome of an item that is stored."""
        row = self._index.execute("SELECT version, outcome FROM ended WHERE id = ?", (identity,)).fetchone()
        return (row[0], row[1]) if row else None

    def __len__(self) -> int:
        count: int = self._index.execute("SELECT count(*) FROM ended").fetchone()[0]
        return count

    def close(self) -> None:
        self._index.close()

    def __contains__(self, identity: str) -> bool:
        return self.find(identity) is not None


