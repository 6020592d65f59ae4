"""What runs in the scheduler: it shares the service's limits among all workers, and tells who may upload what."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Any, Dict, List, Optional, Tuple

from distributed.diagnostics.plugin import SchedulerPlugin

from .limits import Cost, Governor, Limits

__all__ = ["HOLD", "LEASE", "LIMITS", "MINE", "RELEASE", "SPEND", "GovernorPlugin", "NAME"]

#: Name of the plugin.
NAME = "graph-upload"
#: Names of its calls, and of the workers' one.
LEASE, SPEND, RELEASE, MINE, LIMITS, HOLD = (
    f"graph_upload_{call}" for call in ("lease", "spend", "release", "mine", "limits", "hold"))
#: Longest time that a worker's call for a lease takes, in seconds; it calls again then.
POLL_SECONDS = 5.0
#: How often leases are looked for whose tasks have ended without giving them back, in seconds.
SWEEP_SECONDS = 30.0


class GovernorPlugin(SchedulerPlugin):  # type: ignore[misc]
    """The governor of all workers. One for all runs on a scheduler."""

    name = NAME
    #: Of several runs the first one brings it.
    idempotent = True

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    async def start(self, scheduler: Any) -> None:
        self._scheduler = scheduler
        self._governor = Governor(self._limits)
        #: By lease: its task, and the last step that was granted.
        self._tasks: Dict[str, str] = {}
        self._granted: Dict[str, int] = {}
        self._changed: Dict[str, "asyncio.Future[None]"] = {}
        self._timer: Optional[asyncio.TimerHandle] = None
        self._swept = time.monotonic()
        scheduler.handlers.update({
            LEASE: self.lease, SPEND: self.spend, RELEASE: self.release, MINE: self.mine, LIMITS: self.set_limits,
            HOLD: self.hold})

    async def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def remove_worker(self, scheduler: Any, worker: str, **_: Any) -> None:
        self._governor.forget(worker, time.monotonic())
        self._drop_unknown()
        self._pump()

    # ---- calls

    async def mine(self, key: str, worker: str) -> bool:
        """Whether a task is still that worker's to do."""
        return self._is_mine(key, worker)

    async def lease(self, key: str, worker: str, lease: str, step: int, scope: str, cost: "List[int]") -> "Tuple[str, float]":
        """Waits for permission to send: "granted", "wait" (ask again), "later" (come back in so many seconds), or "stale" if
        another worker has the task."""
        if not self._is_mine(key, worker):
            return "stale", 0.0
        self._tasks[lease] = key
        if self._granted.get(lease, 0) < step:
            self._governor.ask(lease, scope, worker, Cost(*cost))
            changed = self._changed.setdefault(lease, asyncio.get_running_loop().create_future())
            self._pump()
            later = self._governor.later(lease, time.monotonic())
            if later:
                await self.release(lease, [0, 0, 0])
                return "later", later
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(asyncio.shield(changed), POLL_SECONDS)
        return "granted" if self._granted.get(lease, 0) >= step else "wait", 0.0

    async def spend(self, lease: str, cost: "List[int]") -> None:
        """Tells what a lease has spent."""
        self._governor.spend(lease, Cost(*cost), time.monotonic())
        self._pump()

    async def release(self, lease: str, cost: "List[int]") -> None:
        """Ends a lease."""
        self._governor.release(lease, Cost(*cost), time.monotonic())
        self._forget(lease)
        self._pump()

    async def hold(self, scope: str, seconds: float) -> None:
        """Holds all workers back: the service has asked one of them to wait."""
        self._governor.hold(scope, time.monotonic() + seconds)
        self._pump()
        await self._scheduler.broadcast(msg={"op": HOLD, "scope": scope, "seconds": seconds}, on_error="ignore")

    async def set_limits(self, limits: "Dict[str, Optional[int]]") -> None:
        """Changes the limits."""
        self._governor.set_limits(Limits(**limits))
        self._pump()

    # ---- inside

    def _is_mine(self, key: str, worker: str) -> bool:
        task = self._scheduler.tasks.get(key)
        return task is not None and task.processing_on is not None and task.processing_on.address == worker

    def _pump(self) -> None:
        """Grants what can be granted now, and comes back when something may be."""
        now = time.monotonic()
        if now - self._swept >= SWEEP_SECONDS:
            self._sweep(now)
        for lease in self._governor.grant(now):
            self._granted[lease] = self._granted.get(lease, 0) + 1
            changed = self._changed.pop(lease, None)
            if changed is not None and not changed.done():
                changed.set_result(None)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        wake = self._governor.next_at(now)
        if wake is not None:
            self._timer = asyncio.get_running_loop().call_later(wake - now, self._pump)

    def _sweep(self, now: float) -> None:
        self._swept = now
        gone: List[Tuple[str, Cost]] = [
            (name, lease.kept if lease.waits else lease.cost) for name, lease in self._governor.leases.items()
            if not self._is_mine(self._tasks[name], lease.owner)]
        for name, cost in gone:
            self._governor.release(name, cost, now)
            self._forget(name)

    def _drop_unknown(self) -> None:
        for lease in [lease for lease in self._tasks if lease not in self._governor.leases]:
            self._forget(lease)

    def _forget(self, lease: str) -> None:
        self._tasks.pop(lease, None)
        self._granted.pop(lease, None)
        changed = self._changed.pop(lease, None)
        if changed is not None:
            changed.cancel()
