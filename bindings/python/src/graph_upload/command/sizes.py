"""Sizes, rates and times, as people write and read them."""

from __future__ import annotations

import re
from typing import Optional

from .errors import CommandError

__all__ = ["duration_text", "parse_size", "share_text", "size_text"]

_UNITS = "KMGT"
_SIZE = re.compile(rf"(\d+(?:\.\d+)?)\s*([{_UNITS}]?)(?:i?B)?", re.I)


def parse_size(text: str, what: str, least: int, most: int) -> int:
    """The bytes of a text such as "500K" or "1.5M"; units are powers of 1024, as for curl and rsync."""
    found = _SIZE.fullmatch(text.strip())
    if not found:
        raise CommandError(f"{what}: \"{text}\" is not a size such as 500K, 10M or 1.5G")
    unit = found[2].upper()
    factor = 1 << (10 * (_UNITS.index(unit) + 1) if unit else 0)
    size = round(float(found[1]) * factor)
    if not least <= size <= most:
        raise CommandError(f"{what}: {text} is {size} bytes, but it must be {least} to {most}")
    return size


def size_text(size: float) -> str:
    """A size in at most nine characters, such as "12.3 MiB"."""
    if size < 1000:
        return f"{size:.0f} B"
    for unit in _UNITS:
        size /= 1024
        # What is rounded to 1000 belongs to the next unit.
        if size < 999.5 or unit == _UNITS[-1]:
            break
    return f"{size:.0f} {unit}iB" if size >= 99.95 else f"{size:.1f} {unit}iB"


def share_text(size: float, of: float) -> str:
    """A part of a size, in the unit of the whole, such as "0.1/12.3 MiB"."""
    whole = size_text(of)
    unit = whole.rpartition(" ")[2]
    part = size / 1024 ** (_UNITS.index(unit[0]) + 1 if len(unit) > 1 else 0)
    return f"{part:.0f}/{whole}" if part >= 99.95 or unit == "B" else f"{part:.1f}/{whole}"


def duration_text(seconds: Optional[float]) -> str:
    """A time such as "1:05" or "2:03:04"; "-:--" if it is not known."""
    if seconds is None:
        return "-:--"
    whole = max(0, round(seconds))
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
