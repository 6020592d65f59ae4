"""What the tests of sign-in share: a fake sign-in service, and folders of their own."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest

from graph_upload.command import credentials, login, logout
from graph_upload.command.errors import Exit

from .fake_authority import CLIENT, FakeAuthority

#: Variables of the caller that would change what is tested.
FOREIGN = ("GRAPH_TOKEN", "GRAPH_UPLOAD_CLIENT_ID", "GRAPH_UPLOAD_BASE_URL", "GRAPH_UPLOAD_CA_FILE", "AZURE_AUTHORITY_HOST",
           "AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_CLIENT_SECRET", "BROWSER", "DISPLAY", "WAYLAND_DISPLAY",
           "SSH_CONNECTION", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "http_proxy", "HTTP_PROXY",
           "no_proxy", "NO_PROXY", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")

Run = Callable[..., Exit]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folders that no one else uses, and no keyring."""
    for name in FOREIGN:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/no-bus")
    return tmp_path


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeAuthority]:
    """The sign-in service; its certificate authority is trusted by GRAPH_UPLOAD_CA_FILE."""
    with FakeAuthority(tmp_path) as one:
        monkeypatch.setenv("GRAPH_UPLOAD_CA_FILE", one.ca_file)
        yield one


def parsed(*words: str) -> argparse.Namespace:
    """A command line of `login`, `logout`, or of another command with the options about who signs in ("put")."""
    parser = argparse.ArgumentParser(exit_on_error=False)
    commands = parser.add_subparsers(required=True)
    login.add(commands)
    logout.add(commands)
    credentials.add_arguments(commands.add_parser("put"))
    return parser.parse_args(words)


def run(*words: str) -> Exit:
    arguments = parsed(*words)
    ended: Exit = arguments.run(arguments)
    return ended


@pytest.fixture
def sign_in(authority: FakeAuthority) -> Run:
    """Signs in by a device code that is entered at once, with tokens in a file."""

    def signed_in(*words: str, **settings: Any) -> Exit:
        for name, value in {"pending": 0, **settings}.items():
            setattr(authority, name, value)
        return run("login", "--client-id", CLIENT, "--authority", authority.url, "--device-code", "--plain-cache", *words)

    return signed_in
