"""The way to a host, step by step: name, connection, TLS, and what answers."""

from __future__ import annotations

import email.utils
import http.client
import socket
import ssl
import time
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Dict, List, Optional, Tuple
from urllib.parse import urlsplit

from .doctor_check import Check, failed, ok, skipped, warning
from .doctor_proxy import Proxy, way

__all__ = ["Answer", "Host", "ask", "clock", "proxy_check", "reach"]

#: Longest wait for each step, in seconds.
TIMEOUT = 15

#: Differences of the clock that are noticed, and that fail, in seconds: sign-in and signed URLs tolerate five minutes.
CLOCK_WARNS = 60
CLOCK_FAILS = 300

#: Largest body that is read of an answer, in bytes.
BODY_MAX = 65536

#: Organizations in the issuers of the certificates of Microsoft's hosts.
USUAL_ISSUERS = ("microsoft", "digicert", "globalsign", "entrust", "sectigo")


@dataclass(frozen=True)
class Host:
    """A host to reach."""

    name: str
    port: int
    tls: bool
    #: Whether it is one of Microsoft's, whose certificates have known issuers.
    is_microsoft: bool

    @classmethod
    def of(cls, url: str, is_microsoft: bool) -> "Host":
        parts = urlsplit(url)
        return cls(parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80), parts.scheme == "https",
                   is_microsoft)


@dataclass(frozen=True)
class Answer:
    """A response, or its beginning."""

    status: int
    headers: Dict[str, str]
    body: bytes

    @property
    def is_page(self) -> bool:
        return "text/html" in self.headers.get("content-type", "")


def proxy_check(hosts: List[Host], option: Optional[str]) -> Check:
    """Which proxy is used for which host."""
    name = "Proxy"
    try:
        ways = {one.name: way(one.name, one.port, option) for one in hosts}
    except ValueError as error:
        return failed(name, str(error), "Correct it, or remove it: nothing is sent as long as it is wrong.")
    texts = [f"{host} {f'through {found.proxy}' if found.proxy else 'directly'} ({found.why})" for host, found in ways.items()]
    text = ", ".join(texts)
    if any(found.proxy and found.proxy.scheme != "http" for found in ways.values()):
        return warning(name, text, "Uploads go through this SOCKS proxy, but `doctor` cannot try it, and `login` needs "
                                   "PySocks for it.")
    return ok(name, text)


def reach(host: Host, option: Optional[str], trust: ssl.SSLContext) -> Tuple[List[Check], "Optional[socket.socket]"]:
    """Connects to a host, and tells each step."""
    try:
        proxy = way(host.name, host.port, option).proxy
    except ValueError:
        return [skipped(f"Connection to {host.name}", "the proxy is not usable")], None
    if proxy is not None and proxy.scheme != "http":
        return [skipped(f"Connection to {host.name}", "it goes through a SOCKS proxy")], None
    checks = [_looked_up(proxy.host if proxy else host.name, bool(proxy))]
    if checks[-1].advice:
        return checks, None
    check, connection = _connected(host, proxy)
    checks.append(check)
    if connection is None or not host.tls:
        return checks, connection
    check, secured = _secured(host, connection, proxy, trust)
    return [*checks, check], secured


def _looked_up(name: str, is_proxy: bool) -> Check:
    title = f"Name of the proxy, {name}" if is_proxy else f"Name {name}"
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        return failed(title, f"cannot be looked up: {getattr(error, 'strerror', None) or error}",
                      "Check the network and its name servers. If only a proxy reaches the internet here, name it by --proxy "
                      "or HTTPS_PROXY.")
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    return ok(title, f"is {', '.join(addresses[:4])}{' …' if len(addresses) > 4 else ''}")


def _connected(host: Host, proxy: Optional[Proxy]) -> "Tuple[Check, Optional[socket.socket]]":
    title = f"Connection to {host.name}:{host.port}"
    begin = time.monotonic()
    try:
        connection = _open(host, proxy)
    except OSError as error:
        through = f" through the proxy {proxy}" if proxy else ""
        return failed(title, f"fails{through}: {_reason(error)}", _connection_advice(error, host, proxy)), None
    milliseconds = round((time.monotonic() - begin) * 1000)
    return ok(title, f"in {milliseconds} ms{f' through the proxy {proxy}' if proxy else ''}"), connection


def _open(host: Host, proxy: Optional[Proxy]) -> socket.socket:
    if proxy is None:
        return socket.create_connection((host.name, host.port), TIMEOUT)
    tunnel = http.client.HTTPConnection(proxy.host, proxy.port, timeout=TIMEOUT)
    tunnel.set_tunnel(host.name, host.port, proxy.headers)
    tunnel.connect()
    connection: socket.socket = tunnel.sock
    return connection


def _reason(error: OSError) -> str:
    return "no answer within 15 seconds" if isinstance(error, socket.timeout) else error.strerror or str(error)


def _connection_advice(error: OSError, host: Host, proxy: Optional[Proxy]) -> str:
    text = str(error)
    if proxy and "407" in text:
        return "The proxy wants a name and a password: give them as http://NAME:PASSWORD@HOST:PORT, percent-encoded. NTLM " \
               "and Negotiate need a helper such as px or cntlm."
    if proxy and "Tunnel connection failed" in text:
        return f"The proxy refuses this host: have its administrator allow {host.name}, port {host.port}, with CONNECT."
    if proxy:
        return "Check host and port of the proxy, and that it runs."
    return f"Have the firewall allow {host.name}, TCP port {host.port}. If only a proxy reaches the internet here, name it " \
           "by --proxy or HTTPS_PROXY."


def _secured(host: Host, connection: socket.socket, proxy: Optional[Proxy],
             trust: ssl.SSLContext) -> "Tuple[Check, Optional[socket.socket]]":
    title = f"TLS to {host.name}"
    try:
        secured = trust.wrap_socket(connection, server_hostname=host.name)
    except ssl.SSLCertVerificationError as error:
        connection.close()
        return _not_trusted(title, error, _untrusted_issuer(host, proxy)), None
    except OSError as error:
        connection.close()
        return failed(title, f"fails: {_reason(error)}",
                      "What answers does not speak TLS, or breaks off: a firewall filters, or the address is wrong."), None
    certificate: Any = secured.getpeercert() or {}
    names = {name: value for part in certificate.get("issuer", ()) for name, value in part}
    issuer = _shown(names.get("organizationName"), names.get("commonName"))
    end = certificate.get("notAfter", "an unknown day")
    text = f"{secured.version()}, certificate issued by {issuer}, valid until {end}"
    if host.is_microsoft and not any(one in issuer.lower() for one in USUAL_ISSUERS):
        return warning(title, f"{text}; that is not a usual issuer for Microsoft, so a proxy inspects the connection",
                       f"It works, since {issuer} is trusted here. If uploads break off or crawl, have the proxy leave these "
                       "hosts alone."), secured
    return ok(title, text), secured


def _shown(organization: Optional[str], common: Optional[str]) -> str:
    parts = [one for one in (organization, common) if one]
    return f"{parts[0]} ({parts[1]})" if len(parts) == 2 else parts[0] if parts else "nobody known"


def _not_trusted(title: str, error: ssl.SSLCertVerificationError, issuer: str) -> Check:
    # Numbers of OpenSSL (verify(1), "DIAGNOSTICS").
    if error.verify_code in (9, 10):
        wrong = "expired" if error.verify_code == 10 else "not yet valid"
        return failed(title, f"the certificate, issued by {issuer}, is {wrong}",
                      "Check the date and time of this machine. If they are right, the service's operator has to renew it.")
    if error.verify_code in (62, 64):
        return failed(title, f"the certificate, issued by {issuer}, is for another host ({error.verify_message})",
                      "Something else answers, such as a sign-in page of the network or a proxy: sign in to the network "
                      "first, and check --base-url.")
    return failed(title, f"the certificate, issued by {issuer}, is not trusted here ({error.verify_message})",
                  "If this is a proxy of your organization that inspects connections, get its certificate authority from your "
                  "administrators, as a PEM file, and give it as --ca-file or GRAPH_UPLOAD_CA_FILE. If nobody knows that "
                  "issuer, do not go on: someone may be reading along.")


def _untrusted_issuer(host: Host, proxy: Optional[Proxy]) -> str:
    """Who issued the certificate that was refused. Nothing is sent on this connection."""
    unchecked = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    unchecked.check_hostname = False
    unchecked.verify_mode = ssl.CERT_NONE
    try:
        with _open(host, proxy) as connection, unchecked.wrap_socket(connection, server_hostname=host.name) as secured:
            certificate = secured.getpeercert(binary_form=True)
        x509 = import_module("cryptography.x509")
    except OSError:
        return "an issuer that cannot be read"
    except ImportError:
        return "an issuer that can be read with the extra 'command' only"
    issuer = x509.load_der_x509_certificate(certificate).issuer
    values = [[one.value for one in issuer.get_attributes_for_oid(oid)]
              for oid in (x509.NameOID.ORGANIZATION_NAME, x509.NameOID.COMMON_NAME)]
    return _shown(*(one[0] if one else None for one in values))


def ask(host: Host, connection: socket.socket, path: str, token: Optional[str]) -> Answer:
    """Sends a GET on a connection, which ends with it. An OSError or HTTPException tells that there is no answer."""
    client = http.client.HTTPConnection(host.name, host.port, timeout=TIMEOUT)
    client.sock = connection
    headers = {"Accept": "application/json", "Connection": "close", "User-Agent": "graph-upload doctor"}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    try:
        client.request("GET", path, headers=headers)
        response = client.getresponse()
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read(BODY_MAX))
    finally:
        client.close()


def clock(answer: Answer, now: float) -> Check:
    """Compares the clock with that of the service."""
    name = "Clock"
    there = email.utils.parsedate_tz(answer.headers.get("date", ""))
    if there is None:
        return warning(name, "the service gives no time to compare with")
    ahead = now - email.utils.mktime_tz(there)
    size = round(abs(ahead))
    shown = f"{size} seconds" if size < 120 else f"{size // 60} minutes" if size < 7200 else f"{size // 3600} hours"
    text = f"{shown} {'ahead of' if ahead > 0 else 'behind'} the service" if size > 1 else "as that of the service"
    advice = "Set the clock of this machine, and its time zone, and keep it set (on Linux: timedatectl set-ntp true). With a " \
             "wrong clock, valid tokens and certificates look expired."
    if size > CLOCK_FAILS:
        return failed(name, text, advice)
    return warning(name, text, advice) if size > CLOCK_WARNS else ok(name, text)
