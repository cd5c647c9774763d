"""Where a channel's orders found an article last: the place to try first.

A hint is only ever an order of trying; the guarded update decides. So it may live in one process and be wrong.
"""

_MOST = 200_000
_last: dict[tuple[int, int], int] = {}


def hint(channel_id: int, sku_id: int, pool: tuple[int, ...]) -> int:
    """The location to try first: where it was last, else the first of the pool; 0 when the pool is empty."""
    place = _last.get((channel_id, sku_id), 0)
    if place in pool:
        return place
    return pool[0] if pool else 0


def remember(channel_id: int, sku_id: int, location_id: int) -> None:
    """Stock was found there."""
    if len(_last) >= _MOST:
        _last.clear()
    _last[channel_id, sku_id] = location_id


def forget(channel_id: int, sku_id: int) -> None:
    """No stock was found there any more."""
    _last.pop((channel_id, sku_id), None)
