"""`graph-upload doctor`: looks for what keeps uploads from working, in words for those who help."""

from __future__ import annotations

import argparse
import http.client
import json
import os
import shutil
import socket
import ssl
import sys
import time
from typing import Dict, List, Optional, Tuple
from urllib.parse import urlsplit

from . import credentials, doctor_machine, doctor_network, doctor_token
from .account import Account
from .authority import CLOUDS, Cloud, authority_url
from .doctor_check import INDENT, Check, State, failed, skipped
from .doctor_network import Answer, Host
from .doctor_token import Found
from .errors import CommandError, Exit

__all__ = ["add", "hosts_to_allow", "run"]

#: What is asked without a token, to see whether the service answers.
PROBE = "/me/drive/root?$select=id"

AGAIN = "Try again; if it stays so, ask those who run the firewall or proxy."

#: What the rule table's upload hosts are for.
PURPOSES = {"drive": "files in OneDrive and SharePoint", "outlook": "attachments of Outlook", "print": "Universal Print"}


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the parser of `doctor`."""
    from . import connection

    parser = commands.add_parser(
        "doctor", help="look for what keeps uploads from working",
        description="Checks versions, proxy, names, connections, certificates, the clock, the token and what it permits, and "
        "says what to do. Lists the hosts to allow in a firewall. Nothing is uploaded, and no secret is shown.")
    connection.add_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> Exit:
    """Makes all checks and prints them."""
    place = _place(arguments)
    base_url = _base_url(arguments) or place.graph
    checks = _checks(arguments, place, base_url)
    allowed = hosts_to_allow(place, base_url, _sign_in_url(arguments, place))
    healthy = all(one.state is not State.FAILED for one in checks)
    if getattr(arguments, "json", False):
        print(json.dumps({"healthy": healthy, "checks": [one.json() for one in checks], "hosts": allowed}, indent=1))
    else:
        print(_report(checks, allowed))
    return Exit.OK if healthy else Exit.UNHEALTHY


def _place(arguments: argparse.Namespace) -> Cloud:
    try:
        return credentials.effective_cloud(arguments)
    except CommandError:
        # A damaged account is told among the checks.
        return CLOUDS["global"]


def _base_url(arguments: argparse.Namespace) -> Optional[str]:
    url = getattr(arguments, "base_url", None) or os.environ.get("GRAPH_UPLOAD_BASE_URL") or None
    if url is None:
        return None
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise CommandError(f"--base-url: {url!r} is no URL such as https://graph.microsoft.com")
    return url.rstrip("/")


def _sign_in_url(arguments: argparse.Namespace, place: Cloud) -> Optional[str]:
    """URL of the sign-in service, if tokens come from it."""
    if os.environ.get(credentials.TOKEN):
        return None
    kind = getattr(arguments, "credential", None)
    if kind:
        # Others ask this machine, or what it runs on.
        at_service = kind in ("default", "environment", "certificate", "workload-identity")
        return authority_url(place, getattr(arguments, "authority", None)) if at_service else None
    try:
        account = Account.load()
    except CommandError:
        account = None
    return authority_url(place, getattr(arguments, "authority", None) or (account.authority if account else None))


def _checks(arguments: argparse.Namespace, place: Cloud, base_url: str) -> List[Check]:
    option = getattr(arguments, "proxy", None)
    graph = Host.of(base_url, is_microsoft=base_url == place.graph)
    sign_in = _sign_in_url(arguments, place)
    login = Host.of(sign_in, is_microsoft=sign_in == f"https://{place.login}") if sign_in else None
    trusting, trust = doctor_machine.trust(arguments)
    checks = [doctor_machine.versions(), doctor_machine.settings(arguments, place, base_url), *trusting,
              doctor_network.proxy_check([one for one in (graph, login) if one], option)]
    reached, connection = doctor_network.reach(graph, option, trust)
    checks += reached
    checks += _probed(graph, connection, urlsplit(base_url).path)
    if login is not None:
        reached, opened = doctor_network.reach(login, option, trust)
        checks += reached
        if opened is not None:
            opened.close()
    found_check, found = doctor_token.find(arguments)
    checks.append(found_check)
    if found is not None:
        checks += doctor_token.look(found, place, time.time())
        checks.append(_asked(graph, option, trust, urlsplit(base_url).path, found, reachable=connection is not None))
    return [*checks, doctor_machine.state(), doctor_machine.keyring(arguments)]


def _answer(graph: Host, connection: socket.socket, path: str, token: Optional[str]) -> "Tuple[Optional[Answer], str]":
    """A response, or why there is none."""
    try:
        return doctor_network.ask(graph, connection, path, token), ""
    except (OSError, http.client.HTTPException) as error:
        return None, str(error) or type(error).__name__


def _probed(graph: Host, connection: Optional[socket.socket], prefix: str) -> List[Check]:
    """Whether the service answers, and what time it has there."""
    if connection is None:
        return [skipped("Service", "there is no connection to it"), skipped("Clock", "there is no service to compare it with")]
    answer, reason = _answer(graph, connection, f"{prefix}/v1.0{PROBE}", None)
    if answer is None:
        return [failed("Service", f"there is no answer: {reason}",
                       "Something on the way breaks the connection off: ask those who run the firewall or proxy."),
                skipped("Clock", "there is no answer to compare it with")]
    return [doctor_token.service_answers(answer), doctor_network.clock(answer, time.time())]


def _asked(graph: Host, option: Optional[str], trust: ssl.SSLContext, prefix: str, found: Found, reachable: bool) -> Check:
    """A request with the token."""
    name = "Request with the token"
    if not reachable:
        return skipped(name, "there is no connection to the service")
    request = doctor_token.harmless_request(found)
    if request is None:
        return doctor_token.not_asked()
    path, what = request
    _, connection = doctor_network.reach(graph, option, trust)
    if connection is None:
        return failed(name, "there is no second connection to the service", AGAIN)
    answer, reason = _answer(graph, connection, f"{prefix}/v1.0{path}", found.value)
    if answer is None:
        return failed(name, f"there is no answer: {reason}", AGAIN)
    return doctor_token.answered(answer, what, found)


def hosts_to_allow(place: Cloud, base_url: str, sign_in_url: Optional[str]) -> List[Dict[str, str]]:
    """The hosts that a firewall has to let through, and what for."""
    hosts = [{"host": urlsplit(base_url).netloc.rpartition("@")[2], "for": "Microsoft Graph, and attachments of To Do"}]
    if sign_in_url:
        hosts.append({"host": urlsplit(sign_in_url).netloc, "for": "sign-in"})
    return hosts + [{"host": host, "for": PURPOSES[kind]} for kind, names in place.uploads.items() for host in names]


def _report(checks: List[Check], allowed: List[Dict[str, str]]) -> str:
    width = max(len(one["host"]) for one in allowed)
    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    lines = [one.lines(columns) for one in checks]
    lines += ["", "Hosts to allow in a firewall, TCP port 443 unless another is given:",
              *(f"{INDENT}{one['host']:<{width}}  {one['for']}" for one in allowed), ""]
    bad = [one.name for one in checks if one.state is State.FAILED]
    warned = sum(one.state is State.WARNING for one in checks)
    ending = f"{len(bad)} failed: {', '.join(bad)}" if bad else "Nothing is in the way of uploads"
    lines.append(f"{ending}; {warned} warning{'s' if warned != 1 else ''}." if warned else f"{ending}.")
    return "\n".join(lines)
