"""Price lists and prices on a real database; the look-up agrees with a plain model of what it promises."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from estafette.catalog import commands as catalog
from estafette.catalog.queries import skus_by_code
from estafette.catalog.types import SkuDraft
from estafette.network import commands as network
from estafette.network import queries as places
from estafette.network.types import BrandDraft, ChannelDraft, LegalEntityDraft
from estafette.platform import recent, sql
from estafette.platform.access.types import EVERYTHING, SYSTEM, Access
from estafette.platform.refusal import Refusal, Refused
from estafette.pricing import commands, queries
from estafette.pricing.models import Price
from estafette.pricing.types import PriceDraft, PriceListDraft

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def shop() -> None:
    recent.forget_all()
    entity = LegalEntityDraft(code="FR", name="Maison", country="FR", currency="EUR")
    network.upsert_legal_entities(drafts=[entity], by=SYSTEM, at=AT)
    network.upsert_brands(drafts=[BrandDraft(code="B", name="Brand")], by=SYSTEM, at=AT)
    channels = [
        ChannelDraft(code=code, name=code, legal_entity="FR", brand="B", currency="EUR", country="FR")
        for code in ("WEB", "MKT")
    ]
    network.upsert_channels(drafts=channels, by=SYSTEM, at=AT)
    catalog.upsert_skus(drafts=[SkuDraft(code=code) for code in "ABC"], by=SYSTEM, at=AT)
    lists(PriceListDraft(code="BASE", name="Base", channel="WEB", currency="EUR"))


def lists(*drafts: PriceListDraft, access: Access = EVERYTHING) -> list[str]:
    done = commands.upsert_price_lists(drafts=drafts, by=SYSTEM, at=AT, access=access)
    return [each.outcome for each in done]


def put(price_list: str, *drafts: PriceDraft, at: datetime = AT, access: Access = EVERYTHING) -> int:
    return commands.set_prices(price_list=price_list, drafts=drafts, by=SYSTEM, at=at, access=access)


def price(sku: str, amount: str | None, **changes: Any) -> PriceDraft:
    return PriceDraft(sku=sku, unit_price=None if amount is None else Decimal(amount), **changes)


def channel_id(code: str = "WEB") -> int:
    found = places.channel(code=code)
    assert found is not None
    return found.id


def cost(sku: str, quantity: int = 1, *, at: datetime = AT, channel: str = "WEB") -> str | None:
    key = skus_by_code(codes=[sku], at=at)[sku].id
    found = queries.prices(quantities={key: quantity}, channel_id=channel_id(channel), at=at).get(key)
    return None if found is None else f"{found.price_list} {found.unit_price.normalize():f}"


def refused(work: Callable[[], Any]) -> list[tuple[str, str]]:
    """(field, code) of every refusal; what was begun is undone."""
    try:
        with transaction.atomic():
            work()
    except Refusal as refusal:
        return [(refusal.field, refusal.code)]
    except Refused as several:
        return [(each.field, each.code) for each in several.refusals]
    return pytest.fail("nothing was refused")


def test_a_price_holds_from_its_instant_on_and_the_past_stays() -> None:
    assert put("BASE", price("A", "10"), price("A", "12.5", effective_from=AT + 2 * DAY)) == 2
    assert put("BASE", price("A", "11"), at=AT + DAY) == 1
    assert cost("A", at=AT - DAY) is None
    assert [cost("A", at=AT + n * DAY) for n in range(3)] == ["BASE 10", "BASE 11", "BASE 12.5"]
    assert cost("B") is None
    assert cost("A", channel="MKT") is None


def test_the_same_price_again_is_not_written_again() -> None:
    assert put("BASE", price("A", "10"), price("B", None)) == 1
    assert put("BASE", price("A", "10.00"), at=AT + DAY) == 0
    planned = price("A", "12", effective_from=AT + 2 * DAY)
    assert [put("BASE", planned, at=AT + n * DAY) for n in (1, 1, 3)] == [1, 0, 0]
    assert Price.objects.count() == 2


def test_what_was_never_said_for_the_past_cannot_be_said_any_more() -> None:
    found = refused(lambda: put("BASE", price("B", "1"), price("A", "1", effective_from=AT), at=AT + DAY))
    assert found == [("prices[1].effective_from", "price_in_past")]
    assert Price.objects.count() == 0


def test_a_plan_stands_whatever_is_said_for_the_time_before_it() -> None:
    put("BASE", price("A", "10"), price("A", "10", effective_from=AT + 2 * DAY))
    put("BASE", price("A", "7", effective_from=AT + DAY))
    assert [cost("A", at=AT + n * DAY) for n in range(3)] == ["BASE 10", "BASE 7", "BASE 10"]


def test_a_temporary_price_falls_back_and_a_withdrawn_one_is_gone() -> None:
    put("BASE", price("A", "10"))
    put("BASE", price("A", "8", effective_from=AT + DAY, effective_until=AT + 2 * DAY))
    assert [cost("A", at=AT + n * DAY) for n in range(3)] == ["BASE 10", "BASE 8", "BASE 10"]
    put("BASE", price("A", None), at=AT + 3 * DAY)
    assert cost("A", at=AT + 3 * DAY) is None
    assert cost("A", at=AT + 2 * DAY) == "BASE 10"


def test_more_units_cost_less_and_a_lower_rank_wins() -> None:
    put("BASE", price("A", "10"), price("A", "9", min_quantity=10), price("A", "8", min_quantity=100))
    assert [cost("A", n) for n in (1, 9, 10, 99, 100)] == ["BASE 10", "BASE 10", "BASE 9", "BASE 9", "BASE 8"]
    lists(
        PriceListDraft(code="SALE", name="Sale", channel="WEB", currency="EUR", rank=1, valid_until=AT + DAY)
    )
    put("SALE", price("A", "7"))
    assert cost("A") == "SALE 7"
    assert cost("A", at=AT + DAY) == "BASE 10"
    lists(PriceListDraft(code="SALE", name="Sale", channel="WEB", currency="EUR", rank=1, active=False))
    assert cost("A") == "BASE 10"


def test_bad_lists_and_prices_are_refused_at_their_fields() -> None:
    drafts = (
        PriceListDraft(code="X", name="X", channel="nope", currency="EUR"),
        PriceListDraft(code="Y", name="Y", channel="WEB", currency="USD"),
        PriceListDraft(code="BASE", name="Base", channel="MKT", currency="EUR"),
    )
    assert refused(lambda: lists(*drafts)) == [
        ("price_lists[0].channel", "unknown_channel"),
        ("price_lists[1].currency", "currency_differs"),
        ("price_lists[2].channel", "price_list_fixed"),
    ]
    assert refused(lambda: put("nope", price("A", "1"))) == [("", "no_price_list")]
    assert refused(lambda: put("BASE", price("A", "1"), price("Z", "1"))) == [
        ("prices[1].sku", "unknown_sku")
    ]
    assert Price.objects.count() == 0


def test_a_caller_limited_to_a_channel_sees_and_changes_its_lists_alone() -> None:
    lists(PriceListDraft(code="MKT", name="M", channel="MKT", currency="EUR"))
    put("MKT", price("A", "3"))
    access = Access(permissions=frozenset({"*"}), channels=frozenset({channel_id("MKT")}))
    assert [view.code for view in queries.list_price_lists(access=access).items] == ["MKT"]
    assert put("MKT", price("A", "4"), access=access, at=AT + DAY) == 1
    works: list[Callable[[], Any]] = [
        lambda: queries.read_price_list(code="BASE", access=access),
        lambda: queries.list_prices(price_list="BASE", access=access, at=AT),
        lambda: queries.quote(of_channel="WEB", skus=["A"], quantity=1, access=access, at=AT),
        lambda: put("BASE", price("A", "1"), access=access),
        lambda: lists(PriceListDraft(code="NEW", name="N", channel="WEB", currency="EUR"), access=access),
        lambda: commands.set_tax_rates(drafts=[], by=SYSTEM, at=AT, access=access),
    ]
    assert [refused(work)[0][1] for work in works] == [
        "no_price_list", "no_price_list", "no_channel", "no_price_list", "outside_limits", "outside_limits",
    ]  # fmt: skip


def test_lists_page_and_quotes_keep_their_order() -> None:
    put("BASE", price("C", "3"), price("A", "1"), price("B", "2"), price("A", "0.5", min_quantity=10))
    first = queries.list_prices(price_list="BASE", access=EVERYTHING, at=AT, limit=3)
    assert first.next is not None
    rest = queries.list_prices(price_list="BASE", access=EVERYTHING, at=AT, limit=3, cursor=first.next)
    found = [(view.sku, view.min_quantity) for view in (*first.items, *rest.items)]
    assert sorted(found) == [("A", 1), ("A", 10), ("B", 1), ("C", 1)]
    named = queries.list_prices(price_list="BASE", access=EVERYTHING, at=AT, skus=["B", "nope"])
    assert [view.sku for view in named.items] == ["B"]
    catalog.upsert_skus(drafts=[SkuDraft(code="D")], by=SYSTEM, at=AT)
    quotes = queries.quote(of_channel="WEB", skus=["D", "A"], quantity=10, access=EVERYTHING, at=AT)
    assert [(each.sku, each.unit_price) for each in quotes] == [("D", None), ("A", Decimal("0.5"))]
    assert refused(
        lambda: queries.quote(of_channel="WEB", skus=["A", "Z"], quantity=1, access=EVERYTHING, at=AT)
    ) == [("sku[1]", "unknown_sku")]


def test_statements_do_not_grow_with_the_number_of_prices() -> None:
    catalog.upsert_skus(drafts=[SkuDraft(code=f"S{n}") for n in range(200)], by=SYSTEM, at=AT)

    def statements(work: Callable[[], Any]) -> int:
        with CaptureQueriesContext(connection) as caught:
            work()
        return len(caught)

    few = statements(lambda: put("BASE", price("S0", "1"), price("S1", "1")))
    many = statements(lambda: put("BASE", *(price(f"S{n}", "1") for n in range(2, 200))))
    assert many == few


def test_the_look_up_scans_no_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO catalog_sku (code, kind, active, sellable, sold_alone, base_unit, display_unit,"
            " display_factor, hazard_class, cold_chain, tax_category, options, version, updated_at)"
            " SELECT 'S' || n, 'item', true, true, true, 'piece', 'piece', 1, '', 'none', 'standard', '{}', 1, %s"
            " FROM generate_series(1, 5000) n",
            [AT],
        )
        cursor.execute(
            "INSERT INTO pricing_price (sku_id, price_list_id, min_quantity, effective_from, unit_price,"
            " recorded_at, recorded_by) SELECT s.id, l.id, 1, %s, 1, %s, '' FROM catalog_sku s, pricing_price_list l",
            [AT, AT],
        )
        cursor.execute("ANALYZE pricing_price")
        params: dict[str, Any] = {
            "skus": [1, 2, 3],
            "quantities": [1, 1, 1],
            "channel": channel_id(),
            "at": AT,
        }
        cursor.execute("EXPLAIN " + sql.load("estafette.pricing", "prices.sql").text, params)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Seq Scan on pricing_price " not in plan, plan


ROWS = st.lists(
    st.tuples(
        st.sampled_from([1, 5]),  # min_quantity
        st.integers(0, 3),  # day of its beginning
        st.none() | st.integers(1, 3),  # days until its end
        st.none() | st.integers(0, 20),  # price
    ),
    max_size=6,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS, st.integers(0, 6), st.sampled_from([1, 4, 5, 9]))
def test_the_look_up_agrees_with_a_plain_model(
    rows: list[tuple[int, int, int | None, int | None]], day: int, quantity: int
) -> None:
    Price.objects.all().delete()
    recorded = AT - DAY
    for nth, (least, start, length, amount) in enumerate(rows):
        draft = price(
            "A",
            None if amount is None else str(amount),
            min_quantity=least,
            effective_from=AT + start * DAY,
            effective_until=None if length is None else AT + (start + length) * DAY,
        )
        put("BASE", draft, at=recorded + timedelta(seconds=nth))
    valid = [
        (start, nth, least, amount)
        for nth, (least, start, length, amount) in enumerate(rows)
        if start <= day and (length is None or start + length > day) and least <= quantity
    ]
    best = {
        least: max(each for each in valid if each[2] == least)[3] for least in {each[2] for each in valid}
    }
    priced = [(least, amount) for least, amount in best.items() if amount is not None]
    assert cost("A", quantity, at=AT + day * DAY) == (f"BASE {max(priced)[1]}" if priced else None)
