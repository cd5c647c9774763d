"""Pure checks of prices and rates, and the VAT rates that are published for Europe."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import eu_vat_rates_data

from estafette.catalog.types import TaxCategory
from estafette.platform.access.types import Access
from estafette.platform.codes import BadCode, SentTwice, instant_faults, is_code
from estafette.platform.money import UnknownCurrency, is_currency
from estafette.platform.refusal import Refusal
from estafette.platform.regions import UnknownCountry, is_country
from estafette.pricing.types import (
    MAX_PRICE,
    MAX_QUANTITY,
    MAX_RANK,
    PLACES,
    BadAmount,
    BadPercent,
    BadPeriod,
    BadPrice,
    PriceDraft,
    PriceListDraft,
    TaxRateDraft,
    UnknownCategory,
)

REGIONAL: dict[str, frozenset[str]] = {
    "AT": frozenset({"19.0"}),  # Jungholz and Mittelberg
    "FR": frozenset({"0.9", "1.05", "8.5", "13.0"}),  # Corsica and overseas departments
    "GR": frozenset({"4.0", "17.0"}),  # islands of the Aegean
    "PT": frozenset({"16.0", "22.0"}),  # Azores and Madeira
}
"""Rates in the published data that hold in a part of a country alone."""


def published_rates() -> list[tuple[str, TaxCategory, Decimal]]:
    """(country, category, percent) of every rate that is published for a whole country.

    Source: the European Commission's database of taxes (TEDB) and, outside the Union, the data's own list. With
    two reduced rates the lower one is `reduced` and the higher one `intermediate`; a super-reduced rate is one
    below all of them.
    """
    rows: list[tuple[str, TaxCategory, Decimal]] = []
    for country, rates in sorted(eu_vat_rates_data.get_all_rates().items()):
        if is_country(country):
            rows += [(country, category, percent) for category, percent in _categories(country, rates)]
    return rows


def published_on() -> date:
    """The day for which the published rates were last verified."""
    return date.fromisoformat(eu_vat_rates_data.data_version)


def published_source() -> str:
    """Where the published rates come from, as written beside each."""
    return f"eu-vat-rates-data {eu_vat_rates_data.data_version}"


def _categories(country: str, rates: Any) -> Iterator[tuple[TaxCategory, Decimal]]:
    regional = REGIONAL.get(country, frozenset())
    yield TaxCategory.STANDARD, Decimal(str(rates["standard"]))
    reduced = sorted(Decimal(str(rate)) for rate in rates["reduced"] if str(float(rate)) not in regional)
    if reduced:
        yield TaxCategory.REDUCED, reduced[0]
    if len(reduced) > 1:
        yield TaxCategory.INTERMEDIATE, reduced[-1]
    super_reduced = rates["super_reduced"]
    if super_reduced is not None and str(float(super_reduced)) not in regional:
        percent = Decimal(str(super_reduced))
        if not reduced or percent < reduced[0]:
            yield TaxCategory.SUPER_REDUCED, percent
    if rates["parking"] is not None:
        yield TaxCategory.PARKING, Decimal(str(rates["parking"]))


def sees_all(access: Access) -> bool:
    """Whether the caller has no limit at all."""
    return access.channels is None and access.locations is None and access.suppliers is None


def price_list_faults(drafts: Sequence[PriceListDraft], at: datetime) -> list[Refusal]:
    """All that is wrong with the drafts by themselves, each with the path `price_lists[n].…`."""
    faults = twice([draft.code for draft in drafts], "price_lists[{n}].code")
    for n, draft in enumerate(drafts):
        path = f"price_lists[{n}]"
        if not is_code(draft.code):
            faults.append(BadCode(field=f"{path}.code", value=draft.code[:80]))
        if not is_currency(draft.currency):
            faults.append(UnknownCurrency(field=f"{path}.currency", currency=draft.currency[:10]))
        if not 0 <= draft.rank <= MAX_RANK:
            faults.append(BadAmount(field=f"{path}.rank", value=draft.rank, least=0, most=MAX_RANK))
        instants = instant_faults(valid_from=draft.valid_from, valid_until=draft.valid_until)
        faults += under(f"{path}.", instants)
        if draft.valid_until is not None and draft.valid_until <= (draft.valid_from or at):
            faults.append(BadPeriod(field=f"{path}.valid_until"))
    return faults


def price_faults(drafts: Sequence[PriceDraft], at: datetime) -> list[Refusal]:
    """All that is wrong with the drafts by themselves, each with the path `prices[n].…`."""
    keys = [f"{each.sku} {each.min_quantity} {each.effective_from or at}" for each in drafts]
    faults: list[Refusal] = []
    for fault in twice(keys, "prices[{n}].sku"):
        faults.append(SentTwice(field=fault.field, value=str(fault.data["value"]).split(" ", 1)[0]))
    for n, draft in enumerate(drafts):
        path = f"prices[{n}]"
        if draft.unit_price is not None and not is_price(draft.unit_price):
            faults.append(BadPrice(field=f"{path}.unit_price", most=str(MAX_PRICE), places=PLACES))
        if not 1 <= draft.min_quantity <= MAX_QUANTITY:
            field = f"{path}.min_quantity"
            faults.append(BadAmount(field=field, value=draft.min_quantity, least=1, most=MAX_QUANTITY))
        begin, end = draft.effective_from, draft.effective_until
        faults += under(f"{path}.", instant_faults(effective_from=begin, effective_until=end))
        if draft.effective_until is not None and draft.effective_until <= (draft.effective_from or at):
            faults.append(BadPeriod(field=f"{path}.effective_until"))
    return faults


def tax_rate_faults(drafts: Sequence[TaxRateDraft]) -> list[Refusal]:
    """All that is wrong with the drafts by themselves, each with the path `tax_rates[n].…`."""
    keys = [f"{each.country} {each.category} {each.valid_from}" for each in drafts]
    faults = twice(keys, "tax_rates[{n}]")
    for n, draft in enumerate(drafts):
        path = f"tax_rates[{n}]"
        if not is_country(draft.country):
            faults.append(UnknownCountry(field=f"{path}.country", country=draft.country[:10]))
        if draft.category not in list(TaxCategory):
            known = ", ".join(TaxCategory)
            faults.append(UnknownCategory(field=f"{path}.category", value=draft.category[:40], known=known))
        if not fits(draft.percent, places=3, most=Decimal(100)):
            faults.append(BadPercent(field=f"{path}.percent"))
    return faults


def is_price(value: Decimal) -> bool:
    """Whether a unit price can be stored as it is sent, without rounding."""
    return fits(value, places=PLACES, most=MAX_PRICE)


def fits(value: Decimal, *, places: int, most: Decimal) -> bool:
    """Whether a number is from 0 to `most` and needs no more than `places` decimal places."""
    if not value.is_finite() or not 0 <= value <= most or value.adjusted() < -40:
        return value.is_finite() and value == 0
    return value == value.quantize(Decimal(1).scaleb(-places))


def under(path: str, faults: Iterable[Refusal]) -> list[Refusal]:
    """The faults, each with `path` before its own."""
    found = list(faults)
    for fault in found:
        fault.field = path + fault.field
    return found


def twice(values: Iterable[str], path: str) -> list[Refusal]:
    """A refusal for every value that came before; `{n}` in the path is its index."""
    seen: set[str] = set()
    faults: list[Refusal] = []
    for n, value in enumerate(values):
        if value in seen:
            faults.append(SentTwice(field=path.format(n=n), value=value))
        seen.add(value)
    return faults
