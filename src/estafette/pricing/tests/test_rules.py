"""Published rates are the real ones, and what cannot be a price is refused."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estafette.pricing import rules
from estafette.pricing.types import PriceDraft, PriceListDraft, TaxRateDraft

AT = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def published(country: str) -> dict[str, Decimal]:
    return {category.value: percent for one, category, percent in rules.published_rates() if one == country}


def test_france_and_its_neighbors_charge_what_they_do() -> None:
    assert published("FR") == {
        "standard": Decimal("20.0"),
        "intermediate": Decimal("10.0"),
        "reduced": Decimal("5.5"),
        "super_reduced": Decimal("2.1"),
    }
    assert published("DE") == {"standard": Decimal("19.0"), "reduced": Decimal("7.0")}
    assert published("BE")["reduced"] == Decimal("6.0")
    assert published("IT")["super_reduced"] == Decimal("4.0")
    assert published("GB") == {"standard": Decimal("20.0"), "reduced": Decimal("5.0")}
    assert published("XI") == {}


def test_the_union_is_whole_and_its_rates_are_plausible() -> None:
    rows = rules.published_rates()
    assert len({country for country, _, _ in rows}) >= 40
    assert len({(country, category) for country, category, _ in rows}) == len(rows)
    for country in {country for country, _, _ in rows}:
        rates = published(country)
        assert 4 <= rates["standard"] <= 27
        assert all(rate <= rates["standard"] for rate in rates.values()), country


@pytest.mark.parametrize(
    ("value", "right"),
    [
        ("0", True), ("19.90", True), ("0.000001", True), ("999999999999.999999", True), ("1E+2", True), ("-0", True),
        ("0.0000001", False), ("-0.01", False), ("1000000000000", False), ("NaN", False), ("Infinity", False),
        ("1E+999999", False), ("1E-999999", False), ("sNaN", False),
    ],
)  # fmt: skip
def test_a_price_fits_its_column(value: str, right: bool) -> None:
    assert rules.is_price(Decimal(value)) is right


@given(st.decimals(allow_nan=True, allow_infinity=True))
def test_a_price_that_passes_is_stored_as_it_was_sent(value: Decimal) -> None:
    if rules.is_price(value):
        assert value == value.quantize(Decimal("0.000001"))
        assert 0 <= value < 10**12


def price(**changes: Any) -> PriceDraft:
    return PriceDraft(**{"sku": "A", "unit_price": Decimal("1"), **changes})


def test_every_bad_price_is_named() -> None:
    drafts = [
        price(),
        price(effective_from=AT),
        price(sku="B", unit_price=Decimal("-1")),
        price(sku="C", min_quantity=0),
        price(sku="D", effective_from=AT - SECOND),  # may have been written before: the command looks
        price(sku="E", effective_until=AT),
        price(sku="F", unit_price=None),
        price(sku="G", effective_until=datetime(9999, 12, 31, 23, tzinfo=UTC)),
    ]
    assert [(fault.field, fault.code) for fault in rules.price_faults(drafts, AT)] == [
        ("prices[1].sku", "sent_twice"),
        ("prices[2].unit_price", "bad_price"),
        ("prices[3].min_quantity", "bad_number"),
        ("prices[5].effective_until", "bad_period"),
        ("prices[7].effective_until", "bad_instant"),
    ]


def test_every_bad_list_and_rate_is_named() -> None:
    lists = [
        PriceListDraft(code="A", name="A", channel="WEB", currency="euro", rank=-1),
        PriceListDraft(code="a b", name="A", channel="WEB", currency="EUR", valid_until=AT),
    ]
    assert [(fault.field, fault.code) for fault in rules.price_list_faults(lists, AT)] == [
        ("price_lists[0].currency", "unknown_currency"),
        ("price_lists[0].rank", "bad_number"),
        ("price_lists[1].code", "bad_code"),
        ("price_lists[1].valid_until", "bad_period"),
    ]
    day = date(2027, 1, 1)
    rates = [
        TaxRateDraft(country="FX", category="standard", percent=Decimal(20), valid_from=day),
        TaxRateDraft(country="FR", category="odd", percent=Decimal("20.0001"), valid_from=day),
        TaxRateDraft(country="FR", category="odd", percent=Decimal("100.1"), valid_from=day),
    ]
    assert [(fault.field, fault.code) for fault in rules.tax_rate_faults(rates)] == [
        ("tax_rates[2]", "sent_twice"),
        ("tax_rates[0].country", "unknown_country"),
        ("tax_rates[1].category", "unknown_word"),
        ("tax_rates[1].percent", "bad_percent"),
        ("tax_rates[2].category", "unknown_word"),
        ("tax_rates[2].percent", "bad_percent"),
    ]
