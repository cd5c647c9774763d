"""HTTP door of pricing."""

from datetime import date
from typing import Annotated

from msgspec import Meta

from estafette.platform.api.contract import Call, Input, NoQuery, Output, Router
from estafette.platform.api.paging import Page, PageQuery
from estafette.platform.codes import Code, Instant
from estafette.pricing import commands, queries
from estafette.pricing.types import (
    MAX_BULK,
    MAX_PRICES,
    MAX_QUANTITY,
    Done,
    PriceDraft,
    PriceListDraft,
    PriceListView,
    PriceView,
    QuoteView,
    TaxRateDraft,
    TaxRateView,
)

router = Router("pricing")
READ, WRITE = "pricing:read", "pricing:write"

Bulk = Meta(min_length=1, max_length=MAX_BULK)


class PriceLists(Input, frozen=True, kw_only=True):
    """Price lists to create or change."""

    price_lists: Annotated[list[PriceListDraft], Bulk]


class Prices(Input, frozen=True, kw_only=True):
    """Prices to set."""

    prices: Annotated[list[PriceDraft], Meta(min_length=1, max_length=MAX_PRICES)]


class TaxRates(Input, frozen=True, kw_only=True):
    """VAT rates to set."""

    tax_rates: Annotated[list[TaxRateDraft], Bulk]


class Answers(Output, frozen=True, kw_only=True):
    """One answer for each thing sent, in the same order."""

    items: list[Done]


class Recorded(Output, frozen=True, kw_only=True):
    """How many rows were new."""

    recorded: int


class Quotes(Output, frozen=True, kw_only=True):
    """What each SKU costs, in the order asked."""

    items: list[QuoteView]


class PriceListQuery(PageQuery, frozen=True, kw_only=True):
    """Filters of the list of price lists."""

    channel: Annotated[str, Meta(max_length=64)] = ""
    active: bool | None = None


class PriceQuery(PageQuery, frozen=True, kw_only=True):
    """The instant asked about (now when it is left out), and the SKUs (all when none is named)."""

    at: Instant | None = None
    sku: Annotated[list[Code], Meta(max_length=200)] = []


class QuoteQuery(Input, frozen=True, kw_only=True):
    """What is asked: SKUs, a channel, how many, and when (now when it is left out)."""

    channel: Code
    sku: Annotated[list[Code], Meta(min_length=1, max_length=200)]
    quantity: Annotated[int, Meta(ge=1, le=MAX_QUANTITY)] = 1
    at: Instant | None = None


class TaxRateQuery(PageQuery, frozen=True, kw_only=True):
    """Filters of the list of VAT rates: those in force on a date, or all."""

    country: Annotated[str, Meta(max_length=2)] = ""
    on: date | None = None


@router.put("/price-lists", scope=WRITE, body=PriceLists, answer=Answers)
def put_price_lists(call: Call[PriceLists, NoQuery]) -> Answers:
    """Create or change price lists by their codes."""
    sent = call.body.price_lists
    done = commands.upsert_price_lists(drafts=sent, by=call.actor, at=call.at, access=call.access)
    return Answers(items=done)


@router.get("/price-lists", scope=READ, query=PriceListQuery, answer=Page[PriceListView])
def list_price_lists(call: Call[None, PriceListQuery]) -> Page[PriceListView]:
    """List the price lists of the channels that the caller may see, by code."""
    sent = call.query
    return queries.list_price_lists(
        access=call.access,
        of_channel=sent.channel,
        active=sent.active,
        limit=sent.limit,
        cursor=sent.cursor,
    )


@router.get("/price-lists/{code}", scope=READ, answer=PriceListView)
def read_price_list(call: Call[None, NoQuery]) -> PriceListView:
    """Read one price list."""
    return queries.read_price_list(code=call.path["code"], access=call.access)


@router.put("/price-lists/{code}/prices", scope=WRITE, body=Prices, answer=Recorded)
def put_prices(call: Call[Prices, NoQuery]) -> Recorded:
    """Say what SKUs cost from an instant on, at most 2,000 at once; the past stays as it was."""
    recorded = commands.set_prices(
        price_list=call.path["code"],
        drafts=call.body.prices,
        by=call.actor,
        at=call.at,
        access=call.access,
    )
    return Recorded(recorded=recorded)


@router.get("/price-lists/{code}/prices", scope=READ, query=PriceQuery, answer=Page[PriceView])
def list_prices(call: Call[None, PriceQuery]) -> Page[PriceView]:
    """List the prices of a list that hold at an instant."""
    sent = call.query
    return queries.list_prices(
        price_list=call.path["code"],
        access=call.access,
        at=sent.at or call.at,
        skus=sent.sku,
        limit=sent.limit,
        cursor=sent.cursor,
    )


@router.get("/prices", scope=READ, query=QuoteQuery, answer=Quotes)
def read_prices(call: Call[None, QuoteQuery]) -> Quotes:
    """Say what SKUs cost on a channel, for a quantity, at an instant."""
    sent = call.query
    at = sent.at or call.at
    found = queries.quote(
        of_channel=sent.channel, skus=sent.sku, quantity=sent.quantity, access=call.access, at=at
    )
    return Quotes(items=found)


@router.put("/tax-rates", scope=WRITE, body=TaxRates, answer=Recorded)
def put_tax_rates(call: Call[TaxRates, NoQuery]) -> Recorded:
    """Say which VAT rates hold from a date on; rates of the past never change."""
    sent = call.body.tax_rates
    recorded = commands.set_tax_rates(drafts=sent, by=call.actor, at=call.at, access=call.access)
    return Recorded(recorded=recorded)


@router.get("/tax-rates", scope=READ, query=TaxRateQuery, answer=Page[TaxRateView])
def list_tax_rates(call: Call[None, TaxRateQuery]) -> Page[TaxRateView]:
    """List VAT rates: those in force on a date, or all that are known."""
    sent = call.query
    return queries.list_tax_rates(
        access=call.access, country=sent.country, on=sent.on, limit=sent.limit, cursor=sent.cursor
    )
