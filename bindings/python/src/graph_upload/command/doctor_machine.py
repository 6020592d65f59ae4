"""This machine: versions, settings, folders and the keyring."""

from __future__ import annotations

import argparse
import os
import platform
import ssl
import tempfile
from importlib import metadata
from typing import Dict, List, Optional, Tuple

import graph_upload

from . import cache, credentials, transport
from .account import Account, state_folder
from .authority import Cloud
from .doctor_check import Check, failed, ok, warning
from .errors import CommandError

__all__ = ["keyring", "settings", "state", "trust", "versions"]

#: Packages that the command uses, by the extra that brings them.
PACKAGES: Dict[str, Tuple[str, ...]] = {"command": ("msal", "msal-extensions", "requests"), "azure": ("azure-identity",)}


def versions() -> Check:
    """Versions of what takes part."""
    name = "Versions"
    found = {one: _version(one) for packages in PACKAGES.values() for one in packages}
    shown = [f"{one} {version}" for one, version in found.items() if version]
    text = ", ".join([f"graph-upload {graph_upload.__version__}", f"Python {platform.python_version()}", platform.platform(),
                      ssl.OPENSSL_VERSION, *shown])
    if not all(found[one] for one in PACKAGES["command"]):
        return warning(name, f"{text}; packages for `login` are missing", "pip install 'graph-upload[command]'")
    return ok(name, text)


def _version(package: str) -> Optional[str]:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def settings(arguments: argparse.Namespace, place: Cloud, base_url: str) -> Check:
    """What the command is told, and by what. Secrets are named, not shown."""
    parts = [f"cloud {place.name}", f"service {base_url}"]
    try:
        account = Account.load()
    except CommandError as error:
        return failed("Settings", str(error), "Sign in again, which writes the file anew.")
    if account:
        parts.append(f"account {account.username} with client id {account.client_id}, tenant {account.tenant}, "
                     f"in {Account.path()}")
    file = transport.ca_file(arguments)
    if file:
        parts.append(f"certificate authorities in {file}")
    variables = (credentials.TOKEN, "GRAPH_UPLOAD_CLIENT_ID", "AZURE_CLIENT_ID")
    parts += [f"{name} is set" for name in variables if os.environ.get(name)]
    return ok("Settings", ", ".join(parts))


def trust(arguments: argparse.Namespace) -> Tuple[List[Check], ssl.SSLContext]:
    """The certificate authorities that are trusted; a file that cannot be used is a failure, and left out."""
    try:
        return [], transport.trusted(arguments)
    except CommandError as error:
        advice = "Name a file in PEM form, which begins with -----BEGIN CERTIFICATE-----."
        return [failed("Certificate authorities", str(error), advice)], ssl.create_default_context()


def state() -> Check:
    """Whether uploads that are interrupted can be remembered."""
    folder = state_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder) as file:
            file.write(b"doctor")
            file.flush()
    except OSError as error:
        return failed("State folder", f"{folder} cannot be written: {error.strerror}",
                      "Make it writable, or name another one by XDG_STATE_HOME: without it an upload that is interrupted "
                      "begins anew.")
    return ok("State folder", f"{folder} can be written")


def keyring(arguments: argparse.Namespace) -> Check:
    """Whether tokens can be kept in the keyring, and whether that matters."""
    name = "Keyring"
    try:
        account = Account.load()
    except CommandError:
        account = None  # Told by the settings.
    if account is not None and account.plain_cache:
        return warning(name, f"not used: the tokens are unencrypted in {cache.plain_path()}, because of --plain-cache",
                       "Where there is a keyring, sign in again without --plain-cache.")
    try:
        cache.open_cache(plain=False)
    except cache.KeyringError as error:
        uses_it = account is not None and not os.environ.get(credentials.TOKEN) and not getattr(arguments, "credential", None)
        text = f"{cache.keyring_name()} cannot be used: {error.reason}"
        advice = f"{error.advice}Or sign in with --plain-cache, which stores the tokens unencrypted."
        return failed(name, text, advice) if uses_it else warning(name, f"{text}; nothing but `login` needs it", advice)
    except CommandError as error:
        return warning(name, str(error))
    return ok(name, f"{cache.keyring_name()} can be used")
