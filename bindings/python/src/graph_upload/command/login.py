"""`graph-upload login`: signs a person in, by the browser or by a code for another device."""

from __future__ import annotations

import argparse
import os
import sys
import webbrowser
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Dict, List, Optional

from . import cache, refusal, transport
from .account import Account
from .authority import CLOUDS, PERSONAL_TENANT, Cloud, authority_url, cloud
from .credentials import TOKEN, add_identity_arguments, chosen_client_id
from .errors import CommandError, Exit
from .signed_in import application, network_errors, unreachable

__all__ = ["add", "run"]

#: What is asked for when --scope is not given: files in the person's own drive, and shared ones.
PERMISSION = "Files.ReadWrite"

#: Permissions that every sign-in gets, and that MSAL asks for by itself.
OWN = frozenset(("openid", "profile", "email", "offline_access"))

#: Longest time in which a person signs in with the browser, in seconds: as long as a device code lasts.
PATIENCE_SECONDS = 900


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the parser of `login`."""
    parser = commands.add_parser(
        "login", help="sign in", description="Signs in to Microsoft, and keeps the tokens in the system's keyring. "
        "Without a browser on this machine, it shows a code to enter on another one.")
    add_identity_arguments(parser)
    parser.add_argument("--scope", action="append", metavar="PERMISSION", default=[],
                        help=f"a further permission beside {PERMISSION}, such as Mail.ReadWrite; repeatable. .default alone "
                        "asks for all those of the registration")
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--device-code", action="store_true", help="show a code to enter on another device")
    way.add_argument("--browser", action="store_true", help="open the browser of this machine")
    parser.add_argument("--plain-cache", action="store_true",
                        help="without a keyring: store the tokens unencrypted, in a file that only you can read")
    parser.add_argument("--ca-file", metavar="FILE", help="further certificate authorities, as PEM (default: "
                        "GRAPH_UPLOAD_CA_FILE)")
    parser.add_argument("--proxy", metavar="URL",
                        help="the proxy, or an empty text for none (default: that of the environment)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> Exit:
    """Signs in."""
    plan = _plan(arguments)
    before = _before()
    # Before a person takes the trouble: can the tokens be kept?
    persistence = cache.open_cache(arguments.plain_cache)
    msal = import_module("msal")
    tokens = msal.SerializableTokenCache()
    result = _signed_in(plan, tokens, arguments, before)
    if "access_token" not in result:
        raise CommandError(f"not signed in: {refusal.explain(result)}", Exit.SIGN_IN)
    account = _account(plan, result, tokens, arguments.plain_cache)
    with cache.turn():
        cache.save_tokens(persistence, tokens.serialize())
    account.save()
    print(_told(account, plan, result))
    if before is not None and before.plain_cache != account.plain_cache:
        _remove_earlier(before.plain_cache)
    return Exit.OK


def _before() -> Optional[Account]:
    """Who was signed in so far. A damaged file is replaced."""
    try:
        return Account.load()
    except CommandError:
        return None


def _remove_earlier(plain: bool) -> None:
    """Removes the tokens of the sign-in before from the other place."""
    try:
        cache.remove_tokens(plain)
    except CommandError as error:
        print(f"The tokens of the sign-in before stay where they are: {error}.")


@dataclass(frozen=True)
class Plan:
    """Which application asks for what, and where."""

    client_id: str
    place: Cloud
    tenant: str
    base: str
    #: Another sign-in service than the cloud's.
    authority: Optional[str]
    permissions: List[str]

    @property
    def scopes(self) -> List[str]:
        return [self.place.scope(one) for one in self.permissions]


def _plan(arguments: argparse.Namespace) -> Plan:
    client_id = chosen_client_id(arguments)
    if client_id is None:
        raise CommandError(refusal.registration_help(), Exit.USAGE)
    place = cloud(arguments.cloud) if arguments.cloud else CLOUDS["global"]
    return Plan(client_id, place, arguments.tenant or place.tenant, authority_url(place, arguments.authority),
                arguments.authority, _permissions(arguments.scope))


def _permissions(further: List[str]) -> List[str]:
    """The permissions to ask for. `.default` stands for those of the registration, and tolerates no others."""
    asked = [one for text in further for one in text.replace(",", " ").split()]
    if ".default" in asked:
        if len(asked) > 1:
            raise CommandError("--scope: .default stands alone, or is not given")
        return asked
    # openid and its like are always asked for, and MSAL refuses them here.
    return list(dict.fromkeys([PERMISSION, *(one for one in asked if one not in OWN)]))


def _signed_in(plan: Plan, tokens: Any, arguments: argparse.Namespace, before: Optional[Account]) -> Dict[str, Any]:
    try:
        made = application(plan.client_id, plan.base, plan.tenant, tokens, transport.session(arguments, transport.QUICK))
        claims = before.claims if before is not None and before.client_id == plan.client_id and before.claims else None
        if arguments.device_code or not (arguments.browser or _has_browser()):
            return _by_code(made, plan, claims)
        return _by_browser(made, plan, claims)
    except network_errors() as error:
        raise unreachable(plan.base, error) from error
    except RuntimeError as error:
        # What the browser brought is not the answer to this sign-in.
        raise CommandError(f"not signed in: {error}", Exit.SIGN_IN) from error


def _has_browser() -> bool:
    """Whether a browser can open on a screen in front of the person."""
    if os.environ.get("BROWSER"):
        return True
    if os.environ.get("SSH_CONNECTION"):
        return False
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return False
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True


def _by_code(made: Any, plan: Plan, claims: Optional[str]) -> Dict[str, Any]:
    flow: Dict[str, Any] = made.initiate_device_flow(scopes=plan.scopes, claims_challenge=claims)
    if "user_code" not in flow:
        return flow
    print(f"Open {flow['verification_uri']} in a browser, on this or another device, and enter the code {flow['user_code']}\n"
          "Go on only if you started this yourself. Waiting for the sign-in; Ctrl-C ends it.", flush=True)
    result: Dict[str, Any] = made.acquire_token_by_device_flow(flow, claims_challenge=claims)
    return result


def _by_browser(made: Any, plan: Plan, claims: Optional[str]) -> Dict[str, Any]:
    print("Sign in with the browser that opens. Ctrl-C ends this; --device-code does without a browser.", flush=True)
    result: Optional[Dict[str, Any]] = made.acquire_token_interactive(
        plan.scopes, prompt="select_account", claims_challenge=claims, timeout=PATIENCE_SECONDS,
        auth_uri_callback=lambda url: print(f"No browser opens. Open this one yourself, on this machine: {url}", flush=True),
        success_template="You are signed in. Close this window, and go back to the terminal.",
        error_template="You are not signed in: $error. $error_description Close this window, and go back to the terminal.")
    if not result:
        raise CommandError("not signed in: the browser brought no answer within 15 minutes", Exit.SIGN_IN)
    return result


def _account(plan: Plan, result: Dict[str, Any], tokens: Any, plain: bool) -> Account:
    claims = result.get("id_token_claims") or {}
    accounts = list(tokens.search(tokens.CredentialType.ACCOUNT))
    if not accounts:
        raise CommandError("not signed in: the sign-in service names no account", Exit.SIGN_IN)
    names = (claims.get("preferred_username"), claims.get("email"), claims.get("name"), accounts[0].get("username"))
    username = next((one for one in names if one), "")
    return Account(
        client_id=plan.client_id, tenant=plan.tenant, cloud=plan.place.name, username=username,
        home_account_id=accounts[0]["home_account_id"], tenant_id=claims.get("tid") or "", permissions=plan.permissions,
        authority=plan.authority, plain_cache=plain)


def _told(account: Account, plan: Plan, result: Dict[str, Any]) -> str:
    """Who is signed in, in which tenant, with which permissions."""
    tenant = "a personal account" if account.tenant_id == PERSONAL_TENANT else f"tenant {account.tenant_id}"
    granted = [plan.place.permission(one) for one in str(result.get("scope", "")).split()]
    shown = sorted(one for one in granted if one not in OWN)
    lines = [f"Signed in as {account.username}, {tenant}, in {plan.place.title}.",
             f"Permissions: {', '.join(shown) or 'none'}."]
    lacking = [one for one in plan.permissions if one != ".default" and one.lower() not in {each.lower() for each in granted}]
    if lacking:
        lines.append(f"Not granted: {', '.join(lacking)}. Add them to the registration, or ask an administrator to consent.")
    lines.append(f"The tokens are in {cache.plain_path()}, unencrypted: whoever can read this file can act for you."
                 if account.plain_cache else f"The tokens are in {cache.keyring_name()}.")
    if os.environ.get(TOKEN):
        lines.append(f"{TOKEN} is set and comes first: unset it to use this sign-in.")
    return "\n".join(lines)
