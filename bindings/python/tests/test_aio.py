"""asyncio, beside what the conformance suite shows."""

from __future__ import annotations

import asyncio
import os
import threading
from pathlib import Path
from typing import Any, AsyncIterator, Awaitable, Callable

import pytest

from graph_upload import CancelledError, DeadlineError, Target
from graph_upload.testing import Simulator

PIECES = {"one_request_bytes": 0, "piece_bytes": 983_040}
CONTENT = bytes(3_000_000)


def in_loop(function: Callable[[], Awaitable[None]]) -> None:
    async def run() -> None:
        await asyncio.wait_for(function(), 60)

    asyncio.run(run())


def test_a_cancelled_task_cancels_its_upload_and_says_how_it_ended(simulator: Simulator) -> None:
    simulator.fault("piece:*=stall:100000")

    async def main() -> None:
        async with simulator.async_client(**PIECES) as client:
            begun = asyncio.Event()
            task = asyncio.ensure_future(client.upload(CONTENT, "drive:/a.bin", keep_on_cancel=True,
                                                       progress=lambda now: begun.set()))
            await begun.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError) as caught:
                await task
            # Before Python 3.11 a task raises another exception.
            cancelled = caught.value if caught.value.__cause__ else caught.value.__context__
            assert cancelled is not None
            cause = cancelled.__cause__
            assert isinstance(cause, CancelledError) and not cause.in_doubt

    in_loop(main)


def test_a_timeout(simulator: Simulator) -> None:
    simulator.fault("piece:*=stall:100000")

    async def main() -> None:
        async with simulator.async_client(**PIECES) as client:
            with pytest.raises(DeadlineError):
                await client.upload(CONTENT, "drive:/a.bin", timeout=0.3, keep_on_cancel=True)

    in_loop(main)


def test_a_stream_with_an_asynchronous_read(simulator: Simulator) -> None:
    async def main() -> None:
        stream = asyncio.StreamReader()
        stream.feed_data(b"one")

        async def feed() -> None:
            await asyncio.sleep(0.05)
            stream.feed_data(b"two")
            stream.feed_eof()

        async with simulator.async_client() as client:
            await asyncio.gather(feed(), client.upload(stream, Target.drive_path("a.bin")))

    in_loop(main)
    assert simulator.file("me/drive/root:/a.bin") == b"onetwo"


def test_a_cancelled_upload_lets_go_of_a_source_that_hangs(simulator: Simulator) -> None:
    async def main() -> None:
        reading = asyncio.Event()

        async def hangs() -> AsyncIterator[bytes]:
            yield b"x"
            reading.set()
            await asyncio.Event().wait()

        async with simulator.async_client() as client:
            task = asyncio.ensure_future(client.upload(hangs(), "drive:/a.bin"))
            await reading.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    in_loop(main)
    assert simulator.files() == {}


def test_callbacks_come_on_the_loop(simulator: Simulator) -> None:
    async def main() -> None:
        threads = set()

        async def token(request: Any) -> str:
            threads.add(threading.get_ident())
            return simulator.token

        async def content() -> AsyncIterator[bytes]:
            threads.add(threading.get_ident())
            yield CONTENT

        async with simulator.async_client(token=token, **PIECES) as client:
            await client.upload(content(), "drive:/a.bin", progress=lambda _: threads.add(threading.get_ident()))
        assert threads == {threading.get_ident()}

    in_loop(main)


def test_a_hundred_at_once_need_no_thread_each(simulator: Simulator) -> None:
    async def main() -> None:
        async with simulator.async_client(at_once=8) as client:
            uploads = [client.upload(b"%d" % n, f"drive:/{n}.bin") for n in range(100)]
            gathered = asyncio.gather(*uploads)
            await asyncio.sleep(0)
            assert len(os.listdir("/proc/self/task")) < 40
            assert all(item.size for item in await gathered)

    in_loop(main)
    assert len(simulator.files()) == 100


def test_jobs_are_awaited_in_any_order(simulator: Simulator, tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"x")

    async def main() -> None:
        async with simulator.async_client() as client, client.queue(at_once=2) as queue:
            jobs = [queue.submit(tmp_path / "a.bin", f"drive:/{n}.bin") for n in range(6)]
            assert (await jobs[3]).size == 1 and (await jobs[3]).size == 1
            await asyncio.gather(*jobs)
            assert len([job async for job in queue.as_completed()]) == 6

    in_loop(main)


def test_loops_one_after_the_other(simulator: Simulator) -> None:
    for number in range(5):
        async def main() -> None:
            async with simulator.async_client() as client:
                await client.upload(b"x", f"drive:/{number}.bin")

        in_loop(main)
    assert len(simulator.files()) == 5


def test_a_loop_that_ends_without_closing(simulator: Simulator) -> None:
    simulator.fault("inline:1=delay:60000")

    async def main() -> None:
        client = simulator.async_client()
        queue = client.queue()
        queue.submit(b"x", "drive:/a.bin", progress=lambda _: None)

    in_loop(main)


def test_a_loop_that_cannot_wait_for_a_descriptor(simulator: Simulator) -> None:
    """As those of Windows."""

    class Loop(asyncio.SelectorEventLoop):
        def add_reader(self, *_: Any) -> None:  # type: ignore[override]
            raise NotImplementedError

    async def main() -> None:
        async with simulator.async_client() as client:
            for name in "abc":
                await client.upload(CONTENT, f"drive:/{name}.bin")
            async with client.queue() as queue:
                for name in "def":
                    queue.submit(b"content", f"drive:/{name}.bin")
                assert len([job async for job in queue.as_completed()]) == 3
            # Without an end of its own.
            client.queue()

    before = threading.active_count()
    loop = Loop()
    try:
        loop.run_until_complete(asyncio.wait_for(main(), 60))
    finally:
        loop.close()
    assert len(simulator.files()) == 6
    assert threading.active_count() == before
