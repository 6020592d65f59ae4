"""The rule that shares the service's limits among workers, in virtual time."""

from __future__ import annotations

import collections
import heapq
import itertools
import random
from typing import Any, Callable, Deque, Dict, List, Tuple

import pytest

from graph_upload.dask.limits import Cost, Governor, Limits

UNITS = 1200
WINDOW = 60.0


class Service:
    """Counts what it gets in each sliding minute, as the service does, refused requests included."""

    def __init__(self, limit: int) -> None:
        self.limit, self.refused, self.taken = limit, [], 0  # type: Tuple[int, List[float], int]
        self._recent: Deque[Tuple[float, int]] = collections.deque()
        self._sum = 0

    def request(self, units: int, now: float) -> bool:
        while self._recent and self._recent[0][0] <= now - WINDOW:
            self._sum -= self._recent.popleft()[1]
        self._recent.append((now, units))
        self._sum += units
        if self._sum > self.limit:
            self.refused.append(now)
            return False
        self.taken += units
        return True


class World:
    """Workers that upload without end, a governor and a service, in virtual time."""

    def __init__(self, seed: int, workers: int, sizes: Callable[[random.Random], List[int]]) -> None:
        self.random = random.Random(seed)
        self.governor = Governor(Limits(units_per_minute=UNITS, units_per_day=None))
        self.service = Service(UNITS)
        self.now = 0.0
        self._events: List[Tuple[float, int, Callable[[], None]]] = []
        self._numbers = itertools.count()
        self._wake = -1.0
        self._granted: Dict[str, Callable[[], None]] = {}
        self._sizes = sizes
        for worker in range(workers):
            self.at(self.random.random(), lambda worker=worker: self._begin(worker))  # type: ignore[misc]

    def at(self, delay: float, what: Callable[[], None]) -> None:
        heapq.heappush(self._events, (self.now + delay, next(self._numbers), what))

    def run(self, until: float) -> None:
        while self._events and self._events[0][0] < until:
            self.now, _, what = heapq.heappop(self._events)
            what()
            self._pump()

    def _pump(self) -> None:
        for lease in list(self.governor.grant(self.now)):
            # What a worker learns, and what it then sends, takes its time.
            self.at(self.random.uniform(0.001, 0.2), self._granted.pop(lease))
        wake = self.governor.next_at(self.now)
        if wake is not None and wake != self._wake:
            self._wake = wake
            self.at(max(0.0, wake - self.now), lambda: None)

    def _begin(self, worker: int) -> None:
        lease, units = f"{worker}-{next(self._numbers)}", self._sizes(self.random)
        self._granted[lease] = lambda: self._send(worker, lease, list(units), Cost())
        self.governor.ask(lease, "drives", f"worker-{worker}", Cost(units=sum(units)))

    def _send(self, worker: int, lease: str, units: List[int], used: Cost) -> None:
        if not units:
            self.governor.release(lease, used, self.now)
            self._begin(worker)
            return
        first = units.pop(0)
        if self.service.request(first, self.now):
            self.at(self.random.uniform(0.02, 0.6), lambda: self._send(worker, lease, units, used + Cost(units=first)))
        else:
            self.governor.hold("drives", self.now + 10)
            units.insert(0, first)
            self.at(10, lambda: self._send(worker, lease, units, used + Cost(units=first)))


def small(_: random.Random) -> List[int]:
    return [2]


def mixed(choose: random.Random) -> List[int]:
    return [2] if choose.random() < 0.8 else [1, 2] + [2] * choose.randint(1, 3)


@pytest.mark.parametrize("sizes", [small, mixed])
@pytest.mark.parametrize("seed", range(2))
def test_forty_workers_use_the_limit_and_are_never_refused(seed: int, sizes: Callable[[random.Random], List[int]]) -> None:
    world = World(seed, 40, sizes)
    world.run(WINDOW)
    first = world.service.taken
    minutes = 15
    world.run(WINDOW * (minutes + 1))
    assert [at for at in world.service.refused if at > WINDOW] == []
    used = (world.service.taken - first) / (UNITS * minutes)
    assert used >= 0.95, f"{used:.1%} of the limit"


def test_what_others_have_spent_holds_all_back_once() -> None:
    world = World(1, 40, small)
    # Of another program, of which the governor does not know.
    for _ in range(200):
        world.service.request(2, 0.0)
    world.run(WINDOW * 10)
    assert world.service.refused
    assert max(world.service.refused) <= WINDOW


def test_without_a_governor_the_service_refuses() -> None:
    """The model would notice."""
    world = World(1, 40, small)
    world.governor.set_limits(Limits(units_per_minute=None, units_per_day=None))
    world.run(WINDOW * 3)
    assert world.service.refused


LIMITS = Limits(units_per_minute=10, units_per_day=None, mailbox_bytes=100, mailbox_requests=None)


def granted(governor: Governor, now: float) -> List[str]:
    return list(governor.grant(now))


def test_four_at_a_time_for_a_mailbox() -> None:
    governor = Governor(LIMITS)
    for number in range(6):
        governor.ask(f"a{number}", "mailbox ann", "w", Cost(requests=1))
    governor.ask("b", "mailbox ben", "w", Cost(requests=1))
    assert granted(governor, 0) == ["a0", "a1", "a2", "a3", "b"]
    assert granted(governor, 1) == []
    assert governor.next_at(1) is None
    governor.release("a1", Cost(requests=1), 2)
    assert granted(governor, 2) == ["a4"]


def test_one_that_runs_goes_on_before_others_begin() -> None:
    governor = Governor(LIMITS)
    for number in range(5):
        governor.ask(f"a{number}", "mailbox ann", "w", Cost(bytes=10))
    assert len(granted(governor, 0)) == 4
    governor.ask("a0", "mailbox ann", "w", Cost(bytes=10))
    assert granted(governor, 0) == ["a0"]


def test_bytes_of_a_mailbox_come_back_after_their_window() -> None:
    governor = Governor(LIMITS)
    governor.ask("a", "mailbox ann", "w", Cost(bytes=90))
    assert granted(governor, 0) == ["a"]
    governor.ask("b", "mailbox ann", "w", Cost(bytes=20))
    assert granted(governor, 10) == []
    governor.release("a", Cost(bytes=90), 10)
    assert granted(governor, 10) == []
    assert governor.next_at(10) == 310
    assert granted(governor, 309) == []
    assert granted(governor, 310) == ["b"]


def test_what_was_not_spent_is_free_at_once() -> None:
    governor = Governor(LIMITS)
    governor.ask("a", "drives", "w", Cost(units=10))
    governor.ask("b", "drives", "w", Cost(units=8))
    assert granted(governor, 0) == ["a"]
    governor.release("a", Cost(units=2), 1)
    assert granted(governor, 1) == ["b"]


def test_what_is_larger_than_the_limit_gets_the_whole_window() -> None:
    governor = Governor(LIMITS)
    governor.ask("small", "drives", "w", Cost(units=1))
    governor.ask("large", "drives", "w", Cost(units=50))
    assert granted(governor, 0) == ["small"]
    governor.release("small", Cost(units=1), 0)
    assert granted(governor, 59) == []
    assert granted(governor, 60) == ["large"]


def test_more_than_was_estimated_counts() -> None:
    governor = Governor(LIMITS)
    governor.ask("a", "drives", "w", Cost(units=2))
    assert granted(governor, 0) == ["a"]
    governor.spend("a", Cost(units=9), 1)
    governor.ask("b", "drives", "w", Cost(units=2))
    assert granted(governor, 1) == []
    governor.release("a", Cost(), 2)
    assert granted(governor, 60) == []
    assert granted(governor, 61) == ["b"]


def test_more_for_one_that_runs() -> None:
    governor = Governor(LIMITS)
    governor.ask("a", "drives", "w", Cost(units=6))
    assert granted(governor, 0) == ["a"]
    governor.ask("a", "drives", "w", Cost(units=6))
    assert granted(governor, 1) == []
    governor.spend("a", Cost(units=6), 5)
    assert governor.next_at(5) == 65
    assert granted(governor, 65) == ["a"]


def test_the_leases_of_a_worker_that_is_gone_count_as_spent() -> None:
    governor = Governor(LIMITS)
    governor.ask("a", "drives", "gone", Cost(units=10))
    assert granted(governor, 0) == ["a"]
    governor.ask("b", "drives", "here", Cost(units=1))
    governor.ask("c", "drives", "gone", Cost(units=1))
    governor.forget("gone", 5)
    assert granted(governor, 5) == []
    assert granted(governor, 65) == ["b"]
    assert set(governor.leases) == {"b"}


def test_nothing_is_granted_while_the_service_asks_to_wait() -> None:
    governor = Governor(LIMITS)
    governor.ask("a", "drives", "w", Cost(units=1))
    governor.hold("drives", 30)
    governor.ask("b", "mailbox ann", "w", Cost(requests=1))
    assert granted(governor, 1) == ["b"]
    assert governor.next_at(1) == 30
    assert granted(governor, 30) == ["a"]


def test_a_day_takes_no_more_memory_than_a_minute() -> None:
    governor = Governor(Limits(units_per_minute=None))
    for second in range(86_400):
        governor.ask(str(second), "drives", "w", Cost(units=2))
        assert granted(governor, second)
        governor.release(str(second), Cost(units=2), second)
    (window,) = governor._scopes["drives"].windows
    assert len(window._ends) < 300


def test_limits_are_checked() -> None:
    wrong: Any
    for wrong in (0, -1, True, "4", 1.5):
        with pytest.raises(ValueError, match="mailbox_at_once is"):
            Limits(mailbox_at_once=wrong)
