"""What inventory does by itself: carts end, days are kept, the feed stays short."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection

from estafette.assembly.check import run as check
from estafette.inventory import jobs
from estafette.inventory.commands import release
from estafette.inventory.commands.carts import hold_cart
from estafette.inventory.tests.acts import take
from estafette.inventory.types import CartLineDraft
from estafette.platform.access.types import EVERYTHING, SYSTEM
from estafette.platform.clock import now
from estafette.testing.world import build

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
    world = build(stock={("A", "W1"): 5, ("B", "W1"): 5})
    assert jobs.keep_snapshot() == 2
    with connection.cursor() as cursor:
        cursor.execute("UPDATE inventory_movement SET recorded_at = recorded_at - interval '3 hours'")
    take(world, "A", 1)
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
