"""Movements, snapshots, counts, rules and supply: what they do to levels and ledger, and what they refuse."""

from datetime import timedelta

import pytest

from estafette.inventory.commands.expect import Expected, Receipt, announce, receive
from estafette.inventory.commands.hold_back import RuleChange, set_rules
from estafette.inventory.commands.move import move
from estafette.inventory.commands.reconcile import Reconciled, count, take_snapshots
from estafette.inventory.queries.levels import movements
from estafette.inventory.tests.acts import HOUR, codes, do, events, faults, level, shown, take
from estafette.inventory.types import (
    MAX_UNITS,
    Condition,
    Move,
    Reason,
    RuleKind,
    Snapshot,
)
from estafette.platform.access.types import EVERYTHING, SYSTEM
from estafette.platform.refusal import Refused
from estafette.platform.sql import Statement
from estafette.testing.world import START, World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build(outside=("S2",))


# Movements


def test_units_move_between_conditions(world: World) -> None:
    do(world, ("A", "W1", 5))
    do(world, ("A", "W1", -2))
    do(world, ("A", "W1", 2), condition=Condition.DAMAGED)
    do(world, ("A", "W1", -1), condition=Condition.DAMAGED)
    row = level(world, "A", "W1")
    assert (row.on_hand, row.unsellable) == (3, {"damaged": 1})
    assert [each.quantity for each in movements(
        access=EVERYTHING, sku_id=world.skus["A"], locations=[world.places["W1"]], limit=9
    )] == [-1, 2, -2, 5]  # fmt: skip
    assert faults() == []


def test_movements_that_cannot_be_are_refused_together(world: World) -> None:
    do(world, ("A", "W1", 5))
    with pytest.raises(Refused) as error:
        do(world, ("A", "W1", 0), ("A", "W1", MAX_UNITS + 1), ("A", "W1", 1))
    assert codes(error) == [
        ("bad_quantity", "movements[0].quantity"),
        ("bad_quantity", "movements[1].quantity"),
    ]
    with pytest.raises(Refused) as error:
        do(world, ("A", "W1", -3), ("A", "W1", -3), ("B", "W1", -1), ("C", "W1", 1))
    assert codes(error) == [
        ("stock_would_be_negative", "movements[1].quantity"), ("stock_would_be_negative", "movements[2].quantity"),
    ]  # fmt: skip
    with pytest.raises(Refused) as error:
        do(world, ("A", "W1", MAX_UNITS))
    assert codes(error) == [("bad_quantity", "movements[0].quantity")]
    with pytest.raises(Refused) as error:
        do(world, ("A", "W1", 1), effective_at=START + HOUR)
    assert codes(error) == [("in_the_future", "movements[0].effective_at")]
    assert level(world, "A", "W1").on_hand == 5


def test_a_place_that_lacks_what_it_promised_is_told(world: World) -> None:
    do(world, ("A", "W1", 5))
    take(world, "A", 4)
    do(world, ("A", "W1", -3))
    [event] = events("shortfall_found")
    assert event == {"places": [[world.skus["A"], world.places["W1"], 2]]}
    assert level(world, "A", "W1").net == -2
    assert shown(world) == 0
    assert faults() == []


# Snapshots and counts


def told(
    world: World, on_hand: int, sequence: int, *, as_of=START, at=START, sku="A", place="S2"
) -> Reconciled:
    figure = Snapshot(world.skus[sku], world.places[place], on_hand, as_of, sequence)
    [result] = take_snapshots(snapshots=[figure], by=SYSTEM, at=at)
    return result


def test_a_snapshot_is_taken_over_once(world: World) -> None:
    first = told(world, 7, 1)
    assert (first.outcome, first.on_hand, first.difference) == ("taken", 7, 7)
    assert told(world, 7, 1).outcome == "stale"
    assert told(world, 9, 1).outcome == "stale"
    assert told(world, 9, 2, as_of=START - HOUR).outcome == "stale"
    assert told(world, 7, 2).outcome == "unchanged"
    later = told(world, 4, 3, as_of=START + HOUR, at=START + HOUR)
    assert (later.outcome, later.difference) == ("taken", -3)
    assert told(world, 9, 2, as_of=START + HOUR, at=START + HOUR).outcome == "stale"
    assert level(world, "A", "S2").on_hand == 4
    assert faults() == []


def test_what_happened_after_the_instant_is_kept(world: World) -> None:
    told(world, 10, 1)
    do(world, ("A", "S2", -2), at=START + 2 * HOUR, reason=Reason.TILL_SALE)
    do(world, ("A", "S2", 5), at=START + 2 * HOUR, condition=Condition.DAMAGED)
    do(world, ("A", "S2", -1), at=START + 2 * HOUR, reason=Reason.TILL_SALE, effective_at=START)
    result = told(world, 9, 2, as_of=START + HOUR, at=START + 3 * HOUR)
    assert (result.on_hand, result.difference) == (7, 0)
    assert result.outcome == "unchanged"
    result = told(world, 1, 3, as_of=START + HOUR + HOUR / 2, at=START + 3 * HOUR)
    assert result.on_hand == 0
    assert faults() == []


def test_a_snapshot_below_what_is_promised_is_a_shortfall(world: World) -> None:
    told(world, 5, 1)
    take(world, "A", 4)
    result = told(world, 1, 2)
    assert (result.on_hand, result.missing) == (1, 3)
    assert events("shortfall_found") == [{"places": [[world.skus["A"], world.places["S2"], 3]]}]
    assert faults() == []


def test_a_count_is_a_figure_of_its_instant(world: World) -> None:
    do(world, ("A", "W1", 10))
    do(world, ("A", "W1", -2), at=START + 2 * HOUR, reason=Reason.SALE)
    figure = Snapshot(world.skus["A"], world.places["W1"], 8, START + HOUR, 0)
    [result] = count(counts=[figure], source_ref="C1", by=SYSTEM, at=START + 3 * HOUR)
    assert (result.on_hand, result.difference) == (6, -2)
    [latest, *_] = movements(
        access=EVERYTHING, sku_id=world.skus["A"], locations=[world.places["W1"]], limit=9
    )
    assert (latest.reason, latest.source_ref, latest.effective_at) == ("count", "C1", START + HOUR)
    [again] = count(counts=[figure], source_ref="C1", by=SYSTEM, at=START + 3 * HOUR)
    assert (again.outcome, again.on_hand) == ("unchanged", 6)
    assert faults() == []


def test_figures_that_cannot_be_are_refused(world: World) -> None:
    sku, place = world.skus["A"], world.places["S2"]
    figures = [
        Snapshot(sku, place, -1, START, 1),
        Snapshot(sku, place, 1, START + HOUR, 1),
        Snapshot(world.skus["B"], place, MAX_UNITS + 1, START - timedelta(days=32), 1),
    ]
    with pytest.raises(Refused) as error:
        take_snapshots(snapshots=figures, by=SYSTEM, at=START)
    assert codes(error) == [
        ("bad_quantity", "figures[0].on_hand"), ("bad_instant", "figures[1].as_of"), ("said_twice", "figures[1]"),
        ("bad_quantity", "figures[2].on_hand"), ("bad_instant", "figures[2].as_of"),
    ]  # fmt: skip


# Cost


@pytest.mark.parametrize("verb", ["move", "snapshot", "rules", "announce", "receive"])
def test_statements_do_not_grow_with_the_batch(verb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    world = build(skus=[f"K{n}" for n in range(60)])
    ids, place = list(world.skus.values()), world.places["W1"]
    sent: list[str] = []
    for name in ("rows", "run", "send"):
        original = getattr(Statement, name)

        def counting(self: Statement, _original=original, **params):
            sent.append(self.name)
            return _original(self, **params)

        monkeypatch.setattr(Statement, name, counting)

    def act(skus: list[int], turn: int) -> int:
        sent.clear()
        if verb == "move":
            move(moves=[Move(sku, place, 1, Reason.FOUND) for sku in skus], by=SYSTEM, at=START)
        elif verb == "snapshot":
            figures = [Snapshot(sku, place, 5, START, turn) for sku in skus]
            take_snapshots(snapshots=figures, by=SYSTEM, at=START)
        elif verb == "rules":
            changes = [RuleChange(RuleKind.SAFETY, 1, sku_id=sku, location_id=place) for sku in skus]
            set_rules(changes=changes, by=SYSTEM, at=START)
        elif verb == "announce":
            expected = [Expected(sku, place, "po", str(turn), 2, START) for sku in skus]
            announce(expected=expected, by=SYSTEM, at=START)
        else:
            announce(
                expected=[Expected(sku, place, "po", str(turn), 2, START) for sku in skus],
                by=SYSTEM,
                at=START,
            )
            sent.clear()
            receive(receipts=[Receipt(sku, place, "po", str(turn), 2) for sku in skus], by=SYSTEM, at=START)
        return len(sent)

    assert act(ids[:1], 1) == act(ids, 2) <= 12
