"""graph-upload put on a folder of 500 files, interrupted again and again: every file once and whole."""

from __future__ import annotations

import random
import signal
from typing import Dict

from .conftest import Command, seen

#: Each ends the process when so many files are stored.
INTERRUPTIONS = [(signal.SIGINT, 50), (signal.SIGKILL, 130), (signal.SIGINT, 210), (signal.SIGKILL, 300), (signal.SIGINT, 400)]
COUNT = 500


def content(number: int) -> bytes:
    """Some are empty, some large enough for a session of several pieces."""
    chance = random.Random(number)
    size = chance.choice([0, 1, chance.randrange(100), chance.randrange(100_000)])
    return chance.randbytes(1_500_000 if number % 50 == 7 else size)


def test_every_file_once_and_whole(command: Command) -> None:
    expected: Dict[str, bytes] = {}
    for number in range(COUNT):
        expected[f"Photos/{number % 7}/{number}.bin"] = content(number)
        command.file(f"Photos/{number % 7}/{number}.bin", content(number))
    assert command.service is not None
    service = command.service
    service.control("PUT", "/settings", {"link.rtt-ms": 10})
    # How long the library looks for what a request that was cut off may have stored. Here it shows at once.
    # With "rename", a file that is sent twice is there twice.
    words = ("put", "Photos", "drive:/", "--conflict", "rename", "--option", "settle_ms=1000", "--option",
             "piece_bytes=655360", "--option", "one_request_bytes=1000000")
    for number, count in INTERRUPTIONS:
        process = command.start(*words)
        seen(lambda: len(service.control("GET", "/files")["files"]) >= count)
        process.send_signal(number)
        printed, errors = process.communicate(timeout=60)
        assert process.returncode == (130 if number == signal.SIGINT else -number), (printed, errors)
        assert "failed" not in printed, errors
        assert len(command.kept()) == 1
    *files, summary = command.json(*words)
    assert summary["exitCode"] == 0 and summary["stored"] + summary["unchanged"] == COUNT
    assert len(files) == COUNT and len({one["source"] for one in files}) == COUNT
    assert summary["unchanged"] >= 380
    assert command.stored() == expected
    # Each was stored by one request.
    storing = [one for one in service.requests() if one["kind"] in ("inline", "piece") and one["status"] in (200, 201)]
    assert len(storing) == COUNT
    assert service.control("GET", "/state")["sessions"] == [] and command.kept() == []
