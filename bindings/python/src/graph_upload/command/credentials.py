"""Who signs in: GRAPH_TOKEN, a credential of azure-identity, or the account of `login`."""

from __future__ import annotations

import argparse
import os
from typing import Optional

from .._token import Token
from . import azure
from .account import Account
from .authority import CLOUDS, Cloud, cloud
from .errors import CommandError, Exit
from .signed_in import SignedIn

__all__ = ["add_arguments", "add_identity_arguments", "chosen_client_id", "effective_cloud", "token"]

#: The environment variable with a token.
TOKEN = "GRAPH_TOKEN"


def add_identity_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options that name an application and where it signs in."""
    parser.add_argument("--client-id", metavar="ID", help="the application's id (default: GRAPH_UPLOAD_CLIENT_ID)")
    parser.add_argument("--tenant", metavar="TENANT",
                        help="the organization's id or domain, or common, organizations, consumers")
    parser.add_argument("--cloud", choices=tuple(CLOUDS),
                        help="the cloud of Microsoft (default: that of the sign-in, or global)")
    # For sovereign clouds without a public host, and for tests.
    parser.add_argument("--authority", metavar="URL", help=argparse.SUPPRESS)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options about who signs in."""
    add_identity_arguments(parser)
    parser.add_argument("--credential", choices=azure.NAMES, metavar="KIND",
                        help=f"sign in by azure-identity instead of `login`: {', '.join(azure.NAMES)}")


def chosen_client_id(arguments: argparse.Namespace) -> Optional[str]:
    """The application's id, from the option or the environment."""
    return getattr(arguments, "client_id", None) or os.environ.get("GRAPH_UPLOAD_CLIENT_ID") or None


def effective_cloud(arguments: argparse.Namespace) -> Cloud:
    """The cloud of the option, or else that of the account of `login` if its token is used, or else the global one."""
    named = getattr(arguments, "cloud", None)
    if named:
        return cloud(named)
    if os.environ.get(TOKEN) or getattr(arguments, "credential", None):
        return CLOUDS["global"]
    account = Account.load()
    return cloud(account.cloud) if account else CLOUDS["global"]


def token(arguments: argparse.Namespace) -> Token:
    """What `graph_upload.Client` takes as its token."""
    given = os.environ.get(TOKEN, "").strip()
    kind = getattr(arguments, "credential", None)
    if given and kind:
        raise CommandError(f"--credential {kind} and {TOKEN} both name a token: unset {TOKEN}", Exit.SIGN_IN)
    if given:
        return _checked(given)
    if kind:
        return azure.AzureCredential(kind, arguments, effective_cloud(arguments)).fetch
    account = Account.load()
    if account is None:
        raise CommandError(f"nobody is signed in: run `graph-upload login`, set {TOKEN} to a token, or give --credential",
                           Exit.SIGN_IN)
    _same(account, arguments)
    return SignedIn(account, arguments).check().fetch


def _checked(text: str) -> str:
    """A token of the environment."""
    if text.lower().startswith("bearer"):
        raise CommandError(f"{TOKEN}: give the token alone, without \"Bearer\"", Exit.SIGN_IN)
    if not all("!" <= one <= "~" for one in text) or len(text) > 16384:
        raise CommandError(f"{TOKEN}: must be 1 to 16384 visible ASCII characters", Exit.SIGN_IN)
    return text


def _same(account: Account, arguments: argparse.Namespace) -> None:
    """Checks that the options do not name another sign-in than the one there is."""
    for option in ("client_id", "tenant", "cloud", "authority"):
        asked, has = getattr(arguments, option, None), getattr(account, option)
        # The tenant that issued the tokens is the same one under another name.
        if asked and asked.lower() not in {str(has).lower(), account.tenant_id.lower() if option == "tenant" else ""}:
            name = option.replace("_", "-")
            raise CommandError(f"--{name} {asked}: {account.username} is signed in with {has}; sign in with: "
                               f"graph-upload login --{name} {asked}", Exit.SIGN_IN)
