"""The clouds: where each signs in, where its Graph is, and which hosts uploads go to.

Graph and upload hosts are those of the library (crates/core/src/graph/clouds.rs, compared by a test). Sign-in hosts are those
of learn.microsoft.com/entra/identity-platform/authentication-national-cloud, and for Bleu and Delos of MSAL
(msal/authority.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Dict, Tuple
from urllib.parse import urlsplit

from .errors import CommandError, Exit

__all__ = ["CLOUDS", "Cloud", "authority_url", "cloud", "is_sign_in_url"]

#: The id by which tokens may name Microsoft Graph as their audience.
GRAPH_ID = "00000003-0000-0000-c000-000000000000"

#: The tenant of all personal Microsoft accounts.
PERSONAL_TENANT = "9188040d-6c67-4c5b-b112-36a304b66dad"


@dataclass(frozen=True)
class Cloud:
    """A cloud with a sign-in and a Graph of its own."""

    name: str
    title: str
    #: Host that users sign in at.
    login: str
    #: Base URL of Graph.
    graph: str
    #: Hosts that upload URLs may name, by the rule table's "upload_host".
    uploads: Dict[str, Tuple[str, ...]] = field(default_factory=dict)
    #: Who may sign in when no tenant is named: personal accounts exist in the global cloud only.
    tenant: str = "organizations"

    @property
    def graph_host(self) -> str:
        return self.graph.split("://", 1)[1]

    def scope(self, permission: str) -> str:
        """The scope of a permission of Graph, such as Files.ReadWrite; one that names its resource stays as it is."""
        return permission if "://" in permission else f"{self.graph}/{permission}"

    def permission(self, scope: str) -> str:
        """The permission that a scope names."""
        for prefix in (f"{self.graph}/", f"{GRAPH_ID}/"):
            if scope.lower().startswith(prefix):
                return scope[len(prefix):]
        return scope


CLOUDS: Dict[str, Cloud] = {one.name: one for one in (
    Cloud("global", "the global cloud", "login.microsoftonline.com", "https://graph.microsoft.com", {
        "drive": ("*.sharepoint.com", "*.sharepoint-df.com", "*.1drv.com", "api.onedrive.com",
                  "*.microsoftpersonalcontent.com", "*.storage.live.com"),
        "outlook": ("outlook.office.com", "outlook.office365.com", "outlook.cloud.microsoft"),
        "print": ("print.print.microsoft.com",),
    }, tenant="common"),
    Cloud("us-gov-l4", "US Government L4 (GCC High)", "login.microsoftonline.us", "https://graph.microsoft.us", {
        "drive": ("*.sharepoint.us",), "outlook": ("outlook.office365.us",)}),
    Cloud("us-gov-l5", "US Government L5 (DoD)", "login.microsoftonline.us", "https://dod-graph.microsoft.us", {
        "drive": ("*.sharepoint-mil.us", "*.dps.mil"), "outlook": ("outlook-dod.office365.us", "webmail.apps.mil")}),
    Cloud("china", "China, operated by 21Vianet", "login.partner.microsoftonline.cn",
          "https://microsoftgraph.chinacloudapi.cn", {
              "drive": ("*.sharepoint.cn",), "outlook": ("partner.outlook.cn", "*.partner.outlook.cn")}),
    Cloud("bleu", "France, operated by Bleu", "login.sovcloud-identity.fr", "https://graph.svc.sovcloud.fr", {
        "drive": ("*.sovcloud-sharepoint.fr", "*.sovcloud.fr"), "outlook": ("outlook.sovcloud.fr",)}),
    Cloud("delos", "Germany, operated by Delos Cloud", "login.sovcloud-identity.de", "https://graph.svc.sovcloud.de", {
        "drive": ("*.sovcloud-sharepoint.de",), "outlook": ("outlook.sovcloud.de",)}),
)}


def cloud(name: str) -> Cloud:
    """The cloud of a name."""
    try:
        return CLOUDS[name]
    except KeyError:
        raise CommandError(f"--cloud: {name!r} is none of {', '.join(CLOUDS)}") from None


def is_sign_in_url(text: str) -> bool:
    """Whether a text can be the URL of a sign-in service: https, a host, and nothing behind it."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    return (parts.scheme == "https" and bool(parts.hostname) and port != 0 and parts.path in ("", "/")
            and not parts.query and not parts.fragment and "@" not in parts.netloc)


def authority_url(place: Cloud, other: "str | None") -> str:
    """URL of the sign-in service without the tenant; `other` is what the caller names in its stead."""
    if other is None:
        return f"https://{place.login}"
    if not is_sign_in_url(other):
        raise CommandError("--authority: must be https with a host and without a path, such as https://login.example.com",
                           Exit.USAGE)
    return other.rstrip("/")
