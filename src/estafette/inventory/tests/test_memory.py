"""What a process remembers of availability is what the database would have said at `as_of`, or it says nothing."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest
from django.db import connection, transaction

from estafette.inventory.commands.expect import Expected, Receipt, announce, receive
from estafette.inventory.commands.hold_back import RuleChange, set_rules
from estafette.inventory.commands.move import move
from estafette.inventory.commands.owe import Owed, owe
from estafette.inventory.queries import shown as shown_module
from estafette.inventory.queries.available import atp
from estafette.inventory.queries.memory import EVERYTHING as ALL
from estafette.inventory.queries.memory import MOST_NAMED, STALE, Kept, Look, Memory
from estafette.inventory.queries.shown import memory, watch
from estafette.inventory.queries.watch import Watch
from estafette.inventory.types import DemandKind, Move, Pool, Reason, RuleKind
from estafette.platform import clock
from estafette.platform.access.types import SYSTEM
from estafette.platform.ids import uuid7
from estafette.platform.transactions import door
from estafette.testing.http import Caller
from estafette.testing.reset import empty
from estafette.testing.world import World, build

POOL = Pool(1, (1, 2), (1,))
AT = datetime(2026, 3, 2, tzinfo=UTC)


def look(ago: float = 0.0) -> Look:
    return Look(time.monotonic() - ago, AT)


def held(store: Memory, pool: Pool = POOL) -> set[str] | None:
    known = store.shelf(pool)
    return None if known is None else set(known[0])


def kept(*skus: int, kit: bool = False) -> Kept:
    return Kept(b"{}", skus, kit)


def started() -> Memory:
    store = Memory()
    store.begin(look())
    return store


def test_nothing_is_told_before_the_first_look_or_after_a_second() -> None:
    store = Memory()
    store.keep(POOL, {"A": kept(1)}, began=store.number)
    assert store.shelf(POOL) is None
    store.begin(look())
    store.keep(POOL, {"A": kept(1)}, began=store.number)
    assert held(store) == {"A"}
    store.saw([], look(ago=STALE + 0.1))
    assert store.shelf(POOL) is None
    store.saw([], look())
    assert held(store) == {"A"}


def test_what_changed_is_forgotten_in_every_pool_and_every_kit() -> None:
    store, other = started(), Pool(2, (1,), (1, 2))
    for pool in (POOL, other):
        store.keep(pool, {"A": kept(1), "B": kept(2), "KIT": kept(1, 3, kit=True)}, began=store.number)
    store.saw([1], look())
    assert held(store) == held(store, other) == {"B"}
    store.saw([ALL], look())
    assert held(store) == set()


def test_an_answer_read_before_the_change_was_seen_is_not_kept() -> None:
    store = started()
    began = store.number
    store.saw([1], look())
    store.keep(POOL, {"A": kept(1), "B": kept(2)}, began=began)
    assert held(store) == {"B"}
    store.keep(POOL, {"A": kept(1)}, began=store.number)
    assert held(store) == {"A", "B"}
    began = store.number
    store.saw([ALL], look())
    store.keep(POOL, {"C": kept(3)}, began=began)
    assert held(store) == set()
    began = store.number
    store.changed([4])
    store.keep(POOL, {"D": kept(4)}, began=began)
    assert held(store) == set()


def test_after_a_gap_nothing_from_before_counts() -> None:
    store = started()
    store.keep(POOL, {"A": kept(1)}, began=store.number)
    began = store.number
    store.end()
    assert store.shelf(POOL) is None
    store.begin(look())
    store.keep(POOL, {"B": kept(2)}, began=began)
    assert held(store) == set()


def test_names_are_bounded() -> None:
    store = started()
    began = store.number
    store.saw(range(1, MOST_NAMED + 2), look())
    store.keep(POOL, {"A": kept(MOST_NAMED + 10)}, began=began)
    assert held(store) == set()


def test_kits_are_read_again_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    store = started()
    monkeypatch.setattr("estafette.inventory.queries.memory.KIT_SECONDS", -1.0)
    store.keep(POOL, {"KIT": kept(1, kit=True), "A": kept(1)}, began=store.number)
    store.saw([], look())
    assert held(store) == {"A"}


# From here on with the thread, on a real change feed.


@pytest.fixture
def live(transactional_db: None) -> Iterator[World]:
    """A shop whose availability this process watches."""
    empty()
    world = build(stock={("A", "W1"): 5, ("B", "W1"): 5}, kits={"KIT": {"A": 1}})
    caller = Caller("stock:read")
    ask(caller)
    until(lambda: memory.look is not None)
    yield world
    watch.stop()
    assert memory.look is None
    empty()


def ask(caller: Caller, *skus: str) -> dict[str, int]:
    status, answer = caller.get("/availability", channel="WEB", sku=list(skus or ("A", "B", "KIT")))
    assert status == 200, answer
    return {item["sku"]: item["atp"] for item in answer["items"]}


def until(condition, seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.01)


def sell(world: World, sku: str, units: int = 1) -> None:
    with door():
        change = Move(world.skus[sku], world.places["W1"], -units, Reason.TILL_SALE)
        move(moves=[change], by=SYSTEM, at=clock.now())


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many SKUs each look-up in the database asked for."""
    asked: list[int] = []
    original = atp

    def counting(**given):
        asked.append(len(given["skus"]))
        return original(**given)

    monkeypatch.setattr(shown_module, "atp", counting)
    return asked


def test_what_is_known_is_not_read_again(live: World, reads: list[int]) -> None:
    caller = Caller("stock:read")
    assert ask(caller) == {"A": 5, "B": 5, "KIT": 5}
    reads.clear()
    assert ask(caller, "A", "B") == {"A": 5, "B": 5}
    assert reads == []
    sell(live, "A")
    until(lambda: ask(caller)["A"] == 4)
    assert ask(caller) == {"A": 4, "B": 5, "KIT": 4}
    assert 2 in reads and 3 not in reads


def test_a_change_is_seen_within_the_bound(live: World) -> None:
    caller = Caller("stock:read")
    for expected in (4, 3, 2, 1, 0):
        ask(caller)
        sell(live, "A")
        began = time.monotonic()
        until(lambda expected=expected: ask(caller)["A"] == expected)
        assert time.monotonic() - began < STALE


def test_a_change_is_seen_when_its_transaction_ends_however_long_it_lasts(live: World) -> None:
    """The touch is written long before others may see it; its number and its time lie in the past by then."""
    caller = Caller("stock:read")
    release, written = threading.Event(), threading.Event()

    def slow() -> None:
        with door():
            change = Move(live.skus["A"], live.places["W1"], -2, Reason.TILL_SALE)
            move(moves=[change], by=SYSTEM, at=clock.now())
            written.set()
            release.wait(10)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert written.wait(5)
    for left in (4, 3, 2):
        sell(live, "B")
        until(lambda left=left: ask(caller)["B"] == left)
        assert ask(caller)["A"] == 5
    release.set()
    thread.join()
    until(lambda: ask(caller)["A"] == 3, STALE)


def test_an_answer_that_is_read_across_a_commit_is_not_kept(
    live: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reader has its figure, then the sale commits and is seen, and only then the reader would keep it."""
    caller = Caller("stock:read")
    original = atp

    def slow(**given):
        figures = original(**given)
        if live.skus["A"] in figures and figures[live.skus["A"]] == 5:
            with psycopg.connect(dsn()) as other:
                other.execute("UPDATE inventory_level SET on_hand = 1 WHERE sku_id = %s", [live.skus["A"]])
                other.execute("INSERT INTO inventory_touch (sku_ids) VALUES (%s)", [[live.skus["A"]]])
            number = memory.number
            until(lambda: memory.number > number + 1)
        return figures

    memory.changed([live.skus["A"]])
    monkeypatch.setattr(shown_module, "atp", slow)
    assert ask(caller, "A") == {"A": 5}
    assert ask(caller, "A") == {"A": 1}


def dsn() -> str:
    given = connection.get_connection_params()
    names = {"dbname": "dbname", "user": "user", "host": "host", "port": "port", "password": "password"}
    return " ".join(f"{name}={given[key]}" for key, name in names.items() if given.get(key))


def test_rules_supply_and_demand_are_seen(live: World) -> None:
    caller = Caller("stock:read")
    at = clock.now()
    sku, place, channel = live.skus["A"], live.places["W1"], live.channels["WEB"]
    for change, expected in (
        (RuleChange(RuleKind.SAFETY, 1, sku_id=sku, location_id=place), 4),
        (RuleChange(RuleKind.GLOBAL, 2), 2),
        (RuleChange(RuleKind.CAP, 1, channel_id=channel), 1),
        (RuleChange(RuleKind.CAP, None, channel_id=channel), 2),
        (RuleChange(RuleKind.GLOBAL, None), 4),
    ):
        ask(caller)
        with door():
            set_rules(changes=[change], by=SYSTEM, at=at)
        until(lambda expected=expected: ask(caller)["A"] == expected, STALE)
    pool = Pool(channel, tuple(live.places.values()), tuple(live.channels.values()))
    with door():
        announce(expected=[Expected(sku, place, "po", "1", 2, at)], by=SYSTEM, at=at)
        wait = Owed(sku, channel, 2, DemandKind.BACKORDER, uuid7(), 1)
        owe(owed=[wait], pools={channel: pool}, by=SYSTEM, at=at)
    assert ask(caller)["A"] == 4
    with door():
        receive(receipts=[Receipt(sku, place, "po", "1", 0, close=True)], by=SYSTEM, at=at)
    until(lambda: ask(caller)["A"] == 2, STALE)


def test_own_changes_are_seen_at_once(live: World) -> None:
    caller = Caller("stock:read", "stock:write")
    for left in (4, 3, 2):
        assert ask(caller)["A"] == left + 1
        body = {"movements": [{"sku": "A", "location": "W1", "quantity": -1, "reason": "sale"}]}
        assert caller.post("/stock/movements", body)[0] == 201
        assert ask(caller)["A"] == left


def test_a_transaction_sees_its_own_writes_and_tells_nobody(live: World) -> None:
    caller = Caller("stock:read")
    ask(caller)
    with transaction.atomic():
        change = Move(live.skus["A"], live.places["W1"], -3, Reason.TILL_SALE)
        move(moves=[change], by=SYSTEM, at=clock.now())
        assert ask(caller)["A"] == 2
        transaction.set_rollback(True)
    assert ask(caller)["A"] == 5


def test_without_the_feed_it_reads_live_and_recovers(live: World) -> None:
    """The server ends all sessions, as when it starts again, and what was written meanwhile is not missed."""
    caller = Caller("stock:read")
    ask(caller)
    with psycopg.connect(dsn(), autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        admin.execute("UPDATE inventory_level SET on_hand = 2 WHERE sku_id = %s", [live.skus["A"]])
        admin.execute("TRUNCATE inventory_touch")
    number = memory.number
    until(lambda: memory.number > number)
    connection.close()
    assert ask(caller)["A"] == 2
    until(lambda: memory.look is not None)
    sell(live, "A")
    until(lambda: ask(caller)["A"] == 1, STALE)


def test_it_rests_when_nobody_asks_and_starts_again(live: World) -> None:
    store = Memory()
    brief = Watch(store, every=0.01, idle=0.1)
    brief.wake()
    until(lambda: store.look is not None)
    until(lambda: store.look is None)
    brief.wake()
    until(lambda: store.look is not None)
    brief.stop()
    assert store.look is None
