"""How the command reaches the service: options that several subcommands have, and the client that they give."""

from __future__ import annotations

import argparse
import ipaddress
import os
from typing import Any, Dict, List, Tuple
from urllib.parse import urlsplit

from ..client import Client
from ..errors import ArgumentError
from .errors import CommandError

__all__ = ["add_arguments", "client", "client_arguments", "service"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options about the connection and about who signs in."""
    from . import credentials

    group = parser.add_argument_group("connection")
    group.add_argument("--base-url", metavar="URL", default=os.environ.get("GRAPH_UPLOAD_BASE_URL") or None,
                       help="the service to use in place of Microsoft Graph, such as the simulator "
                            "(default: $GRAPH_UPLOAD_BASE_URL)")
    group.add_argument("--ca-file", metavar="FILE", default=os.environ.get("GRAPH_UPLOAD_CA_FILE") or None,
                       help="certificate authorities to trust, as PEM, beside the usual ones (default: $GRAPH_UPLOAD_CA_FILE)")
    group.add_argument("--proxy", metavar="URL",
                       help="proxy to use, such as http://proxy.example.com:3128 (default: that of $https_proxy)")
    group.add_argument("--option", metavar="NAME=VALUE", action="append", default=[], dest="options",
                       help="sets any other option of the library, such as piece_bytes=5242880 or user_agent=…; repeatable")
    credentials.add_arguments(parser)


def client(arguments: argparse.Namespace, **options: Any) -> Client:
    """The client that the options ask for. `options` are further keywords of `Client`."""
    token, given = client_arguments(arguments, **options)
    try:
        return Client(token, **given)
    except ArgumentError as error:
        raise CommandError(str(error)) from None


def client_arguments(arguments: argparse.Namespace, **options: Any) -> Tuple[Any, Dict[str, Any]]:
    """The token and the keywords of `Client` that the options ask for."""
    from . import credentials

    given = {**_options(arguments, credentials.effective_cloud(arguments).name), **options}
    return credentials.token(arguments), given


def service(arguments: argparse.Namespace) -> List[str]:
    """What tells one service, and who signs in there, from others; without secrets."""
    from . import credentials
    from .account import Account

    cloud = credentials.effective_cloud(arguments).name
    account = None if os.environ.get(credentials.TOKEN) or arguments.credential else Account.load()
    who = f"{account.username} {account.tenant_id}" if account is not None else ""
    names = ("base_url", "credential", "client_id", "tenant")
    given = sorted(text for text in arguments.options if text.partition("=")[0] in (*names, "cloud", "api_version"))
    return [*(f"{name}={getattr(arguments, name) or ''}" for name in names), f"cloud={cloud}", f"account={who}", *given]


def _options(arguments: argparse.Namespace, cloud: str) -> Dict[str, Any]:
    # The cloud first: it sets a base URL, too.
    options: Dict[str, Any] = {"cloud": cloud}
    for name in ("base_url", "ca_file", "proxy"):
        value = getattr(arguments, name)
        if value:
            options[name] = value
    if options.get("base_url") and _is_loopback(options["base_url"]):
        options["loopback"] = True
    for text in arguments.options:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise CommandError(f"--option: \"{text}\" is not NAME=VALUE, such as piece_bytes=5242880")
        options.setdefault(name.replace("-", "_"), []).append(value)
    return options


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
