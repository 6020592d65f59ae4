"""What the uploads of one worker process share: clients, the store, and the way to the scheduler."""

from __future__ import annotations

import asyncio
import itertools
import threading
import time
from concurrent.futures import TimeoutError as WaitTimeout
from dataclasses import dataclass, field
from typing import Any, Dict, Optional

from ..client import Client
from ..errors import GraphUploadError
from .cost import PIECES_AT_ONCE, Plan
from .limits import Cost
from .scheduler import HOLD, LEASE, MINE, POLL_SECONDS, RELEASE, SPEND
from .store import Store, open_store

__all__ = ["Desk", "Later", "Lease", "Service", "Stale", "client_of", "store_of"]

#: Longest time that a call of the scheduler may take, in seconds.
CALL_SECONDS = POLL_SECONDS + 55
#: Clients of other services are closed beyond so many.
CLIENTS = 8


class Stale(Exception):
    """Another worker has this upload now."""


class Later(Exception):
    """The limits allow it in so many seconds only."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the limits allow it in {seconds:.0f} s")
        self.seconds = seconds


class SchedulerLost(GraphUploadError):
    """The scheduler cannot be asked whether this upload may go on."""


@dataclass(frozen=True)
class Service:
    """How to reach the service, and where states are saved. Goes to each worker; `token` and `key` are secrets."""

    id: str
    token: Any = field(repr=False)
    state: str
    key: Optional[bytes] = field(repr=False)
    tenant: str
    options: Dict[str, Any]


_lock = threading.Lock()
_clients: "Dict[str, Client]" = {}
_stores: "Dict[str, Store]" = {}
_numbers = itertools.count(1)


def client_of(service: Service) -> Client:
    """The client of this process, whose connections all its uploads share."""
    with _lock:
        client = _clients.get(service.id)
        if client is None:
            client = _clients[service.id] = Client(service.token, **service.options)
            while len(_clients) > CLIENTS:
                # Uploads that run keep what they need of it.
                _clients.pop(next(iter(_clients))).close()
        return client


def store_of(state: str) -> Store:
    """The store of this process."""
    with _lock:
        store = _stores.get(state)
        if store is None:
            store = _stores[state] = open_store(state)
        return store


class _Held:
    """Until when scopes are held back, as the scheduler tells all workers."""

    def __init__(self) -> None:
        self._until: Dict[str, float] = {}

    async def hold(self, scope: str, seconds: float) -> None:
        self._until[scope] = max(self._until.get(scope, 0.0), time.monotonic() + seconds)

    def seconds(self, scope: str) -> float:
        return max(0.0, self._until.get(scope, 0.0) - time.monotonic())


class Desk:
    """The scheduler, as one task sees it."""

    def __init__(self, worker: Any, key: str) -> None:
        self._worker, self._key = worker, key
        with _lock:
            held = getattr(worker, "_graph_upload_held", None)
            if held is None:
                held = worker._graph_upload_held = _Held()
                worker.handlers[HOLD] = held.hold
        self._held: _Held = held

    def check(self) -> None:
        """Raises `Stale` if the task is another worker's now, as far as the scheduler knows."""
        if not self.call(MINE, key=self._key, worker=self._worker.address):
            raise Stale

    def lease(self, name: str, step: int, scope: str, cost: Cost) -> None:
        """Waits for permission to send."""
        while True:
            answer, seconds = self.call(LEASE, key=self._key, worker=self._worker.address, lease=name, step=step, scope=scope,
                               cost=_numbers_of(cost))
            if answer == "stale":
                raise Stale
            if answer == "later":
                raise Later(seconds)
            if answer == "granted":
                return

    def call(self, name: str, **arguments: Any) -> Any:
        """Calls the scheduler from the thread of the task."""
        future = self._send(name, arguments)
        try:
            return future.result(CALL_SECONDS)
        except (OSError, WaitTimeout, asyncio.CancelledError) as error:
            future.cancel()
            raise SchedulerLost(f"the scheduler does not answer: {error!r}", status_name="SCHEDULER", retryable=True) from error

    def tell(self, name: str, **arguments: Any) -> None:
        """The same, without waiting for the answer."""
        self._send(name, arguments)

    def held(self, scope: str) -> float:
        """For how long nothing may be sent, in seconds."""
        return self._held.seconds(scope)

    def _send(self, name: str, arguments: Dict[str, Any]) -> Any:
        loop = getattr(self._worker.loop, "asyncio_loop", self._worker.loop)
        return asyncio.run_coroutine_threadsafe(getattr(self._worker.scheduler, name)(**arguments), loop)


def _numbers_of(cost: Cost) -> "list[int]":
    return [cost.requests, cost.units, cost.bytes]


class Lease:
    """Permission to send for one upload, a few pieces at a time. A context manager, which waits for the first ones."""

    def __init__(self, desk: Desk, scope: str, plan: Plan) -> None:
        self._desk, self.scope, self._plan = desk, scope, plan
        self._name = f"{desk._worker.address} {next(_numbers)}"
        self._step = 0
        self._leased = 0
        #: Pieces whose cost the scheduler knows.
        self._told = -1
        self._confirmed = 0
        self._throttled = 0.0
        self._unused = False

    def __enter__(self) -> "Lease":
        self._take(self._plan.first())
        return self

    def _take(self, cost: Cost) -> None:
        self._step += 1
        self._desk.lease(self._name, self._step, self.scope, cost)
        self._leased = min(self._plan.pieces, self._leased + PIECES_AT_ONCE)

    def wants_more(self, confirmed: int) -> bool:
        """Whether the next piece may be beyond what is leased."""
        self._confirmed = max(self._confirmed, confirmed)
        return self._leased < self._plan.pieces and self._plan.sent(confirmed) >= self._leased - 1

    def more(self) -> None:
        """Tells what is spent, and waits for more."""
        sent = self._plan.sent(self._confirmed)
        self._desk.call(SPEND, lease=self._name, cost=_numbers_of(self._untold(sent)))
        self._told = sent
        self._take(self._plan.more(self._leased))

    def _untold(self, pieces: int) -> Cost:
        before = self._plan.spent(self._told) if self._told >= 0 else Cost()
        return self._plan.spent(pieces).less(before)

    def unused(self) -> None:
        """Nothing was sent, and nothing will be."""
        self._unused = True

    def throttled(self, seconds: float) -> None:
        """Tells all workers that the service has asked to wait."""
        until = time.monotonic() + seconds
        if until > self._throttled + 1:
            self._throttled = until
            self._desk.tell(HOLD, scope=self.scope, seconds=seconds)

    def held(self) -> float:
        """For how long nothing may be sent, in seconds."""
        return self._desk.held(self.scope)

    def __exit__(self, kind: Any, *_: object) -> None:
        # A failure may have taken more than what is confirmed: all that was leased counts.
        pieces = self._leased if kind is not None else self._plan.pieces
        used = Cost() if self._unused else self._untold(pieces)
        self._desk.tell(RELEASE, lease=self._name, cost=_numbers_of(used))
