"""What can be uploaded, beside what the conformance suite shows."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Iterator

import pytest

from graph_upload import ArgumentError, SourceError, Target
from graph_upload.testing import Simulator

CONTENT = bytes(range(256)) * 400


def stored(simulator: Simulator, source: Any, **settings: Any) -> bytes:
    with simulator.client() as client:
        client.upload(source, Target.drive_path("a.bin"), **settings)
    return simulator.file("me/drive/root:/a.bin")


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview, lambda data: memoryview(bytearray(data))[::1], io.BytesIO])
def test_memory(simulator: Simulator, kind: Any) -> None:
    assert stored(simulator, kind(CONTENT)) == CONTENT


def test_empty_memory(simulator: Simulator) -> None:
    assert stored(simulator, bytearray()) == b""


def test_a_bytearray_keeps_its_place_until_the_end(simulator: Simulator) -> None:
    simulator.fault("inline:1=delay:300")
    content = bytearray(CONTENT)
    with simulator.client() as client, client.queue() as queue:
        job = queue.submit(content, "drive:/a.bin")
        with pytest.raises(BufferError):
            content.clear()
        job.result()
    # Nothing refers to it any more.
    content.clear()


def test_a_file_is_read_from_its_position_on(simulator: Simulator, tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(CONTENT)
    with open(path, "rb") as file:
        file.read(1000)
        assert stored(simulator, file) == CONTENT[1000:]


def test_bytes_that_a_file_has_not_written_yet(simulator: Simulator, tmp_path: Path) -> None:
    with open(tmp_path / "a.bin", "w+b") as file:
        file.write(CONTENT)
        file.seek(0)
        assert stored(simulator, file) == CONTENT


def test_the_output_of_a_program(simulator: Simulator) -> None:
    program = [sys.executable, "-c", "import sys; sys.stdout.write('x' * 200000)"]
    with subprocess.Popen(program, stdout=subprocess.PIPE) as process:
        assert stored(simulator, process.stdout) == b"x" * 200000


def test_a_descriptor(simulator: Simulator) -> None:
    reader, writer = os.pipe()
    os.write(writer, b"through a pipe")
    os.close(writer)
    try:
        assert stored(simulator, reader) == b"through a pipe"
    finally:
        os.close(reader)


def test_empty_parts_of_an_iterator_are_not_its_end(simulator: Simulator) -> None:
    assert stored(simulator, [b"one", b"", b"two"]) == b"onetwo"


def test_an_iterator_of_known_size_is_not_spooled(simulator: Simulator, tmp_path: Path) -> None:
    assert stored(simulator, iter([CONTENT]), size=len(CONTENT), spool_folder=tmp_path / "none") == CONTENT


def test_an_iterator_that_is_too_short(simulator: Simulator) -> None:
    with pytest.raises(SourceError) as error:
        stored(simulator, iter([CONTENT]), size=len(CONTENT) + 1)
    assert error.value.status_name == "GU_ERR_SOURCE_SHORT"


def test_what_a_source_raises_is_what_the_caller_gets(simulator: Simulator) -> None:
    def broken() -> Iterator[bytes]:
        yield b"one"
        raise KeyError("two")

    with pytest.raises(KeyError, match="two"):
        stored(simulator, broken())
    assert simulator.files() == {}


@pytest.mark.parametrize("source", [io.StringIO("text"), ["text"], 1.5, None, True])
def test_what_is_no_source(simulator: Simulator, source: Any) -> None:
    with pytest.raises(TypeError):
        stored(simulator, source)
    assert simulator.files() == {}


def test_a_text_file_is_told_to_be_opened_otherwise(simulator: Simulator, tmp_path: Path) -> None:
    with open(tmp_path / "a.txt", "w+") as file, pytest.raises(TypeError, match="binary"):
        stored(simulator, file)


def test_an_asynchronous_source_needs_the_other_client(simulator: Simulator) -> None:
    async def parts() -> Any:
        yield b"one"

    with pytest.raises(TypeError, match="AsyncClient"):
        stored(simulator, parts())


def test_a_nul_does_not_end_a_name() -> None:
    with pytest.raises(ValueError, match="NUL"):
        Target.drive_path("a\0b")


def test_properties_by_keyword(simulator: Simulator) -> None:
    with pytest.raises(ArgumentError, match="no_such"):
        Target.drive_path("a.bin", no_such="1")
    Target.todo_task("L", "T", "a.bin", content_type="text/plain")
    Target.message("M", "a.bin", inline=True, content_id="logo")
