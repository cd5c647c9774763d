"""The words of pricing: price lists, unit prices, tax rates."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from estafette.catalog.types import TaxCategory
from estafette.platform.api.contract import Input
from estafette.platform.codes import Code, Instant
from estafette.platform.refusal import Conflict, Forbidden, InvalidInput, NotFound

MAX_BULK = 500
MAX_PRICES = 2000
"""Prices that one call may set."""
MAX_QUANTITY = 1_000_000
MAX_RANK = 1_000_000
MAX_PRICE = Decimal("999999999999.999999")
PLACES = 6


def word(words: type[StrEnum]) -> Meta:
    """The bounds of a text that must be one of `words`."""
    return Meta(max_length=40, extra_json_schema={"enum": [each.value for each in words]})


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """What one unit costs, in the channel's currency, with or without tax as the channel shows prices."""

    sku_id: int
    unit_price: Decimal
    currency: str
    price_list: str
    min_quantity: int


@dataclass(frozen=True, slots=True)
class TaxRef:
    """A VAT rate in percent. `applied` differs from what was asked when a country has no such rate."""

    country: str
    category: str
    applied: str
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one thing that was sent: created, changed or same, and its version now."""

    code: str
    outcome: str
    version: int


class PriceListDraft(Input, frozen=True, kw_only=True):
    """A price list as it shall be. Of the lists valid at an instant the one with the lowest rank wins."""

    code: Code
    name: Annotated[str, Meta(min_length=1, max_length=200)]
    channel: Code
    currency: Annotated[str, Meta(max_length=3, description="ISO 4217; the channel's own.")]
    rank: Annotated[int, Meta(ge=0, le=MAX_RANK)] = 100
    active: bool = True
    valid_from: Instant | None = None
    valid_until: Instant | None = None


class PriceDraft(Input, frozen=True, kw_only=True):
    """What a unit costs from an instant on (at once when null), for at least `min_quantity` units.

    A null price withdraws it. With `effective_until` what was before holds again afterwards.
    """

    sku: Code
    unit_price: Decimal | None
    min_quantity: Annotated[int, Meta(ge=1, le=MAX_QUANTITY)] = 1
    effective_from: Instant | None = None
    effective_until: Instant | None = None


class TaxRateDraft(Input, frozen=True, kw_only=True):
    """A VAT rate in percent from a date on."""

    country: Annotated[str, Meta(max_length=2, description="ISO 3166-1 alpha-2.")]
    category: Annotated[str, word(TaxCategory)]
    percent: Decimal
    valid_from: date


@dataclass(frozen=True, slots=True)
class PriceListView:
    """A price list as it is."""

    code: str
    name: str
    channel: str
    currency: str
    rank: int
    active: bool
    valid_from: datetime
    valid_until: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class PriceView:
    """A price that holds at the instant asked about."""

    sku: str
    min_quantity: int
    unit_price: Decimal
    effective_from: datetime
    effective_until: datetime | None


@dataclass(frozen=True, slots=True)
class QuoteView:
    """What a SKU costs on a channel; null when it has no price there."""

    sku: str
    quantity: int
    unit_price: Decimal | None
    price_list: str | None
    min_quantity: int | None


@dataclass(frozen=True, slots=True)
class TaxRateView:
    """A VAT rate in percent from a date on, and where it comes from."""

    country: str
    category: str
    percent: Decimal
    valid_from: date
    source: str


class NoPriceList(NotFound):
    code = "no_price_list"
    message = "There is no price list “{ref}”."


class NoChannelHere(NotFound):
    code = "no_channel"
    message = "There is no channel “{ref}”."


class UnknownChannelHere(InvalidInput):
    code = "unknown_channel"
    message = "There is no channel “{ref}”."
    remedy = "Check its code, or create it first."


class CurrencyDiffers(InvalidInput):
    code = "currency_differs"
    message = "The channel “{channel}” sells in {currency}."
    remedy = "Send that currency, or name another channel."


class PriceListFixed(Conflict):
    code = "price_list_fixed"
    message = "The price list “{code_sent}” belongs to the channel “{channel}”, which cannot be changed."
    remedy = "Create another price list."


class BadPrice(InvalidInput):
    code = "bad_price"
    message = "A unit price is from 0 to {most}, with at most {places} decimal places."
    remedy = "Send a decimal number such as 19.90."


class BadPercent(InvalidInput):
    code = "bad_percent"
    message = "A tax rate is from 0 to 100 percent, with at most 3 decimal places."
    remedy = "Send it in percent, such as 20 or 5.5."


class BadPeriod(InvalidInput):
    code = "bad_period"
    message = "The end must come after the beginning."
    remedy = "Send a later end, or none."


class PriceInPast(InvalidInput):
    code = "price_in_past"
    message = "What something cost before now cannot be changed."
    remedy = "Send an instant from now on, or none."


class RateInPast(InvalidInput):
    code = "rate_in_past"
    message = "A rate that was in force before today cannot be changed."
    remedy = "Send a date from today on."


class BadAmount(InvalidInput):
    code = "bad_number"
    message = "{value} is out of range: it must be from {least} to {most}."
    remedy = "Send a whole number in the range."


class UnknownCategory(InvalidInput):
    code = "unknown_word"
    message = "“{value}” is none of the words that are known here."
    remedy = "Send one of: {known}."


class OutsideChannels(Forbidden):
    code = "outside_limits"
    message = "This user or key is limited to certain places or channels, and “{ref}” is none of them."
    remedy = "Ask an administrator, or use a key without that limit."
