"""Tokens for the account of `login`: from the cache, refreshed when they expire or are rejected."""

from __future__ import annotations

import argparse
import threading
import time
from dataclasses import replace
from importlib import import_module
from json import JSONDecodeError
from typing import Any, Dict, List, NamedTuple, Optional, Tuple, Type

from .._token import TokenRequest
from . import refusal, transport
from .account import Account
from .authority import authority_url, cloud
from .cache import load_tokens, missing_extra, open_cache, save_tokens, turn
from .errors import CommandError, Exit

__all__ = ["AccessToken", "SignedIn", "application", "network_errors", "unreachable"]

#: How long before its end a token is refreshed, in seconds, as MSAL does.
SPARE_SECONDS = 300

LOGIN = "sign in again with: graph-upload login"


class AccessToken(NamedTuple):
    """As that of azure-core."""

    token: str
    expires_on: int


def application(client_id: str, base: str, tenant: str, cache: Any, http_client: Any) -> Any:
    """An application of MSAL. It asks the sign-in service for its endpoints, and no other host."""
    try:
        msal = import_module("msal")
    except ImportError:
        raise missing_extra("sign-in") from None
    try:
        # CP1: the service may revoke tokens before they expire, and says so in a claims challenge, which is dealt with.
        return msal.PublicClientApplication(client_id, authority=f"{base}/{tenant}", token_cache=cache,
                                            http_client=http_client, instance_discovery=False, client_capabilities=["CP1"])
    except ValueError as error:
        raise CommandError(f"--tenant: {base} gives no endpoints for {tenant!r}; check the tenant ({_first_line(error)})",
                           Exit.SIGN_IN) from error


def network_errors() -> Tuple[Type[Exception], ...]:
    """What MSAL raises when the sign-in service does not answer, or something else answers in its place."""
    return (import_module("requests").RequestException, import_module("msal.exceptions").MsalError, JSONDecodeError)


def unreachable(base: str, error: Exception) -> CommandError:
    """The error for a sign-in service that gives no answer."""
    return CommandError(f"no answer of the sign-in service at {base.split('://')[1]} ({type(error).__name__}: "
                        f"{_first_line(error)}); `graph-upload doctor` looks for the cause", Exit.SIGN_IN)


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


class SignedIn:
    """A credential as those of azure-identity. Any thread may use it, and any number of processes at a time."""

    def __init__(self, account: Account, arguments: argparse.Namespace) -> None:
        self.account = account
        self._arguments = arguments
        self._lock = threading.Lock()
        self._cloud = cloud(account.cloud)
        self._base = authority_url(self._cloud, account.authority)
        self._persistence: Any = None
        self._cache: Any = None
        self._application: Any = None
        self._last: Optional[AccessToken] = None

    def check(self) -> "SignedIn":
        """Finds out whether the tokens can be reached; what takes place on its own at the first use."""
        if self._persistence is None:
            self._persistence = open_cache(self.account.plain_cache)
        return self

    def __reduce__(self) -> Tuple[Any, ...]:
        # For workers in other processes, which read the tokens themselves: none travels.
        return type(self), (self.account, transport.connection(self._arguments))

    def fetch(self, request: TokenRequest) -> str:
        """The token callback of a client."""
        return self.get_token(claims=request.claims or None, rejected=request.rejected).token

    def get_token(self, *scopes: str, claims: Optional[str] = None, rejected: bool = False, **_: Any) -> AccessToken:
        """A token for Graph; without scopes, for the permissions of the sign-in.

        `claims`: what the service wants in it, as JSON. `rejected`: the last one was refused, so that it is of no use.
        """
        with self._lock:
            if self._last and not (scopes or claims or rejected) and self._last.expires_on > time.time() + SPARE_SECONDS:
                return self._last
            token = self._fetched(list(scopes) or self._scopes(), claims, self._last if rejected else None, rejected)
            if not scopes:
                self._last = token
            return token

    def _scopes(self) -> List[str]:
        return [self._cloud.scope(one) for one in self.account.permissions]

    def _fetched(self, scopes: List[str], claims: Optional[str], refused: Optional[AccessToken],
                 rejected: bool) -> AccessToken:
        """A token by MSAL, while no other process uses the tokens on disk."""
        try:
            with turn():
                self._load()
                result = self._silent(scopes, claims, force=rejected and refused is None)
                if refused is not None and not claims and result.get("access_token") == refused.token:
                    # No other process has refreshed it meanwhile.
                    result = self._silent(scopes, claims, force=True)
                self._save()
        except network_errors() as error:
            raise unreachable(self._base, error) from error
        if "access_token" not in result:
            raise self._refused(result, claims)
        return AccessToken(result["access_token"], int(time.time()) + int(result.get("expires_in", 0)))

    def _load(self) -> None:
        self.check()
        msal = import_module("msal")
        if self._cache is None:
            self._cache = msal.SerializableTokenCache()
        self._cache.deserialize(load_tokens(self._persistence))
        if self._application is None:
            http_client = transport.session(self._arguments, transport.PATIENT)
            self._application = application(self.account.client_id, self._base, self.account.tenant, self._cache, http_client)

    def _save(self) -> None:
        if self._cache.has_state_changed:
            save_tokens(self._persistence, self._cache.serialize())

    def _silent(self, scopes: List[str], claims: Optional[str], force: bool) -> Dict[str, Any]:
        accounts = [one for one in self._application.get_accounts()
                    if one["home_account_id"] == self.account.home_account_id]
        if not accounts:
            return {}
        result: Optional[Dict[str, Any]] = self._application.acquire_token_silent_with_error(
            scopes, accounts[0], force_refresh=force, claims_challenge=claims)
        return result or {}

    def _refused(self, result: Dict[str, Any], claims: Optional[str]) -> CommandError:
        who = self.account.username or "the account"
        if not result:
            return CommandError(f"the tokens of {who} are no longer in the cache; {LOGIN}", Exit.SIGN_IN)
        if not refusal.wants_sign_in(result):
            return CommandError(f"no new token for {who}: {refusal.explain(result)}", Exit.SIGN_IN)
        wanted = str(result.get("claims") or claims or "")
        if wanted:
            # The next `login` asks for what is missing now, such as a second factor.
            replace(self.account, claims=wanted).save()
        why = "the service wants a new proof of who you are" if claims else "the sign-in has ended"
        return CommandError(f"{why} ({refusal.explain(result)}); {LOGIN}", Exit.SIGN_IN)
