"""How the command ends other than by success."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["CommandError", "Exit"]


class Exit(IntEnum):
    """Exit codes, documented in the man page."""

    #: All files are stored.
    OK = 0
    #: At least one file is not stored.
    FAILED = 1
    #: The command line is wrong; nothing was sent.
    USAGE = 2
    #: There is no token, or the service refuses it.
    SIGN_IN = 3
    #: It is not known whether at least one file is stored. The same command checks first.
    UNKNOWN = 4
    #: At least one stored file is not what was sent.
    DIFFERS = 5
    #: `doctor` found something wrong.
    UNHEALTHY = 6
    #: Ended by Ctrl-C or SIGTERM. The same command goes on.
    INTERRUPTED = 130


class CommandError(Exception):
    """Ends the command with a message for people and an exit code."""

    def __init__(self, message: str, code: Exit = Exit.USAGE) -> None:
        super().__init__(message)
        self.code = code
