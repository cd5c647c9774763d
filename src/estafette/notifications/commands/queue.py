"""Make deliveries of events: for each webhook that wants them, once."""

from collections.abc import Sequence
from datetime import datetime

from estafette.notifications import rules
from estafette.notifications.models import Webhook
from estafette.notifications.types import Row, Wanted, WebhookState
from estafette.platform import sql
from estafette.platform.access.types import Actor
from estafette.platform.eventlog.feed import Published
from estafette.platform.eventlog.outgoing import Heading, scopes_of
from estafette.platform.eventlog.types import Recorded
from estafette.platform.transactions import requires_transaction

Scopes = dict[int, tuple[int | None, int | None]]
QUEUING = (WebhookState.ACTIVE, WebhookState.PAUSED)


@requires_transaction
def queue(*, events: Sequence[Recorded], published: Published, by: Actor, at: datetime) -> int:
    """Write down who is to be told of these events; how many deliveries that makes.

    It belongs into the transaction that moves the consumer's cursor.
    """
    webhooks = [wanted(row) for row in Webhook.objects.filter(state__in=QUEUING).order_by("pk")]
    if not webhooks:
        return 0
    limited = any(each.channels is not None or each.locations is not None for each in webhooks)
    scopes: Scopes = scopes_of(events=events) if limited else {}
    rows = [
        delivery_row(webhook, event, published)
        for webhook in webhooks
        for event in events
        if _is_wanted(webhook, event, published, scopes)
    ]
    write(rows, again=False, at=at)
    return len(rows)


def delivery_row(webhook: Wanted, event: Recorded | Heading, published: Published) -> Row:
    """A delivery as `write` takes it."""
    return {
        "webhook_id": webhook.id,
        "position": event.position,
        "sequenced_at": event.sequenced_at,
        "aggregate": event.aggregate,
        "version": event.version,
        "type": published[event.kind].name,
    }


def write(rows: list[Row], *, again: bool, at: datetime) -> None:
    """Write deliveries and make their lanes due. The lanes come first: that is the order of all locks here."""
    if not rows:
        return
    packed = sql.json(rows)
    sql.load(__package__, "open_lanes.sql").run(rows=packed, at=at, hurry=again)
    sql.load(__package__, "queue.sql").run(rows=packed, at=at, again=again)


def wanted(row: Webhook) -> Wanted:
    """What a webhook wants, as rules take it."""
    return Wanted(
        id=row.pk,
        types=frozenset(row.types),
        channels=None if row.channels is None else frozenset(row.channels),
        locations=None if row.locations is None else frozenset(row.locations),
        after=row.after,
    )


def _is_wanted(webhook: Wanted, event: Recorded, published: Published, scopes: Scopes) -> bool:
    channel, location = scopes.get(event.position, (None, None))
    name = published[event.kind].name
    return rules.wants(webhook, type=name, position=event.position, channel=channel, location=location)
