"""What the demo shop shall have, before anything is written."""

from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from estafette.catalog.rules import gtin_fault, kit_faults, personalization_faults, sku_faults, style_faults
from estafette.catalog.types import SkuDraft, StyleDraft
from estafette.customers.rules import customer_faults
from estafette.network.rules import channel_faults, entity_faults, location_faults, pool_faults
from estafette.testing.demo import FULL, SEED, places
from estafette.testing.demo.cities import STORES, WAREHOUSES
from estafette.testing.demo.plan import Plan, make_plan
from estafette.testing.demo.sales import Sale

NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 16)


class Twenty(dict[tuple[str, str], Decimal]):
    def __missing__(self, key: tuple[str, str]) -> Decimal:
        return Decimal(20)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(size=FULL, seed=SEED)


@pytest.fixture(scope="module")
def sales(plan: Plan) -> list[Sale]:
    return plan.sales(rates=Twenty(), now=NOW)


def test_it_is_as_large_as_promised(plan: Plan, sales: list[Sale]) -> None:
    assert len(plan.articles) + len(plan.kits) == 3000
    kinds = Counter(draft.kind for draft in places.locations(stores=60, today=TODAY))
    assert kinds["warehouse"] == 4
    assert kinds["store"] == 60
    assert kinds["supplier"] == 2
    assert len(sales) == FULL.orders
    assert len({sale.reference for sale in sales}) == len(sales)


def test_the_rooms_find_no_fault_with_it(plan: Plan) -> None:
    faults = [
        *sku_faults([each.draft for each in plan.articles]),
        *sku_faults([kit.draft for kit in plan.kits]),
        *kit_faults([kit.make_up for kit in plan.kits]),
        *style_faults(plan.styles),
        *customer_faults([person.draft for person in plan.people]),
        *location_faults(places.locations(stores=60, today=TODAY)),
        *channel_faults(places.channels()),
        *entity_faults(places.COMPANIES),
        *(fault for pool in places.pools(stores=60).values() for fault in pool_faults(pool)),
    ]
    assert faults == []


def test_every_sku_speaks_french_and_english(plan: Plan) -> None:
    drafts: list[SkuDraft | StyleDraft] = [each.draft for each in plan.articles]
    for draft in [*drafts, *(kit.draft for kit in plan.kits), *plan.styles]:
        texts = {text.locale: text for text in draft.texts or ()}
        assert set(texts) == {"fr", "en"}, draft.code
        assert texts["fr"].name != texts["en"].name, draft.code
        assert texts["fr"].description and texts["en"].description, draft.code
        assert texts["fr"].description != texts["en"].description, draft.code


def test_barcodes_are_those_that_nobody_owns(plan: Plan) -> None:
    codes = [barcode.gtin for each in plan.articles for barcode in each.draft.barcodes or ()]
    assert len(set(codes)) == len(codes) > len(plan.articles)
    assert all(gtin_fault(code) is None and 200 <= int(code[:3]) <= 299 for code in codes)


def test_some_articles_are_restricted_and_some_are_personal(plan: Plan) -> None:
    drafts = [each.draft for each in plan.articles]
    assert any(draft.hazard_class for draft in drafts)
    assert any(draft.minimum_age == 18 for draft in drafts)
    assert any(draft.cold_chain == "chilled" for draft in drafts)
    assert any(draft.tax_category == "reduced" for draft in drafts)
    assert sum(bool(draft.personalization) for draft in drafts) > 300


def test_stock_has_a_long_tail(plan: Plan) -> None:
    held = Counter(lot.sku for lot in plan.stock.lots)
    assert 80 < len(plan.stock.sold_out) < 200
    assert not held.keys() & {each.code for each in plan.stock.sold_out}
    assert {each.code for each in plan.stock.sold_out} <= {due.sku for due in plan.stock.due}
    warehouses = {f"WH-{site.code}" for site in WAREHOUSES}
    stores = {site.code for site in STORES}
    deep = [lot.units for lot in plan.stock.lots if lot.place in warehouses]
    shallow = [lot.units for lot in plan.stock.lots if lot.place in stores]
    assert sum(deep) / len(deep) > 8 * sum(shallow) / len(shallow)
    assert 20_000 < len(shallow) < len(stores) * len(plan.articles) / 4


def test_most_stores_are_closed_on_sundays_and_all_on_some_dates() -> None:
    stores = [draft for draft in places.locations(stores=60, today=TODAY) if draft.kind == "store"]
    sundays = [draft for draft in stores if any(each.weekday == 7 for each in draft.opening_hours or ())]
    assert 0 < len(sundays) < 12
    for draft in stores:
        closed = {each.on for each in draft.exceptions or () if not each.open}
        assert date(2026, 12, 25) in closed
        assert ZoneInfo(draft.time_zone)


def test_orders_are_spread_over_the_weeks_and_add_up(plan: Plan, sales: list[Sale]) -> None:
    instants = [sale.at for sale in sales]
    assert (NOW - min(instants)).days == FULL.days - 1
    assert max(instants) < NOW
    assert len({instant.date() for instant in instants}) >= FULL.days
    assert {sale.channel for sale in sales} == {draft.code for draft in places.channels()}
    fields = {each.code: each.personal for each in plan.articles}
    for sale in sales:
        assert sale.total > 0
        for line in sale.lines:
            assert 0 <= line.discount + line.tax < line.price * line.quantity
            if line.personalization:
                assert personalization_faults(fields[line.sku], line.personalization) == []


def test_the_same_seed_gives_the_same_shop(plan: Plan, sales: list[Sale]) -> None:
    again = make_plan(size=FULL, seed=SEED)
    assert again == plan
    assert again.sales(rates=Twenty(), now=NOW) == sales
    other = make_plan(size=FULL, seed=SEED + 1)
    assert other.articles != plan.articles
    assert other.stock.lots != plan.stock.lots
    assert other.people != plan.people


def test_people_can_be_reached_by_nobody(plan: Plan) -> None:
    for person in plan.people:
        assert person.email.rpartition("@")[2] in ("example.com", "example.org", "example.net")
        assert person.phone.startswith(("+3363998", "+447700900"))
    assert len({person.email for person in plan.people}) == FULL.customers
