"""Assignment: every waiting unit at the cheapest place that has it, its room and its reservation with it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from estafette.algorithms.sourcing.plan import reprice
from estafette.assembly.check import run as check
from estafette.network.commands.locations import upsert_locations
from estafette.network.queries import channel_refs
from estafette.network.types import LocationDraft
from estafette.orders.commands.assign import Assigned, assign
from estafette.orders.commands.cancel import Canceled, Request, cancel
from estafette.orders.commands.hold import clear_hold
from estafette.orders.commands.place import place
from estafette.orders.commands.reassign import NotAtThisPlace, Rejection, reassign
from estafette.orders.reactions import assign_ready
from estafette.orders.types import Draft, Placed
from estafette.platform import sql
from estafette.platform.access.types import EVERYTHING, SYSTEM
from estafette.platform.eventlog.types import Recorded, read_event
from estafette.sourcing.queries.decisions import decisions
from estafette.testing.world import START, World, build, order, put

pytestmark = pytest.mark.django_db


def sold(*drafts: Draft) -> list[UUID]:
    with transaction.atomic():
        answers = place(drafts=drafts, access=EVERYTHING, at=START)
    placed = [each for each in answers if isinstance(each, Placed)]
    assert len(placed) == len(drafts), answers
    return [UUID(each.id) for each in placed]


def assigned(*ids: UUID, at=START) -> list[Assigned]:
    with transaction.atomic():
        return assign(order_ids=list(ids), by=SYSTEM, access=EVERYTHING, at=at)


def rejected(order_id: UUID, place_id: int, *, line: int = 1, units: int | None = None) -> list[Assigned]:
    rejection = Rejection(order_id, line, place_id, "not found", units)
    with transaction.atomic():
        return reassign(rejections=[rejection], by=SYSTEM, access=EVERYTHING, at=START)


def canceled(order_id: UUID, lines: dict[int, int] | None = None) -> Canceled:
    with transaction.atomic():
        [answer] = cancel(
            requests=[Request(order_id, "changed my mind", lines)], by=SYSTEM, access=EVERYTHING, at=START
        )
    assert isinstance(answer, Canceled)
    return answer


def ask(query: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall())


def at_places(world: World) -> dict[str, int]:
    names = {key: code for code, key in world.places.items()}
    rows = ask("SELECT location_id, sum(quantity)::integer FROM orders_assignment GROUP BY 1")
    return {names[key]: units for key, units in rows}


def used() -> list[tuple[Any, ...]]:
    return ask("SELECT orders, units FROM network_capacity_use ORDER BY location_id")


def kinds() -> list[str]:
    rows = ask("SELECT kind FROM eventlog_pending WHERE kind LIKE 'orders.%%' ORDER BY aggregate, version")
    return [row[0] for row in rows]


def limit(place: str, *, orders: int | None = None, units: int | None = None) -> None:
    draft = LocationDraft(
        code=place, name=place, kind="warehouse" if place.startswith("W") else "store", legal_entity="FR",
        country="FR", time_zone="Europe/Paris", ships=True, orders_per_day=orders, units_per_day=units,
    )  # fmt: skip
    with transaction.atomic():
        upsert_locations(drafts=[draft], by=SYSTEM, at=START)


def sound() -> bool:
    report = check()
    assert report.clean, report.breaches
    return True


def test_an_order_moves_to_the_one_place_that_has_all_of_it() -> None:
    world = build(stock={("A", "W1"): 1, ("A", "S1"): 5, ("B", "S1"): 5})
    [order_id] = sold(order("r1", {"A": 1, "B": 2}))
    [answer] = assigned(order_id)
    s1 = world.places["S1"]
    assert answer.lines == ((1, s1, 1), (2, s1, 2))
    assert (answer.unsourced, answer.status) == ({}, "in_progress")
    assert at_places(world) == {"S1": 3}
    assert ask("SELECT reserved FROM inventory_level WHERE location_id = %s", world.places["W1"]) == [(0,)]
    assert kinds() == ["orders.placed", "orders.lines_assigned"]
    assert sound()


def test_a_split_is_made_when_no_place_has_all() -> None:
    world = build(stock={("A", "W1"): 2, ("B", "S1"): 2, ("C", "S2"): 1})
    [order_id] = sold(order("r1", {"A": 2, "B": 2, "C": 1}))
    [answer] = assigned(order_id)
    assert {place for _, place, _ in answer.lines} == set(world.places.values())
    assert sound()


def test_orders_on_hold_wait_until_they_are_released() -> None:
    world = build(stock={("A", "W1"): 2})
    [order_id] = sold(order("r1", {"A": 2}, channel="HELD"))
    assert assigned(order_id)[0].lines == ()
    assert at_places(world) == {}
    for (hold_id,) in ask("SELECT id FROM orders_hold"):
        with transaction.atomic():
            clear_hold(order_id=order_id, hold_id=hold_id, note="", by=SYSTEM, access=EVERYTHING, at=START)
    assert len(assigned(order_id)[0].lines) == 1
    assert sound()


def test_assigning_again_changes_nothing() -> None:
    world = build(stock={("A", "W1"): 2})
    [order_id] = sold(order("r1", {"A": 2}))
    assigned(order_id)
    assert assigned(order_id)[0].lines == ()
    assert at_places(world) == {"W1": 2}
    assert kinds() == ["orders.placed", "orders.lines_assigned"]


def test_the_room_of_a_day_is_never_exceeded_and_comes_again_the_next_day() -> None:
    world = build(stock={("A", "W1"): 9}, places=("W1",))
    limit("W1", orders=2)
    ids = sold(*(order(f"r{n}", {"A": 1}) for n in range(3)))
    answers = assigned(*ids)
    assert sorted(len(each.lines) for each in answers) == [0, 1, 1]
    assert used() == [(2, 2)]
    assert at_places(world) == {"W1": 2}
    with transaction.atomic():
        again = assign(order_ids=None, by=SYSTEM, access=EVERYTHING, at=START + timedelta(hours=1))
    assert [len(each.lines) for each in again] == [0]
    assert kinds().count("orders.sourcing_failed") == 1, "told once"
    with transaction.atomic():
        later = assign(order_ids=None, by=SYSTEM, access=EVERYTHING, at=START + timedelta(days=1))
    assert [len(each.lines) for each in later] == [1]
    assert ask("SELECT count(*) FROM orders_unsourced") == [(0,)]
    assert sound()


def test_a_place_with_too_little_room_for_the_units_is_passed_over() -> None:
    world = build(stock={("A", "W1"): 9, ("A", "S1"): 9}, places=("W1", "S1"))
    limit("W1", units=3)
    ids = sold(order("r1", {"A": 2}), order("r2", {"A": 2}))
    assigned(*ids)
    assert at_places(world) == {"W1": 2, "S1": 2}
    assert used() == [(1, 2)]
    assert sound()


def test_canceling_gives_the_place_and_its_room_back() -> None:
    world = build(stock={("A", "W1"): 5})
    limit("W1", orders=5, units=10)
    [order_id] = sold(order("r1", {"A": 4}))
    assigned(order_id)
    assert used() == [(1, 4)]
    canceled(order_id, {1: 1})
    assert used() == [(1, 3)]
    assert at_places(world) == {"W1": 3}
    assert sound()
    assert canceled(order_id).status == "canceled"
    assert used() == [(0, 0)]
    assert at_places(world) == {}
    assert ask("SELECT sum(reserved) FROM inventory_level") == [(0,)]
    assert sound()


def test_what_waits_is_canceled_before_what_a_place_has() -> None:
    world = build(stock={("A", "W1"): 4, ("A", "S1"): 1}, places=("W1", "S1"))
    limit("S1", orders=0)
    [order_id] = sold(order("r1", {"A": 5}))
    [answer] = assigned(order_id)
    assert answer.unsourced == {1: 1}
    canceled(order_id, {1: 2})
    assert ask("SELECT unassigned, assigned, canceled FROM orders_line") == [(0, 3, 2)]
    assert at_places(world) == {"W1": 3}
    assert sound()


def test_a_rejected_line_goes_elsewhere_and_never_back() -> None:
    world = build(stock={("A", "W1"): 3, ("A", "S1"): 3}, places=("W1", "S1"))
    limit("W1", orders=5)
    [order_id] = sold(order("r1", {"A": 2}))
    assigned(order_id)
    [answer] = rejected(order_id, world.places["W1"])
    assert answer.lines == ((1, world.places["S1"], 2),)
    assert used() == [(0, 0)]
    assert kinds()[1:] == ["orders.lines_assigned", "orders.lines_unassigned", "orders.lines_assigned"]
    assert sound()
    [answer] = rejected(order_id, world.places["S1"])
    assert (answer.lines, answer.unsourced, answer.status) == ((), {1: 2}, "placed")
    assert kinds()[-1] == "orders.sourcing_failed"
    assert assigned(order_id)[0].lines == (), "neither is asked again"
    assert sound()


def test_part_of_what_a_place_has_may_be_rejected() -> None:
    world = build(stock={("A", "W1"): 3, ("A", "S1"): 3}, places=("W1", "S1"))
    [order_id] = sold(order("r1", {"A": 3}))
    assigned(order_id)
    rejected(order_id, world.places["W1"], units=1)
    assert at_places(world) == {"W1": 2, "S1": 1}
    assert sound()


@pytest.mark.parametrize("units", [0, 3])
def test_more_than_a_place_has_cannot_be_rejected(units: int) -> None:
    world = build(stock={("A", "W1"): 3})
    [order_id] = sold(order("r1", {"A": 2}))
    assigned(order_id)
    with pytest.raises(NotAtThisPlace):
        rejected(order_id, world.places["W1"], units=units)
    with pytest.raises(NotAtThisPlace):
        rejected(order_id, world.places["S1"])
    assert at_places(world) == {"W1": 2}
    assert sound()


def test_the_reaction_assigns_what_may_go_on() -> None:
    world = build(stock={("A", "W1"): 9})
    sold(order("r1", {"A": 1}), order("r2", {"A": 2}, channel="HELD"))
    rows = ask("SELECT aggregate, version, kind, payload FROM eventlog_pending WHERE kind = 'orders.placed'")
    assert len(rows) == 2
    with transaction.atomic():
        assign_ready([recorded(*row) for row in rows], at=START)
    assert at_places(world) == {"W1": 1}


def recorded(aggregate: str, version: int, kind: str, payload: object) -> Recorded:
    text = payload if isinstance(payload, str) else sql.json(payload)
    return Recorded(1, aggregate, version, read_event(kind, 1, text), "system", START, START)


def test_a_decision_is_kept_with_its_reasons() -> None:
    build(stock={("A", "W1"): 3, ("A", "S1"): 3}, places=("W1", "S1"))
    [order_id] = sold(order("r1", {"A": 2}))
    [answer] = assigned(order_id)
    [decision] = decisions(order_id=order_id, access=EVERYTHING, limit=5)
    assert decision.rules == 0
    assert decision.cost == reprice(decision.reasons) >= decision.bound > 0
    [other] = decision.reasons["alternatives"]
    assert (other["why"], other["by"]) == ("dearer", 206)
    assert [(line, units) for line, _, _, units in decision.steps] == [(1, 2)]
    assert len(answer.lines) == 1


def count(name: str, patch: pytest.MonkeyPatch, seen: list[str]) -> None:
    method = getattr(sql.Statement, name)

    def counted(self: sql.Statement, **params: object) -> object:
        seen.append(self.name)
        return method(self, **params)

    patch.setattr(sql.Statement, name, counted)


def test_a_batch_takes_as_few_statements_as_one_order(monkeypatch: pytest.MonkeyPatch) -> None:
    statements: list[str] = []
    world = build(stock={("A", "W1"): 100, ("B", "S1"): 100})
    limit("W1", orders=1000)
    ids = sold(*(order(f"r{n}", {"A": 1, "B": 2}) for n in range(40)))
    channel_refs()
    for name in ("rows", "run"):
        count(name, monkeypatch, statements)
    assigned(*ids)
    assert 5 < len(statements) <= 15, statements
    assert sum(at_places(world).values()) == 120
    assert sound()


def test_stock_that_comes_back_is_found_by_the_next_try() -> None:
    world = build(stock={("A", "W1"): 2}, places=("W1", "S1"))
    limit("W1", orders=0)
    [order_id] = sold(order("r1", {"A": 2}))
    assert assigned(order_id)[0].unsourced == {1: 2}
    put(world, {("A", "S1"): 2})
    with transaction.atomic():
        assign(order_ids=None, by=SYSTEM, access=EVERYTHING, at=START + timedelta(minutes=1))
    assert at_places(world) == {"S1": 2}
    assert sound()
