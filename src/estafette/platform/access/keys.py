"""From an Authorization header to a caller: on the path of every API request, so answers are kept for seconds."""

import hashlib
import threading
import time
from datetime import datetime

from django.db.models import Q

from estafette.platform.access import rules
from estafette.platform.access.models import ApiKey
from estafette.platform.access.types import Access, Actor, ActorKind, Caller, NotSignedIn

__all__ = ["Caller", "forget", "identify"]

FRESH = 5.0
"""Seconds for which a resolved key is believed without asking again: how late a revocation may be felt."""
_MAX = 10_000
_SCHEME = "bearer "

_lock = threading.Lock()
_known: dict[bytes, tuple[Caller, float, datetime | None]] = {}


def identify(authorization_header: str, *, at: datetime) -> Caller:
    """The caller whose key stands in the header `Authorization: Bearer est_…`.

    Refuses with `unauthorized` when the key is missing, malformed, unknown, expired or revoked; a revocation
    is felt within five seconds in every process.
    """
    if authorization_header[:7].lower() != _SCHEME:
        raise NotSignedIn()
    sent = authorization_header[7:].strip()
    mark = hashlib.sha256(sent.encode("utf-8", "surrogateescape")).digest()
    known = _known.get(mark)
    if known is not None:
        caller, until, expires_at = known
        if time.monotonic() < until and (expires_at is None or at < expires_at):
            return caller
    return _resolve(sent, mark, at)


def forget() -> None:
    """Drop what this process remembers, so that a change of keys is felt at once."""
    with _lock:
        _known.clear()


def _resolve(sent: str, mark: bytes, at: datetime) -> Caller:
    parts = rules.parse_token(sent)
    if parts is None:
        raise NotSignedIn()
    public_id, secret = parts
    key = ApiKey.objects.filter(pk=public_id).first()
    if key is None or not rules.same(bytes(key.digest), secret):
        raise NotSignedIn()
    if not rules.is_live(expires_at=key.expires_at, revoked_at=key.revoked_at, at=at):
        raise NotSignedIn()
    caller = Caller(
        actor=Actor(kind=ActorKind.KEY, id=key.public_id, name=key.name),
        access=Access(
            permissions=frozenset(key.permissions),
            channels=_limit(key.channels),
            locations=_limit(key.locations),
            suppliers=_limit(key.suppliers),
        ),
        per_minute=key.per_minute,
    )
    _remember(mark, caller, key.expires_at)
    _note_use(key, at)
    return caller


def _limit(ids: list[int] | None) -> frozenset[int] | None:
    return None if ids is None else frozenset(ids)


def _remember(mark: bytes, caller: Caller, expires_at: datetime | None) -> None:
    with _lock:
        if len(_known) >= _MAX:
            _known.clear()
        _known[mark] = (caller, time.monotonic() + FRESH, expires_at)


def _note_use(key: ApiKey, at: datetime) -> None:
    """Write the last use, at most once a minute: a conditional update, so that one process of many does it."""
    before = at - rules.USED_EVERY
    if key.last_used_at is not None and key.last_used_at > before:
        return
    stale = Q(last_used_at__isnull=True) | Q(last_used_at__lte=before)
    ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=at)
