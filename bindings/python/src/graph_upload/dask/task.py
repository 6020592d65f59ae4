"""One upload on a worker: what Dask runs."""

from __future__ import annotations

import dataclasses
import time
from typing import Any, Dict, List, Optional

from .._native import Integrity
from ..errors import DiffersError, GraphUploadError, OutcomeUnknownError
from ..item import Item
from .cost import Plan, scope_of
from .ledger import end_of, items_folder
from .saved import SavedQueue, SavedSession, throttled
from .source import Source, find
from .upload import Outcome, Result, Upload
from .worker import Desk, Later, Lease, Service, Stale, client_of, store_of

__all__ = ["LATER", "STALE", "remove", "run"]

#: The reason of a task that another worker has, and of one that the limits do not allow soon. They are no attempts.
STALE, LATER = "STALE", "LATER"


def run(upload: Upload, service: Service, known: Optional[str], attempt: int) -> Result:
    """Uploads, unless the source is of the version that is known to be stored."""
    from distributed import get_worker

    worker = get_worker()
    began = time.time()
    base: Dict[str, Any] = {"id": upload.id, "source": upload.source, "target": upload.target, "attempts": attempt}
    try:
        source = find(upload)
    except OSError as error:
        return Result(outcome=Outcome.FAILED, reason="SOURCE", code=type(error).__name__, message=str(error), ended=began,
                      **base)
    try:
        base.update(size=source.size, version=source.version)
        result = Result(outcome=Outcome.SKIPPED, **base) if known == source.version else (
            _stored(upload, source, service, Desk(worker, str(worker.get_current_task())), base))
    except Stale:
        result = Result(outcome=Outcome.FAILED, reason=STALE, message="another worker has this upload", retryable=True, **base)
    except Later as error:
        result = Result(outcome=Outcome.FAILED, reason=LATER, message=str(error), retryable=True, retry_after=error.seconds,
                        **base)
    except GraphUploadError as error:
        result = _failed(error, base)
    except OSError as error:
        # Of the store, after which the file may be stored: the next attempt looks.
        result = Result(outcome=Outcome.UNKNOWN, reason="STATE", code=type(error).__name__, message=str(error), retryable=True,
                        **base)
    except (ValueError, TypeError) as error:
        result = Result(outcome=Outcome.FAILED, reason="ARGUMENT", code=type(error).__name__, message=str(error), **base)
    if not result.ended:
        result = dataclasses.replace(result, ended=time.time())
    return dataclasses.replace(result, seconds=result.seconds or time.time() - began)


def _stored(upload: Upload, source: Source, service: Service, desk: Desk, base: Dict[str, Any]) -> Result:
    began = time.time()
    store, client = store_of(service.state), client_of(service)
    target, path = upload.place(), upload.path
    kind: Any = SavedQueue if path is not None and store.folder is not None else SavedSession
    place = kind(client, store, upload.id, service.key, desk)
    plan = Plan(upload, source.size, service.options, whole=kind.whole)
    with Lease(desk, scope_of(upload, service.tenant), plan) as lease:
        with place.claimed(path if kind is SavedQueue else source, target) as claim:
            # In this order: what is removed after its end is in the ledger, and then the task is nobody's.
            end = end_of(store, upload.id)
            desk.check()
            if end is not None and end.version == source.version:
                lease.unused()
                return end
            try:
                item = claim(lease)
            except GraphUploadError as error:
                throttled(error, lease)
                raise
            result = dataclasses.replace(_of(item, base), ended=time.time(), seconds=time.time() - began)
            # The queue notices itself. Another version is not in the ledger then, and the next run uploads it.
            if kind is SavedSession and find(upload).version != source.version:
                result = dataclasses.replace(result, outcome=Outcome.DIFFERS, message="the source has changed meanwhile")
            store.write(f"{items_folder(upload.id)}/end", result.record())
            return result


def _of(item: Item, base: Dict[str, Any]) -> Result:
    outcome = Outcome.DIFFERS if item.integrity == Integrity.DIFFERS else Outcome.STORED
    return Result(outcome=outcome, item_id=item.id, name=item.name, **base)


def _failed(error: GraphUploadError, base: Dict[str, Any]) -> Result:
    if isinstance(error, DiffersError):
        return Result(outcome=Outcome.DIFFERS, message=error.message, **base)
    # `in_doubt` stays in what is saved, and the next attempt looks first.
    unknown = isinstance(error, OutcomeUnknownError) or error.in_doubt
    return Result(outcome=Outcome.UNKNOWN if unknown else Outcome.FAILED, reason=error.status_name or type(error).__name__,
                  code=error.service_code, message=error.message, request_id=error.request_id, retryable=error.retryable,
                  retry_after=error.retry_after_ms / 1000, **base)


def remove(state: str, identities: List[str]) -> None:
    """Removes what is saved of items that are in the ledger."""
    store = store_of(state)
    for identity in identities:
        store.remove(items_folder(identity))
