"""The service's limits, shared by all workers: who may send how much, and when. Pure: time comes in as an argument.

A lease is taken before requests are sent and given back when their responses are there. The service counts a request at some
instant between the two. So what a lease may spend counts from the moment it is granted until a whole window after it is known
to be spent, and no sliding window at the service can ever hold more than the limit, whatever the delays are.
"""

from __future__ import annotations

import collections
from dataclasses import dataclass, field
from typing import Deque, Dict, Iterator, List, Mapping, Optional, Tuple

__all__ = ["Cost", "Governor", "Limits"]

#: A window counts what ends within this fraction of it as one entry, so that a day takes no more memory than a minute.
GRAINS = 256
#: What comes within this time is waited for. All of a minute's budget does.
SOON_SECONDS = 60.0
#: When to ask again if many wait for the same mailbox.
CROWDED_SECONDS = 3.0


@dataclass(frozen=True)
class Limits:
    """The documented limits of one application. See docs/scale.md for their sources. None: no limit."""

    #: Resource units of drives per minute, for the application in one tenant: 1,200 up to 1,000 licences, 6,000 beyond 50,000.
    units_per_minute: Optional[int] = 1200
    #: The same per day.
    units_per_day: Optional[int] = 1_200_000
    #: Requests at a time to one mailbox.
    mailbox_at_once: Optional[int] = 4
    #: Requests to one mailbox within ten minutes.
    mailbox_requests: Optional[int] = 10_000
    #: Bytes sent to one mailbox within five minutes.
    mailbox_bytes: Optional[int] = 157_286_400

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 1):
                raise ValueError(f"limits: {name} is {value!r}; a number of at least 1, or None for no limit, expected")

    def windows(self, scope: str) -> "List[Window]":
        """The windows of a scope."""
        if scope.startswith("drives"):
            rows = [("units", self.units_per_minute, 60.0), ("units", self.units_per_day, 86_400.0)]
        elif scope.startswith("mailbox"):
            rows = [("requests", self.mailbox_requests, 600.0), ("bytes", self.mailbox_bytes, 300.0)]
        else:
            rows = []
        return [Window(what, limit, seconds) for what, limit, seconds in rows if limit is not None]

    def at_once(self, scope: str) -> Optional[int]:
        """How many leases of a scope may run at a time."""
        return self.mailbox_at_once if scope.startswith("mailbox") else None


@dataclass(frozen=True)
class Cost:
    """What requests take of the limits."""

    requests: int = 0
    units: int = 0
    bytes: int = 0

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.requests + other.requests, self.units + other.units, self.bytes + other.bytes)

    def less(self, other: "Cost") -> "Cost":
        """What is left of it without `other`; nothing is below zero."""
        return Cost(max(0, self.requests - other.requests), max(0, self.units - other.units), max(0, self.bytes - other.bytes))


class Window:
    """At most `limit` within any `seconds`."""

    def __init__(self, what: str, limit: int, seconds: float) -> None:
        self.what, self.limit, self.seconds = what, limit, seconds
        #: What leases may still spend.
        self.leased = 0
        self._spent = 0
        #: What was spent, by the time when it counts no more.
        self._ends: Deque[Tuple[float, int]] = collections.deque()

    def part(self, cost: Cost) -> int:
        """What a cost takes of it."""
        amount: int = getattr(cost, self.what)
        return amount

    def fits(self, cost: Cost, now: float) -> bool:
        self._forget(now)
        return self._missing(cost) <= 0

    def fits_at(self, cost: Cost) -> Optional[float]:
        """When it fits if no lease ends before; None if that takes the end of a lease."""
        missing = self._missing(cost)
        if missing <= 0:
            return 0.0
        for end, amount in self._ends:
            missing -= amount
            if missing <= 0:
                return end
        return None

    def _missing(self, cost: Cost) -> int:
        # What is beyond the limit by itself gets the whole window.
        return min(self.part(cost), self.limit) - (self.limit - self.leased - self._spent)

    def spend(self, amount: int, now: float) -> None:
        """Counts what is known to be spent by now."""
        if amount <= 0:
            return
        self._spent += amount
        end, grain = now + self.seconds, self.seconds / GRAINS
        if self._ends and int(self._ends[-1][0] / grain) == int(end / grain):
            end, amount = max(end, self._ends[-1][0]), amount + self._ends.pop()[1]
        self._ends.append((end, amount))

    def _forget(self, now: float) -> None:
        while self._ends and self._ends[0][0] <= now:
            self._spent -= self._ends.popleft()[1]


@dataclass
class Scope:
    """What shares limits: the drives of a tenant, or a mailbox."""

    windows: List[Window]
    at_once: Optional[int]
    running: int = 0
    #: Nothing is granted before.
    held_until: float = 0.0
    waiting: "collections.OrderedDict[str, Lease]" = field(default_factory=collections.OrderedDict)


@dataclass
class Lease:
    """Permission for one upload to send."""

    scope: str
    owner: str
    #: What it asks for, or was granted and has not spent.
    cost: Cost
    running: bool = False
    waits: bool = True
    #: Granted before, and not yet known to be spent.
    kept: Cost = Cost()


class Governor:
    """Grants leases, in the order in which they were asked for within each scope."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._scopes: Dict[str, Scope] = {}
        #: Those in which leases wait.
        self._asked: Dict[str, Scope] = {}
        self._leases: Dict[str, Lease] = {}

    @property
    def leases(self) -> Mapping[str, Lease]:
        return self._leases

    def set_limits(self, limits: Limits) -> None:
        """Changes the limits. What was granted and spent still counts."""
        if limits == self._limits:
            return
        self._limits = limits
        for name, scope in self._scopes.items():
            old = {(window.what, window.seconds): window for window in scope.windows}
            scope.windows, scope.at_once = limits.windows(name), limits.at_once(name)
            for window in scope.windows:
                before = old.get((window.what, window.seconds))
                if before is not None:
                    window.leased, window._spent, window._ends = before.leased, before._spent, before._ends

    def ask(self, lease: str, scope: str, owner: str, cost: Cost) -> None:
        """Asks for a lease, or for more of one that runs."""
        place = self._scopes.get(scope)
        if place is None:
            place = self._scopes[scope] = Scope(self._limits.windows(scope), self._limits.at_once(scope))
        known = self._leases.get(lease)
        if known is None:
            self._leases[lease] = known = Lease(scope, owner, cost)
        elif known.waits:
            return
        else:
            known.kept, known.cost, known.waits = known.cost, cost, True
        place.waiting[lease] = known
        self._asked[scope] = place

    def grant(self, now: float) -> Iterator[str]:
        """Yields the leases that may send from now on."""
        for key, scope in list(self._asked.items()):
            if not scope.waiting:
                del self._asked[key]
            if now < scope.held_until:
                continue
            for name, lease in list(scope.waiting.items()):
                # One that runs has its place already: it goes on before others begin.
                if not lease.running and scope.at_once is not None and scope.running >= scope.at_once:
                    continue
                if not all(window.fits(lease.cost, now) for window in scope.windows):
                    break
                self._begin(scope, name, lease)
                yield name

    def _begin(self, scope: Scope, name: str, lease: Lease) -> None:
        del scope.waiting[name]
        for window in scope.windows:
            window.leased += window.part(lease.cost)
        scope.running += not lease.running
        lease.cost, lease.kept = lease.cost + lease.kept, Cost()
        lease.running, lease.waits = True, False

    def next_at(self, now: float) -> Optional[float]:
        """When `grant()` may yield something, if nothing else happens before. None: nothing waits for time."""
        times = [at for scope in self._asked.values() for at in self._times(scope)]
        return max(now, min(times)) if times else None

    @staticmethod
    def _times(scope: Scope) -> Iterator[float]:
        if not scope.waiting:
            return
        full = scope.at_once is not None and scope.running >= scope.at_once
        first = next((lease for lease in scope.waiting.values() if lease.running or not full), None)
        if first is None:
            return
        ends = [window.fits_at(first.cost) for window in scope.windows]
        known = [end for end in ends if end is not None]
        if len(known) == len(ends):
            yield max([scope.held_until, *known])

    def later(self, lease: str, now: float) -> float:
        """In how many seconds one that waits had better ask again, so that others run meanwhile; 0 if its turn comes soon."""
        known = self._leases.get(lease)
        if known is None or not known.waits or known.running:
            return 0.0
        scope = self._scopes[known.scope]
        if scope.at_once is not None and len(scope.waiting) > scope.at_once:
            return CROWDED_SECONDS
        wait = max(self._times(scope), default=now) - now
        return wait if wait > SOON_SECONDS else 0.0

    def spend(self, lease: str, used: Cost, now: float) -> None:
        """Tells that a lease has spent a part, or more than was estimated."""
        known = self._leases.get(lease)
        if known is None:
            return
        held = known.kept if known.waits else known.cost
        left = held.less(used)
        for window in self._scopes[known.scope].windows:
            window.leased -= window.part(held) - window.part(left) if known.running else 0
            window.spend(getattr(used, window.what), now)
        if known.waits:
            known.kept = left
        else:
            known.cost = left

    def release(self, lease: str, used: Cost, now: float) -> None:
        """Ends a lease that has spent `used` since `spend()`. What it did not spend is free at once."""
        known = self._leases.pop(lease, None)
        if known is None:
            return
        scope = self._scopes[known.scope]
        scope.waiting.pop(lease, None)
        if not known.running:
            return
        scope.running -= 1
        held = known.kept if known.waits else known.cost
        for window in scope.windows:
            window.leased -= window.part(held)
            window.spend(getattr(used, window.what), now)

    def forget(self, owner: str, now: float) -> None:
        """Ends the leases of a worker that is gone. It may have spent all of them."""
        for name, lease in list(self._leases.items()):
            if lease.owner == owner:
                self.release(name, lease.kept if lease.waits else lease.cost, now)

    def hold(self, scope: str, until: float) -> None:
        """Grants nothing in a scope before: the service has asked to wait."""
        place = self._scopes.get(scope)
        if place is not None:
            place.held_until = max(place.held_until, until)
