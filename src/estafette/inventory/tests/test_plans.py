"""The hot statements touch what their heads say: no sequential scan of large stock tables."""

import re
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from estafette.inventory.commands.carts import drop_cart, hold_cart
from estafette.inventory.commands.move import move
from estafette.inventory.commands.reconcile import take_snapshots
from estafette.inventory.commands.release import Holding, consume, expire, release, relocate
from estafette.inventory.commands.reserve import reserve
from estafette.inventory.queries.pools import pools_of
from estafette.inventory.types import CartLineDraft, Move, OwnerKind, Reason, Snapshot, State, Want
from estafette.network.queries import channel_refs
from estafette.platform import sql
from estafette.platform.access.types import EVERYTHING, SYSTEM
from estafette.platform.clock import now
from estafette.testing.world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SKUS, PLACES = 1200, 50
AT = datetime.now(UTC)
LARGE = {
    "inventory_level", "inventory_movement", "inventory_reservation", "inventory_demand", "inventory_rule",
    "inventory_supply", "inventory_supply_change", "inventory_snapshot", "inventory_touch", "inventory_unsellable",
}  # fmt: skip
SEED = """
INSERT INTO inventory_level (sku_id, location_id, on_hand)
SELECT s, l, 100 FROM generate_series(1000001, 1000000 + {skus}) AS s, generate_series(1, {places}) AS l;
INSERT INTO inventory_movement (sku_id, location_id, quantity, reason, actor, effective_at)
SELECT s, l, 100, 'opening', 'x', clock_timestamp()
FROM generate_series(1000001, 1000000 + {skus}) AS s, generate_series(1, {places}) AS l;
INSERT INTO inventory_snapshot_run (visible, system)
SELECT pg_current_snapshot(), (SELECT system_identifier::text FROM pg_control_system()) FROM generate_series(1, 5);
INSERT INTO inventory_snapshot (sku_id, location_id, run_id, on_hand, reserved)
SELECT s, l, 1, 100, 0 FROM generate_series(1000001, 1000000 + {skus}) AS s, generate_series(1, {places}) AS l;
INSERT INTO inventory_unsellable (sku_id, location_id, condition, quantity)
SELECT s, l, 'damaged', 1 FROM generate_series(1000001, 1000000 + {skus}) AS s, generate_series(1, {places}) AS l;
INSERT INTO inventory_reservation (sku_id, location_id, quantity, state, owner_kind, owner_id, owner_line, actor,
                                   expires_at, closed_at, closed_xid)
SELECT 1000001 + n % {skus}, 1 + n % {places}, 1,
       CASE WHEN n % 10 = 0 THEN 'soft' WHEN n % 10 = 1 THEN 'tentative' ELSE 'consumed' END,
       CASE WHEN n % 10 = 0 THEN 'cart' ELSE 'order_line' END, gen_random_uuid(), 1, 'x',
       CASE WHEN n % 10 = 0 THEN now() + n * interval '1 second' END,
       CASE WHEN n % 10 > 1 THEN now() END, CASE WHEN n % 10 > 1 THEN pg_current_xact_id() END
FROM generate_series(1, 60000) AS n;
INSERT INTO inventory_demand (sku_id, channel_id, quantity, kind, owner_id, owner_line)
SELECT 1000001 + n % {skus}, 1, 1, 'backorder', gen_random_uuid(), 1 FROM generate_series(1, 20000) AS n;
INSERT INTO inventory_rule (kind, sku_id, location_id, quantity, actor)
SELECT 'safety', s, l, 1, 'x' FROM generate_series(1000001, 1000000 + {skus}) AS s, generate_series(1, 20) AS l;
INSERT INTO inventory_supply (sku_id, location_id, source_kind, source_ref, quantity, due_at)
SELECT 1000001 + n % {skus}, 1 + n % {places}, 'po', n::text, 5, now() + interval '1 day'
FROM generate_series(1, 20000) AS n;
INSERT INTO inventory_supply_change (sku_id, supply_id, location_id, open_quantity, due_at, actor)
SELECT y.sku_id, y.id, y.location_id, 5, y.due_at, 'x' FROM inventory_supply AS y;
INSERT INTO inventory_touch (sku_ids, xid)
SELECT ARRAY[n], n::text::xid8 FROM generate_series(1, 20000) AS n;
"""


@pytest.fixture
def large() -> World:
    """Sixty thousand levels, ledger rows and reservations, twenty thousand rules, supplies and demands."""
    world = build(stock={("A", "W1"): 9, ("A", "S1"): 9, ("B", "W1"): 9})
    with connection.cursor() as cursor:
        cursor.execute(SEED.format(skus=SKUS, places=PLACES))
        cursor.execute("ANALYZE " + ", ".join(sorted(LARGE)))
    return world


SKU, OTHERS = 1000007, sql.array([1000003, 1000007, 1000900])
POOL = sql.array(range(1, 41))
KNOWN: dict[str, Any] = {"skus": OTHERS, "at": AT + timedelta(minutes=5)}
FROM = {"after_sku": 1000500, "after_location": 7, "limit": 51}
PAIRS = {"skus": OTHERS, "locations": sql.array([1, 2, 3])}
STATEMENTS: list[tuple[str, dict[str, Any]]] = [
    ("availability.sql", {"skus": OTHERS, "channel": 1, "pool": POOL, "peers": sql.array([1, 2])}),
    ("channel_limits.sql", {"skus": OTHERS, "channel": 1, "peers": sql.array([1, 2])}),
    ("derivation.sql", {"skus": OTHERS, "pool": POOL, "at": AT, "until": AT + timedelta(days=2)}),
    ("list_levels.sql", FROM),
    ("list_levels_of_skus.sql", {**FROM, "skus": OTHERS, "locations": None}),
    ("list_levels_at.sql", {**FROM, "locations": sql.array([4, 5])}),
    ("list_movements.sql", {"sku": SKU, "locations": POOL, "before": AT, "before_id": str(uuid.uuid4()), "limit": 51}),
    ("list_supply.sql", {"sku": SKU, "due": AT, "id": str(uuid.uuid4()), "skus": None, "locations": None, "limit": 51}),
    ("lock_levels.sql", PAIRS),
    ("read_levels.sql", PAIRS),
    ("close_cart.sql", {"owners": sql.array([uuid.uuid4(), uuid.uuid4()]), "state": "released"}),
    ("read_cart.sql", {"owner": uuid.uuid4()}),
    ("extend.sql", {"owner": uuid.uuid4(), "expires": AT, "held": True, "at": AT}),
    ("expire.sql", {"at": AT + timedelta(hours=1), "batch": 1000}),
    ("known_at.sql", {**KNOWN, "locations": POOL, "visible": None}),
    ("known_at.sql", {**KNOWN, "locations": POOL, "visible": "900000:900000:"}),
    ("known_limits.sql", {**KNOWN, "channel": 1, "peers": sql.array([1]), "visible": None}),
    ("known_supply.sql", {**KNOWN, "locations": POOL, "visible": None, "until": AT + timedelta(days=2)}),
    ("poll_touch.sql", {"since": "19990:20500:19995"}),
    ("peg.sql", {"sku": SKU, "pool": POOL, "quantity": 1, "actor": "x"}),
]  # fmt: skip


def test_no_sequential_scan(large: World) -> None:
    found = {(name, scanned) for name, params in STATEMENTS for scanned in scanned_by(name, params)}
    assert found == set()


def scanned_by(name: str, params: dict[str, Any]) -> set[str]:
    """Large tables that a statement reads from end to end, with these parameters or with any."""
    text = sql.load("estafette.inventory", name).text
    given = {key: value for key, value in params.items() if f"%({key})s" in text}
    found: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {text}", given)
        found += sequential(cursor.fetchall()[0][0][0]["Plan"])
        cursor.execute(f"EXPLAIN (FORMAT JSON, GENERIC_PLAN) {numbered(text)}")
        found += sequential(cursor.fetchall()[0][0][0]["Plan"])
        cursor.execute("SELECT relname FROM pg_class WHERE reltuples > 0")
        filled = {row[0] for row in cursor.fetchall()}
    return set(found) & filled & (LARGE | {each for each in filled if each.startswith("inventory_movement")})


def numbered(text: str) -> str:
    """The statement with $1, $2 … as psycopg prepares it: the plan that is kept when it is run often."""
    order: dict[str, str] = {}
    return re.sub(
        r"%\((\w+)\)s", lambda found: order.setdefault(found[1], f"${len(order) + 1}"), text
    ).replace("%%", "%")


def sequential(plan: dict[str, Any]) -> list[str]:
    own = [plan["Relation Name"]] if plan["Node Type"] == "Seq Scan" else []
    return own + [name for child in plan.get("Plans", []) for name in sequential(child)]


def scans() -> dict[str, int]:
    """Sequential scans of the large tables that this transaction has made, functions included."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, seq_scan FROM pg_stat_xact_user_tables WHERE seq_scan > 0")
        return {
            name: count
            for name, count in cursor.fetchall()
            if name in LARGE or name.startswith("inventory_movement_2")
        }


def test_commands_scan_nothing_in_sequence(large: World) -> None:
    sku, place, other = large.skus["A"], large.places["W1"], large.places["S1"]
    [channel] = [each for each in channel_refs() if each.code == "WEB"]
    pools = pools_of(channels=[channel])
    before = scans()
    owner, cart = uuid.uuid4(), uuid.uuid4()
    more: dict[str, Any] = {"by": SYSTEM, "at": now()}
    for _ in range(8):  # beyond the fifth run a prepared statement may get another plan
        want = Want(1, 1, sku, 4, owner, channel.id)
        reserve(wants=[want], pools=pools, state=State.TENTATIVE, owner_kind=OwnerKind.ORDER_LINE, **more)
        relocate(holdings=[Holding(owner, 1, 2, place, other)], state=State.ASSIGNED, **more)
        consume(holdings=[Holding(owner, 1, 1, other)], source_ref="x", **more)
        release(holdings=[Holding(owner, 1, 3)], **more)
        move(moves=[Move(sku, other, 1, Reason.FOUND)], **more)
        line = CartLineDraft(sku="A", quantity=1)
        hold_cart(cart=cart, channel="WEB", lines=[line], minutes=5, access=EVERYTHING, **more)
        drop_cart(cart=cart, access=EVERYTHING, **more)
        expire(**more)
        figure = Snapshot(sku, place, 9, more["at"], 1)
        take_snapshots(snapshots=[figure], **more)
    assert scans() == before
