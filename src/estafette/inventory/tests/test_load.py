"""Loads of a million rows: every bad row is named, no good one is lost, and running it again changes nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from estafette.assembly.check import run as check
from estafette.inventory.commands.load import BadHeader
from estafette.inventory.jobs import load_stock
from estafette.inventory.queries.levels import levels
from estafette.inventory.tests.acts import faults, take
from estafette.platform.access.types import EVERYTHING, SYSTEM, Access
from estafette.platform.clock import now
from estafette.testing.world import World, build

pytestmark = pytest.mark.django_db


def load(text: str | bytes, access: Access = EVERYTHING):
    data = text.encode() if isinstance(text, str) else text
    *_, last = load_stock(lines=data.splitlines(keepends=True), source="test.csv", by=SYSTEM, access=access)
    return last


def stock(world: World) -> dict[tuple[str, str], int]:
    skus, places = ({v: k for k, v in each.items()} for each in (world.skus, world.places))
    rows = levels(access=EVERYTHING, limit=1000)
    return {(skus[row.sku_id], places[row.location_id]): row.on_hand for row in rows}


def rows(statement: str):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def test_figures_are_taken_over_with_their_ledger() -> None:
    world = build(stock={("A", "W1"): 5, ("B", "W1"): 2})
    done = load("sku,location,on_hand\nA,W1,9\nB,W1,2\nA,S1,4\nC,S1,0\n")
    assert (done.rows, done.changed, done.left_out) == (4, 2, 0)
    assert stock(world) == {("A", "W1"): 9, ("B", "W1"): 2, ("A", "S1"): 4, ("C", "S1"): 0}
    assert rows(
        "SELECT reason, quantity, source_ref FROM inventory_movement WHERE source_kind = 'load' ORDER BY 2"
    ) == [("opening", 4, "test.csv"), ("reconciliation", 4, "test.csv")]
    assert rows("SELECT count(*) FROM eventlog_pending WHERE kind = 'inventory.stock_reconciled'") == [(1,)]
    assert check().clean, check().breaches
    again = load("sku,location,on_hand\nA,W1,9\nB,W1,2\nA,S1,4\nC,S1,0\n")
    assert (again.rows, again.changed) == (4, 0)
    assert rows("SELECT count(*) FROM inventory_movement WHERE source_kind = 'load'") == [(2,)]
    assert rows("SELECT count(*) FROM eventlog_pending WHERE kind = 'inventory.stock_reconciled'") == [(1,)]


def test_every_bad_row_is_named_and_stops_nothing() -> None:
    world = build(kits={"KIT": {"A": 1}})
    done = load(
        "location;sku;on_hand\n"
        "W1;A;1\nW1;NONE;1\nNOWHERE;A;1\nW1;KIT;1\nW1;B;-1\nW1;B;x\nW1;B;9999999999\nW1;B;\nW1;A;2\nW1\n"
        'W1;"B;1\n'
        "W1;C;3;4\nS1;C;7\n"
    )
    assert stock(world) == {("A", "W1"): 1, ("C", "S1"): 7}
    assert (done.rows, done.left_out) == (2, 11)
    assert [(fault.row, fault.refusal.code, fault.refusal.field) for fault in done.faults] == [
        (2, "unknown_sku", "sku"), (3, "unknown_location", "location"), (4, "kit_has_no_stock", "sku"),
        (5, "bad_quantity", "on_hand"), (6, "bad_quantity", "on_hand"), (7, "bad_quantity", "on_hand"),
        (8, "bad_quantity", "on_hand"), (9, "said_twice", "sku"), (10, "bad_line", ""), (11, "bad_line", ""),
        (12, "bad_line", ""),
    ]  # fmt: skip
    assert all(fault.refusal.sentence() and fault.refusal.advice() for fault in done.faults)


@pytest.mark.parametrize(
    "header", ["", "sku,location\n", "sku,location,on_hand,x\n", "A,W1,3\n", "sku,location,on_hand,as_of\n"]
)
def test_a_header_that_says_nothing_is_refused(header: str) -> None:
    build()
    with pytest.raises(BadHeader):
        load(header + "A,W1,3\n")
    with pytest.raises(BadHeader):
        load(b"\xff\xfe\n")


def test_text_that_is_not_utf8_is_a_bad_line() -> None:
    world = build()
    done = load(b"\xef\xbb\xbfSKU,Location,On_Hand\r\nA,W1,3\r\n\xff,W1,1\r\nB\x00,W1,1\r\n\r\nB,W1,1\r\n")
    assert stock(world) == {("A", "W1"): 3, ("B", "W1"): 1}
    assert [(fault.row, fault.refusal.code) for fault in done.faults] == [
        (2, "bad_line"), (3, "bad_line"), (4, "bad_line"),
    ]  # fmt: skip


def test_a_limited_caller_loads_its_own_places() -> None:
    world = build()
    access = Access(permissions=frozenset({"stock:write"}), locations=frozenset({world.places["S1"]}))
    done = load("sku,location,on_hand\nA,W1,3\nA,S1,4\n", access)
    assert stock(world) == {("A", "S1"): 4}
    assert [(fault.row, fault.refusal.code) for fault in done.faults] == [(1, "outside_limits")]


def test_new_levels_hold_back_what_the_rules_say() -> None:
    world = build()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO inventory_rule (kind, location_id, quantity, actor) VALUES ('place', %s, 2, 'x')",
            [world.places["S1"]],
        )
    load("sku,location,on_hand\nA,W1,3\nA,S1,4\n")
    assert check().clean, check().breaches
    assert sorted(rows("SELECT held_back FROM inventory_level")) == [(0,), (2,)]


def test_less_than_was_promised_is_told() -> None:
    world = build(stock={("A", "W1"): 5})
    take(world, "A", 4)
    load("sku,location,on_hand\nA,W1,3\n")
    [(payload,)] = rows("SELECT payload FROM eventlog_pending WHERE kind = 'inventory.shortfall_found'")
    assert "1]]" in str(payload)
    assert faults() == []


def test_figures_of_an_instant_are_reconciled_with_what_came_after() -> None:
    world = build(stock={("A", "W1"): 5}, at=now() - timedelta(days=2))
    noon = (datetime.now(UTC) - timedelta(hours=2)).isoformat()
    old = (datetime.now(UTC) - timedelta(days=90)).isoformat()
    sold = "INSERT INTO inventory_movement (sku_id, location_id, quantity, reason, actor, effective_at)"
    with connection.cursor() as cursor:
        cursor.execute(f"{sold} VALUES (%s, %s, -2, 'till_sale', 'x', now() - interval '1 hour')",
                       [world.skus["A"], world.places["W1"]])  # fmt: skip
        cursor.execute("UPDATE inventory_level SET on_hand = 3")
    done = load(
        f"sku,location,on_hand,as_of,sequence\nA,W1,9,{noon},1\nB,W1,4,{noon},1\nC,W1,1,{old},1\n"
        f"C,S1,1,yesterday o'clock,1\nC,S2,1,{noon},x\n"
    )
    assert stock(world) == {("A", "W1"): 7, ("B", "W1"): 4}
    assert [(fault.row, fault.refusal.code) for fault in done.faults] == [
        (3, "bad_instant"), (4, "bad_instant"), (5, "bad_sequence"),
    ]  # fmt: skip
    stale = load(f"sku,location,on_hand,as_of,sequence\nA,W1,50,{noon},1\n")
    assert (stale.changed, stock(world)["A", "W1"]) == (0, 7)
    assert check().clean, check().breaches


def test_an_interrupted_load_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("estafette.inventory.commands.load.BLOCK", 2)
    codes = [f"K{n}" for n in range(400)]
    world = build(skus=codes)
    text = "sku,location,on_hand\n" + "".join(
        f"{code},{place},7\n" for code in codes for place in ("W1", "S1")
    )
    parts = load_stock(lines=text.encode().splitlines(True), source="x", by=SYSTEM, access=EVERYTHING)
    first = next(parts)
    assert first.parts > 1 and 0 < first.changed < 800
    parts.close()
    assert len(stock(world)) == first.changed
    done = load(text)
    assert first.changed + done.changed == 800
    assert rows("SELECT count(*), sum(quantity), count(DISTINCT id) FROM inventory_movement") == [
        (800, 5600, 800)
    ]
    assert check().clean, check().breaches
