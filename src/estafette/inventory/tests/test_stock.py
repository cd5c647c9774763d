"""Movements, snapshots, counts, rules and supply: what they do to levels and ledger, and what they refuse."""

import json
import uuid
from datetime import timedelta

import pytest
from django.db import connection

from estafette.catalog.queries import skus_by_code
from estafette.inventory.commands.expect import Expected, Receipt, announce, receive
from estafette.inventory.commands.hold_back import RuleChange, set_rules
from estafette.inventory.commands.move import move
from estafette.inventory.commands.owe import Owed, owe
from estafette.inventory.commands.reconcile import Reconciled, count, take_snapshots
from estafette.inventory.commands.release import Holding, release
from estafette.inventory.commands.reserve import reserve
from estafette.inventory.queries.available import atp
from estafette.inventory.queries.identities import IDENTITIES
from estafette.inventory.queries.levels import LevelRow, levels, movements
from estafette.inventory.types import (
    MAX_UNITS,
    Condition,
    DemandKind,
    Move,
    OwnerKind,
    Pool,
    Reason,
    RuleKind,
    Snapshot,
    State,
    Taken,
    Want,
)
from estafette.platform.access.types import EVERYTHING, SYSTEM
from estafette.platform.identities import Breach, breaches
from estafette.platform.refusal import Refused
from estafette.platform.sql import Statement
from estafette.testing.world import START, World, build

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def world() -> World:
    return build(outside=("S2",))


def do(world: World, *moves: tuple[str, str, int], at=START, **more) -> None:
    rows = [
        Move(world.skus[sku], world.places[place], units, **{"reason": Reason.ADJUSTMENT, **more})
        for sku, place, units in moves
    ]
    move(moves=rows, by=SYSTEM, at=at)


def level(world: World, sku: str, place: str) -> LevelRow:
    [row] = levels(access=EVERYTHING, limit=9, skus=[world.skus[sku]], locations=[world.places[place]])
    return row


def codes(error: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    return [(each.code, each.field) for each in error.value.refusals]


def events(kind: str) -> list[dict[str, object]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT payload::text FROM eventlog_pending WHERE kind = %s ORDER BY appended_at",
            [f"inventory.{kind}"],
        )
        return [json.loads(row[0]) for row in cursor.fetchall()]


def faults() -> list[Breach]:
    """What breaks an identity of stock; the owners here are no orders."""
    return [breach for identity in IDENTITIES for breach in breaches(identity)]


def take(
    world: World, sku: str, units: int, *, whole: bool = True, owner: uuid.UUID | None = None
) -> list[Taken]:
    want = Want(1, 1, world.skus[sku], units, owner or uuid.uuid4(), world.channels["WEB"], whole=whole)
    return reserve(
        wants=[want], pools={world.channels["WEB"]: pool(world)}, state=State.TENTATIVE,
        owner_kind=OwnerKind.ORDER_LINE, by=SYSTEM, at=START,
    )  # fmt: skip


def pool(world: World) -> Pool:
    return Pool(world.channels["WEB"], tuple(world.places.values()), tuple(sorted(world.channels.values())))


def shown(world: World, sku: str = "A") -> int:
    refs = skus_by_code(codes=[sku], at=START)
    return atp(skus=list(refs.values()), pool=pool(world), access=EVERYTHING)[refs[sku].id]


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


# Rules


def rule(world: World, kind: RuleKind, units: int | None, **scope: str) -> RuleChange:
    return RuleChange(
        kind, units,
        sku_id=world.skus[scope["sku"]] if "sku" in scope else None,
        location_id=world.places[scope["place"]] if "place" in scope else None,
        channel_id=world.channels[scope["channel"]] if "channel" in scope else None,
    )  # fmt: skip


def test_the_larger_of_safety_and_place_rules_is_held_back(world: World) -> None:
    do(world, ("A", "W1", 10), ("A", "S1", 10), ("B", "S1", 10))

    def held() -> list[int]:
        return [level(world, *key).held_back for key in (("A", "W1"), ("A", "S1"), ("B", "S1"))]

    def change(*changes: RuleChange) -> int:
        return set_rules(changes=changes, by=SYSTEM, at=START)

    assert change(rule(world, RuleKind.PLACE, 1)) == 3
    assert change(rule(world, RuleKind.PLACE, 3, place="S1")) == 2
    assert held() == [1, 3, 3]
    assert change(rule(world, RuleKind.SAFETY, 2, sku="A", place="S1")) == 0
    assert change(rule(world, RuleKind.PLACE, 4, sku="A")) == 2
    assert held() == [4, 4, 3]
    do(world, ("A", "S2", 10), ("C", "W1", 1))
    assert level(world, "A", "S2").held_back == 4 and level(world, "C", "W1").held_back == 1
    change(rule(world, RuleKind.PLACE, None, sku="A"), rule(world, RuleKind.PLACE, None, place="S1"))
    assert held() == [1, 2, 1]
    change(rule(world, RuleKind.PLACE, None), rule(world, RuleKind.SAFETY, None, sku="A", place="S1"))
    assert held() == [0, 0, 0]
    assert faults() == []


def test_the_most_specific_channel_rule_counts(world: World) -> None:
    do(world, ("A", "W1", 20), ("B", "W1", 20))
    for units, scope, expected in (
        (1, {}, 19), (2, {"channel": "WEB"}, 18), (3, {"sku": "A"}, 17), (4, {"sku": "A", "channel": "WEB"}, 16),
        (9, {"sku": "A", "channel": "MKT"}, 16),
    ):  # fmt: skip
        set_rules(changes=[rule(world, RuleKind.GLOBAL, units, **scope)], by=SYSTEM, at=START)
        assert shown(world) == expected
    set_rules(changes=[rule(world, RuleKind.CAP, 5, channel="WEB")], by=SYSTEM, at=START)
    assert (shown(world), shown(world, "B")) == (5, 5)
    set_rules(changes=[rule(world, RuleKind.CAP, 7, sku="A", channel="WEB")], by=SYSTEM, at=START)
    assert (shown(world), shown(world, "B")) == (7, 5)


def test_rules_that_make_no_sense_are_refused(world: World) -> None:
    changes = [
        rule(world, RuleKind.SAFETY, 1, sku="A"),
        rule(world, RuleKind.PLACE, 1, channel="WEB"),
        rule(world, RuleKind.GLOBAL, 1, place="W1"),
        rule(world, RuleKind.CAP, 1, sku="A"),
        rule(world, RuleKind.PLACE, -1),
        rule(world, RuleKind.PLACE, 1),
    ]
    with pytest.raises(Refused) as error:
        set_rules(changes=changes, by=SYSTEM, at=START)
    assert codes(error) == [("bad_rule", f"rules[{n}]") for n in range(5)]


def test_buffers_and_caps_bind_the_sale_too(world: World) -> None:
    do(world, ("A", "W1", 3), ("A", "S1", 3))
    set_rules(changes=[rule(world, RuleKind.GLOBAL, 2, sku="A")], by=SYSTEM, at=START)
    assert shown(world) == 4
    assert [(each.location_id, each.quantity) for each in take(world, "A", 5)] == [(0, 5)]
    assert sum(each.quantity for each in take(world, "A", 5, whole=False) if each.location_id) == 4
    assert shown(world) == 0
    set_rules(changes=[rule(world, RuleKind.GLOBAL, None, sku="A")], by=SYSTEM, at=START)
    set_rules(changes=[rule(world, RuleKind.CAP, 1, channel="WEB")], by=SYSTEM, at=START)
    assert [each.location_id for each in take(world, "A", 2)] == [0]
    assert all(each.location_id for each in take(world, "A", 1))
    assert faults() == []


# Supply and demand


def expect(world: World, units: int, *, place: str = "W1", ref: str = "1", due=START + HOUR) -> None:
    supply = Expected(world.skus["A"], world.places[place], "po", ref, units, due)
    announce(expected=[supply], by=SYSTEM, at=START)


def wait(world: World, units: int, kind: DemandKind = DemandKind.BACKORDER) -> tuple[uuid.UUID, object]:
    owner = uuid.uuid4()
    owed = Owed(world.skus["A"], world.channels["WEB"], units, kind, owner, 1)
    [due] = owe(owed=[owed], pools={world.channels["WEB"]: pool(world)}, by=SYSTEM, at=START)
    return owner, due


def arrive(world: World, units: int, *, ref: str = "1", close: bool = False, place: str = "W1") -> None:
    receipt = Receipt(world.skus["A"], world.places[place], "po", ref, units, close)
    receive(receipts=[receipt], by=SYSTEM, at=START)


def supply() -> list[tuple[int, int, int, bool]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quantity, received, pegged, closed_at IS NOT NULL FROM inventory_supply ORDER BY source_ref"
        )
        return [tuple(row) for row in cursor.fetchall()]


def test_backorders_wait_for_the_earliest_supply_with_room(world: World) -> None:
    do(world, ("A", "W1", 9))
    expect(world, 3, ref="1", due=START + 2 * HOUR)
    expect(world, 3, ref="2", due=START + HOUR)
    assert [wait(world, units)[1] for units in (2, 2, 2)] == [START + HOUR, START + 2 * HOUR, None]
    assert supply() == [(3, 0, 2, False), (3, 0, 2, False)]
    assert shown(world) == 7
    assert wait(world, 1, DemandKind.SHORTAGE)[1] is None
    assert shown(world) == 6
    assert faults() == []


def test_what_arrives_goes_to_those_who_wait(world: World) -> None:
    expect(world, 5)
    owner, due = wait(world, 4)
    assert due is not None and shown(world) == 0
    arrive(world, 3)
    assert (shown(world), supply()) == (0, [(5, 3, 0, False)])
    arrive(world, 3)
    assert (shown(world), supply()) == (2, [(5, 6, 0, True)])
    release(holdings=[Holding(owner, 1, 4)], by=SYSTEM, at=START)
    assert shown(world) == 6
    assert faults() == []


def test_supply_that_shrinks_or_ends_frees_those_who_wait(world: World) -> None:
    do(world, ("A", "S1", 9))
    expect(world, 5)
    wait(world, 4)
    assert shown(world) == 9
    expect(world, 3)
    assert (shown(world), supply()) == (5, [(3, 0, 0, False)])
    arrive(world, 0, close=True)
    assert supply() == [(3, 0, 0, True)]
    with pytest.raises(Refused) as error:
        arrive(world, 1)
    assert codes(error) == [("unknown_supply", "receipts[0].source_ref")]
    expect(world, 4)
    assert supply() == [(4, 0, 0, False)]
    assert faults() == []


def test_several_receipts_of_one_source_add_up(world: World) -> None:
    expect(world, 5)
    parts = [Receipt(world.skus["A"], world.places["W1"], "po", "1", units) for units in (2, 1)]
    receive(receipts=parts, by=SYSTEM, at=START)
    assert (shown(world), supply()) == (3, [(5, 3, 0, False)])
    with pytest.raises(Refused) as error:
        receive(receipts=[Receipt(world.skus["A"], world.places["W1"], "po", "1", 0)], by=SYSTEM, at=START)
    assert codes(error) == [("bad_quantity", "receipts[0].quantity")]
    with pytest.raises(Refused) as error:
        announce(
            expected=[Expected(world.skus["A"], world.places["W1"], "po", "2", 0, START)], by=SYSTEM, at=START
        )
    assert codes(error) == [("bad_quantity", "supply[0].quantity")]


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
