"""The demo shop as it is built: whole, sound, and taken up again where it was interrupted."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import authenticate
from django.db import connection, transaction
from django.test import Client, RequestFactory

from estafette.assembly.check import run as check
from estafette.platform.access.commands import create_first_administrator
from estafette.platform.access.types import UserDraft
from estafette.testing.demo import FULL, SMALL, Size, SomebodyElsesHouse, Summary, build, is_built

NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
TINY = Size(items=160, kits=4, stores=3, customers=6, orders=24)
pytestmark = pytest.mark.django_db


def quiet(what: str, done: int, total: int) -> None:
    assert 0 <= done <= total, what


def numbers(statement: str) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return dict(cursor.fetchall())


def one(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])


def stands(size: Size, summary: Summary) -> None:
    """The shop is all there, and no identity is broken."""
    assert is_built()
    assert check().clean, check().breaches
    assert numbers("SELECT kind, count(*) FROM catalog_sku GROUP BY 1") == {
        "item": size.items,
        "kit": size.kits,
    }
    assert one("SELECT count(*) FROM network_location WHERE kind = 'store'") == size.stores
    assert one("SELECT count(*) FROM network_location WHERE kind = 'warehouse'") == 4
    assert one("SELECT count(*) FROM network_location WHERE stock_master = 'outside'") == 1
    assert one("SELECT count(*) FROM customers_customer") == size.customers
    assert one("SELECT count(*) FROM orders_order") == summary.placed == size.orders - summary.refused
    assert summary.refused <= max(2, size.orders // 40)
    assert one("SELECT count(*) FROM catalog_sku_text WHERE name <> ''") == 2 * (size.items + size.kits)
    assert one("SELECT sum(on_hand) FROM inventory_level") > 1000
    assert one("SELECT count(DISTINCT (sku_id, price_list_id)) FROM pricing_price") == 7 * (
        size.items + size.kits
    )


def test_a_small_shop_is_built_whole() -> None:
    summary = build(progress=quiet, now=NOW, size=SMALL)
    stands(SMALL, summary)
    status = numbers("SELECT status, count(*) FROM orders_order GROUP BY 1")
    assert status["placed"] > status["on_hold"] > 0
    assert one("SELECT count(*) FROM orders_order WHERE customer_id IS NOT NULL") > 0
    assert one("SELECT count(*) FROM orders_order WHERE placed_at > '2026-11-16 09:30+00'") == 0
    for each in summary.sign_ins:
        user = authenticate(RequestFactory().post("/"), username=each.email, password=each.password)
        assert user is not None, each.role
    answer = Client().get("/api/v1/orders", headers={"Authorization": f"Bearer {summary.api_key}"})
    assert answer.status_code == 200
    assert len(answer.json()["items"]) == 50


def test_an_interrupted_build_is_taken_up_again_and_a_whole_one_left_alone() -> None:
    def interrupted(what: str, done: int, total: int) -> None:
        if what == "Orders":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(progress=interrupted, now=NOW, size=TINY)
    assert not is_built()
    stands(TINY, build(progress=quiet, now=NOW + timedelta(hours=3), size=TINY))
    before = one("SELECT count(*) FROM eventlog_pending")
    again = build(progress=interrupted, now=NOW, size=TINY)
    assert again.api_key is None
    assert len(again.sign_ins) == 8
    assert one("SELECT count(*) FROM eventlog_pending") == before


def test_nothing_is_built_in_the_house_of_others() -> None:
    founder = UserDraft(
        email="founder@shop.example", name="Founder", password="a-long-quiet-afternoon", roles=()
    )
    with transaction.atomic():
        create_first_administrator(draft=founder, at=NOW)
    with pytest.raises(SomebodyElsesHouse):
        build(progress=quiet, now=NOW, size=TINY)
    assert one("SELECT count(*) FROM network_location") == 0


@pytest.mark.slow
def test_the_whole_shop_is_built() -> None:
    summary = build(progress=quiet, now=NOW, size=FULL)
    stands(FULL, summary)
    assert one("SELECT count(*) FROM inventory_level") > 30_000
    assert one("SELECT count(*) FROM orders_kit") > 50
    assert one("SELECT count(*) FROM inventory_supply WHERE pegged > 0") > 10
    holds = numbers("SELECT kind, count(*) FROM orders_hold GROUP BY 1")
    assert holds.keys() == {"payment", "fraud", "remorse", "review", "content", "stock", "manual"}
    assert one("SELECT count(DISTINCT channel_id) FROM orders_order") == 7
