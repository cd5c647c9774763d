"""Races for assignment: each is first shown to go wrong without the guard, then to go right with it."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from estafette.assembly.flow import CONSUMERS
from estafette.network.commands.locations import upsert_locations
from estafette.network.types import LocationDraft
from estafette.orders.commands.assign import assign
from estafette.orders.commands.cancel import Canceled, Request, cancel
from estafette.orders.commands.place import place
from estafette.orders.types import Placed
from estafette.platform import clock
from estafette.platform.access.types import EVERYTHING, SYSTEM
from estafette.platform.eventlog.consuming import register, step
from estafette.platform.eventlog.sequencer import Sequencer
from estafette.platform.sql import load
from estafette.testing.world import build, order, put
from tests.races.arena import Ran, ask, broken, meet, unguarded

pytestmark = pytest.mark.usefixtures("shared")
ORDERS, NETWORK = "estafette.orders.commands", "estafette.network.commands"
UNLOCKED = (load(ORDERS, "lock.sql"), ("ORDER BY o.id FOR NO KEY UPDATE", "ORDER BY o.id"))
TWICE = (load(ORDERS, "assign_lines.sql"), (" AND l.unassigned >= s.units", ""))
ROOM = (
    load(NETWORK, "take_capacity.sql"),
    ("u.orders + excluded.orders <= coalesce(", "true OR u.orders + excluded.orders <= coalesce("),
)


def sold(*references: str, units: int = 2) -> list[UUID]:
    with transaction.atomic():
        drafts = [order(each, {"A": units}) for each in references]
        answers = place(drafts=drafts, access=EVERYTHING, at=clock.now())
    return [UUID(each.id) for each in answers if isinstance(each, Placed)]


def assigning(*ids: UUID) -> Callable[[], Any]:
    return lambda: assign(order_ids=list(ids), by=SYSTEM, access=EVERYTHING, at=clock.now())


def canceling(order_id: UUID) -> Callable[[], Any]:
    def work() -> Any:
        request = Request(order_id, "changed my mind")
        [answer] = cancel(requests=[request], by=SYSTEM, access=EVERYTHING, at=clock.now())
        return answer

    return work


def bare(stack: ExitStack, guarded: bool, *guards: Any) -> None:
    for statement, *replaced in () if guarded else guards:
        stack.enter_context(unguarded(statement, *replaced))


@pytest.mark.parametrize("guarded", [False, True])
def test_an_order_is_assigned_once(guarded: bool) -> None:
    build(stock={("A", "W1"): 9})
    [order_id] = sold("r1")
    with ExitStack() as stack:
        bare(stack, guarded, UNLOCKED, TWICE)
        one, two = meet(assigning(order_id), assigning(order_id))
    assert len(one.answer()[0].lines) == 1
    assert two.waited
    if guarded:
        assert not went_wrong(two)
        assert two.answer()[0].lines == ()
        assert ask("SELECT assigned, unassigned FROM orders_line") == [(2, 0)]
        assert ask("SELECT count(*) FROM sourcing_decision") == [(1,)]
        assert broken() == set()
    else:
        assert went_wrong(two)


@pytest.mark.parametrize("guarded", [False, True])
@pytest.mark.parametrize("first", ["assign", "cancel"])
def test_what_is_canceled_is_not_assigned(first: str, guarded: bool) -> None:
    world = build(stock={("A", "W1"): 9})
    with transaction.atomic():
        limit(orders=5)
    [order_id] = sold("r1")
    works = [assigning(order_id), canceling(order_id)]
    with ExitStack() as stack:
        bare(stack, guarded, UNLOCKED, TWICE)
        one, two = meet(*(works if first == "assign" else works[::-1]))
    assert two.waited
    assert one.error is None
    if guarded:
        answers = [one.answer(), two.answer()]
        assert any(isinstance(each, Canceled) and each.status == "canceled" for each in answers)
        assert ask("SELECT canceled, assigned FROM orders_line") == [(2, 0)]
        assert ask(
            "SELECT sum(reserved) FROM inventory_level WHERE location_id = %s", world.places["W1"]
        ) == [(0,)]
        assert ask("SELECT coalesce(sum(units), 0) FROM network_capacity_use") == [(0,)]
        assert broken() == set()
    else:
        assert went_wrong(two)


def went_wrong(ran: Ran) -> bool:
    """It failed, broke an identity, or says that no place serves what is served or canceled."""
    return ran.error is not None or bool(broken()) or ask("SELECT units FROM orders_unsourced") == [(2,)]


def limit(*, orders: int) -> None:
    draft = LocationDraft(
        code="W1", name="W1", kind="warehouse", legal_entity="FR", country="FR", time_zone="Europe/Paris",
        ships=True, orders_per_day=orders,
    )  # fmt: skip
    upsert_locations(drafts=[draft], by=SYSTEM, at=clock.now())


@pytest.mark.parametrize("guarded", [False, True])
def test_the_last_room_of_a_day_is_taken_once(guarded: bool) -> None:
    build(stock={("A", "W1"): 9}, places=("W1",))
    with transaction.atomic():
        limit(orders=1)
    one_id, two_id = sold("r1", "r2", units=1)
    with ExitStack() as stack:
        bare(stack, guarded, ROOM)
        one, two = meet(assigning(one_id), assigning(two_id))
    assert two.waited
    assert len(one.answer()[0].lines) == 1
    assert len(two.answer()[0].lines) == (0 if guarded else 1)
    assert ask("SELECT orders FROM network_capacity_use") == [(1 if guarded else 2,)]
    assert broken() == set()


def test_stock_sold_meanwhile_leaves_the_order_where_it_was() -> None:
    """The cheaper place sells its last unit while the order is on its way there: nothing is oversold."""
    world = build(stock={("A", "S1"): 2}, places=("W1", "S1"))
    [order_id] = sold("r1", units=2)
    stock_at_warehouse(world)

    def buy() -> Any:
        [answer] = place(drafts=[order("r2", {"A": 2})], access=EVERYTHING, at=clock.now())
        return answer

    one, two = meet(buy, assigning(order_id))
    assert isinstance(one.answer(), Placed)
    assert two.waited
    assert two.answer()[0].lines == ()
    assert two.answer()[0].unsourced == {1: 2}
    with transaction.atomic():
        [again] = assigning(order_id)()
    assert again.lines == ((1, world.places["S1"], 2),)
    assert broken() == set()


def stock_at_warehouse(world: Any) -> None:
    with transaction.atomic():
        put(world, {("A", "W1"): 2})


def test_the_worker_assigns_each_order_once_however_often_it_reads() -> None:
    build(stock={("A", "W1"): 9})
    sold("r1", "r2")
    [consumer] = [each for each in CONSUMERS if each.name == "orders.assign_ready"]
    with transaction.atomic():
        register((consumer,))
    for _ in range(3):
        Sequencer().step()
        step(consumer, at=clock.now())
    assert ask("SELECT assigned, unassigned FROM orders_line") == [(2, 0), (2, 0)]
    assert ask("SELECT count(*) FROM sourcing_decision") == [(2,)]
    assert broken() == set()
