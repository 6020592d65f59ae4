"""What runs in the scheduler: leases, whose task it is, waiting when the service asks to."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, Callable, Coroutine, Dict, List

import pytest

from graph_upload.dask import Limits, Upload, scheduler
from graph_upload.dask.cost import Plan, scope_of
from graph_upload.dask.limits import Cost
from graph_upload.dask.scheduler import HOLD, LEASE, GovernorPlugin

ANN, BEN = "tcp://ann", "tcp://ben"


class Scheduler:
    """As much of Dask's as the plugin uses."""

    def __init__(self) -> None:
        self.handlers: Dict[str, Callable[..., Any]] = {}
        self.tasks: Dict[str, Any] = {}
        self.told: List[Dict[str, Any]] = []

    async def broadcast(self, msg: Dict[str, Any], on_error: str) -> None:
        self.told.append(msg)

    def give(self, key: str, worker: str) -> None:
        self.tasks[key] = SimpleNamespace(processing_on=SimpleNamespace(address=worker))


def run(test: "Callable[[Scheduler, GovernorPlugin], Coroutine[Any, Any, None]]", limits: Limits) -> None:
    async def main() -> None:
        one, plugin = Scheduler(), GovernorPlugin(limits)
        await plugin.start(one)
        try:
            await test(one, plugin)
        finally:
            await plugin.close()

    asyncio.run(main())


async def lease(plugin: GovernorPlugin, key: str, worker: str, units: int, step: int = 1, scope: str = "drives") -> str:
    answer, _ = await plugin.lease(key=key, worker=worker, lease=f"{key} {worker}", step=step, scope=scope, cost=[1, units, 0])
    return answer


@pytest.fixture(name="short_polls")
def short_polls_fixture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "POLL_SECONDS", 0.01)


def test_a_lease_waits_for_another_one(short_polls: None) -> None:
    async def test(one: Scheduler, plugin: GovernorPlugin) -> None:
        assert LEASE in one.handlers
        one.give("a", ANN)
        one.give("b", BEN)
        assert await lease(plugin, "a", ANN, 10) == "granted"
        assert await lease(plugin, "b", BEN, 4) == "wait"
        # Asked again, it keeps its place.
        waiting = asyncio.ensure_future(lease(plugin, "b", BEN, 4))
        await asyncio.sleep(0)
        await plugin.release(lease=f"a {ANN}", cost=[1, 2, 0])
        assert await waiting == "granted"
        # The answer was lost: it is asked for again, and counts once.
        assert await lease(plugin, "b", BEN, 4) == "granted"
        one.give("c", ANN)
        assert await lease(plugin, "c", ANN, 4) == "granted"
        one.give("d", ANN)
        assert await lease(plugin, "d", ANN, 1) == "wait"

    run(test, Limits(units_per_minute=10))


def test_more_for_one_that_runs(short_polls: None) -> None:
    async def test(one: Scheduler, plugin: GovernorPlugin) -> None:
        one.give("a", ANN)
        assert await lease(plugin, "a", ANN, 8) == "granted"
        assert await lease(plugin, "a", ANN, 8, step=2) == "wait"
        await plugin.set_limits({"units_per_minute": 16})
        assert await lease(plugin, "a", ANN, 8, step=2) == "granted"

    run(test, Limits(units_per_minute=10))


def test_a_worker_that_has_lost_its_task_is_told(short_polls: None) -> None:
    async def test(one: Scheduler, plugin: GovernorPlugin) -> None:
        assert await lease(plugin, "a", ANN, 1) == "stale"
        one.give("a", ANN)
        assert await plugin.mine(key="a", worker=ANN)
        assert await lease(plugin, "a", ANN, 1) == "granted"
        one.give("a", BEN)
        assert not await plugin.mine(key="a", worker=ANN)
        assert await lease(plugin, "a", ANN, 1, step=2) == "stale"
        assert await lease(plugin, "a", BEN, 1) == "granted"

    run(test, Limits())


def test_what_a_dead_worker_had_counts_as_spent(short_polls: None) -> None:
    async def test(one: Scheduler, plugin: GovernorPlugin) -> None:
        for key in "abcd":
            one.give(key, ANN)
            assert await lease(plugin, key, ANN, 0, scope="mailbox ann") == "granted"
        one.give("e", BEN)
        assert await lease(plugin, "e", BEN, 0, scope="mailbox ann") == "wait"
        plugin.remove_worker(one, ANN)
        assert await lease(plugin, "e", BEN, 0, scope="mailbox ann") == "granted"
        assert set(plugin._tasks) == {f"e {BEN}"}

    run(test, Limits())


def test_leases_that_were_not_given_back(short_polls: None, monkeypatch: pytest.MonkeyPatch) -> None:
    async def test(one: Scheduler, plugin: GovernorPlugin) -> None:
        for key in "abcd":
            one.give(key, ANN)
            assert await lease(plugin, key, ANN, 0, scope="mailbox ann") == "granted"
        one.give("e", BEN)
        del one.tasks["a"]
        assert await lease(plugin, "e", BEN, 0, scope="mailbox ann") == "wait"
        monkeypatch.setattr(scheduler, "SWEEP_SECONDS", 0.0)
        assert await lease(plugin, "e", BEN, 0, scope="mailbox ann") == "granted"

    run(test, Limits())


def test_all_workers_are_told_to_wait(short_polls: None) -> None:
    async def test(one: Scheduler, plugin: GovernorPlugin) -> None:
        one.give("a", ANN)
        assert await lease(plugin, "a", ANN, 1) == "granted"
        await plugin.hold(scope="drives", seconds=30.0)
        assert one.told == [{"op": HOLD, "scope": "drives", "seconds": 30.0}]
        one.give("b", BEN)
        assert await lease(plugin, "b", BEN, 1) == "wait"
        assert await lease(plugin, "b", BEN, 0, scope="mailbox ann") == "wait", "it has asked for drives already"
        one.give("c", BEN)
        assert await lease(plugin, "c", BEN, 0, scope="mailbox ann") == "granted"

    run(test, Limits())


def test_what_has_to_wait_long_lets_others_run(short_polls: None) -> None:
    async def test(one: Scheduler, plugin: GovernorPlugin) -> None:
        async def send(key: str, size: int) -> Any:
            one.give(key, ANN)
            return await plugin.lease(key=key, worker=ANN, lease=key, step=1, scope="mailbox ann", cost=[1, 0, size])

        assert (await send("a", 90))[0] == "granted"
        assert (await send("b", 20))[0] == "wait", "a may end soon"
        await plugin.release(lease="a", cost=[1, 0, 90])
        answer, seconds = await send("b", 20)
        assert answer == "later"
        assert 290 < seconds <= 300
        assert not plugin._governor.leases
        for key in "cdefgh":
            assert (await send(key, 1))[0] == ("granted" if key < "g" else "wait")
        assert [(await send(key, 1))[0] for key in "ijk"] == ["wait", "wait", "later"]

    run(test, Limits(mailbox_bytes=100))


# ---- what an upload costs

MIB = 1024 * 1024


def plan(target: str, size: int, whole: bool = True, **options: Any) -> Plan:
    properties = options.pop("properties", {})
    return Plan(Upload("/a/b.bin", target, properties=properties), size, options, whole=whole)


def total(one: Plan) -> Cost:
    return one.spent(one.pieces)


def test_costs() -> None:
    assert total(plan("drive:/", 1000)) == Cost(1, 2, 1000)
    assert total(plan("drive:/", 0, whole=False)) == Cost(1, 2, 0)
    # A look, a session, a piece.
    assert total(plan("drive:/", 1000, whole=False)) == Cost(3, 5, 1000)
    assert total(plan("drive:/", 1000, properties={"modified_ms": 1})) == Cost(3, 5, 1000)
    assert total(plan("drive:/", 25 * MIB)) == Cost(5, 9, 25 * MIB)
    assert total(plan("drive:/", 25 * MIB, properties={"conflict": "rename"})) == Cost(5, 10, 25 * MIB)
    assert total(plan("drive:/", 25 * MIB, piece_bytes=MIB)).requests == 27
    assert total(plan("message:M", 1_500_000)).requests == 2
    assert total(plan("message:M", 1_500_000)).bytes == 2_000_000, "in base64"
    assert total(plan("todo:L/T", 10 * MIB)) == Cost(5, 9, 10 * MIB)


@pytest.mark.parametrize("size", [0, 1, 10 * MIB, 10 * MIB + 1, 1000 * MIB])
@pytest.mark.parametrize("target", ["drive:/", "todo:L/T", "event:E", "print:P/J/D"])
def test_leases_add_up(target: str, size: int) -> None:
    one = plan(target, size)
    leased, pieces = one.first(), min(one.pieces, 4)
    while pieces < one.pieces:
        leased, pieces = leased + one.more(pieces), min(one.pieces, pieces + 4)
    assert leased == total(one)
    assert one.sent(size) == one.pieces
    assert one.sent(0) == (0 if size else 1)


def test_what_shares_limits() -> None:
    assert scope_of(Upload("a", "drive:/b/"), "t") == scope_of(Upload("a", "item:I"), "t") == "drives t"
    assert scope_of(Upload("a", "todo:L/T", user="Ann@x.example"), "t") == "mailbox t ann@x.example"
    assert scope_of(Upload("a", "message:M"), "t") == scope_of(Upload("a", "event:E"), "t") == "mailbox t me"
    assert scope_of(Upload("a", "post:G/T/P"), "t") == "mailbox t group G"
    assert scope_of(Upload("a", "share:S/J/D"), "t") == "print t"
