"""What happened to prices and tax rates, as outsiders see it."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from estafette.assembly.published.naming import codes_of_channels, sku_codes
from estafette.platform.api.contract import Output
from estafette.platform.eventlog.feed import Publication
from estafette.pricing.events import PriceListChanged, PricesSet, TaxRateSet


class PriceList(Output, frozen=True, kw_only=True):
    """A price list of a channel was created or changed."""

    code: str
    channel: str
    active: bool


class Prices(Output, frozen=True, kw_only=True):
    """SKUs of a price list have other prices, now or from later on."""

    price_list: str
    channel: str
    skus: list[str]


class TaxRate(Output, frozen=True, kw_only=True):
    """A country has another VAT rate, in percent, from a date on."""

    country: str
    category: str
    percent: Decimal
    valid_from: date


def price_lists(events: Sequence[PriceListChanged], _at: datetime) -> list[PriceList]:
    channels = codes_of_channels(ids=(each.channel_id for each in events))
    return [
        PriceList(code=each.code, channel=channels.get(each.channel_id, ""), active=each.active)
        for each in events
    ]


def prices(events: Sequence[PricesSet], at: datetime) -> list[Prices]:
    channels = codes_of_channels(ids=(each.channel_id for each in events))
    skus = sku_codes(ids=(sku_id for each in events for sku_id in each.skus), at=at)
    return [
        Prices(
            price_list=each.code,
            channel=channels.get(each.channel_id, ""),
            skus=[skus[sku_id] for sku_id in each.skus if sku_id in skus],
        )
        for each in events
    ]


def tax_rates(events: Sequence[TaxRateSet], _at: datetime) -> list[TaxRate]:
    return [
        TaxRate(
            country=each.country, category=each.category, percent=each.percent, valid_from=each.valid_from
        )
        for each in events
    ]


PUBLICATIONS = (
    Publication(PriceListChanged, "price_list.changed", PriceList, price_lists),
    Publication(PricesSet, "price_list.prices_set", Prices, prices),
    Publication(TaxRateSet, "tax_rate.set", TaxRate, tax_rates),
)
