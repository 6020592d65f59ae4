"""The tokens of `login` on disk: in the system's keyring, or in a file that only its owner may read."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Iterator

from .account import make_folder, state_folder, write_private
from .errors import CommandError, Exit

__all__ = ["KeyringError", "keyring_name", "load_tokens", "missing_extra", "open_cache", "plain_path", "remove_tokens",
           "save_tokens", "turn"]

#: What a persistence holds when nobody is signed in.
EMPTY = "{}"


def missing_extra(what: str, extra: str = "command") -> CommandError:
    """The error for a package that an extra brings."""
    return CommandError(f"{what} needs the extra {extra!r}: pip install 'graph-upload[{extra}]'", Exit.SIGN_IN)


def plain_path() -> Path:
    """The file with the tokens where there is no keyring."""
    return state_folder() / "tokens.json"


def keyring_name() -> str:
    """What the system calls the place where secrets are kept."""
    return {"win32": "the data protection of Windows", "darwin": "the Keychain"}.get(sys.platform, "the keyring (libsecret)")


class KeyringError(CommandError):
    """There is no keyring."""

    def __init__(self, error: Exception) -> None:
        #: Why, in a sentence.
        self.reason = (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".: ")
        #: What to install.
        self.advice = (
            "On Debian and Ubuntu install gir1.2-secret-1, gnome-keyring and python3-gi (in a virtual environment, "
            "pip install PyGObject), and work in a desktop session, which unlocks the keyring. "
            if sys.platform.startswith("linux") else "")
        super().__init__(
            f"{keyring_name()} cannot be used for the tokens: {self.reason}. {self.advice}Or give --plain-cache to "
            f"`graph-upload login`: the tokens are then stored unencrypted in {plain_path()}, which only you (and "
            "administrators) can read", Exit.SIGN_IN)


def _extensions() -> Any:
    try:
        return import_module("msal_extensions")
    except ImportError:
        raise missing_extra("sign-in") from None


def open_cache(plain: bool) -> Any:
    """The persistence of msal-extensions with the tokens. It has `load()` and `save()`."""
    extensions = _extensions()
    folder = make_folder(state_folder())
    if plain:
        return _plain_file(extensions)
    try:
        # The file is no more than a mark by which others see that something has changed.
        return extensions.build_encrypted_persistence(str(folder / "tokens.mark"))
    except (ImportError, AttributeError, ValueError, RuntimeError, OSError) as error:
        # Packages are missing or half installed, no session bus, no service for secrets, a locked keyring.
        raise KeyringError(error) from error


def load_tokens(persistence: Any) -> str:
    """The tokens, as MSAL serializes them."""
    not_found = import_module("msal_extensions.persistence").PersistenceNotFound
    try:
        content: str = persistence.load()
        return content
    except not_found:
        return EMPTY
    except (RuntimeError, OSError) as error:
        raise CommandError(f"the tokens cannot be read: {error}; `graph-upload doctor` looks for the cause",
                           Exit.SIGN_IN) from error


def save_tokens(persistence: Any, content: str) -> None:
    """Stores the tokens."""
    try:
        persistence.save(content)
    except (RuntimeError, OSError) as error:
        raise CommandError(f"the tokens cannot be stored: {error}; `graph-upload doctor` looks for the cause",
                           Exit.SIGN_IN) from error


def _plain_file(extensions: Any) -> Any:
    class PlainFile(extensions.FilePersistence):  # type: ignore[misc]
        """A file of mode 0600 that is replaced as a whole, so that a process that dies leaves no half of it."""

        def save(self, content: str) -> None:
            write_private(Path(self.get_location()), content)

    return PlainFile(str(plain_path()))


def remove_tokens(plain: bool) -> None:
    """Removes the tokens from where they are kept."""
    if plain:
        try:
            plain_path().unlink()
        except FileNotFoundError:
            pass
        return
    persistence = open_cache(plain=False)
    with turn():
        # A persistence cannot be deleted by its interface; an empty cache holds no secret.
        save_tokens(persistence, EMPTY)


@contextmanager
def turn() -> Iterator[None]:
    """Lets one process at a time read, refresh and write the tokens, so that two do not spend one refresh token.

    The lock is the system's: it ends with the process that holds it. The one of msal-extensions covers a single write, and its
    file outlives a process that is killed; it serves where there is no other.
    """
    folder = make_folder(state_folder())
    if sys.platform == "win32":
        with _extensions().CrossPlatLock(str(folder / "tokens.lock")):
            yield
    else:
        import fcntl

        with open(folder / "tokens.lock", "w", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
