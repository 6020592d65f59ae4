"""What is told of an upload: the stored file, and how far it is."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Dict, Optional

from ._library import native
from ._native import Handle, Integrity, Wait

__all__ = ["Item", "Progress"]


@dataclass(frozen=True)
class Item:
    """A stored file, as the service describes it. Strings that the service did not say are empty."""

    id: str
    name: str
    #: In bytes; None if the service did not say. Of attachments a few per cent more than the file's size.
    size: Optional[int]
    etag: str
    #: A link to open in a browser.
    web_url: str
    #: The Location header of the last response.
    location: str
    #: Whether the stored file is what was sent, as far as the service reports.
    integrity: Integrity
    #: Whether the last response was missing and the file was found by looking it up.
    recovered: bool
    #: The service's description. Do not log it: it may contain a URL from which anyone can download the file.
    description: Dict[str, Any] = field(repr=False, default_factory=dict)


def item(handle: Handle) -> Item:
    """The item of a handle."""
    size = native.gu_item_size(handle)
    description = native.gu_item_json(handle)
    return Item(
        id=native.gu_item_id(handle).decode(),
        name=native.gu_item_name(handle).decode(),
        size=None if size < 0 else size,
        etag=native.gu_item_etag(handle).decode(),
        web_url=native.gu_item_web_url(handle).decode(),
        location=native.gu_item_location(handle).decode(),
        integrity=Integrity(native.gu_item_integrity(handle)),
        recovered=bool(native.gu_item_recovered(handle)),
        description=json.loads(description) if description else {},
    )


@dataclass(frozen=True)
class Progress:
    """How far an upload is. Sizes are in bytes, times in milliseconds."""

    #: Bytes that have left; bytes sent again count once.
    sent: int
    #: Bytes that the service has confirmed.
    confirmed: int
    #: Size of the file; None while a stream is read.
    total: Optional[int]
    #: Bytes that were read of a stream, while it is read.
    spooled: int
    bytes_per_second: int
    #: None while too little is known.
    time_left_ms: Optional[int]
    #: By how much the upload session expires too early; 0 if in time, None while too little is known.
    late_by_ms: Optional[int]
    #: How long nothing will be sent, at most, and why.
    waits_ms: int
    waits_for: int = Wait.NOTHING
    waits_code: str = ""


def known(number: int) -> Optional[int]:
    return None if number < 0 else number


def progress(handle: Handle) -> Progress:
    """The numbers that a progress callback gets."""
    waits_for = native.gu_progress_waits_for(handle)
    return Progress(
        sent=native.gu_progress_sent(handle),
        confirmed=native.gu_progress_confirmed(handle),
        total=None if waits_for == Wait.SOURCE else native.gu_progress_total(handle),
        spooled=native.gu_progress_spooled(handle),
        bytes_per_second=native.gu_progress_bytes_per_second(handle),
        time_left_ms=known(native.gu_progress_time_left_ms(handle)),
        late_by_ms=known(native.gu_progress_late_by_ms(handle)),
        waits_ms=native.gu_progress_waits_ms(handle),
        waits_for=waits_for,
        waits_code=native.gu_progress_waits_code(handle).decode(),
    )


def job_progress(handle: Handle) -> Progress:
    """The same of a job."""
    return Progress(
        sent=native.gu_job_sent(handle),
        confirmed=native.gu_job_confirmed(handle),
        total=native.gu_job_total(handle),
        spooled=0,
        bytes_per_second=native.gu_job_bytes_per_second(handle),
        time_left_ms=known(native.gu_job_time_left_ms(handle)),
        late_by_ms=known(native.gu_job_late_by_ms(handle)),
        waits_ms=native.gu_job_waits_ms(handle),
        waits_for=native.gu_job_waits_for(handle),
    )
