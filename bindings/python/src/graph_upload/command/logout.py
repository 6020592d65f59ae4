"""`graph-upload logout`: removes the tokens and forgets the account."""

from __future__ import annotations

import argparse
from typing import Optional

from . import cache
from .account import Account
from .errors import CommandError, Exit

__all__ = ["add", "run"]


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the parser of `logout`."""
    parser = commands.add_parser(
        "logout", help="sign out", description="Removes the tokens from this machine and forgets the account. It needs no "
        "network: sessions of the browser, and sign-ins on other machines, stay.")
    parser.set_defaults(run=run)


def run(_: argparse.Namespace) -> Exit:
    """Signs out."""
    # A file with tokens is a secret even if nothing else remembers it.
    had_file = cache.plain_path().exists()
    cache.remove_tokens(plain=True)
    if not Account.path().exists():
        print("The tokens are removed." if had_file else "Nobody is signed in.")
        return Exit.OK
    account = _account()
    in_keyring = not account.plain_cache if account else not had_file
    if in_keyring:
        # The account stays until the tokens are gone, so that the command can be repeated.
        cache.remove_tokens(plain=False)
    Account.remove()
    print(f"{account.username if account else 'The account'} is signed out.")
    return Exit.OK


def _account() -> Optional[Account]:
    """Who is signed in, unless the file that tells it is damaged."""
    try:
        return Account.load()
    except CommandError:
        return None
