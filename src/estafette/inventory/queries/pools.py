"""Which places serve a channel, and which channels share them."""

from collections.abc import Sequence

from estafette.inventory.types import Pool
from estafette.network.queries import channel_refs
from estafette.network.types import ChannelRef
from estafette.platform.recent import Recent

_recent: Recent[int, Pool] = Recent(seconds=1.0, most=5_000)


def pools_of(*, channels: Sequence[ChannelRef]) -> dict[int, Pool]:
    """The pool of each channel by channel id; peers are all channels that share at least one place with it."""
    return _recent.get([channel.id for channel in channels], lambda ids: _read(ids, channels))


def _read(ids: Sequence[int], channels: Sequence[ChannelRef]) -> dict[int, Pool]:
    everybody = [(ref.id, frozenset(ref.pool)) for ref in channel_refs()]
    pools = {}
    for channel in (each for each in channels if each.id in ids):
        mine = frozenset(channel.pool)
        peers = {channel.id, *(other for other, places in everybody if not mine.isdisjoint(places))}
        pools[channel.id] = Pool(channel.id, tuple(channel.pool), tuple(sorted(peers)))
    return pools
