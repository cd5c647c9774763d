"""Tell a webhook again what happened from some point on."""

from datetime import datetime
from uuid import UUID

from estafette.notifications.commands import locking
from estafette.notifications.commands.queue import delivery_row, wanted, write
from estafette.notifications.models import Webhook
from estafette.notifications.types import NothingToReplay, WebhookState, WrongState
from estafette.platform.access.types import Access, Actor
from estafette.platform.eventlog.feed import OLDEST, Published
from estafette.platform.eventlog.outgoing import mark_before, mark_of, read_on
from estafette.platform.transactions import requires_transaction

CHUNK = 1000
"""Events that one transaction of a replay makes deliveries of."""


@requires_transaction
def replay(
    *, webhook_id: UUID, cursor: str, since: datetime | None, by: Actor, access: Access, at: datetime
) -> None:
    """Send everything again that came after a cursor of the feed, or since an instant: also what it was never told.

    The deliveries are written down by and by; until that is done nothing goes out, so that the order is kept.
    They keep their `webhook-id`. Refuses with `nothing_to_replay`, `bad_cursor`, `not_found`, `webhook_state`.
    """
    if bool(cursor) == (since is not None):
        raise NothingToReplay()
    webhook = locking.locked(webhook_id, access=access)
    if webhook.state == WebhookState.DISABLED:
        raise WrongState()
    position, moment = mark_before(at=since) if since is not None else mark_of(cursor=cursor)
    if webhook.fill_after is not None and webhook.fill_after < position:
        position, moment = webhook.fill_after, webhook.fill_since or OLDEST
    webhook.fill_after, webhook.fill_since, webhook.fill_again = position, moment, True
    locking.save(webhook, locking.changed(webhook, "replayed"), by=by, at=at)


@requires_transaction
def fill(*, published: Published, by: Actor, at: datetime) -> int | None:
    """Write down the next deliveries of a replay, or of a new webhook's first moments; None when there is none.

    Its answer is the number of events; 0 may be followed by more. The end is reached when the log has no more:
    whoever consumes later events sees the webhook as it is.
    """
    rows = Webhook.objects.select_for_update(no_key=True, skip_locked=True)
    webhook = rows.filter(fill_after__isnull=False, state__in=["active", "paused"]).order_by("pk").first()
    if webhook is None or webhook.fill_after is None:
        return None
    kinds = [kind for kind, each in published.items() if not webhook.types or each.name in webhook.types]
    passage = read_on(
        after=(webhook.fill_after, webhook.fill_since or OLDEST),
        kinds=kinds,
        access=_limits(webhook),
        limit=CHUNK,
    )
    told = [delivery_row(wanted(webhook), event, published) for event in passage.events]
    write(told, again=webhook.fill_again, at=at)
    webhook.fill_after, webhook.fill_since = (None, None) if passage.ended else passage.after
    webhook.fill_again = webhook.fill_again and not passage.ended
    webhook.save(update_fields=["fill_after", "fill_since", "fill_again"])
    return len(told)


def _limits(webhook: Webhook) -> Access:
    return Access(
        channels=None if webhook.channels is None else frozenset(webhook.channels),
        locations=None if webhook.locations is None else frozenset(webhook.locations),
    )
