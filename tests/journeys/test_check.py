"""`estafette check --json` from end to end: a sound database passes; whatever is broken by hand is named."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from estafette.assembly.check import IDENTITIES
from estafette.inventory.commands.expect import Expected, announce
from estafette.inventory.commands.move import move
from estafette.inventory.types import Condition, Move, Reason
from estafette.orders.commands.annotate import add_note
from estafette.platform import clock
from estafette.platform.access.types import EVERYTHING, SYSTEM
from estafette.platform.eventlog.sequencer import Sequencer
from estafette.testing.reset import empty
from estafette.testing.world import build, order
from tests.journeys.addresses import database_url
from tests.journeys.selling import sell

pytestmark = pytest.mark.slow
BROKEN = {
    "stock.on_hand": ("UPDATE inventory_level SET on_hand = on_hand + 1 WHERE on_hand = 9", "level "),
    "stock.reserved": ("UPDATE inventory_level SET reserved = reserved + 1 WHERE on_hand = 9", "level "),
    "stock.unsellable": ("UPDATE inventory_unsellable SET quantity = quantity + 1", "unsellable "),
    "stock.held_back": ("UPDATE inventory_level SET held_back = 3 WHERE on_hand = 9", "level "),
    "stock.pegged": ("UPDATE inventory_supply SET pegged = pegged + 1", "supply "),
    "orders.status": ("UPDATE orders_order SET status = 'shipped' WHERE reference = 'r1'", "order "),
    "orders.totals": ("UPDATE orders_line SET tax = tax + 1 WHERE sku = 'A'", "order "),
    "orders.references": ("DELETE FROM orders_reference WHERE ref = 'r1'", "reference "),
    "orders.lines": ("DELETE FROM orders_line AS l USING orders_order AS o WHERE l.order_id = o.id AND o.reference = 'r1'",
                     "order "),
    "orders.waiting_units": ("UPDATE orders_line SET ordered = ordered + 1, unassigned = unassigned + 1 WHERE sku = 'A'",
                             "order "),
    "orders.orphans": ("UPDATE inventory_reservation SET owner_line = 77 WHERE closed_at IS NULL", "order "),
    "orders.assigned": ("INSERT INTO orders_assignment SELECT l.order_id, l.line, 1, '2026-03-02', 1, NULL, now(), 'x'"
                        " FROM orders_line AS l WHERE l.sku = 'A'", "order "),
    "orders.assigned_units": ("UPDATE inventory_reservation SET state = 'assigned' WHERE state = 'tentative'",
                              "order "),
    "orders.versions": ("UPDATE orders_order SET version = 5 WHERE reference = 'r1'", "order "),
    "events.positions": ("DELETE FROM eventlog_event WHERE position = 2", "position 3"),
    "events.versions": ("UPDATE eventlog_event SET version = 7 WHERE version = 2", "event "),
    "events.cursors": ("INSERT INTO eventlog_consumer VALUES ('test', 3, 99, now())",
                       "consumer test"),
    "names": ("UPDATE inventory_level SET location_id = 999 WHERE on_hand = 9", "level "),
}  # fmt: skip


@pytest.fixture
def shop(transactional_db: None) -> Iterator[None]:
    """A database with something of everything that identities speak of."""
    empty()
    world = build(stock={("A", "W1"): 9, ("B", "S1"): 4})
    at = clock.now()
    a, w1 = world.skus["A"], world.places["W1"]
    with transaction.atomic():
        move(moves=[Move(a, w1, 2, Reason.DAMAGE, Condition.DAMAGED)], by=SYSTEM, at=at)
        announce(
            expected=[Expected(world.skus["C"], w1, "po", "PO1", 5, at + timedelta(days=1))], by=SYSTEM, at=at
        )
    sold = sell(order("r1", {"A": 2, "B": 1}))
    with transaction.atomic():
        add_note(order_id=UUID(sold.id), text="hello", by=SYSTEM, access=EVERYTHING, at=at)
    sell(order("r2", {"C": 1}, backorder=True))
    Sequencer().step()
    yield
    empty()


def check(*arguments: str) -> tuple[int, Any]:
    """The exit code and the report of the command as it is installed."""
    done = subprocess.run(
        [sys.executable, "-m", "estafette.assembly.cli", "check", "--json", "--database-url", database_url()],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "ESTAFETTE_SECRET_KEY": "test"},
    )
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def test_a_sound_database_passes(shop: None) -> None:
    code, report = check()
    assert (code, report["ok"], report["breaches"]) == (0, True, [])
    assert {each["name"] for each in report["identities"]} == set(BROKEN), "one way to break each of them"
    assert all(each["formula"] for each in report["identities"])


@pytest.mark.parametrize("name", [each.name for each in IDENTITIES])
def test_who_breaks_an_identity_is_named(shop: None, name: str) -> None:
    damage, offender = BROKEN[name]
    with connection.cursor() as cursor:
        cursor.execute(damage)
        assert cursor.rowcount > 0, "nothing was broken"
    code, report = check()
    assert (code, report["ok"]) == (1, False)
    named = [each for each in report["breaches"] if each["identity"] == name]
    assert named
    assert all(each["offender"].startswith(offender) and each["detail"] for each in named)
    [counted] = [each for each in report["identities"] if each["name"] == name]
    assert counted["breaches"] == len(named)
