"""Names as the service tells them apart."""

from __future__ import annotations

import unicodedata

__all__ = ["SAME_NAME", "name_key"]

#: Why a file is not uploaded. Which of the two would win is chance, and with --conflict replace the other one would be lost.
SAME_NAME = ("the service takes its name for that of another one in the same folder, since case, spaces at the ends and Unicode "
             "forms do not tell names apart; rename one of them")


def name_key(name: str) -> str:
    """The same for names that are one for the service."""
    return unicodedata.normalize("NFC", name).strip(" ").lower()
