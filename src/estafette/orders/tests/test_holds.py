"""Holds: opened by policy or by hand, cleared by hand or when their time is over."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
import pytest
from django.db import connection, transaction

from estafette.assembly.check import run as check
from estafette.orders.commands.cancel import Canceled, Request, cancel
from estafette.orders.commands.hold import Held, HoldGone, NothingToHold, clear_due, clear_hold, hold
from estafette.orders.commands.place import place
from estafette.orders.types import HoldKind, Placed
from estafette.platform.access.types import EVERYTHING, SYSTEM
from estafette.platform.refusal import StaleVersion
from estafette.testing.world import START, build, order

pytestmark = pytest.mark.django_db
SOON = START + timedelta(hours=1)


def sold(reference: str = "r1") -> UUID:
    build(stock={("A", "W1"): 9})
    with transaction.atomic():
        [placed] = place(drafts=[order(reference, {"A": 2})], access=EVERYTHING, at=START)
    assert isinstance(placed, Placed)
    return UUID(placed.id)


def stop(order_id: UUID, until: datetime | None = None, version: int | None = None) -> Held:
    with transaction.atomic():
        return hold(
            order_id=order_id, kind=HoldKind.MANUAL, reason="test", until=until, version=version, by=SYSTEM,
            access=EVERYTHING, at=START,
        )  # fmt: skip


def go(order_id: UUID, hold_id: str) -> Held:
    with transaction.atomic():
        return clear_hold(
            order_id=order_id, hold_id=UUID(hold_id), note="", by=SYSTEM, access=EVERYTHING, at=START
        )


def released() -> list[bool]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT payload::text FROM eventlog_pending WHERE kind = 'orders.hold_cleared' ORDER BY version"
        )
        return [msgspec.json.decode(row[0])["released"] for row in cursor.fetchall()]


def test_only_the_last_hold_that_is_cleared_releases_the_order() -> None:
    order_id = sold()
    one, two = stop(order_id), stop(order_id)
    assert go(order_id, one.hold_id).status == "on_hold"
    assert go(order_id, two.hold_id).status == "placed"
    assert released() == [False, True]
    with pytest.raises(HoldGone):
        go(order_id, two.hold_id)
    assert check().clean


def test_holds_that_end_at_the_same_time_release_the_order_once() -> None:
    order_id = sold()
    for _ in range(3):
        stop(order_id, until=SOON)
    with transaction.atomic():
        assert clear_due(by=SYSTEM, access=EVERYTHING, at=SOON - timedelta(seconds=1)) == 0
        assert clear_due(by=SYSTEM, access=EVERYTHING, at=SOON) == 3
    assert released() == [False, False, True]
    assert check().clean, check().breaches


def test_a_hold_that_goes_on_keeps_the_order() -> None:
    order_id = sold()
    stop(order_id)
    stop(order_id, until=SOON)
    with transaction.atomic():
        assert clear_due(by=SYSTEM, access=EVERYTHING, at=SOON) == 1
    assert released() == [False]
    assert check().clean


def test_what_is_canceled_cannot_be_held() -> None:
    order_id = sold()
    with pytest.raises(StaleVersion):
        stop(order_id, version=7)
    with transaction.atomic():
        [done] = cancel(requests=[Request(order_id, "test")], by=SYSTEM, access=EVERYTHING, at=START)
    assert isinstance(done, Canceled)
    with pytest.raises(NothingToHold):
        stop(order_id)
    assert check().clean
