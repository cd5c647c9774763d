"""What the codes of a batch mean, read once for all of it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from estafette.catalog.queries import personalization_faults, sku_refs
from estafette.catalog.types import SkuRef
from estafette.customers.queries import known_customers
from estafette.network.queries import channel_refs
from estafette.network.types import ChannelRef
from estafette.orders.commands.place.prepare import Lookups, tax_country
from estafette.orders.types import Draft, LineDraft
from estafette.platform.refusal import Refusal
from estafette.pricing.queries import prices, rates

Channels = dict[str, ChannelRef]


def look_up(drafts: Sequence[Draft], *, at: datetime) -> tuple[Channels, Lookups]:
    """Channels by code, and the meaning of all SKUs, customers, missing prices and personal texts.

    Nothing is read from the database for codes that this process knows to be unchanged.
    """
    wanted = {draft.channel for draft in drafts}
    channels = {ref.code: ref for ref in channel_refs() if ref.code in wanted}
    skus = sku_refs(codes={line.sku for draft in drafts for line in draft.lines}, at=at)
    customers = {draft.customer_id for draft in drafts if draft.customer_id is not None}
    known = frozenset(map(str, known_customers(ids=customers))) if customers else frozenset()
    priced = _prices(drafts, channels, skus, at)
    taxed = _rates(drafts, channels, skus, at) if priced else {}
    return channels, Lookups(skus, priced, taxed, _personal_faults(drafts, skus), known, at)


def _unpriced(drafts: Sequence[Draft], channels: Channels, skus: Mapping[str, SkuRef]) -> list[
    tuple[Draft, ChannelRef, LineDraft]
]:  # fmt: skip
    return [
        (draft, channels[draft.channel], line)
        for draft in drafts
        if draft.channel in channels
        for line in draft.lines
        if line.unit_price is None and line.sku in skus
    ]


def _prices(
    drafts: Sequence[Draft], channels: Channels, skus: Mapping[str, SkuRef], at: datetime
) -> dict[tuple[int, int, int], Decimal]:
    """(channel, SKU, quantity) -> unit price. One statement for each quantity that an article is wanted in."""
    quantities: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for _, channel, line in _unpriced(drafts, channels, skus):
        quantities[channel.id][skus[line.sku].id].add(line.quantity)
    found = {}
    for channel_id, by_sku in quantities.items():
        rounds: list[dict[int, int]] = []
        for sku_id, wanted in by_sku.items():
            for turn, quantity in enumerate(sorted(wanted)):
                if turn == len(rounds):
                    rounds.append({})
                rounds[turn][sku_id] = quantity
        for asked in rounds:
            for sku_id, price in prices(quantities=asked, channel_id=channel_id, at=at).items():
                found[channel_id, sku_id, asked[sku_id]] = price.unit_price
    return found


def _rates(
    drafts: Sequence[Draft], channels: Channels, skus: Mapping[str, SkuRef], at: datetime
) -> dict[tuple[str, str], Decimal]:
    """(country, tax category) -> VAT percent, for lines whose price comes from a list. One statement."""
    wanted = {
        (tax_country(draft, channel), skus[line.sku].tax_category)
        for draft, channel, line in _unpriced(drafts, channels, skus)
    }
    return {key: rate.percent for key, rate in rates(wanted=wanted, on=at.date()).items()}


def _personal_faults(drafts: Sequence[Draft], skus: Mapping[str, SkuRef]) -> dict[int, list[Refusal]]:
    """What is wrong with personal texts, by identity of the line. At most one statement."""
    lines = [
        line
        for draft in drafts
        for line in draft.lines
        if line.sku in skus and (line.personalization or skus[line.sku].personalized)
    ]
    if not lines:
        return {}
    faults = personalization_faults(filled=[(skus[line.sku].id, line.personalization) for line in lines])
    return {id(line): found for line, found in zip(lines, faults, strict=True) if found}
