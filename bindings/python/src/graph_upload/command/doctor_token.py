"""The token: where it comes from, what it says, and what the service says to it."""

from __future__ import annotations

import argparse
import json
import os
import time
from dataclasses import dataclass
from typing import Any, List, Optional, Tuple

from .._token import TokenRequest
from . import access_token, credentials
from .access_token import Permits, TokenFacts
from .account import Account
from .authority import PERSONAL_TENANT, Cloud
from .doctor_check import Check, failed, ok, skipped, warning
from .doctor_network import Answer
from .errors import CommandError

__all__ = ["Found", "answered", "find", "harmless_request", "look", "not_asked", "service_answers"]

#: A harmless request for each permission of a user, in the order of preference, and what it looks at.
REQUESTS: Tuple[Tuple[str, str, str], ...] = (
    ("Files.", "/me/drive/root?$select=id,name", "the OneDrive"),
    ("Sites.", "/sites/root?$select=id", "the root site"),
    ("Mail.", "/me/messages?$select=id&$top=1", "the mailbox"),
    ("Calendars.", "/me/events?$select=id&$top=1", "the calendar"),
    ("Tasks.", "/me/todo/lists?$top=1", "the To Do lists"),
    ("User.", "/me?$select=id", "the user"),
)

#: A token that cannot be read is most likely that of a personal account, which has a OneDrive.
OPAQUE = REQUESTS[0]


@dataclass(frozen=True)
class Found:
    """A token. It is not shown."""

    value: str
    #: What a person does to get another one.
    renewal: str


def find(arguments: argparse.Namespace) -> Tuple[Check, Optional[Found]]:
    """Gets the token as an upload does."""
    name = "Sign-in"
    try:
        source: Any = credentials.token(arguments)
        value = source if isinstance(source, str) else source(TokenRequest(False, ""))
    except CommandError as error:
        return failed(name, f"there is no token: {error}", _renewal(arguments)), None
    return ok(name, _origin(arguments)), Found(value, _renewal(arguments))


def _renewal(arguments: argparse.Namespace) -> str:
    if os.environ.get(credentials.TOKEN):
        return f"Get a new token and set {credentials.TOKEN} to it; or unset it, and run `graph-upload login`, which lasts."
    if getattr(arguments, "credential", None):
        return f"Check what --credential {arguments.credential} signs in with."
    return "Run `graph-upload login`."


def _origin(arguments: argparse.Namespace) -> str:
    if os.environ.get(credentials.TOKEN):
        return f"the token of the environment variable {credentials.TOKEN}"
    if getattr(arguments, "credential", None):
        return f"a token by --credential {arguments.credential}"
    account = Account.load()
    return f"{account.username} is signed in by `graph-upload login`" if account else "a token"


def look(found: Found, place: Cloud, now: float) -> List[Check]:
    """What a token says of itself."""
    facts = access_token.read(found.value)
    if facts is None:
        return [ok("Token", "cannot be read here, as is usual for personal accounts: only the service knows what it permits")]
    return [_audience(facts, place), _life(facts, found, now), _permissions(facts)]


def _audience(facts: TokenFacts, place: Cloud) -> Check:
    name = "Token"
    tenant = "a personal account" if facts.tenant == PERSONAL_TENANT else f"tenant {facts.tenant or 'unknown'}"
    kind = "the application" if facts.is_application else "the user"
    text = f"of {kind} {facts.who}, {tenant}, for {facts.audience or 'nobody'}"
    if facts.is_for(place):
        return ok(name, text)
    return failed(name, f"{text}, which is not Microsoft Graph of {place.title}",
                  f"Get a token for {place.graph}, or name the right cloud by --cloud.")


def _life(facts: TokenFacts, found: Found, now: float) -> Check:
    name = "Token's life"
    if facts.expires is None:
        return warning(name, "it does not say when it expires")
    shown = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(facts.expires))
    if facts.expires <= now:
        return failed(name, f"it expired at {shown}, {_span(now - facts.expires)} ago", found.renewal)
    if facts.begins is not None and facts.begins > now + 300:
        return failed(name, f"it is not valid for another {_span(facts.begins - now)}", "Check the clock of this machine.")
    text = f"it expires at {shown}, in {_span(facts.expires - now)}"
    if facts.expires - now < 300 and os.environ.get(credentials.TOKEN):
        return warning(name, text, found.renewal)
    return ok(name, text)


def _span(seconds: float) -> str:
    minutes = int(seconds // 60)
    return f"{int(seconds)} seconds" if minutes < 2 else f"{minutes} minutes" if minutes < 120 else f"{minutes // 60} hours"


def _permissions(facts: TokenFacts) -> Check:
    name = "Permissions"
    kind = "roles" if facts.is_application else "scopes"
    text = f"{kind} {', '.join(facts.permissions) or 'none'}"
    permits = facts.permits()
    if permits.yes:
        not_permitted = f"; not {_needs(permits)}" if permits.no else ""
        return ok(name, f"{text}; permits uploads of {', '.join(permits.yes)}{not_permitted}")
    return failed(name, f"{text}; permits no upload at all",
                  f"Add a permission to the registration of the application, and sign in again: {_needs(permits)}.")


def _needs(permits: Permits) -> str:
    return ", ".join(f"{title} ({f'needs {wanted}' if wanted else 'needs a signed-in user'})"
                     for title, wanted in permits.no.items())


def harmless_request(found: Found) -> Optional[Tuple[str, str]]:
    """The path of a request that changes nothing and that the token permits, and what it looks at."""
    facts = access_token.read(found.value)
    if facts is None:
        return OPAQUE[1:]
    if facts.is_application:
        reads_sites = any(one.startswith(("Sites.", "Files.")) for one in facts.permissions)
        return REQUESTS[1][1:] if reads_sites else None
    return next(((path, what) for prefix, path, what in REQUESTS if any(one.startswith(prefix) for one in facts.permissions)),
                None)


def answered(answer: Answer, what: str, found: Found) -> Check:
    """What the service says to a request with the token."""
    name = "Request with the token"
    said = _said(answer)
    if answer.status == 200 and not answer.is_page:
        return ok(name, f"the service shows {what}")
    if answer.is_page or 300 <= answer.status < 400:
        return failed(name, f"a web page answers in place of the service ({said})",
                      "Sign in to the network first, or have the proxy leave the host alone.")
    if answer.status == 401:
        challenge = "insufficient_claims" in answer.headers.get("www-authenticate", "")
        return failed(name, f"the service refuses the token ({said})",
                      ("The organization wants a new proof of who you are. " if challenge else "") + found.renewal)
    if answer.status == 403:
        return failed(name, f"the token does not permit to look at {what} ({said})",
                      "Ask the administrators whether the account has a licence, the application consent, and a Conditional "
                      "Access policy is in the way.")
    if answer.status == 404:
        return warning(name, f"{what} does not exist for this account ({said})",
                       "It may lack a licence, or was never opened: open it once in the browser. Other targets may work.")
    if answer.status == 429 or answer.status >= 500:
        return warning(name, f"the service is overloaded or fails ({said})", "Try again later; uploads wait by themselves.")
    return warning(name, f"the service does not answer as expected ({said})", "Give this line to those who help you.")


def _said(answer: Answer) -> str:
    """Status, code and message of a response, and the id by which the service's operators find it."""
    parts = [f"HTTP {answer.status}"]
    try:
        error = json.loads(answer.body)["error"]
        parts.append(f"{error['code']}: {error['message']}")
    except (ValueError, KeyError, TypeError):
        pass  # Not the service's form: the status tells enough.
    if "request-id" in answer.headers:
        parts.append(f"request-id {answer.headers['request-id']}")
    return ", ".join(parts)


def service_answers(answer: Answer) -> Check:
    """Whether it is the service that answers, by a request without a token."""
    name = "Service"
    if answer.is_page or 300 <= answer.status < 400:
        return failed(name, f"a web page answers in place of the service (HTTP {answer.status})",
                      "Sign in to the network first, or have the proxy leave the host alone; check --base-url.")
    if answer.status == 401:
        return ok(name, "answers, and wants a token")
    if answer.status >= 500 or answer.status == 429:
        return warning(name, f"answers, but is overloaded or fails ({_said(answer)})", "Try again later.")
    return warning(name, f"does not answer like Microsoft Graph ({_said(answer)})", "Check --base-url and --cloud.")


def not_asked() -> Check:
    return skipped("Request with the token", "there is no harmless request that its permissions admit")
