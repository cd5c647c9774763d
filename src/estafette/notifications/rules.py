"""Addresses, signatures, waiting times and who is told of what: pure."""

import base64
import hashlib
import hmac
import os
import random
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import SplitResult, urlsplit
from uuid import UUID

from estafette.notifications.types import (
    MAX_URL,
    BadUrl,
    DeliveryState,
    UnknownWebhookType,
    Wanted,
    WebhookState,
)
from estafette.platform.access.types import Access
from estafette.platform.addresses import is_local_name
from estafette.platform.lifecycle import Lifecycle

WEBHOOK = Lifecycle(
    name="webhook",
    initial=WebhookState.ACTIVE.value,
    moves={
        WebhookState.ACTIVE.value: frozenset({"paused", "disabled", "deleted"}),
        WebhookState.PAUSED.value: frozenset({"active", "deleted"}),
        WebhookState.DISABLED.value: frozenset({"active", "deleted"}),
    },
    final=frozenset({WebhookState.DELETED.value}),
)
DELIVERY = Lifecycle(
    name="webhook delivery",
    initial=DeliveryState.PENDING.value,
    moves={
        DeliveryState.PENDING.value: frozenset({"delivered", "failed"}),
        DeliveryState.DELIVERED.value: frozenset({"pending"}),
        DeliveryState.FAILED.value: frozenset({"pending"}),
    },
)

WAITS = (5, 30, 120, 600, 3600, 3 * 3600, 8 * 3600, 24 * 3600, 24 * 3600, 24 * 3600)
"""Seconds before each further attempt; after the last one a delivery has failed."""
LONGEST_ASKED = 24 * 3600
"""The longest wait that a receiver may ask for by Retry-After, in seconds."""
DEAD_AFTER = timedelta(days=3)
"""How long a webhook may accept nothing at all before it is disabled."""
KEEP = timedelta(days=30)
"""How long deliveries are kept: also those that wait, so that what nobody fetches does not grow for ever."""
OVERLAP = timedelta(hours=24)
"""How long the secret before the present one signs too, unless the call says otherwise."""

SECRET_PREFIX = "whsec_"
SECRET_BYTES = 32


def check_url(url: str, *, private: bool) -> str:
    """The address, when webhooks may be sent there. Refuses with `bad_webhook_url`.

    `private` allows plain http and addresses inside the own network. What a name means is checked again, each
    time that it is called.
    """
    parts = _parts(url)
    if parts is None or parts.scheme not in (("https", "http") if private else ("https",)):
        raise BadUrl(field="url")
    if not private and is_local_name(parts.hostname or ""):
        raise BadUrl(field="url")
    return url


def _parts(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        well_formed = parts.port != 0 and bool(parts.hostname)
        plain = not (parts.username or parts.password or parts.fragment or "@" in parts.netloc)
        (parts.hostname or "").encode("idna")
    except (ValueError, UnicodeError):
        return None
    fits = len(url) <= MAX_URL and url.isascii() and url.isprintable() and " " not in url
    return parts if well_formed and plain and fits else None


def check_types(types: Iterable[str], *, known: Collection[str]) -> list[str]:
    """The types, each once. Refuses with `unknown_webhook_type`."""
    wanted = list(dict.fromkeys(types))
    for position, each in enumerate(wanted):
        if each not in known:
            raise UnknownWebhookType(field=f"types[{position}]", type=each)
    return wanted


def new_secret() -> bytes:
    """256 random bits."""
    return os.urandom(SECRET_BYTES)


def secret_text(secret: bytes) -> str:
    """A secret as receivers are given it: `whsec_` and base64."""
    return SECRET_PREFIX + base64.b64encode(secret).decode()


def message_id(webhook: UUID, event: str) -> str:
    """The `webhook-id`: the same for every attempt and replay of an event to a webhook, and no other."""
    return "msg_" + hashlib.sha256(f"{webhook}:{event}".encode()).hexdigest()[:32]


def signatures(secrets: Iterable[bytes], *, message: str, seconds: int, body: bytes) -> str:
    """The `webhook-signature`: HMAC-SHA256 over `id.timestamp.body`, one for each secret that is valid."""
    signed = f"{message}.{seconds}.".encode() + body
    made = (hmac.new(secret, signed, hashlib.sha256).digest() for secret in secrets)
    return " ".join("v1," + base64.b64encode(each).decode() for each in made)


def wait(attempts: int, *, asked: int = 0, dice: Callable[[], float] = random.random) -> timedelta | None:
    """How long to wait after so many attempts; None when it was the last one.

    A random fifth more keeps deliveries that failed together from coming back together. The receiver may ask
    for longer, never for less.
    """
    if attempts > len(WAITS):
        return None
    seconds = WAITS[attempts - 1] * (1 + dice() / 5)
    return timedelta(seconds=max(seconds, min(asked, LONGEST_ASKED)))


def retry_after(value: str, *, at: datetime) -> int:
    """Seconds that a Retry-After header asks for, as a number or a date; 0 when it says nothing."""
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(int(text[:9]), LONGEST_ASKED)
    try:
        until = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return 0
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0, min(int((until - at).total_seconds()), LONGEST_ASKED))


def wants(webhook: Wanted, *, type: str, position: int, channel: int | None, location: int | None) -> bool:
    """Whether a webhook is told of an event, by the same rule by which the feed shows it."""
    if position <= webhook.after or (webhook.types and type not in webhook.types):
        return False
    limited = webhook.channels is not None or webhook.locations is not None
    if limited and channel is None and location is None:
        return False
    return _within(channel, webhook.channels) and _within(location, webhook.locations)


def _within(one: int | None, limit: frozenset[int] | None) -> bool:
    return one is None or limit is None or one in limit


def sees(access: Access, *, channels: Iterable[int] | None, locations: Iterable[int] | None) -> bool:
    """Whether a caller may see a webhook: it is told of nothing that the caller may not see."""
    return _inside(channels, access.channels) and _inside(locations, access.places)


def _inside(limit: Iterable[int] | None, seen: frozenset[int] | None) -> bool:
    return seen is None or (limit is not None and set(limit) <= seen)
