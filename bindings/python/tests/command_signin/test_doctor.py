"""`doctor`: what it says about a service on loopback, and about what is wrong with one."""

from __future__ import annotations

import argparse
import email.utils
import json
import socket
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Dict, Iterator, List, Tuple

import pytest
import trustme

from graph_upload.command import doctor
from graph_upload.command.account import Account
from graph_upload.command.authority import CLOUDS, Cloud
from graph_upload.command.doctor_check import failed
from graph_upload.command.errors import Exit
from graph_upload.testing import Simulator

from .conftest import Run
from .fake_authority import GRAPH, TENANT, USER, FakeAuthority, jwt
from .loopback import HttpsServer, QuietHandler, proxy

HOUR = 3600


def token(**claims: Any) -> str:
    return jwt(**{"aud": GRAPH, "tid": TENANT, "upn": USER, "scp": "Files.ReadWrite", "exp": int(time.time()) + HOUR, **claims})


class Report:
    """What `doctor` printed."""

    def __init__(self, ended: Exit, text: str) -> None:
        self.ended, self.text = ended, text
        self._lines = [line for line in text.splitlines() if ": " in line]

    def line(self, state: str, name: str) -> str:
        """The line of a check, which must have ended so."""
        [found] = [line for line in self._lines if line.startswith(f"{state:<9}{name}")]
        return found

    def advice(self, name: str) -> str:
        """What to do about a check."""
        lines = self.text.splitlines()
        [at] = [number for number, line in enumerate(lines) if line[9:].startswith(name)]
        assert lines[at + 1].startswith("         What to do: ")
        return lines[at + 1]

    @property
    def failed(self) -> List[str]:
        return [line[9:].split(": ")[0] for line in self._lines if line.startswith("FAILED")]


class Doctor:
    """Runs it with options, and gives what it prints."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, **options: Any) -> Report:
        self._capsys.readouterr()
        ended = doctor.run(argparse.Namespace(**options))
        told = self._capsys.readouterr()
        assert told.err == ""
        return Report(ended, told.out)


@pytest.fixture(name="examine")
def examine_(capsys: pytest.CaptureFixture[str]) -> Doctor:
    return Doctor(capsys)


def at(service: Simulator) -> Dict[str, Any]:
    return {"base_url": service.url, "ca_file": service.ca_file}


def test_a_healthy_service(examine: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = token()
    monkeypatch.setenv("GRAPH_TOKEN", secret)
    with Simulator("--token", secret) as service:
        report = examine(**at(service))
    assert (report.ended, report.failed) == (Exit.OK, [])
    assert "Nothing is in the way of uploads" in report.text
    assert "certificate issued by graph-upload simulator" in report.line("ok", "TLS to localhost")
    assert "GRAPH_TOKEN is set" in report.line("ok", "Settings")
    assert f"of the user {USER}, tenant {TENANT}, for {GRAPH}" in report.line("ok", "Token:")
    assert "in 59 minutes" in report.line("ok", "Token's life")
    permissions = report.line("ok", "Permissions")
    assert "permits uploads of a file in a drive; not an attachment of a To Do task (needs Tasks.ReadWrite)" in permissions
    assert "the service shows the OneDrive" in report.line("ok", "Request with the token")
    assert report.line("ok", "Clock").endswith("as that of the service")
    assert secret not in report.text and secret.split(".")[1] not in report.text


def test_as_json(examine: Doctor, simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPH_TOKEN", simulator.token)
    found = json.loads(examine(**at(simulator), json=True).text)
    assert found["healthy"] is True
    assert {"check": "Service", "state": "ok", "text": "answers, and wants a token", "advice": ""} in found["checks"]
    assert {"host": "*.sharepoint.com", "for": "files in OneDrive and SharePoint"} in found["hosts"]


@pytest.mark.parametrize(("name", "hosts"), [
    ("global", ["graph.microsoft.com", "login.microsoftonline.com", "*.1drv.com", "outlook.office.com"]),
    ("china", ["microsoftgraph.chinacloudapi.cn", "login.partner.microsoftonline.cn", "*.sharepoint.cn"])])
def test_hosts_to_allow_in_a_cloud(name: str, hosts: List[str]) -> None:
    place = CLOUDS[name]
    allowed = doctor.hosts_to_allow(place, place.graph, f"https://{place.login}")
    assert set(hosts) <= {one["host"] for one in allowed}


def test_a_sign_in(examine: Doctor, authority: FakeAuthority, sign_in: Run, home: Path) -> None:
    sign_in("--scope", "Mail.ReadWrite")
    with Simulator("--token", authority.access(1)) as service:
        both = home / "both.pem"
        both.write_text(Path(authority.ca_file).read_text() + Path(str(service.ca_file)).read_text())
        report = examine(base_url=service.url, ca_file=str(both))
    assert report.failed == []
    assert f"{USER} is signed in by `graph-upload login`" in report.line("ok", "Sign-in")
    assert f"account {USER} with client id" in report.line("ok", "Settings")
    assert "unencrypted" in report.line("warning", "Keyring")
    assert authority.url.split("://")[1] in report.text
    assert authority.access(1) not in report.text and "refresh-" not in report.text


def test_nobody_is_signed_in(examine: Doctor, authority: FakeAuthority, simulator: Simulator) -> None:
    report = examine(base_url=simulator.url, ca_file=simulator.ca_file, authority=authority.url)
    assert report.ended == Exit.UNHEALTHY
    assert "nobody is signed in" in report.line("FAILED", "Sign-in")
    assert "Run `graph-upload login`" in report.advice("Sign-in")


def test_a_certificate_authority_that_is_not_trusted(examine: Doctor, simulator: Simulator, home: Path,
                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPH_TOKEN", simulator.token)
    other = home / "other.pem"
    trustme.CA(organization_name="Some Other Authority").cert_pem.write_to_path(other)
    report = examine(base_url=simulator.url, ca_file=str(other))
    assert (report.ended, report.failed) == (Exit.UNHEALTHY, ["TLS to localhost"])
    line = report.line("FAILED", "TLS to localhost")
    assert "issued by graph-upload simulator" in line and "is not trusted here" in line
    advice = report.advice("TLS to localhost")
    assert "a proxy of your organization that inspects connections" in advice and "--ca-file" in advice
    assert "skipped" in report.line("skipped", "Clock") and "there is no connection" in report.line("skipped", "Request with")
    # The token went nowhere.
    assert simulator.requests() == []


def test_a_file_that_holds_no_certificate(examine: Doctor, simulator: Simulator, home: Path,
                                          monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPH_TOKEN", simulator.token)
    empty = home / "empty.pem"
    empty.write_text("nothing")
    report = examine(base_url=simulator.url, ca_file=str(empty))
    assert "it has no certificate in PEM form" in report.line("FAILED", "Certificate authorities")
    assert "cannot be used: No such file" in examine(base_url=simulator.url, ca_file="/nowhere").line(
        "FAILED", "Certificate authorities")


@contextmanager
def service(home: Path, date: float, status: int = 401, kind: str = "application/json",
            headers: Tuple[Tuple[str, str], ...] = (), organization: str = "Test") -> Iterator[Dict[str, Any]]:
    """A server with a clock, a status and a certificate as told."""
    class Handler(QuietHandler):
        """Answers everything alike."""

        def do_GET(self) -> None:
            self.send_response_only(status)
            for name, value in (("Date", email.utils.formatdate(date, usegmt=True)), ("Content-Type", kind),
                                ("Content-Length", "2"), *headers):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(b"{}")

    with HttpsServer(Handler, home / "own.pem", organization) as server:
        yield {"base_url": server.url, "ca_file": str(home / "own.pem")}


@pytest.mark.parametrize(("shift", "state", "words"), [
    (9000, "FAILED", "2 hours behind the service"), (-390, "FAILED", "6 minutes ahead of the service"),
    (-200, "warning", "3 minutes ahead of the service"), (0, "ok", "the service")])
def test_the_clock(examine: Doctor, home: Path, monkeypatch: pytest.MonkeyPatch, shift: int, state: str, words: str) -> None:
    monkeypatch.setenv("GRAPH_TOKEN", token())
    with service(home, time.time() + shift) as options:
        report = examine(**options)
    assert words in report.line(state, "Clock")
    if state == "FAILED":
        assert "Set the clock" in report.advice("Clock")


def test_a_token_without_a_permission(examine: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = token(scp="User.Read openid")
    monkeypatch.setenv("GRAPH_TOKEN", secret)
    with Simulator("--token", secret) as simulated:
        report = examine(**at(simulated))
    assert report.ended == Exit.UNHEALTHY
    assert "scopes User.Read, openid; permits no upload at all" in report.line("FAILED", "Permissions")
    assert "a file in a drive (needs Files.ReadWrite)" in report.advice("Permissions")


def test_an_application_has_roles(examine: Doctor, monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    claims: Dict[str, Any] = {"aud": GRAPH, "tid": TENANT, "app_displayname": "Mover", "roles": ["Sites.ReadWrite.All"],
                              "exp": int(time.time()) + HOUR}
    monkeypatch.setenv("GRAPH_TOKEN", jwt(**claims))
    with service(home, time.time(), status=200) as options:
        report = examine(**options)
    assert "of the application Mover" in report.line("ok", "Token:")
    assert "roles Sites.ReadWrite.All; permits uploads of a file in a drive" in report.line("ok", "Permissions")
    assert "an attachment of a To Do task (needs a signed-in user)" in report.line("ok", "Permissions")
    assert "the service shows the root site" in report.line("ok", "Request with the token")
    monkeypatch.setenv("GRAPH_TOKEN", jwt(**{**claims, "roles": ["Mail.ReadWrite"]}))
    with service(home, time.time(), status=200) as options:
        assert "no harmless request" in examine(**options).line("skipped", "Request with the token")


def test_an_expired_token(examine: Doctor, simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPH_TOKEN", token(exp=int(time.time()) - 2 * HOUR - 60))
    report = examine(**at(simulator))
    assert report.ended == Exit.UNHEALTHY
    assert "2 hours ago" in report.line("FAILED", "Token's life")
    assert "Get a new token and set GRAPH_TOKEN" in report.advice("Token's life")
    line = report.line("FAILED", "Request with the token")
    assert "the service refuses the token (HTTP 401, InvalidAuthenticationToken: " in line and "request-id " in line


@pytest.mark.parametrize(("claims", "words"), [
    ({"aud": "https://management.azure.com"}, "for https://management.azure.com, which is not Microsoft Graph"),
    ({"aud": "https://graph.microsoft.us"}, "which is not Microsoft Graph of the global cloud")])
def test_a_token_for_something_else(examine: Doctor, simulator: Simulator, monkeypatch: pytest.MonkeyPatch,
                                    claims: Dict[str, str], words: str) -> None:
    monkeypatch.setenv("GRAPH_TOKEN", token(**claims))
    report = examine(**at(simulator))
    assert words in report.line("FAILED", "Token:")
    assert f"Get a token for {GRAPH}" in report.advice("Token:")


def closed_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def test_a_closed_port(examine: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPH_TOKEN", token())
    port = closed_port()
    report = examine(base_url=f"https://localhost:{port}")
    assert (report.ended, report.failed) == (Exit.UNHEALTHY, [f"Connection to localhost:{port}"])
    assert "fails: Connection refused" in report.line("FAILED", "Connection to")
    assert f"Have the firewall allow localhost, TCP port {port}" in report.advice("Connection to")


def test_a_name_that_does_not_exist(examine: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setenv("GRAPH_TOKEN", token())
    # No name server is asked.
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    report = examine(base_url="https://graph.invalid")
    assert "cannot be looked up: Name or service not known" in report.line("FAILED", "Name graph.invalid")
    assert "name servers" in report.advice("Name graph.invalid")


@pytest.mark.parametrize(("status", "kind", "headers", "state", "words"), [
    (200, "text/html", (), "FAILED", "a web page answers in place of the service"),
    (302, "text/plain", (("Location", "https://login.example"),), "FAILED", "a web page answers"),
    (403, "application/json", (), "FAILED", "does not permit to look at the OneDrive (HTTP 403)"),
    (404, "application/json", (), "warning", "the OneDrive does not exist for this account"),
    (401, "application/json", (("WWW-Authenticate", 'Bearer error="insufficient_claims", claims="e30="'),), "FAILED",
     "refuses the token"),
    (503, "application/json", (), "warning", "overloaded or fails (HTTP 503)"),
    (418, "application/json", (), "warning", "does not answer as expected (HTTP 418)"),
])
def test_what_the_service_says_to_the_token(examine: Doctor, home: Path, monkeypatch: pytest.MonkeyPatch, status: int,
                                            kind: str, headers: Tuple[Tuple[str, str], ...], state: str, words: str) -> None:
    monkeypatch.setenv("GRAPH_TOKEN", token())
    with service(home, time.time(), status, kind, headers) as options:
        report = examine(**options)
    assert words in report.line(state, "Request with the token")
    assert report.advice("Request with the token")
    if status == 401 and headers:
        assert "new proof of who you are" in report.advice("Request with the token")
    if kind == "text/html":
        assert "Sign in to the network first" in report.advice("Service")


def test_a_proxy_that_inspects(examine: Doctor, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPH_TOKEN", token())
    with service(home, time.time(), organization="Watchful Networks") as options:
        # The service is taken for Microsoft's own.
        monkeypatch.setitem(CLOUDS, "global", Cloud("global", "the global cloud", "login.invalid", options["base_url"]))
        line = examine(**options).line("warning", "TLS to localhost")
    assert "issued by Watchful Networks" in line and "a proxy inspects the connection" in line


@pytest.mark.parametrize(("status", "words"), [
    ("407 Proxy Authentication Required", "The proxy wants a name and a password"),
    ("403 Forbidden", "have its administrator allow graph.invalid, port 443, with CONNECT")])
def test_a_proxy_that_refuses(examine: Doctor, monkeypatch: pytest.MonkeyPatch, status: str, words: str) -> None:
    monkeypatch.setenv("GRAPH_TOKEN", token())
    with proxy(status) as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://ann:s3cret@127.0.0.1:{port}")
        report = examine(base_url="https://graph.invalid")
    assert f"graph.invalid through http://127.0.0.1:{port} (HTTPS_PROXY)" in report.line("ok", "Proxy")
    line = report.line("FAILED", "Connection to graph.invalid:443")
    assert f"fails through the proxy http://127.0.0.1:{port}: Tunnel connection failed: {status}" in line
    assert words in report.advice("Connection to graph.invalid")
    assert "s3cret" not in report.text


def test_a_proxy_that_is_wrong(examine: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPH_TOKEN", token())
    report = examine(base_url="https://graph.invalid", proxy="https://u:s3cret@proxy.invalid")
    assert "--proxy: TLS to the proxy itself (https) is not supported" in report.line("FAILED", "Proxy")
    assert "s3cret" not in report.text


def test_a_state_folder_that_cannot_be_written(examine: Doctor, simulator: Simulator, home: Path,
                                               monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPH_TOKEN", simulator.token)
    (home / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "file"))
    report = examine(**at(simulator))
    assert "cannot be written: Not a directory" in report.line("FAILED", "State folder")
    assert "XDG_STATE_HOME" in report.advice("State folder")


def test_a_damaged_account(examine: Doctor, authority: FakeAuthority, sign_in: Run, simulator: Simulator) -> None:
    sign_in()
    Account.path().write_text("{")
    report = examine(**at(simulator), authority=authority.url)
    assert "is damaged" in report.line("FAILED", "Settings")


def test_without_a_keyring(examine: Doctor, simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPH_TOKEN", simulator.token)
    report = examine(**at(simulator))
    assert report.ended == Exit.OK
    assert "nothing but `login` needs it" in report.line("warning", "Keyring")
    assert "gir1.2-secret-1" in report.advice("Keyring")


def test_lines_fit_a_terminal() -> None:
    text = failed("Name", "word " * 40, "word " * 40).lines(80)
    assert max(len(line) for line in text.splitlines()) <= 80
    assert [line[:9].strip() for line in text.splitlines()] == ["FAILED", *[""] * (len(text.splitlines()) - 1)]
    assert len(failed("Name", "word " * 40, "").lines(None).splitlines()) == 1


def test_the_command_line(examine: Doctor, simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("graph_upload.command.connection")
    monkeypatch.setenv("GRAPH_TOKEN", simulator.token)
    parser = argparse.ArgumentParser()
    doctor.add(parser.add_subparsers(required=True))
    arguments = parser.parse_args(["doctor", "--base-url", simulator.url, "--ca-file", str(simulator.ca_file), "--json"])
    assert arguments.run is doctor.run
    assert json.loads(examine(**vars(arguments)).text)["healthy"] is True
