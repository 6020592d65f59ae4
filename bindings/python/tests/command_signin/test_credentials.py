"""Tokens for the client: of the environment, of the account of `login`, of azure-identity."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Callable, Iterator, List, cast

import pytest


from graph_upload import Client, TokenRequest
from graph_upload.command import credentials
from graph_upload.command.account import Account
from graph_upload.command.cache import plain_path
from graph_upload.command.errors import CommandError, Exit
from graph_upload.testing import Simulator

from .conftest import Run, parsed
from .fake_authority import CLIENT, GRAPH, TENANT, USER, FakeAuthority

FIRST = TokenRequest(False, "")
REJECTED = TokenRequest(True, "")

#: Waits for a line, then prints a token.
PROGRAM = """
import sys
from command_signin.conftest import parsed
from graph_upload import TokenRequest
from graph_upload.command import credentials
fetch = credentials.token(parsed("put"))
print("ready", flush=True)
sys.stdin.readline()
print(fetch(TokenRequest(False, "")))
"""


def fetcher(*words: str) -> Callable[[TokenRequest], str]:
    found: Any = credentials.token(parsed("put", *words))
    return cast(Callable[[TokenRequest], str], found)


def refused(*words: str) -> str:
    with pytest.raises(CommandError) as raised:
        credentials.token(parsed("put", *words))
    assert raised.value.code == Exit.SIGN_IN
    return str(raised.value)


def test_a_token_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPH_TOKEN", " secret\n")
    assert credentials.token(parsed("put")) == "secret"
    assert "unset GRAPH_TOKEN" in refused("--credential", "azure-cli")
    monkeypatch.setenv("GRAPH_TOKEN", "Bearer secret")
    assert "without \"Bearer\"" in refused()
    monkeypatch.setenv("GRAPH_TOKEN", "sec ret")
    assert "visible ASCII" in refused()
    monkeypatch.setenv("GRAPH_TOKEN", "s" * 16385)
    assert "1 to 16384" in refused()


def test_nobody_is_signed_in() -> None:
    told = refused()
    assert "graph-upload login" in told and "GRAPH_TOKEN" in told and "--credential" in told


def test_the_token_of_the_sign_in_is_used_without_a_request(authority: FakeAuthority, sign_in: Run) -> None:
    sign_in()
    fetch = fetcher()
    assert [fetch(FIRST), fetch(FIRST)] == [authority.access(1)] * 2
    assert len(authority.token_requests) == 1


def test_a_token_that_ends_is_refreshed(authority: FakeAuthority, sign_in: Run) -> None:
    sign_in(lifetime=60)
    authority.lifetime = 3600
    fetch = fetcher()
    assert [fetch(FIRST), fetch(FIRST)] == [authority.access(2)] * 2
    assert len(authority.grants("refresh_token")) == 1
    # Another process finds the new one on disk.
    assert fetcher()(FIRST) == authority.access(2)


@pytest.mark.parametrize("permission", [".default", "Mail.ReadWrite"])
def test_permissions_are_asked_for_again(authority: FakeAuthority, sign_in: Run, permission: str) -> None:
    sign_in("--scope", permission, lifetime=60)
    assert fetcher()(FIRST) == authority.access(2)
    [refresh] = authority.grants("refresh_token")
    assert f"{GRAPH}/{permission}" in refresh["scope"].split()


def test_a_rejected_token_is_refreshed(authority: FakeAuthority, sign_in: Run) -> None:
    sign_in()
    fetch = fetcher()
    assert fetch(FIRST) == authority.access(1)
    assert fetch(REJECTED) == authority.access(2)
    assert fetch(FIRST) == authority.access(2)
    # One that was handed out before this process began.
    assert fetcher()(REJECTED) == authority.access(3)


def test_a_token_rejected_in_two_processes_is_refreshed_once(authority: FakeAuthority, sign_in: Run) -> None:
    sign_in()
    one, other = fetcher(), fetcher()
    assert one(FIRST) == other(FIRST) == authority.access(1)
    assert one(REJECTED) == other(REJECTED) == authority.access(2)


def test_an_upload_goes_on_after_its_token_is_rejected(authority: FakeAuthority, sign_in: Run) -> None:
    sign_in()
    with Simulator("--token", authority.access(2)) as service:
        with Client(fetcher(), base_url=service.url, loopback=True, ca_file=str(service.ca_file)) as client:
            client.upload(b"content", "drive:/a.txt")
        assert service.file("me/drive/root:/a.txt") == b"content"
        assert [one["status"] for one in service.requests()].count(401) == 1


def test_an_expired_sign_in(authority: FakeAuthority, sign_in: Run) -> None:
    sign_in(lifetime=60, refresh_expired=True)
    with pytest.raises(CommandError) as raised:
        fetcher()(FIRST)
    told = str(raised.value)
    assert raised.value.code == Exit.SIGN_IN
    assert "the sign-in has ended" in told and "AADSTS700082" in told and "trace id 0-1" in told
    assert told.endswith("sign in again with: graph-upload login")


def test_what_is_wrong_with_the_token_reaches_the_upload(authority: FakeAuthority, sign_in: Run,
                                                         simulator: Simulator) -> None:
    sign_in(lifetime=60, refresh_expired=True)
    with simulator.client(token=fetcher()) as client, pytest.raises(CommandError, match="graph-upload login"):
        client.upload(b"content", "drive:/a.txt")
    assert simulator.files() == {}


def test_a_claims_challenge(authority: FakeAuthority, sign_in: Run) -> None:
    sign_in()
    fetch = fetcher()
    wanted = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'
    # The service takes what the refresh token proves.
    assert fetch(TokenRequest(True, wanted)) == authority.access(2)
    assert '"acrs"' in authority.grants("refresh_token")[0]["claims"]
    # It wants the person.
    authority.wants_claim = "acrs"
    with pytest.raises(CommandError, match="a new proof of who you are.*AADSTS50076.*graph-upload login"):
        fetch(TokenRequest(True, wanted))
    account = Account.load()
    assert account is not None and account.claims == wanted
    # The next sign-in brings it, and nothing of it stays.
    sign_in()
    assert authority.wants_claim is None
    account = Account.load()
    assert account is not None and account.claims == ""
    assert fetcher()(TokenRequest(True, wanted)) == authority.issued[-1]


def test_the_challenge_of_the_service_reaches_the_sign_in(authority: FakeAuthority, sign_in: Run) -> None:
    sign_in(same_token=True)
    with Simulator("--token", authority.access(1)) as service:
        # {"access_token":{"acrs":{"value":"c1"}}}
        service.fault('create=401;www-authenticate: Bearer error="insufficient_claims", '
                      'claims="eyJhY2Nlc3NfdG9rZW4iOnsiYWNycyI6eyJ2YWx1ZSI6ImMxIn19fQ=="')
        with Client(fetcher(), base_url=service.url, loopback=True, ca_file=str(service.ca_file),
                    one_request_bytes=0) as client:
            client.upload(b"content", "drive:/a.txt")
    [refresh] = authority.grants("refresh_token")
    assert json.loads(refresh["claims"])["access_token"]["acrs"] == {"value": "c1"}


def test_many_threads(authority: FakeAuthority, sign_in: Run) -> None:
    sign_in(lifetime=60)
    authority.lifetime = 3600
    fetch = fetcher()
    with ThreadPoolExecutor(8) as pool:
        tokens = set(pool.map(lambda _: fetch(FIRST), range(32)))
    assert tokens == {authority.access(2)}
    assert len(authority.grants("refresh_token")) == 1


@pytest.fixture
def children(authority: FakeAuthority) -> Iterator[Callable[[], "subprocess.Popen[str]"]]:
    started: List["subprocess.Popen[str]"] = []
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[1]), *sys.path])}

    def start() -> "subprocess.Popen[str]":
        child = subprocess.Popen([sys.executable, "-c", PROGRAM], env=environment, stdin=subprocess.PIPE,
                                 stdout=subprocess.PIPE, text=True)
        started.append(child)
        return child

    yield start
    for one in started:
        one.kill()
        one.communicate()


def test_two_processes_refresh_at_once(authority: FakeAuthority, sign_in: Run,
                                       children: Callable[[], "subprocess.Popen[str]"]) -> None:
    sign_in(lifetime=60)
    authority.lifetime = 3600
    pair = [children(), children()]
    for child in pair:
        assert child.stdout is not None and child.stdout.readline() == "ready\n"
    authority.hold.clear()
    for child in pair:
        assert child.stdin is not None
        child.stdin.write("\n")
        child.stdin.flush()
    assert authority.refresh_began.wait(10)
    # The refresh takes a second, in which the other process would begin one of its own.
    threading.Timer(1, authority.hold.set).start()
    assert [child.communicate(timeout=30)[0].strip() for child in pair] == [authority.access(2)] * 2
    # A refresh token works once: a second refresh with it would have failed.
    assert len(authority.grants("refresh_token")) == 1


def test_a_process_that_dies_does_not_lock_others_out(authority: FakeAuthority, sign_in: Run,
                                                      children: Callable[[], "subprocess.Popen[str]"]) -> None:
    sign_in(lifetime=60)
    child = children()
    assert child.stdout is not None and child.stdout.readline() == "ready\n"
    assert child.stdin is not None
    authority.hold.clear()
    child.stdin.write("\n")
    child.stdin.flush()
    assert authority.refresh_began.wait(10)
    child.kill()
    child.wait()
    authority.hold.set()
    assert authority.refresh_ended.wait(10)
    # Its refresh token is spent. What matters is that this ends, and says what to do.
    with pytest.raises(CommandError, match="graph-upload login"):
        fetcher()(FIRST)


def test_a_worker_in_another_process_reads_the_tokens_itself(authority: FakeAuthority, sign_in: Run) -> None:
    sign_in()
    fetch = fetcher()
    assert fetch(FIRST) == authority.access(1)
    sent = pickle.dumps(fetch)
    assert authority.access(1).encode() not in sent and b"refresh-1" not in sent
    assert pickle.loads(sent)(FIRST) == authority.access(1)


def test_a_sign_in_service_that_fails_for_a_while(authority: FakeAuthority, sign_in: Run) -> None:
    sign_in(lifetime=60)
    authority.failures = [503, 500]
    assert fetcher()(FIRST) == authority.access(2)
    assert authority.failures == []


def test_a_sign_in_that_was_removed_meanwhile(sign_in: Run) -> None:
    sign_in()
    fetch = fetcher()
    plain_path().unlink()
    with pytest.raises(CommandError, match=f"the tokens of {USER} are no longer in the cache"):
        fetch(FIRST)


def test_tokens_that_cannot_be_read(sign_in: Run) -> None:
    sign_in()
    fetch = fetcher()
    plain_path().unlink()
    plain_path().mkdir()
    with pytest.raises(CommandError, match="the tokens cannot be read: .*directory"):
        fetch(FIRST)


def test_options_that_name_another_sign_in(sign_in: Run) -> None:
    sign_in()
    assert "graph-upload login --client-id other" in refused("--client-id", "other")
    assert "--tenant other" in refused("--tenant", "other")
    assert "--cloud china" in refused("--cloud", "china")
    assert fetcher("--client-id", CLIENT.upper(), "--tenant", TENANT, "--cloud", "global")(FIRST)


def test_the_cloud_of_the_sign_in_is_remembered(sign_in: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in("--cloud", "us-gov-l4")
    assert credentials.effective_cloud(parsed("put")).graph == "https://graph.microsoft.us"
    account = Account.load()
    assert account is not None and account.tenant == "organizations"
    monkeypatch.setenv("GRAPH_TOKEN", "secret")
    assert credentials.effective_cloud(parsed("put")).name == "global"
    assert credentials.effective_cloud(parsed("put", "--cloud", "bleu")).name == "bleu"


def secret(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    for name, value in {"CLIENT_ID": CLIENT, "TENANT_ID": TENANT, "CLIENT_SECRET": text}.items():
        monkeypatch.setenv(f"AZURE_{name}", value)


def test_a_credential_of_azure_identity(authority: FakeAuthority, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("azure.identity")
    secret(monkeypatch, "right")
    # The first token is refused, as if it were revoked, and azure-identity still has it in its cache.
    with Simulator("--token", authority.access(2)) as service:
        fetch = fetcher("--credential", "environment", "--authority", authority.url)
        with Client(fetch, base_url=service.url, loopback=True, ca_file=str(service.ca_file)) as client:
            client.upload(b"content", "drive:/a.txt")
        assert service.file("me/drive/root:/a.txt") == b"content"
    assert [one["scope"] for one in authority.grants("client_credentials")] == [f"{GRAPH}/.default"] * 2
    assert pickle.loads(pickle.dumps(fetch))(FIRST) == authority.access(3)


def test_a_credential_that_is_refused(authority: FakeAuthority, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("azure.identity")
    secret(monkeypatch, "wrong")
    with pytest.raises(CommandError, match="--credential environment: .*AADSTS7000215") as raised:
        fetcher("--credential", "environment", "--authority", authority.url)(FIRST)
    assert raised.value.code == Exit.SIGN_IN


@pytest.mark.parametrize(("words", "told"), [
    (["environment", "--client-id", "a"], "--client-id: --credential environment does not take it, but AZURE_CLIENT_ID"),
    (["managed-identity", "--tenant", "a"], "--tenant: --credential managed-identity does not take it"),
    (["certificate"], "--client-id and --tenant and AZURE_CLIENT_CERTIFICATE_PATH missing"),
    (["workload-identity"], "--credential workload-identity: "),
])
def test_credentials_that_lack_something(words: List[str], told: str) -> None:
    pytest.importorskip("azure.identity")
    with pytest.raises(CommandError) as raised:
        credentials.token(parsed("put", "--credential", *words))
    assert told in str(raised.value)


@pytest.mark.parametrize(("module", "words", "extra"), [
    ("azure.identity", ["--credential", "azure-cli"], "azure"), ("msal_extensions", [], "command")])
def test_a_missing_extra_is_named(sign_in: Run, monkeypatch: pytest.MonkeyPatch, module: str, words: List[str],
                                  extra: str) -> None:
    sign_in()
    monkeypatch.setitem(sys.modules, module, None)
    assert f"pip install 'graph-upload[{extra}]'" in refused(*words)


def test_no_token_is_told(authority: FakeAuthority, sign_in: Run, capsys: pytest.CaptureFixture[str]) -> None:
    sign_in()
    told: Any = capsys.readouterr()
    for one in (authority.access(1), "refresh-1"):
        assert one not in told.out + told.err


