"""Rate limits: a token bucket for each API key, in each web process.

A key's limit is shared out evenly over the web processes, so that no shared state is needed.
"""

import math
import threading
import time

from estafette.platform.access.keys import Caller
from estafette.platform.api.problems import TooManyRequests

_lock = threading.Lock()
_buckets: dict[str, tuple[float, float]] = {}
_MAX_BUCKETS = 10_000


def take(caller: Caller) -> None:
    """Take one token of the caller's bucket, or raise `too_many_requests` with the seconds to wait."""
    limit = caller.per_minute
    if limit <= 0:
        return
    rate = limit / 60
    moment = time.monotonic()
    with _lock:
        tokens, before = _buckets.get(caller.actor.id, (float(limit), moment))
        tokens = min(float(limit), tokens + (moment - before) * rate)
        if tokens < 1:
            wait = math.ceil((1 - tokens) / rate)
            raise TooManyRequests(limit=limit, seconds=wait)
        if len(_buckets) >= _MAX_BUCKETS and caller.actor.id not in _buckets:
            _buckets.clear()
        _buckets[caller.actor.id] = (tokens - 1, moment)
