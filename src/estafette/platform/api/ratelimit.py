"""Rate limits: one token bucket for each API key, shared by all web processes.

The bucket is a row. A process takes a second's worth of tokens at a time and spends them by itself, so that
the limit is exact over all processes and yet costs at most about a statement a second and key. Keys without
a limit cost nothing.
"""

import math
import threading
import time
from dataclasses import dataclass

from estafette.platform import sql
from estafette.platform.access.types import Caller
from estafette.platform.api.problems import TooManyRequests

_MOST = 10_000


@dataclass(slots=True)
class _Lease:
    """Tokens that this process may still spend, until a moment; with none, when to ask again."""

    tokens: int
    until: float


_lock = threading.Lock()
_leases: dict[str, _Lease] = {}


def take(caller: Caller) -> None:
    """Take one token of the caller's bucket, or raise `too_many_requests` with the seconds to wait."""
    limit = caller.per_minute
    if limit <= 0 or _spend(caller.actor.id):
        return
    moment = time.monotonic()
    lease = _leases.get(caller.actor.id)
    if lease is None or lease.tokens >= 0 or moment >= lease.until:
        lease = _lend(caller.actor.id, limit, moment)
    if lease.tokens < 0:
        raise TooManyRequests(limit=limit, seconds=max(1, math.ceil(lease.until - moment)))


def _spend(key: str) -> bool:
    """Spend a token that was lent before."""
    with _lock:
        lease = _leases.get(key)
        if lease is None or lease.tokens <= 0 or time.monotonic() >= lease.until:
            return False
        lease.tokens -= 1
        return True


def _lend(key: str, limit: int, moment: float) -> _Lease:
    """Ask for a second's worth of tokens and spend one of them; `tokens` is -1 when none was given."""
    want = max(1, limit // 60)
    [(given, left)] = sql.load("estafette.platform.access", "take_tokens.sql").rows(
        key=key, per_minute=limit, want=want
    )
    wait = 1.0 if given else (1 - left) * 60 / limit
    lease = _Lease(int(given) - 1, moment + wait)
    with _lock:
        if len(_leases) >= _MOST and key not in _leases:
            _leases.clear()
        other = _leases.get(key)
        # Another thread may have asked at the same time: what it was lent is spent too.
        _leases[key] = (
            _Lease(lease.tokens + other.tokens, lease.until) if other and other.tokens > 0 else lease
        )
    return lease


def forget() -> None:
    """Give up what was lent to this process."""
    with _lock:
        _leases.clear()
