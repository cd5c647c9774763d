"""Races for stock: each is first shown to go wrong without the guard, then to go right with it."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from estafette.inventory.commands.expect import Expected, Receipt, announce, receive
from estafette.inventory.commands.hold_back import RuleChange, set_rules
from estafette.inventory.commands.move import move
from estafette.inventory.commands.reconcile import take_snapshots
from estafette.inventory.commands.release import Holding, expire, relocate
from estafette.inventory.commands.reserve import CartLine, hold_for_cart
from estafette.inventory.queries.pools import pools_of
from estafette.inventory.types import Move, Reason, RuleKind, Snapshot, State
from estafette.network.queries import channel_refs
from estafette.orders.commands.place import hints, place
from estafette.orders.types import Draft, Placed
from estafette.platform import clock
from estafette.platform.access.types import EVERYTHING, SYSTEM
from estafette.platform.ids import uuid7
from estafette.platform.refusal import Refused
from estafette.platform.sql import Statement, load
from estafette.testing.world import World, build, order
from tests.races.arena import ask, broken, meet, unguarded, unguarded_function

pytestmark = pytest.mark.usefixtures("shared")
INVENTORY = "estafette.inventory.commands"
RESERVE = "inventory/sql/ddl/0004_reserve.sql"
FREE = "on_hand - reserved - held_back"
READ_BEFORE = "(SELECT n.on_hand - n.reserved - n.held_back FROM inventory_level AS n WHERE n.sku_id = {} AND n.location_id = {})"
HINTED = READ_BEFORE.format("b.sku", "b.hint")
FOUND = READ_BEFORE.format("wish.sku", "place.location_id")
RESERVE_GUARDS = (
    ("AND v.on_hand - v.reserved - v.held_back >= b.total", f"AND {HINTED} >= b.total"),
    (f"AND {FREE} >= wish.quantity;", f"AND {FOUND} >= wish.quantity;"),
    (f"least(left_over, {FREE})", f"least(left_over, {FOUND})::integer"),
    (f"AND {FREE} > 0\n                RETURNING", f"AND {FOUND} > 0\n                RETURNING"),
)


def sql(name: str) -> Statement:
    return load(INVENTORY, name)


def bare_reserve() -> AbstractContextManager[None]:
    return unguarded_function(sql("reserve.sql"), RESERVE, *RESERVE_GUARDS)


def buy(draft: Draft) -> Callable[[], Placed | Refused]:
    def work() -> Placed | Refused:
        [answer] = place(drafts=[draft], access=EVERYTHING, at=clock.now())
        return answer

    return work


def commit(work: Callable[[], Any]) -> Any:
    with transaction.atomic():
        return work()


def promised() -> list[tuple[int, int]]:
    """(on hand, reserved) of every place."""
    return [(row[0], row[1]) for row in ask("SELECT on_hand, reserved FROM inventory_level ORDER BY 1, 2")]


@pytest.fixture(params=["hinted", "found", "spread"])
def last_unit(request: pytest.FixtureRequest) -> tuple[Draft, Draft]:
    """Two orders of which only the first can be served, by each of the three ways of the function."""
    way = str(request.param)
    world = build(stock={("A", "W1"): 1, ("A", "S1"): 1} if way == "spread" else {("A", "W1"): 1})
    hints.forget(world.channels["WEB"], world.skus["A"])
    if way == "hinted":
        hints.remember(world.channels["WEB"], world.skus["A"], world.places["W1"])
    return order("r1", {"A": 1}), order("r2", {"A": 2 if way == "spread" else 1})


def test_the_last_unit_is_sold_twice_without_the_guard(last_unit: tuple[Draft, Draft]) -> None:
    with bare_reserve():
        one, two = meet(buy(last_unit[0]), buy(last_unit[1]))
    assert isinstance(one.answer(), Placed)
    assert isinstance(two.answer(), Placed)
    assert any(reserved > on_hand for on_hand, reserved in promised())


def test_the_last_unit_is_sold_once(last_unit: tuple[Draft, Draft]) -> None:
    one, two = meet(buy(last_unit[0]), buy(last_unit[1]))
    assert isinstance(one.answer(), Placed)
    assert isinstance(two.answer(), Refused)
    assert two.waited
    assert promised()[0] in [(1, 0), (1, 1)]
    assert sum(reserved for _, reserved in promised()) == 1
    assert broken() == set()


LOCK = "PERFORM pg_advisory_xact_lock(hashtextextended('inventory.strict', wish.sku));"


@pytest.mark.parametrize("guarded", [False, True])
def test_a_buffer_over_several_places_is_kept(guarded: bool) -> None:
    world = build(stock={("A", "W1"): 1, ("A", "S1"): 1})
    rule = RuleChange(RuleKind.GLOBAL, 1, sku_id=world.skus["A"])
    commit(lambda: set_rules(changes=[rule], by=SYSTEM, at=clock.now()))
    guard = nullcontext() if guarded else unguarded_function(sql("reserve.sql"), RESERVE, (LOCK, ""))
    with guard:
        one, two = meet(buy(order("r1", {"A": 1})), buy(order("r2", {"A": 1})))
    assert isinstance(one.answer(), Placed)
    assert isinstance(two.answer(), Refused if guarded else Placed)


EXPIRE = (
    (" FOR UPDATE SKIP LOCKED", ""),
    ("AND r.closed_at IS NULL AND r.expires_at <= %(at)s\n    RET", "\n    RET"),
)
CLOSE = ((" FOR UPDATE", ""), (" AND r.closed_at IS NULL\n    RETURNING", "\n    RETURNING"))


def cart_that_is_over(world: World) -> tuple[UUID, datetime]:
    """A cart that holds one of five units until an instant, and the first instant after it."""
    cart, at = uuid7(), clock.now()
    [web] = [each for each in channel_refs() if each.code == "WEB"]
    pool = pools_of(channels=[web])[web.id]
    line = CartLine(1, world.skus["A"], "A", 1)
    commit(
        lambda: hold_for_cart(
            cart=cart, lines=[line], pool=pool, expires_at=at + timedelta(minutes=1), by=SYSTEM, at=at
        )
    )
    return cart, at + timedelta(minutes=1)


@pytest.mark.parametrize("expiry_first", [True, False])
@pytest.mark.parametrize("guarded", [False, True])
def test_a_cart_that_ends_while_it_is_bought_gives_its_units_back_once(
    guarded: bool, expiry_first: bool
) -> None:
    world = build(stock={("A", "W1"): 5})
    commit(buy(order("other", {"A": 1})))
    cart, over = cart_that_is_over(world)
    checkout = buy(order("r1", {"A": 1}, cart=cart))

    def end() -> int:
        return expire(by=SYSTEM, at=over)

    with (
        nullcontext() if guarded else unguarded(sql("expire.sql"), *EXPIRE),
        nullcontext() if guarded else unguarded(sql("close_cart.sql"), *CLOSE),
    ):
        one, two = meet(end, checkout) if expiry_first else meet(checkout, end)
    for ran in (one, two):
        assert ran.error is None
    if guarded:
        assert broken() == set()
        assert promised() == [(5, 2)]
    else:
        assert broken() == {"stock.reserved"}


@pytest.mark.parametrize("guarded", [False, True])
def test_a_cart_that_is_filled_twice_at_once_holds_it_once(guarded: bool) -> None:
    world = build(stock={("A", "W1"): 5})
    cart, at = uuid7(), clock.now()
    [web] = [each for each in channel_refs() if each.code == "WEB"]
    pool = pools_of(channels=[web])[web.id]

    def fill() -> Any:
        line = CartLine(1, world.skus["A"], "A", 2)
        until = at + timedelta(minutes=5)
        return hold_for_cart(cart=cart, lines=[line], pool=pool, expires_at=until, by=SYSTEM, at=at)

    lock = (
        "pg_advisory_xact_lock(hashtextextended('inventory.cart ' || %(cart)s::uuid, 0))",
        "%(cart)s::uuid",
    )
    with nullcontext() if guarded else unguarded(sql("lock_cart.sql"), lock):
        one, two = meet(fill, fill)
    assert one.error is None
    assert two.error is None
    assert promised() == [(5, 2 if guarded else 4)]
    assert broken() == set()


LOCKED_READ = ("FOR NO KEY UPDATE OF v", "")


def says(world: World, units: int, *, sequence: int = 1, as_of: datetime | None = None) -> Callable[[], Any]:
    """A snapshot of the outside master of W1."""
    at = clock.now()
    said = Snapshot(world.skus["A"], world.places["W1"], units, as_of or at, sequence)
    return lambda: take_snapshots(snapshots=[said], by=SYSTEM, at=at)


@pytest.mark.parametrize("guarded", [False, True])
def test_a_snapshot_sees_the_reservation_that_it_leaves_without_stock(guarded: bool) -> None:
    world = build(stock={("A", "W1"): 5}, outside=["W1"])
    with nullcontext() if guarded else unguarded(sql("read_levels.sql"), LOCKED_READ):
        sold, told = meet(buy(order("r1", {"A": 3})), says(world, 1))
    assert isinstance(sold.answer(), Placed)
    [answer] = told.answer()
    assert promised() == [(1, 3)]
    assert answer.missing == (2 if guarded else 0)
    events = ask("SELECT count(*) FROM eventlog_pending WHERE kind = 'inventory.shortfall_found'")
    assert events == [(1 if guarded else 0,)]


def test_a_sale_finds_what_a_snapshot_has_left() -> None:
    world = build(stock={("A", "W1"): 5}, outside=["W1"])
    with bare_reserve():
        _, sold = meet(says(world, 1), buy(order("r1", {"A": 3})))
    assert isinstance(sold.answer(), Placed), "without the guard"
    told, sold = meet(says(world, 4, sequence=2), buy(order("r2", {"A": 2})))
    assert told.error is None
    assert isinstance(sold.answer(), Refused)
    assert promised() == [(4, 3)]
    assert broken() == set()


@pytest.mark.parametrize("guarded", [False, True])
def test_a_snapshot_counts_the_sales_since_its_instant(guarded: bool) -> None:
    world = build(stock={("A", "W1"): 5}, outside=["W1"])
    as_of = clock.now()
    till = Move(world.skus["A"], world.places["W1"], -2, Reason.TILL_SALE)
    with nullcontext() if guarded else unguarded(sql("read_levels.sql"), LOCKED_READ):
        moved, told = meet(lambda: move(moves=[till], by=SYSTEM, at=clock.now()), says(world, 4, as_of=as_of))
    assert moved.error is None
    assert told.error is None
    assert (broken() == set()) is guarded
    assert (promised() == [(2, 0)]) is guarded


RELOCATE = (
    ("ORDER BY v.sku_id, v.location_id FOR NO KEY UPDATE OF v", "ORDER BY v.sku_id, v.location_id"),
    (
        "AND v.on_hand - v.reserved - v.held_back >= left_over",
        f"AND {READ_BEFORE.format('v.sku_id', 'wish.target')} >= left_over",
    ),
)


@pytest.mark.parametrize("guarded", [False, True])
def test_units_are_not_moved_to_a_place_that_has_just_sold_its_last(guarded: bool) -> None:
    world = build(stock={("A", "W1"): 1, ("A", "S1"): 1})
    first = commit(buy(order("r1", {"A": 1})))
    w1, s1 = world.places["W1"], world.places["S1"]
    holding = Holding(UUID(first.id), 1, 1, origin=w1, target=s1)
    guard = (
        nullcontext()
        if guarded
        else unguarded_function(sql("relocate.sql"), "inventory/sql/ddl/0008_relocate.sql", *RELOCATE)
    )
    with guard:
        sold, moved = meet(
            buy(order("r2", {"A": 1})),
            lambda: relocate(holdings=[holding], state=State.TENTATIVE, by=SYSTEM, at=clock.now()),
        )
    assert isinstance(sold.answer(), Placed)
    assert moved.answer() == [0 if guarded else 1]
    assert promised() == ([(1, 1), (1, 1)] if guarded else [(1, 0), (1, 2)])


def supply(world: World, units: int) -> Expected:
    due = clock.now() + timedelta(days=3)
    return Expected(world.skus["A"], world.places["W1"], "po", "PO1", units, due)


def arrives(world: World, units: int) -> Callable[[], Any]:
    receipt = Receipt(world.skus["A"], world.places["W1"], "po", "PO1", units)
    return lambda: receive(receipts=[receipt], by=SYSTEM, at=clock.now())


PEGGED = "SELECT y.pegged, y.closed_at IS NOT NULL FROM inventory_supply AS y"
WAITING = "SELECT quantity, supply_id IS NULL FROM inventory_demand WHERE closed_at IS NULL"


@pytest.mark.parametrize("pegged_before", [0, 1])
def test_what_is_pegged_while_the_supply_arrives_waits_for_stock(pegged_before: int) -> None:
    world = build()
    commit(lambda: announce(expected=[supply(world, 5)], by=SYSTEM, at=clock.now()))
    if pegged_before:
        commit(buy(order("r0", {"A": 1}, backorder=True)))
    pegged, came = meet(buy(order("r1", {"A": 2}, backorder=True)), arrives(world, 5))
    assert isinstance(pegged.answer(), Placed)
    assert came.error is None
    assert ask(PEGGED) == [(0, True)]
    assert sorted(ask(WAITING)) == [(1, True)] * pegged_before + [(2, True)]
    assert broken() == set()


ROOM = (
    (" FOR UPDATE\n", "\n"),
    (" AND y.quantity - y.received - y.pegged >= %(quantity)s\n    RET", "\n    RET"),
)


@pytest.mark.parametrize("guarded", [False, True])
def test_nothing_is_pegged_to_a_supply_that_has_arrived(guarded: bool) -> None:
    world = build()
    commit(lambda: announce(expected=[supply(world, 5)], by=SYSTEM, at=clock.now()))
    with nullcontext() if guarded else unguarded(sql("peg.sql"), *ROOM):
        came, pegged = meet(arrives(world, 5), buy(order("r1", {"A": 2}, backorder=True)))
    assert came.error is None
    assert isinstance(pegged.answer(), Placed)
    assert ask(PEGGED) == [(0 if guarded else 2, True)]
    assert broken() == (set() if guarded else {"stock.pegged"})


def test_a_place_that_begins_while_a_rule_is_set_holds_back_what_the_rule_says() -> None:
    world = build()
    rule = RuleChange(RuleKind.PLACE, 2, location_id=world.places["W1"])
    opening = Move(world.skus["A"], world.places["W1"], 5, Reason.OPENING)

    def ruled() -> int:
        return set_rules(changes=[rule], by=SYSTEM, at=clock.now())

    def moved() -> None:
        move(moves=[opening], by=SYSTEM, at=clock.now())

    for one in meet(ruled, moved):
        assert one.error is None
    assert broken() == set()
    other = RuleChange(RuleKind.PLACE, 3, sku_id=world.skus["B"])
    begins = Move(world.skus["B"], world.places["S1"], 5, Reason.OPENING)
    for one in meet(
        lambda: move(moves=[begins], by=SYSTEM, at=clock.now()),
        lambda: set_rules(changes=[other], by=SYSTEM, at=clock.now()),
    ):
        assert one.error is None
    assert broken() == set()


def test_two_who_set_one_rule_leave_one_rule() -> None:
    world = build(stock={("A", "W1"): 5})

    def sets(units: int) -> Callable[[], int]:
        rule = RuleChange(RuleKind.SAFETY, units, sku_id=world.skus["A"], location_id=world.places["W1"])
        return lambda: set_rules(changes=[rule], by=SYSTEM, at=clock.now())

    for one in meet(sets(1), sets(2)):
        assert one.error is None
    assert ask("SELECT quantity FROM inventory_rule WHERE closed_at IS NULL") == [(2,)]
    assert broken() == set()
