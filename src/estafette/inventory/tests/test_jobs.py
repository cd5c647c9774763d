"""What inventory does by itself: carts end, days are kept, the feed stays short."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from estafette.assembly import jobs as house
from estafette.assembly.check import run as check
from estafette.inventory import jobs
from estafette.inventory.commands import release
from estafette.inventory.commands.carts import hold_cart
from estafette.inventory.types import CartLineDraft
from estafette.orders.commands.place import place
from estafette.platform.access.types import EVERYTHING, SYSTEM
from estafette.platform.clock import now
from estafette.platform.transactions import door
from estafette.testing.world import build, order

pytestmark = pytest.mark.django_db


def rows(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def hold(quantity: int, *, minutes: int, since: timedelta) -> None:
    hold_cart(
        cart=uuid.uuid4(), channel="WEB", lines=[CartLineDraft(sku="A", quantity=quantity)], minutes=minutes,
        by=SYSTEM, access=EVERYTHING, at=now() - since,
    )  # fmt: skip


def test_carts_end_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    build(stock={("A", "W1"): 50})
    for _ in range(7):
        hold(2, minutes=10, since=timedelta(minutes=20))
    hold(3, minutes=10, since=timedelta(minutes=1))
    monkeypatch.setattr(jobs, "BATCH", 3)
    monkeypatch.setattr(jobs, "expire", lambda **given: release.expire(**given, batch=3))
    assert jobs.expire_reservations() == 7
    assert rows("SELECT on_hand, reserved FROM inventory_level") == [(50, 3)]
    assert rows("SELECT state, count(*) FROM inventory_reservation GROUP BY 1 ORDER BY 1") == [
        ("expired", 7), ("soft", 1),
    ]  # fmt: skip
    assert jobs.expire_reservations() == 0
    assert rows("SELECT count(*) FROM eventlog_pending WHERE kind = 'inventory.reservations_expired'") == [
        (3,)
    ]
    assert check().clean, check().breaches


def test_a_day_is_kept_once_and_then_only_what_changed() -> None:
    build(stock={("A", "W1"): 5, ("B", "W1"): 5})
    assert jobs.keep_snapshot() == 2
    with connection.cursor() as cursor:
        cursor.execute("UPDATE inventory_movement SET recorded_at = recorded_at - interval '3 hours'")
    place(drafts=[order("r1", {"A": 1})], access=EVERYTHING, at=now())
    assert jobs.keep_snapshot() == 1
    with connection.cursor() as cursor:
        cursor.execute("UPDATE inventory_snapshot_run SET system = 'another'")
    assert jobs.keep_snapshot() == 2


def test_the_feed_forgets_what_is_old() -> None:
    build(stock={("A", "W1"): 5})
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM inventory_touch")
        for age in (60, 20, 1):
            cursor.execute(
                "INSERT INTO inventory_touch (sku_ids, at) VALUES ('{1}', %s)",
                [now() - timedelta(minutes=age)],
            )
    assert jobs.forget_changes() == 2
    assert jobs.forget_changes() == 0
    assert rows("SELECT count(*) FROM inventory_touch") == [(1,)]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE inventory_touch SET at = %s", [now() - timedelta(hours=1)])
    assert jobs.forget_changes() == 1


def test_the_ledger_gets_its_next_partitions() -> None:
    count = "SELECT count(*) FROM pg_inherits WHERE inhparent = 'inventory_movement'::regclass"
    [(before,)] = rows(count)
    jobs.maintain(at=now() + timedelta(days=31))
    assert rows(count) == [(int(str(before)) + 1,)]


def test_the_house_runs_them_on_a_schedule() -> None:
    app.perform_import_paths()
    scheduled = {name for name, _ in app.periodic_registry.periodic_tasks}
    assert {
        "estafette.expire_reservations", "estafette.clear_due_holds", "estafette.forget_changes",
        "estafette.keep_snapshot",
    } <= scheduled  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_a_run_of_the_schedule_gives_carts_back_and_clears_holds() -> None:
    build(stock={("A", "W1"): 50})
    from_then = now() - timedelta(minutes=40)
    with door():
        hold(2, minutes=10, since=timedelta(minutes=20))
        place(drafts=[order("r1", {"A": 1}, channel="HELD", paid=True)], access=EVERYTHING, at=from_then)
    for task in (house.expire_reservations, house.clear_due_holds, house.forget_changes, house.keep_snapshot):
        task(timestamp=0)
    assert rows("SELECT reserved FROM inventory_level") == [(1,)]
    assert rows("SELECT kind, cleared_at IS NOT NULL FROM orders_hold") == [("remorse", True)]
    assert rows("SELECT count(*) FROM inventory_snapshot") == [(1,)]
