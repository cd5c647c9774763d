"""Price lists and the prices in them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from estafette.catalog.queries import skus_by_code
from estafette.catalog.types import SkuRef, UnknownSku
from estafette.network.queries import channel_codes, channels_by_code
from estafette.network.types import ChannelRef
from estafette.platform.access.types import EVERYTHING, Access, Actor
from estafette.platform.coded import lock, save, touch
from estafette.platform.eventlog.append import append
from estafette.platform.eventlog.types import Entry
from estafette.platform.refusal import Refusal, refuse_all
from estafette.platform.transactions import requires_transaction
from estafette.pricing import rules
from estafette.pricing.events import PriceListChanged, PricesSet
from estafette.pricing.models import Price, PriceList
from estafette.pricing.types import (
    CurrencyDiffers,
    Done,
    NoPriceList,
    OutsideChannels,
    PriceDraft,
    PriceListDraft,
    PriceListFixed,
    UnknownChannelHere,
)

WRITTEN = ("name", "rank", "active", "valid_from", "valid_until")
_Key = tuple[int, int]
_Fact = tuple[Decimal | None, datetime | None]


@requires_transaction
def upsert_price_lists(
    *, drafts: Sequence[PriceListDraft], by: Actor, at: datetime, access: Access = EVERYTHING
) -> list[Done]:
    """Create or change price lists by code; one answer each, in order. Their channel never changes.

    A list without a beginning is valid from now on. One bad draft refuses all, and every bad field is named as
    `price_lists[n].field`. A caller that is limited to channels changes only their lists.
    """
    refuse_all(rules.price_list_faults(drafts, at))
    existing = lock(PriceList, [draft.code for draft in drafts])
    channels = channels_by_code(codes={draft.channel for draft in drafts})
    refuse_all(
        [fault for n, draft in enumerate(drafts) for fault in _faults(n, draft, existing, channels, access)]
    )
    rows = [_row(draft, existing.get(draft.code), channels[draft.channel], at) for draft in drafts]
    saved = save(rows, existing, fields=WRITTEN, at=at)
    append([_changed(each.row) for each in saved if each.is_new], by=by, at=at)
    return [Done(each.row.code, each.outcome.value, each.row.version) for each in saved]


@requires_transaction
def set_prices(
    *, price_list: str, drafts: Sequence[PriceDraft], by: Actor, at: datetime, access: Access = EVERYTHING
) -> int:
    """Say what SKUs cost from an instant on; how many rows were new. What holds already is not written again.

    Nothing is overwritten: prices of the past stay as they were. Refuses with `no_price_list`, and with every
    bad field as `prices[n].field`.
    """
    refuse_all(rules.price_faults(drafts, at))
    row = lock(PriceList, [price_list]).get(price_list)
    if row is None or not access.sees_channel(row.channel_id):
        raise NoPriceList(ref=price_list)
    skus = skus_by_code(codes={draft.sku for draft in drafts}, at=at)
    refuse_all(
        [
            UnknownSku(field=f"prices[{n}].sku", sku=draft.sku)
            for n, draft in enumerate(drafts)
            if draft.sku not in skus
        ]
    )
    new = _new(row, drafts, skus, by, at)
    Price.objects.bulk_create(new)
    for touched in touch(PriceList, [row.pk] if new else [], at=at):
        append([_set(touched, new)], by=by, at=at)
    return len(new)


def _faults(
    n: int,
    draft: PriceListDraft,
    existing: Mapping[str, PriceList],
    channels: Mapping[str, ChannelRef],
    access: Access,
) -> list[Refusal]:
    path, channel, before = f"price_lists[{n}]", channels.get(draft.channel), existing.get(draft.code)
    if channel is None:
        return [UnknownChannelHere(field=f"{path}.channel", ref=draft.channel)]
    if not access.sees_channel(channel.id):
        return [OutsideChannels(field=f"{path}.channel", ref=draft.channel)]
    if before is not None and before.channel_id != channel.id:
        owner = channel_codes(ids=[before.channel_id])[before.channel_id]
        return [PriceListFixed(field=f"{path}.channel", code_sent=draft.code, channel=owner)]
    if channel.currency != draft.currency:
        field = f"{path}.currency"
        return [CurrencyDiffers(field=field, channel=draft.channel, currency=channel.currency)]
    return []


def _row(draft: PriceListDraft, before: PriceList | None, channel: ChannelRef, at: datetime) -> PriceList:
    return PriceList(
        code=draft.code,
        name=draft.name,
        channel_id=channel.id,
        currency=draft.currency,
        rank=draft.rank,
        active=draft.active,
        valid_from=draft.valid_from or (before.valid_from if before else at),
        valid_until=draft.valid_until,
    )


def _new(
    row: PriceList, drafts: Sequence[PriceDraft], skus: Mapping[str, SkuRef], by: Actor, at: datetime
) -> list[Price]:
    """Rows for the drafts that say something else than what will hold at their instant."""
    known: dict[_Key, list[Price]] = {}
    ids = {skus[draft.sku].id for draft in drafts}
    rows = Price.objects.filter(sku_id__in=ids, price_list=row).order_by("effective_from", "recorded_at")
    for price in rows:
        known.setdefault((price.sku_id, price.min_quantity), []).append(price)
    new = []
    for draft in drafts:
        start = draft.effective_from or at
        price = Price(
            sku_id=skus[draft.sku].id,
            price_list=row,
            min_quantity=draft.min_quantity,
            effective_from=start,
            effective_until=draft.effective_until,
            unit_price=draft.unit_price,
            recorded_at=at,
            recorded_by=by.label(),
        )
        held = _held(known.get((price.sku_id, price.min_quantity), []), start)
        if held != (draft.unit_price, draft.effective_until):
            new.append(price)
    return new


def _held(prices: Sequence[Price], at: datetime) -> _Fact:
    """What the last row valid at `at` says; no price when there is none."""
    valid = [
        price
        for price in prices
        if price.effective_from <= at and (price.effective_until is None or price.effective_until > at)
    ]
    return (valid[-1].unit_price, valid[-1].effective_until) if valid else (None, None)


def _changed(row: PriceList) -> Entry:
    event = PriceListChanged(
        price_list_id=row.pk, code=row.code, channel_id=row.channel_id, active=row.active
    )
    return Entry(f"price_list:{row.pk}", row.version, event, channel=row.channel_id)


def _set(row: PriceList, new: Sequence[Price]) -> Entry:
    skus = tuple(sorted({price.sku_id for price in new}))
    event = PricesSet(price_list_id=row.pk, code=row.code, channel_id=row.channel_id, skus=skus)
    return Entry(f"price_list:{row.pk}", row.version, event, channel=row.channel_id)
