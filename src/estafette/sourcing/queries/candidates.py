"""Which places may be asked."""

from collections.abc import Collection
from datetime import datetime

from estafette.network.queries import channel_refs
from estafette.network.queries.capacity import sites
from estafette.network.types import Site
from estafette.sourcing import rules


def candidates(*, channels: Collection[int], at: datetime) -> dict[int, Site]:
    """The places in the pools of these channels, with the room that they have left on their day. One statement."""
    wanted = set(channels)
    return sites(ids=rules.pool_of(channels=(ref for ref in channel_refs() if ref.id in wanted)), at=at)
