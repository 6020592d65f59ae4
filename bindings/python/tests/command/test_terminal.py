"""What a terminal shows: nothing wraps, at any width."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from typing import List, Sequence, Tuple

import pytest
from rich.cells import cell_len

from graph_upload import Progress, Wait
from graph_upload.command.results import Running, Snapshot
from graph_upload.command.terminal import lines, shortened

from .conftest import Command

NAMES = ["Photos/a.jpg", "Photos/" + "long/" * 40 + "name.mp4", "Photos/日本の写真の名前がとても長いので切られる.jpg", "a\x1b[2J\n.txt", "é" * 300]


def progress(sent: int, total: int, **more: int) -> Progress:
    fields = {"confirmed": 0, "spooled": 0, "bytes_per_second": 3_200_000, "time_left_ms": None, "late_by_ms": 0, "waits_ms": 0}
    return Progress(sent=sent, total=total, **{**fields, **more})  # type: ignore[arg-type]


def snapshot(**more: object) -> Snapshot:
    running = [Running(name, progress(123456, 98765432)) for name in NAMES]
    running.append(Running("b.bin", progress(5, 10, waits_ms=11600, waits_for=Wait.THROTTLED)))
    fields = {"files": 312, "bytes": 3 << 28, "all_files": 12500, "all_bytes": 5 << 30, "is_counted": True, "speed": 23.4e6,
              "seconds_left": 3725.0, "running": running, "failed": 3}
    return Snapshot(**{**fields, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize("ascii_only", [False, True])
def test_no_line_is_longer_than_the_terminal(ascii_only: bool) -> None:
    for width in range(20, 210):
        for now in (snapshot(), snapshot(is_counted=False, seconds_left=None, speed=None, failed=0), snapshot(all_bytes=0, bytes=0)):
            drawn = [line.plain for line in lines(now, width, 8, ascii_only)]
            assert len(drawn) == 7 and all(cell_len(line) <= width and line.isprintable() for line in drawn), (width, drawn)
            assert not ascii_only or all(line.isascii() for line in drawn[-1:])


def test_what_the_lines_say() -> None:
    drawn = [line.plain for line in lines(snapshot(), 100, 8)]
    assert drawn[0].split() == ["Photos/a.jpg", "0%", "94.2", "MiB", "3.1", "MiB/s"]
    assert drawn[1].strip().startswith("Photos/long/long") and "…" in drawn[1] and "/name.mp4 " in drawn[1]
    assert "the service asks to slow down, 12 s" in drawn[5] and " 50% " in drawn[5]
    assert drawn[6].startswith(" 15%  ━") and drawn[6].split("─")[-1].split() == [
        "3", "failed", "312/12,500", "files", "0.8/5.0", "GiB", "22.3", "MiB/s", "1:02:05", "left"]
    counting = lines(snapshot(is_counted=False, seconds_left=None), 100, 8)[-1].plain
    assert "312/12,500+ files" in counting and "-:-- left" in counting
    reading = snapshot(running=[Running("-", progress(0, 0, spooled=9_000_000, waits_for=Wait.SOURCE))])
    assert lines(reading, 100, 8)[0].plain.endswith("  read so far: 8.6 MiB")
    assert [line.plain for line in lines(snapshot(), 100, 3)][2].strip() == "and 4 more files"
    assert len(lines(snapshot(), 100, 0)) == 1


def test_paths_are_shortened_in_their_middle() -> None:
    assert shortened("Photos/a.jpg", 12) == "Photos/a.jpg"
    assert shortened("Photos/2019/unsorted/a.jpg", 16) == "Photo…rted/a.jpg"
    assert all(cell_len(shortened(name, width)) <= width for name in NAMES for width in range(1, 60))


def on_terminal(command: Command, width: int, *words: str, ctrl_c: Sequence[str] = ()) -> Tuple[int, str]:
    """Runs the command on a terminal; the exit code, and all that it has written. It gets Ctrl-C as soon as it has written
    each of some texts, one after the other."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
    command.environment["TERM"] = "xterm-256color"
    process = command.start(*words, stdin=slave, stdout=slave, stderr=slave)
    os.close(slave)
    written, end, awaited = b"", time.monotonic() + 60, list(ctrl_c)
    while time.monotonic() < end:
        if select.select([master], [], [], 0.1)[0]:
            try:
                written += os.read(master, 65536)
            except OSError:
                # The process has closed it.
                break
            if awaited and re.search(awaited[0], written.decode(errors="replace")):
                awaited.pop(0)
                process.send_signal(signal.SIGINT)
    os.close(master)
    return process.wait(10), written.decode()


def visible(written: str) -> List[str]:
    """The lines that were drawn, also those that were drawn over."""
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", written)
    return [line for line in re.split(r"[\r\n]+", text) if line]


@pytest.mark.parametrize("width", [80, 200])
def test_a_run_on_a_terminal(command: Command, width: int) -> None:
    for number in range(40):
        command.file(f"Photos/{'a folder with a long name/' * 5}{number}.jpg", b"x" * 5000 * number)
    command.file("Photos/a:b.txt")
    assert command.service is not None
    command.service.fault("inline:10=throttle:2000")
    code, written = on_terminal(command, width, "put", "Photos", "drive:/Backup/")
    shown = visible(written)
    assert code == 1 and len(command.stored()) == 40
    too_long = [line for line in shown if cell_len(line) > width]
    assert too_long == []
    text = "\n".join(shown)
    assert "the service asks to slow down, " in text and "/41 files" in text and "1 failed" in text
    assert any(line.startswith("Photos/a:b.txt: ") or "Photos/a:b.txt: path:" in line for line in shown)
    assert shown[-3].startswith("40 files stored, 3.7 MiB in ") and shown[-1] == "  graph-upload put Photos drive:/Backup/"
    # The cursor is hidden while it draws, and there again.
    assert written.rfind("\x1b[?25h") > written.rfind("\x1b[?25l") >= 0


@pytest.mark.parametrize("ctrl_c, last", [
    ([r"a\.bin +[1-9]"], "  graph-upload put a.bin drive:/ --option one_request_bytes=0"),
    # Once more while it ends: nothing is waited for.
    ([r"a\.bin +[1-9]", "Ctrl-C once more"], ""),
])
def test_ctrl_c_on_a_terminal(command: Command, ctrl_c: List[str], last: str) -> None:
    command.file("a.bin", bytes(6_000_000))
    assert command.service is not None
    # Its only piece takes six seconds, longer than an end waits.
    command.service.control("PUT", "/settings", {"link.rate": 1_000_000})
    arguments = "put", "a.bin", "drive:/", "--option", "one_request_bytes=0"
    code, written = on_terminal(command, 80, *arguments, ctrl_c=ctrl_c)
    assert code == 130 and "Ending. Ctrl-C once more ends it at once." in written, written
    assert ("Interrupted. 0 files stored" in written, visible(written)[-1] == last) == (bool(last), bool(last)), written
    assert written.rfind("\x1b[?25h") > written.rfind("\x1b[?25l") >= 0
    # Either way it goes on.
    command.service.control("PUT", "/settings", {"link.rate": "none"})
    command(*arguments)
    assert command.stored() == {"a.bin": bytes(6_000_000)}


def test_a_dumb_terminal_gets_lines(command: Command) -> None:
    command.file("a.txt")
    command.environment["TERM"] = "dumb"
    master, slave = pty.openpty()
    process = command.start("put", "a.txt", "drive:/", stdout=slave, stderr=slave)
    process.wait(60)
    written = os.read(master, 65536).decode()
    os.close(master)
    os.close(slave)
    assert written.startswith("stored a.txt\r\n1 file stored, 7 B in ") and "\x1b" not in written
