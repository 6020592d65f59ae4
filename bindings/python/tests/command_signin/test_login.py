"""`login` and `logout` against a sign-in service on loopback."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from graph_upload.command.account import Account
from graph_upload.command.cache import open_cache, plain_path
from graph_upload.command.errors import CommandError, Exit

from .conftest import Run, run
from .fake_authority import CLIENT, CODE, TENANT, USER, FakeAuthority
from .loopback import proxy

#: Runs a command line in a process of its own.
PROGRAM = "import sys; from command_signin.conftest import run; sys.exit(run(*sys.argv[1:]))"


def refusal(*words: str) -> CommandError:
    with pytest.raises(CommandError) as raised:
        run(*words)
    return raised.value


def test_a_device_code(authority: FakeAuthority, sign_in: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert sign_in("--scope", "Mail.ReadWrite", pending=1) == Exit.OK
    told = capsys.readouterr().out
    assert f"{authority.url}/device" in told and CODE in told
    assert f"Signed in as {USER}, tenant {TENANT}, in the global cloud." in told
    assert "Permissions: Files.ReadWrite, Mail.ReadWrite." in told
    assert len(authority.grants("device_code")) == 2
    account = Account.load()
    assert account is not None
    assert (account.client_id, account.tenant, account.cloud, account.username) == (CLIENT, "common", "global", USER)
    assert (account.tenant_id, account.permissions) == (TENANT, ["Files.ReadWrite", "Mail.ReadWrite"])


def test_a_browser(authority: FakeAuthority, home: Path) -> None:
    browser = Path(__file__).with_name("fake_browser.py")
    environment = {**os.environ, "BROWSER": f"{sys.executable} {browser} {authority.ca_file} %s &",
                   "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[1]), *sys.path])}
    words = ["login", "--client-id", CLIENT, "--authority", authority.url, "--plain-cache", "--tenant", TENANT]
    ended = subprocess.run([sys.executable, "-c", PROGRAM, *words], env=environment, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended.stderr
    assert f"Signed in as {USER}" in ended.stdout
    [asked] = authority.grants("authorization_code")
    assert asked["code_verifier"] and asked["redirect_uri"].startswith("http://localhost:")
    assert f"/{TENANT}/oauth2/v2.0/authorize" in authority.paths


def test_a_declined_browser(authority: FakeAuthority, home: Path) -> None:
    authority.declines = "access_denied"
    browser = Path(__file__).with_name("fake_browser.py")
    environment = {**os.environ, "BROWSER": f"{sys.executable} {browser} {authority.ca_file} %s &",
                   "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[1]), *sys.path])}
    words = ["login", "--client-id", CLIENT, "--authority", authority.url, "--plain-cache"]
    ended = subprocess.run([sys.executable, "-c", PROGRAM, *words], env=environment, capture_output=True, text=True, timeout=60)
    assert ended.returncode != 0 and "the sign-in was declined or cancelled" in ended.stderr
    assert not plain_path().exists() and Account.load() is None


@pytest.mark.parametrize(("error", "told"), [
    ("authorization_declined", "declined"), ("expired_token", "not entered in time"),
    ("access_denied", "declined or cancelled")])
def test_a_device_code_that_is_not_entered(sign_in: Run, error: str, told: str) -> None:
    with pytest.raises(CommandError, match=told) as raised:
        sign_in(declines=error)
    assert raised.value.code == Exit.SIGN_IN
    assert not plain_path().exists() and Account.load() is None


def test_without_a_client_id() -> None:
    error = refusal("login")
    assert error.code == Exit.USAGE
    for words in ("--client-id", "GRAPH_UPLOAD_CLIENT_ID", "Allow public client flows", "http://localhost",
                  "Files.ReadWrite for a file in a drive", "Tasks.ReadWrite for an attachment of a To Do task",
                  "PrintJob.Create for a print document"):
        assert words in str(error)


def test_the_client_id_of_the_environment(authority: FakeAuthority, monkeypatch: pytest.MonkeyPatch) -> None:
    authority.pending = 0
    monkeypatch.setenv("GRAPH_UPLOAD_CLIENT_ID", CLIENT)
    assert run("login", "--authority", authority.url, "--device-code", "--plain-cache") == Exit.OK
    assert authority.token_requests[0]["client_id"] == CLIENT


def test_what_is_not_granted_is_told(sign_in: Run, capsys: pytest.CaptureFixture[str]) -> None:
    sign_in("--scope", "Mail.ReadWrite", withheld={"Mail.ReadWrite"})
    told = capsys.readouterr().out
    assert "Permissions: Files.ReadWrite." in told and "Not granted: Mail.ReadWrite." in told


def test_default_asks_for_the_permissions_of_the_registration(authority: FakeAuthority, sign_in: Run) -> None:
    sign_in("--scope", ".default")
    account = Account.load()
    assert account is not None and account.permissions == [".default"]
    assert "not given" in str(refusal("login", "--client-id", CLIENT, "--scope", ".default", "--scope", "Mail.ReadWrite"))


def test_an_unknown_tenant(authority: FakeAuthority) -> None:
    error = refusal("login", "--client-id", CLIENT, "--authority", authority.url, "--device-code", "--plain-cache",
                    "--tenant", "unknown")
    assert error.code == Exit.SIGN_IN and "check the tenant" in str(error) and "'unknown'" in str(error)


def test_a_service_that_is_not_trusted(authority: FakeAuthority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRAPH_UPLOAD_CA_FILE")
    error = refusal("login", "--client-id", CLIENT, "--authority", authority.url, "--device-code", "--plain-cache")
    assert error.code == Exit.SIGN_IN
    assert "no answer of the sign-in service at localhost:" in str(error) and "SSLError" in str(error)


def test_a_token_of_the_environment_comes_first(sign_in: Run, monkeypatch: pytest.MonkeyPatch,
                                                capsys: pytest.CaptureFixture[str]) -> None:
    sign_in()
    assert "GRAPH_TOKEN" not in capsys.readouterr().out
    monkeypatch.setenv("GRAPH_TOKEN", "secret")
    sign_in()
    assert "unset it to use this sign-in" in capsys.readouterr().out


def test_a_proxy(authority: FakeAuthority, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["login", "--client-id", CLIENT, "--authority", authority.url, "--device-code", "--plain-cache"]
    authority.pending = 0
    with proxy("407 Proxy Authentication Required") as port:
        assert "407 Proxy Authentication Required" in str(refusal(*words, "--proxy", f"127.0.0.1:{port}"))
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        assert "407 Proxy Authentication Required" in str(refusal(*words))
        assert authority.paths == []
        assert run(*words, "--proxy", "") == Exit.OK


@pytest.mark.parametrize("url", ["http://localhost", "https://localhost/common", "https://", "https://a@localhost", "x"])
def test_an_authority_that_is_none(url: str) -> None:
    assert "--authority: must be https" in str(refusal("login", "--client-id", CLIENT, "--authority", url, "--plain-cache"))


def test_without_a_keyring(authority: FakeAuthority) -> None:
    error = refusal("login", "--client-id", CLIENT, "--authority", authority.url, "--device-code")
    assert error.code == Exit.SIGN_IN
    assert "keyring (libsecret) cannot be used" in str(error) and "gir1.2-secret-1" in str(error)
    assert "--plain-cache" in str(error) and str(plain_path()) in str(error)
    # Nobody was asked to sign in for nothing.
    assert authority.paths == []


def test_a_plain_cache(sign_in: Run, capsys: pytest.CaptureFixture[str]) -> None:
    before = os.umask(0)
    try:
        sign_in()
    finally:
        os.umask(before)
    assert stat.S_IMODE(plain_path().stat().st_mode) == 0o600
    assert stat.S_IMODE(Account.path().stat().st_mode) == 0o600
    assert "refresh-1" in plain_path().read_text()
    told = capsys.readouterr().out
    assert f"{plain_path()}, unencrypted" in told
    assert "refresh-1" not in Account.path().read_text()


def test_a_folder_that_cannot_be_made(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "file"))
    error = refusal("login", "--client-id", CLIENT, "--plain-cache", "--device-code")
    assert str(error) == f"the folder {home}/file/graph-upload cannot be made: Not a directory"


def test_a_plain_cache_that_others_could_read_becomes_private(sign_in: Run) -> None:
    sign_in()
    plain_path().chmod(0o644)
    open_cache(plain=True).save("{}")
    assert stat.S_IMODE(plain_path().stat().st_mode) == 0o600
    assert [one.name for one in plain_path().parent.iterdir() if one.suffix not in (".json", ".lock")] == []


def test_logout(sign_in: Run, capsys: pytest.CaptureFixture[str]) -> None:
    sign_in()
    capsys.readouterr()
    assert run("logout") == Exit.OK
    assert capsys.readouterr().out == f"{USER} is signed out.\n"
    assert not plain_path().exists() and not Account.path().exists()
    assert run("logout") == Exit.OK
    assert capsys.readouterr().out == "Nobody is signed in.\n"


def test_logout_keeps_the_account_until_the_keyring_can_be_reached(sign_in: Run) -> None:
    sign_in()
    values = json.loads(Account.path().read_text())
    Account.path().write_text(json.dumps({**values, "plain_cache": False}))
    assert "keyring (libsecret) cannot be used" in str(refusal("logout"))
    assert Account.load() is not None


def test_a_damaged_account(sign_in: Run, capsys: pytest.CaptureFixture[str]) -> None:
    sign_in()
    Account.path().write_text("{")
    with pytest.raises(CommandError, match="damaged; sign in again"):
        Account.load()
    assert sign_in() == Exit.OK
    assert Account.load() is not None
    Account.path().write_text("[]")
    capsys.readouterr()
    assert run("logout") == Exit.OK
    assert capsys.readouterr().out == "The account is signed out.\n"
    assert not plain_path().exists() and not Account.path().exists()
