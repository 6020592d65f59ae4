"""What an upload is expected to cost of the service's limits."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Dict, Mapping, Optional

from .limits import Cost
from .upload import Upload

__all__ = ["Plan", "scope_of"]

#: Pieces that are leased at a time, so that a large file does not keep what it needs in an hour.
PIECES_AT_ONCE = 4
#: Properties for which a drive takes no file in one request.
SESSION_PROPERTIES = {"created", "modified", "accessed", "created_ms", "modified_ms", "accessed_ms", "description",
                      "check_space", "source_application", "source_id", "media_category", "deferred", "commit"}
KINDS = {"drive": "drive-item", "item": "drive-item", "todo": "todo-task", "message": "outlook-attachment",
         "event": "outlook-attachment", "post": "outlook-attachment", "print": "print-document", "share": "print-document"}
#: Default of the option of the same name.
ONE_REQUEST_BYTES = 4_194_304


@lru_cache(maxsize=None)
def _rules() -> Mapping[str, Any]:
    from .. import rules

    return {kind["kind"]: kind for kind in rules()}


def scope_of(upload: Upload, tenant: str) -> str:
    """What shares limits with an upload: the drives of a tenant, or a mailbox."""
    prefix, _, rest = upload.target.partition(":")
    kind = KINDS.get(prefix)
    if kind == "drive-item":
        return f"drives {tenant}"
    if kind == "print-document":
        return f"print {tenant}"
    owner = f"group {rest.partition('/')[0]}" if prefix == "post" else (upload.user or "me").lower()
    return f"mailbox {tenant} {owner}"


class Plan:
    """The requests of one upload. An estimate: what really is sent is known to the library alone."""

    def __init__(self, upload: Upload, size: int, options: Mapping[str, Any], *, whole: bool) -> None:
        kind = KINDS.get(upload.target.partition(":")[0], "drive-item")
        rule: Dict[str, Any] = _rules()[kind]
        self._drive = kind == "drive-item"
        self.size = size
        self.in_one = _in_one(upload, size, options, kind, rule, whole)
        first: int = rule["piece"]["first"]
        piece: Optional[int] = options.get("piece_bytes")
        self.piece = max(1, size if self.in_one else min(first, piece) if piece else first)
        self.pieces = max(1, -(-size // self.piece))
        # A look at the target, which for a new name lists its folder; and the session.
        listed = upload.properties.get("conflict") == "rename"
        looks = 0 if self.in_one and self._drive else 1
        self._before = Cost(looks, (1 + listed) * looks) + (Cost() if self.in_one else Cost(1, 2))

    def _of(self, pieces: int) -> Cost:
        sent = min(self.size, pieces * self.piece)
        return Cost(pieces, pieces * 2, sent * 4 // 3 if self.in_one and not self._drive else sent)

    def first(self) -> Cost:
        """What to lease before it begins."""
        return self._before + self._of(min(self.pieces, PIECES_AT_ONCE))

    def more(self, leased: int) -> Cost:
        """What to lease when `leased` pieces are."""
        return self._of(min(self.pieces, leased + PIECES_AT_ONCE)).less(self._of(leased))

    def sent(self, confirmed: int) -> int:
        """How many pieces so many bytes are."""
        return min(self.pieces, confirmed // self.piece) if confirmed < self.size else self.pieces

    def spent(self, pieces: int) -> Cost:
        """What so many pieces have cost, and what came before them."""
        return self._before + self._of(pieces)


def _in_one(upload: Upload, size: int, options: Mapping[str, Any], kind: str, rule: Mapping[str, Any], whole: bool) -> bool:
    """Whether it is one request, without a session."""
    if kind == "outlook-attachment":
        return bool(size < rule["session_min"])
    if kind == "print-document" or not whole:
        return size == 0
    most = options.get("one_request_bytes", ONE_REQUEST_BYTES)
    if kind == "todo-task":
        return bool(size <= min(most, rule["inline_max"]))
    return bool(size <= most) and not SESSION_PROPERTIES.intersection(upload.properties)
