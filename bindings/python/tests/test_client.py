"""Clients, tokens, progress, queues and errors, beside what the conformance suite shows."""

from __future__ import annotations

import base64
import copy
import gc
import logging
import pickle
import threading
import time
import weakref
from types import SimpleNamespace
from typing import Any, List, Optional

import pytest

import graph_upload
from graph_upload import (ArgumentError, Cancel, CancelledError, Client, ConflictError, DeadlineError, DeniedError,
                          GraphUploadError, Progress, Stage, StateError, Status, Target, TokenRequest)
from graph_upload.testing import Simulator

SIZE = 3_000_000
CONTENT = bytes(SIZE)
PIECES = {"one_request_bytes": 0, "piece_bytes": 983_040}


class Bar:
    """As tqdm's."""

    def __init__(self, total: Optional[int]) -> None:
        self.total, self.n = total, 0

    def update(self, more: int) -> None:
        self.n += more


@pytest.mark.parametrize("total", [None, SIZE])
def test_a_bar(simulator: Simulator, total: Optional[int]) -> None:
    bar = Bar(total)
    with simulator.client(**PIECES) as client:
        client.upload(CONTENT, "drive:/a.bin", progress=bar)
    assert (bar.n, bar.total) == (SIZE, SIZE)


def test_the_real_bar_of_tqdm(simulator: Simulator) -> None:
    tqdm = pytest.importorskip("tqdm")
    with simulator.client(**PIECES) as client, tqdm.tqdm(total=SIZE, disable=None) as bar:
        client.upload(CONTENT, "drive:/a.bin", progress=bar)


def test_progress_tells_all_numbers(simulator: Simulator) -> None:
    seen: List[Progress] = []
    with simulator.client(**PIECES) as client:
        client.upload(CONTENT, "drive:/a.bin", progress=seen.append)
    assert (seen[-1].sent, seen[-1].confirmed, seen[-1].total) == (SIZE, SIZE, SIZE)


def test_a_wrong_progress_target(simulator: Simulator) -> None:
    with simulator.client() as client, pytest.raises(TypeError, match="progress"):
        client.upload(b"", "drive:/a.bin", progress=5)


def test_claims_reach_a_credential_decoded(simulator: Simulator) -> None:
    claims = '{"access_token":{"nbf":{"essential":true}}}'
    encoded = base64.b64encode(claims.encode()).decode()
    simulator.fault(f'inline:1=401;www-authenticate: Bearer error="insufficient_claims", claims="{encoded}"')
    calls = []

    class Credential:
        def get_token(self, *scopes: str, claims: Optional[str] = None, **_: Any) -> Any:
            calls.append((scopes, claims))
            return SimpleNamespace(token=simulator.token, expires_on=0)

    with simulator.client(token=Credential()) as client:
        client.upload(b"x", "drive:/a.bin")
    scope = ("https://graph.microsoft.com/.default",)
    assert calls == [(scope, None), (scope, claims)]


def test_a_token_callback_may_take_the_request_or_nothing(simulator: Simulator) -> None:
    requests: List[TokenRequest] = []

    def fetch(request: TokenRequest) -> str:
        requests.append(request)
        return simulator.token if request.rejected else "stale"

    for token in (fetch, lambda: simulator.token):
        with simulator.client(token=token) as client:
            client.upload(b"x", Target.drive_path("a.bin", conflict="replace"))
    assert [request.rejected for request in requests] == [False, True]


@pytest.mark.parametrize("token", [lambda: None, lambda: 5, lambda: "with space"])
def test_a_callback_that_gives_no_token(simulator: Simulator, token: Any) -> None:
    with simulator.client(token=token) as client, pytest.raises((TypeError, GraphUploadError)):
        client.upload(b"x", "drive:/a.bin")


def test_an_asynchronous_token_needs_the_other_client(simulator: Simulator) -> None:
    async def fetch() -> str:
        return "x"

    with simulator.client(token=fetch) as client, pytest.raises(TypeError, match="AsyncClient"):
        client.upload(b"x", "drive:/a.bin")


def test_errors_keep_their_fields_when_they_are_copied(simulator: Simulator) -> None:
    simulator.fault("inline:*=403;request-id: 11112222-3333-4444-5555-666677778888;error=accessDenied,No")
    with simulator.client() as client, pytest.raises(DeniedError) as caught:
        client.upload(b"x", "drive:/a.bin")
    error = caught.value
    for other in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(other) is DeniedError and str(other) == str(error) and other.__dict__ == error.__dict__
    assert error.service_code == "accessDenied" and error.status == Status.DENIED


def test_every_status_has_a_class() -> None:
    for status in Status:
        if status is not Status.OK:
            assert graph_upload.errors.error_class(status) is not GraphUploadError, status
    assert graph_upload.errors.error_class(9999) is GraphUploadError


def test_a_timeout(simulator: Simulator) -> None:
    simulator.fault("piece:*=stall:100000")
    with simulator.client(**PIECES) as client, pytest.raises(DeadlineError) as caught:
        client.upload(CONTENT, "drive:/a.bin", timeout=0.3, keep_on_cancel=True)
    assert isinstance(caught.value, TimeoutError) and caught.value.session_kept


def test_a_flag_that_is_requested_before(simulator: Simulator) -> None:
    cancel = Cancel()
    cancel.request()
    with simulator.client() as client, pytest.raises(CancelledError):
        client.upload(b"x", "drive:/a.bin", cancel=cancel)
    assert simulator.files() == {}


def test_what_is_closed_says_so(simulator: Simulator) -> None:
    client = simulator.client()
    queue = client.queue()
    queue.close()
    client.close()
    for call in (lambda: client.upload(b"x", "drive:/a"), client.queue, lambda: client.set_token("x"), queue.pause,
                 lambda: queue.submit(b"x", "drive:/a"), lambda: queue.counts):
        with pytest.raises(StateError, match="closed"):
            call()


def test_options(simulator: Simulator) -> None:
    with pytest.raises(ArgumentError, match="no_such_option"):
        Client("token", no_such_option=1)  # type: ignore[call-arg]
    with pytest.raises(ArgumentError, match="connect_timeout_ms"):
        Client("token", connect_timeout_ms=-1)
    Client("token", ca_file=[str(simulator.ca_file)], retry_budget=(3, 1000), immutable_ids=True,
           upload_host=["a.example.com", "b.example.com"]).close()


def test_messages_go_to_the_logger(simulator: Simulator, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "graph_upload"), simulator.client() as client:
        client.upload(b"x", "drive:/a.bin")
    assert any("201" in record.getMessage() and record.name == "graph_upload" for record in caplog.records)


def test_a_job_is_like_a_future(simulator: Simulator) -> None:
    simulator.fault("inline:1=delay:300")
    with simulator.client() as client, client.queue() as queue:
        job = queue.submit(b"x", "drive:/a.bin")
        assert not job.done() and job.stage in (Stage.WAITING, Stage.RUNNING)
        with pytest.raises(TimeoutError):
            job.result(0.01)
        assert job.result().name == "a.bin" and job.done() and job.exception() is None
        assert job.progress.sent == 1
        ended: Stage = job.stage
        assert ended == Stage.ENDED
        job.cancel()
        failed = queue.submit(b"xy", "drive:/a.bin")
        assert isinstance(failed.exception(), ConflictError)


def test_the_block_of_a_queue_waits_and_an_error_cancels(simulator: Simulator) -> None:
    with simulator.client() as client:
        with client.queue() as queue:
            queue.submit(b"x", "drive:/a.bin")
        assert simulator.file("me/drive/root:/a.bin") == b"x"
        simulator.fault("inline:*@b.bin=delay:20000")
        began = time.monotonic()
        with pytest.raises(ZeroDivisionError), client.queue() as queue:
            job = queue.submit(b"x", "drive:/b.bin")
            raise ZeroDivisionError
        assert isinstance(job.exception(), CancelledError) and time.monotonic() - began < 10


def test_as_completed_times_out(simulator: Simulator) -> None:
    simulator.fault("inline:1=delay:20000")
    with simulator.client() as client, client.queue() as queue:
        job = queue.submit(b"x", "drive:/a.bin")
        with pytest.raises(TimeoutError):
            list(queue.as_completed(timeout=0.2))
        job.cancel()


def test_a_queue_lives_as_long_as_its_jobs(simulator: Simulator) -> None:
    simulator.fault("inline:1=delay:300")
    with simulator.client() as client:
        job = client.queue().submit(b"x", "drive:/a.bin")
        gc.collect()
        assert job.result().size == 1


def test_an_abandoned_queue_is_collected_and_cancels(simulator: Simulator) -> None:
    simulator.fault("inline:1=delay:60000")
    with simulator.client() as client:
        queue = client.queue()
        queue.submit(b"x", "drive:/a.bin")
        gone = weakref.ref(queue)
        del queue
        gc.collect()
        assert gone() is None
    for thread in threading.enumerate():
        if thread.name == "graph-upload-free":
            thread.join(10)
            assert not thread.is_alive()


def test_uploads_on_many_threads_at_once(simulator: Simulator) -> None:
    with simulator.client() as client:
        def one(number: int) -> None:
            client.upload(b"%d" % number, f"drive:/{number}.bin")

        threads = [threading.Thread(target=one, args=(number,)) for number in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert simulator.files() == {f"me/drive/root:/{number}.bin": b"%d" % number for number in range(12)}


def test_numbers_print_as_their_names() -> None:
    assert f"{graph_upload.Integrity.VERIFIED} {Stage.ENDED!s}" == "VERIFIED ENDED"


@pytest.mark.parametrize("wrong", [None, 5])
def test_a_token_callback_that_returns_no_string(simulator: Simulator, wrong: Any) -> None:
    with simulator.client(token=lambda: wrong) as client:
        with pytest.raises(TypeError, match=f"token: str expected, not {type(wrong).__name__}"):
            client.upload(b"x", "drive:/a.txt")


def test_the_simulator_says_what_it_refuses(simulator: Simulator) -> None:
    with pytest.raises(ValueError, match="WHEN=WHAT"):
        simulator.fault("nonsense")
    assert simulator.control("GET", "state").keys() == simulator.control("GET", "/state").keys()
