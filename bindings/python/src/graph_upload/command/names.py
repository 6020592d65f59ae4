"""Names as the service tells them apart."""

from __future__ import annotations

import unicodedata

__all__ = ["SAME_NAME", "name_key"]

#: Why neither file is uploaded: with --conflict replace one would overwrite the other.
SAME_NAME = ("the service takes it for another file of the same folder: names that differ only in case, in spaces at the ends or in "
             "Unicode form are equal there; rename one of them")


def name_key(name: str) -> str:
    """Equal for names that the service takes for the same."""
    return unicodedata.normalize("NFC", name).strip(" ").lower()
