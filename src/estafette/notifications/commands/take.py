"""Lease lanes and gather what is to be sent in them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

import msgspec
import structlog

from estafette.notifications import rules
from estafette.notifications.commands.locking import sealed_for
from estafette.notifications.models import Webhook
from estafette.notifications.types import Lane, Letter
from estafette.platform import secrets, sql
from estafette.platform.access.types import Actor
from estafette.platform.eventlog.feed import Published, shown
from estafette.platform.eventlog.outgoing import recorded_at
from estafette.platform.eventlog.types import Recorded
from estafette.platform.ids import uuid7
from estafette.platform.transactions import requires_transaction

LEASE = timedelta(seconds=90)
"""How long a lane is held at most: whoever holds it sends nothing more when the time is short."""
EACH = 20
"""Deliveries that one lease of a lane sends at most."""
log = structlog.get_logger("estafette.webhooks")

Bodies = dict[int, tuple[str, bytes, str]]
"""Position -> the id of the event, its body, and why it has none."""


@requires_transaction
def take(
    *,
    published: Published,
    most: int,
    share: int,
    busy: Mapping[UUID, int],
    by: Actor,
    at: datetime,
) -> list[Lane]:
    """At most `most` lanes that are due, leased, each with its next letters in order.

    A webhook has at most `share` lanes at once, of which `busy` counts those that the caller holds already, so
    that a slow receiver does not keep the others waiting.
    """
    lease = uuid7()
    claimed = sql.load(__package__, "take_lanes.sql").rows(
        at=at,
        until=at + LEASE,
        lease=lease,
        most=most,
        share=share,
        busy=list(busy),
        lanes=list(busy.values()),
    )
    if not claimed:
        return []
    picked = sql.load(__package__, "pick.sql").rows(
        webhooks=[row[0] for row in claimed], aggregates=[row[1] for row in claimed], each=EACH
    )
    bodies = _bodies(picked, published, at)
    rows = {key: list(group) for key, group in groupby(picked, key=lambda row: (row[0], row[1]))}
    webhooks = Webhook.objects.in_bulk({row[0] for row in claimed})
    return [
        _lane(webhooks[webhook], aggregate, lease, rows.get((webhook, aggregate), []), bodies, at)
        for webhook, aggregate in claimed
    ]


def _lane(
    webhook: Webhook,
    aggregate: str,
    lease: UUID,
    rows: Sequence[tuple[Any, ...]],
    bodies: Bodies,
    at: datetime,
) -> Lane:
    keys, fault = _secrets(webhook, at)
    letters = tuple(
        _letter(
            webhook.pk,
            row,
            *bodies.get(row[2], ("", b"", "the event is no longer there, or cannot be read")),
            fault,
        )
        for row in rows
    )
    return Lane(webhook.pk, aggregate, lease, webhook.url, keys, letters)


def _letter(
    webhook: UUID, row: tuple[Any, ...], event: str, body: bytes, unshown: str, unsigned: str
) -> Letter:
    return Letter(
        webhook=webhook,
        position=row[2],
        generation=row[4],
        attempts=row[5],
        message=rules.message_id(webhook, event),
        body=body,
        fault=unshown or unsigned,
    )


def _secrets(webhook: Webhook, at: datetime) -> tuple[tuple[bytes, ...], str]:
    old = [each["sealed"] for each in webhook.old_secrets if at < datetime.fromisoformat(each["until"])]
    sealed = (webhook.secret, *old)
    try:
        return tuple(secrets.unseal(each, purpose=sealed_for(webhook.pk)) for each in sealed), ""
    except secrets.CannotOpen as error:
        return (), f"the secret cannot be read: {error}"


def _bodies(picked: Sequence[tuple[Any, ...]], published: Published, at: datetime) -> Bodies:
    marks = sorted({(row[2], row[3]) for row in picked})
    events = recorded_at(marks=marks)
    try:
        return _shown(events, published, at)
    except Exception as error:
        # One that cannot be shown must not keep the others back.
        log.warning("webhooks.event_not_shown", error=str(error))
    bodies: Bodies = {}
    for each in events:
        try:
            bodies |= _shown([each], published, at)
        except Exception as error:
            bodies[each.position] = ("", b"", f"the event cannot be shown: {type(error).__name__}")
    return bodies


def _shown(events: Sequence[Recorded], published: Published, at: datetime) -> Bodies:
    public = shown(published, events, at)
    return {
        event.position: (each.id, msgspec.json.encode(each), "")
        for event, each in zip(events, public, strict=True)
    }
