"""Tokens by the credentials of azure-identity, for servers, pipelines and people who use the Azure CLI."""

from __future__ import annotations

import argparse
import os
import threading
from importlib import import_module
from typing import Any, Dict, Optional, Tuple

from .._token import TokenRequest
from . import transport
from .authority import Cloud, authority_url
from .cache import missing_extra
from .errors import CommandError, Exit

__all__ = ["NAMES", "AzureCredential"]

#: The values of --credential, with the class of azure-identity.
CLASSES: Dict[str, str] = {
    "default": "DefaultAzureCredential",
    "environment": "EnvironmentCredential",
    "managed-identity": "ManagedIdentityCredential",
    "workload-identity": "WorkloadIdentityCredential",
    "certificate": "CertificateCredential",
    "azure-cli": "AzureCliCredential",
    "azure-developer-cli": "AzureDeveloperCliCredential",
    "azure-powershell": "AzurePowerShellCredential",
}

NAMES = tuple(CLASSES)

#: What a kind takes of --client-id and --tenant, by its keyword.
IDENTITY: Dict[str, Dict[str, str]] = {
    "default": {"client_id": "managed_identity_client_id", "tenant": "shared_cache_tenant_id"},
    "environment": {},
    "managed-identity": {"client_id": "client_id"},
    "workload-identity": {"client_id": "client_id", "tenant": "tenant_id"},
    "certificate": {"client_id": "client_id", "tenant": "tenant_id"},
    "azure-cli": {"tenant": "tenant_id"},
    "azure-developer-cli": {"tenant": "tenant_id"},
    "azure-powershell": {"tenant": "tenant_id"},
}

#: The kinds that ask a program on this machine, and take no address.
PROGRAMS = frozenset(("azure-cli", "azure-developer-cli", "azure-powershell"))


class AzureCredential:
    """A credential of azure-identity. Any thread may use it."""

    def __init__(self, kind: str, arguments: argparse.Namespace, place: Cloud) -> None:
        self.kind = kind
        self.scope = place.scope(".default")
        self._lock = threading.Lock()
        self._place = place
        self._arguments = argparse.Namespace(**vars(transport.connection(arguments)), **{
            name: getattr(arguments, name, None) for name in ("client_id", "tenant", "cloud", "authority")})
        self._options = _options(kind, self._arguments, place)
        self._credential = _made(kind, self._options)

    def __reduce__(self) -> Tuple[Any, ...]:
        # Workers in other processes sign in themselves: no token travels.
        return type(self), (self.kind, self._arguments, self._place)

    def fetch(self, request: TokenRequest) -> str:
        """The token callback of a client."""
        with self._lock:
            if request.rejected and not request.claims:
                # Its cache holds the token that was refused, and only a new one has an empty cache.
                self._credential = _made(self.kind, self._options)
            return self._token(request.claims)

    def _token(self, claims: str) -> str:
        exceptions = import_module("azure.core.exceptions")
        try:
            token: str = self._credential.get_token(self.scope, **({"claims": claims} if claims else {})).token
            return token
        except exceptions.AzureError as error:
            # ClientAuthenticationError, CredentialUnavailableError, and failures of the network.
            raise CommandError(f"--credential {self.kind}: {' '.join(str(error).split())}", Exit.SIGN_IN) from error


def _made(kind: str, options: Dict[str, Any]) -> Any:
    try:
        identity = import_module("azure.identity")
    except ImportError:
        raise missing_extra("--credential", "azure") from None
    try:
        return getattr(identity, CLASSES[kind])(**options)
    except (ValueError, OSError) as error:
        raise CommandError(f"--credential {kind}: {' '.join(str(error).split())}", Exit.SIGN_IN) from error


def _options(kind: str, arguments: argparse.Namespace, place: Cloud) -> Dict[str, Any]:
    options = _identity(kind, arguments)
    if kind == "certificate":
        options.update(_certificate(options))
    if kind in PROGRAMS:
        return options
    options["transport"] = _transport(arguments)
    if kind != "managed-identity":
        other: Optional[str] = getattr(arguments, "authority", None)
        # AZURE_AUTHORITY_HOST counts unless an option says otherwise.
        if other or getattr(arguments, "cloud", None):
            options["authority"] = authority_url(place, other)
        options["disable_instance_discovery"] = other is not None
    return options


def _identity(kind: str, arguments: argparse.Namespace) -> Dict[str, Any]:
    options: Dict[str, Any] = {}
    for name in ("client_id", "tenant"):
        value = getattr(arguments, name, None)
        if not value:
            continue
        keyword = IDENTITY[kind].get(name)
        if keyword is None:
            raise CommandError(f"--{name.replace('_', '-')}: --credential {kind} does not take it{_instead(kind)}")
        options[keyword] = value
        if kind == "default" and name == "client_id":
            options["workload_identity_client_id"] = value
        if kind == "default" and name == "tenant":
            options["workload_identity_tenant_id"] = value
    return options


def _instead(kind: str) -> str:
    return ", but AZURE_CLIENT_ID, AZURE_TENANT_ID and a secret or certificate of the environment" \
        if kind == "environment" else ""


def _certificate(options: Dict[str, Any]) -> Dict[str, Any]:
    """What names the certificate and its application, by the variables that azure-identity reads elsewhere."""
    found = {"client_id": options.get("client_id") or os.environ.get("AZURE_CLIENT_ID"),
             "tenant_id": options.get("tenant_id") or os.environ.get("AZURE_TENANT_ID"),
             "certificate_path": os.environ.get("AZURE_CLIENT_CERTIFICATE_PATH")}
    names = {"client_id": "--client-id", "tenant_id": "--tenant", "certificate_path": "AZURE_CLIENT_CERTIFICATE_PATH"}
    missing = [names[one] for one, value in found.items() if not value]
    if missing:
        raise CommandError(f"--credential certificate: {' and '.join(missing)} missing", Exit.SIGN_IN)
    password = os.environ.get("AZURE_CLIENT_CERTIFICATE_PASSWORD")
    return {**found, **({"password": password} if password else {})}


def _transport(arguments: argparse.Namespace) -> Any:
    """HTTP as for `login`, with --ca-file and --proxy. The credential itself repeats what fails."""
    try:
        requests_transport = import_module("azure.core.pipeline.transport").RequestsTransport
    except ImportError:
        raise missing_extra("--credential", "azure") from None
    return requests_transport(session=transport.session(arguments, attempts=0), session_owner=False)
