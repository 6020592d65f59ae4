"""What an access token says of itself, and which kinds of targets it permits. It is read here, and never shown."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional, Tuple

import graph_upload

from .authority import GRAPH_ID, Cloud

__all__ = ["Permits", "TokenFacts", "read"]

#: Permissions that include what the rule table names for files in drives (learn.microsoft.com/graph/permissions-reference).
SITES = ("Sites.ReadWrite.All", "Sites.Manage.All", "Sites.FullControl.All", "Sites.Selected")
BROADER: Dict[str, Tuple[str, ...]] = {
    "Files.ReadWrite": SITES,
    "Sites.ReadWrite.All": ("Files.ReadWrite.All", *SITES[1:]),
    "PrintJob.Create": ("PrintJob.ReadWrite",),
}


@dataclass(frozen=True)
class Permits:
    """The kinds of targets, by whether a token permits them."""

    yes: List[str] = field(default_factory=list)
    #: The permission that each of the others needs.
    no: Dict[str, Optional[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class TokenFacts:
    """The claims of a token."""

    claims: Dict[str, Any]

    @property
    def audience(self) -> str:
        return str(self.claims.get("aud", ""))

    def is_for(self, place: Cloud) -> bool:
        """Whether it is for the Graph of a cloud."""
        audience = self.audience.rstrip("/").lower()
        return audience in (place.graph, GRAPH_ID)

    @property
    def expires(self) -> Optional[int]:
        return self._time("exp")

    @property
    def begins(self) -> Optional[int]:
        return self._time("nbf")

    def _time(self, name: str) -> Optional[int]:
        value = self.claims.get(name)
        return int(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None

    @property
    def tenant(self) -> str:
        return str(self.claims.get("tid", ""))

    @property
    def who(self) -> str:
        """The user, or else the application."""
        names = ("upn", "unique_name", "preferred_username", "app_displayname", "appid", "azp")
        return next((str(self.claims[name]) for name in names if self.claims.get(name)), "somebody")

    @property
    def is_application(self) -> bool:
        """Whether no user has signed in."""
        return "scp" not in self.claims

    @property
    def permissions(self) -> List[str]:
        """Its scopes, or the roles of an application."""
        if not self.is_application:
            return str(self.claims["scp"]).split()
        roles = self.claims.get("roles")
        return [str(one) for one in roles] if isinstance(roles, list) else []

    def permits(self) -> Permits:
        """Which kinds of targets it permits, by the library's rules."""
        found = Permits()
        for rule in graph_upload.rules():
            wanted = rule["permission"]["application" if self.is_application else "delegated"]
            if wanted and any(self._has(one) for one in wanted.split(" or ")):
                found.yes.append(rule["title"])
            else:
                found.no[rule["title"]] = wanted
        return found

    def _has(self, wanted: str) -> bool:
        return any(one == each or one.startswith(f"{each}.")
                   for one in self.permissions for each in (wanted, *BROADER.get(wanted, ())))


def read(token: str) -> Optional[TokenFacts]:
    """Reads a token, without checking its signature: that is the service's. None if it cannot be read, as those of personal
    accounts."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (binascii.Error, ValueError):
        return None
    return TokenFacts(claims) if isinstance(claims, dict) else None
