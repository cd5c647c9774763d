"""Price lists and the prices in them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from estafette.catalog.queries import skus_by_code
from estafette.catalog.types import UnknownSku
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
    PriceInPast,
    PriceListDraft,
    PriceListFixed,
    UnknownChannelHere,
)

WRITTEN = ("name", "rank", "active", "valid_from", "valid_until")
_Key = tuple[int, int]


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
    known = _known(row, {ref.id for ref in skus.values()})
    said = [(n, draft) for n, draft in enumerate(drafts) if not _stands(known, draft, skus[draft.sku].id, at)]
    refuse_all(
        [
            PriceInPast(field=f"prices[{n}].effective_from")
            for n, draft in said
            if draft.effective_from is not None and draft.effective_from < at
        ]
    )
    new = [_price(row, draft, skus[draft.sku].id, by, at) for _, draft in said]
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


def _known(row: PriceList, skus: Iterable[int]) -> dict[_Key, list[Price]]:
    """(SKU id, least quantity) -> its rows in the list, in the order in which later ones win."""
    known: dict[_Key, list[Price]] = {}
    rows = Price.objects.filter(sku_id__in=set(skus), price_list=row)
    for price in rows.order_by("effective_from", "recorded_at"):
        known.setdefault((price.sku_id, price.min_quantity), []).append(price)
    return known


def _stands(known: Mapping[_Key, Sequence[Price]], draft: PriceDraft, sku_id: int, at: datetime) -> bool:
    """Whether the list says already what the draft says.

    A draft for now stands when that holds now, since when ever. One for another instant stands only when a row
    begins at that very instant: rows that begin between now and then may still be written.
    """
    start = draft.effective_from or at
    valid = [
        price
        for price in known.get((sku_id, draft.min_quantity), ())
        if price.effective_from <= start and (price.effective_until is None or price.effective_until > start)
    ]
    if not valid:
        return draft.unit_price is None and draft.effective_from is None
    held = valid[-1]
    same = (held.unit_price, held.effective_until) == (draft.unit_price, draft.effective_until)
    return same and (draft.effective_from is None or held.effective_from == start)


def _price(row: PriceList, draft: PriceDraft, sku_id: int, by: Actor, at: datetime) -> Price:
    return Price(
        sku_id=sku_id,
        price_list=row,
        min_quantity=draft.min_quantity,
        effective_from=draft.effective_from or at,
        effective_until=draft.effective_until,
        unit_price=draft.unit_price,
        recorded_at=at,
        recorded_by=by.label(),
    )


def _changed(row: PriceList) -> Entry:
    event = PriceListChanged(
        price_list_id=row.pk, code=row.code, channel_id=row.channel_id, active=row.active
    )
    return Entry(f"price_list:{row.pk}", row.version, event, channel=row.channel_id)


def _set(row: PriceList, new: Sequence[Price]) -> Entry:
    skus = tuple(sorted({price.sku_id for price in new}))
    event = PricesSet(price_list_id=row.pk, code=row.code, channel_id=row.channel_id, skus=skus)
    return Entry(f"price_list:{row.pk}", row.version, event, channel=row.channel_id)
