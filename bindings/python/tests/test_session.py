"""Sessions, beside what the conformance suite shows."""

from __future__ import annotations

import asyncio
import json
import urllib.request
from typing import Any, List

import pytest

from graph_upload import Kind, Progress, SavedStateError, StateError, Target, rules
from graph_upload.testing import Simulator

CONTENT = bytes(range(256)) * 8000
PIECES = {"piece_bytes": 983_040, "one_request_bytes": 0}


def test_progress(simulator: Simulator) -> None:
    seen: List[Progress] = []
    with simulator.client(**PIECES) as client, client.session(Target.drive_path("a.bin"), len(CONTENT)) as session:
        session.on_progress(seen.append)
        session.put(CONTENT)
        assert session.finish().size == len(CONTENT)
    assert seen[-1].confirmed == len(CONTENT)


def test_what_progress_raises_ends_the_call_and_the_session_goes_on(simulator: Simulator) -> None:
    fails = [True]

    def show(now: Progress) -> None:
        if fails and fails.pop():
            raise ZeroDivisionError

    with simulator.client(**PIECES) as client, client.session(Target.drive_path("a.bin"), len(CONTENT)) as session:
        session.on_progress(show)
        with pytest.raises(ZeroDivisionError):
            session.put(CONTENT)
        session.put(CONTENT[session.offset:])
        session.finish()
    assert simulator.file("me/drive/root:/a.bin") == CONTENT


def test_progress_on_the_loop(simulator: Simulator) -> None:
    async def main() -> None:
        seen: List[Progress] = []
        async with simulator.async_client(**PIECES) as client:
            async with await client.session(Target.drive_path("a.bin"), len(CONTENT)) as session:
                session.on_progress(seen.append)
                await session.put(CONTENT)
                await session.finish()
        assert seen

    asyncio.run(main())


def upload_url_of_someone_else(simulator: Simulator) -> str:
    url = f"{simulator.url}/v1.0/me/drive/root:/a.bin:/createUploadSession"
    request = urllib.request.Request(url, b"{}", {"Authorization": f"Bearer {simulator.token}",
                                                  "Content-Type": "application/json"})
    created: Any = json.loads(simulator._opener.open(request).read())
    return str(created["uploadUrl"])


def test_a_session_of_someone_else(simulator: Simulator) -> None:
    with simulator.client(token=None, **PIECES) as client:
        with client.adopt(Kind.DRIVE_ITEM, upload_url_of_someone_else(simulator), len(CONTENT)) as session:
            session.put(CONTENT)
            session.finish()
    assert simulator.file("me/drive/root:/a.bin") == CONTENT


def test_what_is_closed_says_so(simulator: Simulator) -> None:
    with simulator.client() as client:
        session = client.session(Target.drive_path("a.bin"), 5)
        session.discard()
        session.close()
        with pytest.raises(StateError, match="closed"):
            session.put(b"x")
        with pytest.raises(ValueError, match="32 bytes"):
            client.resume("drive:/a", b"state", key=b"short")


KEY = bytes(range(32))


def test_each_state_is_saved_before_what_changes_anything(simulator: Simulator) -> None:
    changes: List[int] = []

    def save(state: bytes) -> None:
        sent = [request for request in simulator.requests() if request["method"] != "GET"]
        changes.append(len(sent))
        states.append(state)

    states: List[bytes] = []
    with simulator.client(**PIECES) as client:
        with client.session(Target.drive_path("a.bin"), len(CONTENT), save=save, key=KEY) as session:
            assert changes == [1], "once it is created"
            session.put(CONTENT)
            session.finish()
    pieces = [request for request in simulator.requests() if request["kind"] == "piece"]
    assert len(pieces) == 3
    assert set(changes) == {1, 2, 3}
    assert not any(b"http" in state for state in states)


def test_any_saved_state_continues(simulator: Simulator) -> None:
    states: List[bytes] = []
    with simulator.client(**PIECES) as client:
        with client.session(Target.drive_path("a.bin"), len(CONTENT), save=states.append, key=KEY) as session:
            session.put(CONTENT[:1_500_000])
        with pytest.raises(SavedStateError):
            client.resume(Target.drive_path("a.bin"), states[-1])
        again: List[bytes] = []
        with client.resume(Target.drive_path("a.bin"), states[0], key=KEY, save=again.append) as session:
            assert session.offset == 983_040
            session.put(CONTENT[session.offset:])
            session.finish()
        # Of the file that is stored, too.
        saved = len(again)
        with client.resume(Target.drive_path("a.bin"), again[-1], key=KEY, save=again.append) as session:
            assert session.finish().size == len(CONTENT)
        assert len(again) == saved, "there is nothing to save any more"
    assert simulator.file("me/drive/root:/a.bin") == CONTENT
    assert sum(request["kind"] == "create" for request in simulator.requests()) == 1


def test_what_save_raises_ends_the_call_before_the_request(simulator: Simulator) -> None:
    full = [False]

    def save(state: bytes) -> None:
        if full[0]:
            raise ZeroDivisionError

    with simulator.client(**PIECES) as client:
        with client.session(Target.drive_path("a.bin"), len(CONTENT), save=save) as session:
            full[0] = True
            with pytest.raises(ZeroDivisionError):
                session.put(CONTENT)
            assert [request["kind"] for request in simulator.requests() if request["method"] == "PUT"] == []
            full[0] = False
            session.put(CONTENT[session.offset:])
            session.finish()
    assert simulator.file("me/drive/root:/a.bin") == CONTENT


def test_the_first_state_that_cannot_be_saved(simulator: Simulator) -> None:
    def save(state: bytes) -> None:
        raise ZeroDivisionError

    with simulator.client() as client:
        with pytest.raises(ZeroDivisionError):
            client.session(Target.drive_path("a.bin"), 5, save=save)


def test_a_session_of_someone_else_is_saved(simulator: Simulator) -> None:
    states: List[bytes] = []
    with simulator.client(**PIECES) as client:
        url = upload_url_of_someone_else(simulator)
        with client.adopt(Kind.DRIVE_ITEM, url, len(CONTENT), save=states.append, key=KEY) as session:
            session.put(CONTENT)
            session.finish()
    assert states
    assert simulator.file("me/drive/root:/a.bin") == CONTENT


def test_rules() -> None:
    assert rules()
