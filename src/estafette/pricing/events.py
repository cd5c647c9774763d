"""Facts of pricing."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from estafette.platform.eventlog.types import Event


class PriceListChanged(Event, frozen=True, kw_only=True):
    """A price list was created or changed."""

    kind: ClassVar[str] = "pricing.price_list_changed"
    price_list_id: int
    code: str
    channel_id: int
    active: bool


class PricesSet(Event, frozen=True, kw_only=True):
    """SKUs have other prices, now or from later on."""

    kind: ClassVar[str] = "pricing.prices_set"
    price_list_id: int
    code: str
    channel_id: int
    skus: tuple[int, ...]


class TaxRateSet(Event, frozen=True, kw_only=True):
    """A country has another VAT rate from a date on."""

    kind: ClassVar[str] = "pricing.tax_rate_set"
    country: str
    category: str
    percent: Decimal
    valid_from: date
