"""The account of `login`: who signed in and how, remembered without secrets so that other commands need no options."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import List, Optional

from .errors import CommandError, Exit

__all__ = ["Account", "config_folder", "make_folder", "state_folder", "write_private"]


def _folder(variable: str, *usual: str) -> Path:
    """A folder of this program, as the XDG Base Directory Specification places it: a relative path counts as unset."""
    named = os.environ.get(variable, "")
    if sys.platform == "win32" and not named:
        named = os.environ.get("LOCALAPPDATA", "")
    base = Path(named) if os.path.isabs(named) else Path.home().joinpath(*usual)
    return base / "graph-upload"


def config_folder() -> Path:
    """Where settings are."""
    return _folder("XDG_CONFIG_HOME", ".config")


def state_folder() -> Path:
    """Where states are, and tokens if there is no keyring."""
    return _folder("XDG_STATE_HOME", ".local", "state")


def make_folder(path: Path) -> Path:
    """Makes a folder that only its owner may look into, unless it is there."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(f"the folder {path} cannot be made: {error.strerror}", Exit.SIGN_IN) from error
    return path


def write_private(path: Path, text: str) -> None:
    """Writes a file that only its owner may read, whole or not at all."""
    make_folder(path.parent)
    try:
        _write(path, text)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}", Exit.SIGN_IN) from error


def _write(path: Path, text: str) -> None:
    # mkstemp() creates with mode 0600.
    descriptor, temporary = tempfile.mkstemp(prefix=path.name, dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


@dataclass(frozen=True)
class Account:
    """Who signed in."""

    client_id: str
    #: The tenant that was asked, such as "common".
    tenant: str
    cloud: str
    username: str
    #: The id by which MSAL knows the account.
    home_account_id: str
    #: The tenant that issued the tokens.
    tenant_id: str
    #: The permissions that were asked for.
    permissions: List[str] = field(default_factory=list)
    #: Another sign-in service than that of the cloud.
    authority: Optional[str] = None
    #: Whether the tokens are in a file instead of the keyring.
    plain_cache: bool = False
    #: The claims that the service wants at the next sign-in, as JSON.
    claims: str = ""

    @staticmethod
    def path() -> Path:
        return config_folder() / "account.json"

    @classmethod
    def load(cls) -> "Optional[Account]":
        """The account that is signed in, or None."""
        path = cls.path()
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            known = {one.name for one in fields(cls)}
            return cls(**{name: value for name, value in values.items() if name in known})
        except FileNotFoundError:
            return None
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}", Exit.SIGN_IN) from error
        except (ValueError, TypeError, AttributeError):
            raise CommandError(f"{path} is damaged; sign in again with: graph-upload login", Exit.SIGN_IN) from None

    def save(self) -> None:
        write_private(self.path(), json.dumps(asdict(self), indent=1) + "\n")

    @classmethod
    def remove(cls) -> None:
        try:
            cls.path().unlink()
        except FileNotFoundError:
            pass
