"""VAT rates: seeded, asked by date, and never changed for the past."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from estafette.platform.access.types import EVERYTHING, SYSTEM
from estafette.platform.refusal import Refusal
from estafette.pricing import commands, queries, rules
from estafette.pricing.models import TaxRate
from estafette.pricing.types import TaxRateDraft

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
TODAY = AT.date()


def put(percent: str, valid_from: date, country: str = "FR", category: str = "standard") -> int:
    draft = TaxRateDraft(country=country, category=category, percent=Decimal(percent), valid_from=valid_from)
    return commands.set_tax_rates(drafts=[draft], by=SYSTEM, at=AT)


def percent(on: date, country: str = "FR", category: str = "standard") -> Any:
    found = queries.rates(wanted=[(country, category)], on=on).get((country, category))
    return None if found is None else (found.applied, found.percent)


@pytest.fixture(autouse=True)
def seeded() -> None:
    """The migration has seeded them, unless a test that cannot roll back has emptied the table since."""
    commands.seed_tax_rates(by=SYSTEM, at=AT)


def test_an_empty_shop_knows_the_published_rates() -> None:
    assert TaxRate.objects.count() == len(rules.published_rates())
    assert percent(TODAY) == ("standard", 20)
    assert percent(TODAY, category="reduced") == ("reduced", Decimal("5.5"))
    assert commands.seed_tax_rates(by=SYSTEM, at=AT) == 0


def test_a_country_without_the_category_charges_its_standard_rate() -> None:
    assert percent(TODAY, "DK", "reduced") == ("standard", 25)
    assert percent(TODAY, "DK", "zero") == ("zero", 0)
    assert percent(TODAY, "US") is None
    assert queries.rates(wanted=[], on=TODAY) == {}


def test_a_new_rate_holds_from_its_date_on() -> None:
    january = date(2027, 1, 1)
    assert put("21", january) == 1
    assert put("21", january) == 0
    assert put("22", january) == 1  # not in force yet: the plan may change
    assert (percent(date(2026, 12, 31)), percent(january)) == (("standard", 20), ("standard", 22))


def test_a_plan_stands_whatever_is_said_for_the_time_before_it() -> None:
    assert put("20", date(2028, 1, 1)) == 1
    assert put("20", date(2028, 1, 1)) == 0
    assert put("21", date(2027, 1, 1)) == 1
    assert [percent(date(year, 6, 1)) for year in (2027, 2028)] == [("standard", 21), ("standard", 20)]


@pytest.mark.parametrize("day", [date(2026, 10, 4), rules.published_on()])
def test_a_rate_that_was_in_force_never_changes(day: date) -> None:
    with pytest.raises(Refusal) as caught, transaction.atomic():
        put("25", day)
    assert (caught.value.code, caught.value.field) == ("rate_in_past", "tax_rates[0].valid_from")
    assert percent(TODAY) == ("standard", 20)


def test_a_rate_before_the_first_one_known_can_be_told() -> None:
    assert percent(date(2020, 1, 1)) is None
    assert put("20", date(2014, 1, 1)) == 1
    assert percent(date(2020, 1, 1)) == ("standard", 20)


def test_a_rate_that_a_user_planned_survives_the_next_seed() -> None:
    TaxRate.objects.filter(country="FR").delete()
    put("19", date(2027, 1, 1))
    put("18", date(2020, 1, 1), category="reduced")
    commands.seed_tax_rates(by=SYSTEM, at=AT)
    assert percent(date(2027, 1, 1)) == ("standard", 19)
    assert percent(TODAY, category="reduced") == ("reduced", Decimal("5.5"))


def test_rates_are_listed_by_page() -> None:
    put("21", date(2027, 1, 1))
    views = queries.list_tax_rates(access=EVERYTHING, country="FR", limit=2)
    assert views.next is not None
    rest = queries.list_tax_rates(access=EVERYTHING, country="FR", limit=20, cursor=views.next)
    assert [(each.category, each.percent) for each in (*views.items, *rest.items)] == [
        ("intermediate", 10), ("reduced", Decimal("5.5")), ("standard", 20), ("standard", 21),
        ("super_reduced", Decimal("2.1")),
    ]  # fmt: skip
    force = queries.list_tax_rates(access=EVERYTHING, country="FR", on=TODAY).items
    assert [each.category for each in force] == ["intermediate", "reduced", "standard", "super_reduced"]
    first = queries.list_tax_rates(access=EVERYTHING, on=date(2027, 2, 1), limit=100)
    assert first.next is not None
    last = queries.list_tax_rates(access=EVERYTHING, on=date(2027, 2, 1), limit=100, cursor=first.next)
    assert len(first.items) + len(last.items) == len(rules.published_rates())
