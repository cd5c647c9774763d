"""Buffers, caps, expected supply and those who wait for it: what they do to availability, and what is refused."""

import uuid

import pytest
from django.db import connection

from estafette.inventory.commands.expect import Expected, Receipt, announce, receive
from estafette.inventory.commands.hold_back import RuleChange, set_rules
from estafette.inventory.commands.owe import Owed, owe
from estafette.inventory.commands.release import Holding, release
from estafette.inventory.tests.acts import HOUR, codes, do, faults, level, pool, shown, take
from estafette.inventory.types import (
    DemandKind,
    RuleKind,
)
from estafette.platform.access.types import SYSTEM
from estafette.platform.refusal import Refused
from estafette.testing.world import START, World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build(outside=("S2",))


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
