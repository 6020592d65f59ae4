"""Sessions, beside what the conformance suite shows."""

from __future__ import annotations

import asyncio
import json
import urllib.request
from typing import Any, List

import pytest

from graph_upload import Kind, Progress, StateError, Target, rules
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


def test_a_session_of_someone_else(simulator: Simulator) -> None:
    url = f"{simulator.url}/v1.0/me/drive/root:/a.bin:/createUploadSession"
    request = urllib.request.Request(url, b"{}", {"Authorization": f"Bearer {simulator.token}",
                                                  "Content-Type": "application/json"})
    created: Any = json.loads(simulator._opener.open(request).read())
    with simulator.client(token=None, **PIECES) as client:
        with client.adopt(Kind.DRIVE_ITEM, created["uploadUrl"], len(CONTENT)) as session:
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


def test_rules() -> None:
    assert rules()
