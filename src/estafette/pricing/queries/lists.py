"""Lists and single answers about prices and rates."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from estafette.catalog.queries import skus_by_code, skus_by_id
from estafette.catalog.types import UnknownSku
from estafette.network.queries import channel, channel_codes
from estafette.platform import sql
from estafette.platform.access.types import Access
from estafette.platform.api.paging import Page, decode_cursor, page
from estafette.platform.refusal import refuse_all
from estafette.pricing.models import PriceList, TaxRate
from estafette.pricing.queries.refs import prices
from estafette.pricing.types import (
    NoChannelHere,
    NoPriceList,
    PriceListView,
    PriceView,
    QuoteView,
    TaxRateView,
)

PERMISSION = "pricing:read"


def list_price_lists(
    *, access: Access, of_channel: str = "", active: bool | None = None, limit: int = 50, cursor: str = ""
) -> Page[PriceListView]:
    """The price lists of the channels that the caller may see, by code."""
    access.require(PERMISSION)
    after = decode_cursor(cursor, str)
    rows = _seen(access)
    if of_channel:
        found = channel(code=of_channel)
        rows = rows.filter(channel_id=found.id) if found else rows.none()
    rows = rows if active is None else rows.filter(active=active)
    rows = rows.filter(code__gt=after[0]) if after else rows
    views = _views(list(rows.order_by("code")[: limit + 1]))
    return page(views, limit=limit, key=lambda view: (view.code,))


def read_price_list(*, code: str, access: Access) -> PriceListView:
    """One price list. Refuses with `no_price_list`, also when its channel may not be seen."""
    access.require(PERMISSION)
    return _views([_one(code, access)])[0]


def list_prices(
    *,
    price_list: str,
    access: Access,
    at: datetime,
    skus: Sequence[str] = (),
    limit: int = 50,
    cursor: str = "",
) -> Page[PriceView]:
    """The prices of a list that hold at `at`; of the SKUs named, or of all. Refuses with `no_price_list`."""
    access.require(PERMISSION)
    row = _one(price_list, access)
    after = decode_cursor(cursor, int, int) or (0, 0)
    named = {ref.id for ref in skus_by_code(codes=skus, at=at).values()} if skus else None
    found = sql.load(__package__, "prices_of_list.sql").rows(
        list=row.pk,
        skus=None if named is None else sorted(named),
        sku=after[0],
        quantity=after[1],
        at=at,
        limit=limit + 1,
    )
    refs = skus_by_id(ids={each[0] for each in found}, at=at)
    ids = {ref.code: ref.id for ref in refs.values()}
    views = [PriceView(refs[each[0]].code, *each[1:]) for each in found]
    return page(views, limit=limit, key=lambda view: (ids[view.sku], view.min_quantity))


def quote(
    *, of_channel: str, skus: Sequence[str], quantity: int, access: Access, at: datetime
) -> list[QuoteView]:
    """What SKUs cost on a channel at `at`, in the order asked. Refuses with `no_channel` and `unknown_sku`."""
    access.require(PERMISSION)
    ref = channel(code=of_channel)
    if ref is None or not access.sees_channel(ref.id):
        raise NoChannelHere(ref=of_channel)
    known = skus_by_code(codes=skus, at=at)
    refuse_all([UnknownSku(field=f"sku[{n}]", sku=code) for n, code in enumerate(skus) if code not in known])
    found = prices(quantities={each.id: quantity for each in known.values()}, channel_id=ref.id, at=at)
    views = []
    for code in skus:
        price = found.get(known[code].id)
        facts = (price.unit_price, price.price_list, price.min_quantity) if price else (None, None, None)
        views.append(QuoteView(code, quantity, *facts))
    return views


def list_tax_rates(
    *,
    access: Access,
    country: str = "",
    on: date | None = None,
    limit: int = 50,
    cursor: str = "",
) -> Page[TaxRateView]:
    """VAT rates by country, category and date: those in force `on` a date, or all of them."""
    access.require(PERMISSION)
    after = decode_cursor(cursor, str, str, date)
    rows = TaxRate.objects.filter(pk__gt=after) if after else TaxRate.objects.all()
    rows = rows.filter(country=country) if country else rows
    if on is not None:
        rows = rows.filter(valid_from__lte=on).order_by("country", "category", "-valid_from")
        rows = rows.distinct("country", "category")
    else:
        rows = rows.order_by("country", "category", "valid_from")
    views = [
        TaxRateView(row.country, row.category, row.rate, row.valid_from, row.source)
        for row in rows[: limit + 1]
    ]
    return page(views, limit=limit, key=lambda view: (view.country, view.category, view.valid_from))


def _seen(access: Access) -> "QuerySet[PriceList]":
    rows = PriceList.objects.all()
    return rows if access.channels is None else rows.filter(channel_id__in=access.channels)


def _one(code: str, access: Access) -> PriceList:
    row = _seen(access).filter(code=code).first()
    if row is None:
        raise NoPriceList(ref=code)
    return row


def _views(rows: Sequence[PriceList]) -> list[PriceListView]:
    codes = channel_codes(ids={row.channel_id for row in rows})
    plain = ("code", "name", "currency", "rank", "active", "valid_from", "valid_until", "version")
    values: list[dict[str, Any]] = [{name: getattr(row, name) for name in plain} for row in rows]
    return [
        PriceListView(channel=codes[row.channel_id], **each) for row, each in zip(rows, values, strict=True)
    ]
