"""Lists of webhooks and deliveries; a page takes the same number of statements at any size."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from estafette.network.queries.refs import channel_codes, locations_by_id
from estafette.notifications import rules
from estafette.notifications.models import Delivery, Lane, Webhook
from estafette.notifications.queries.views import AttemptView, DeliveryView, WebhookView
from estafette.notifications.types import DeliveryState, WebhookState
from estafette.platform.access.types import Access
from estafette.platform.api.paging import Page, decode_cursor, page
from estafette.platform.refusal import NotFound

READ = "webhooks:read"


def list_webhooks(*, access: Access, limit: int = 50, cursor: str = "") -> Page[WebhookView]:
    """Webhooks that tell nothing but what the caller may see, the oldest first. Needs `webhooks:read`."""
    access.require(READ)
    after = decode_cursor(cursor, UUID)
    rows = Webhook.objects.exclude(state=WebhookState.DELETED).order_by("pk")
    rows = rows.filter(pk__gt=after[0]) if after else rows
    # There are few, and whether one is seen is a rule.
    seen = [row for row in rows if _is_seen(row, access)][: limit + 1]
    return page(_views(seen), limit=limit, key=lambda view: (view.id,))


def read_webhook(*, webhook_id: UUID, access: Access) -> WebhookView:
    """One webhook. Needs `webhooks:read`; refuses with `not_found`."""
    return _views([_seen(webhook_id, access)])[0]


def list_deliveries(
    *, webhook_id: UUID, access: Access, state: str = "", limit: int = 50, cursor: str = ""
) -> Page[DeliveryView]:
    """What a webhook was told and is to be told, the latest event first; of one state or of all.

    Needs `webhooks:read`; refuses with `not_found`.
    """
    webhook = _seen(webhook_id, access)
    after = decode_cursor(cursor, int)
    rows = Delivery.objects.filter(webhook=webhook).order_by("-position")
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(position__lt=after[0]) if after else rows
    found = list(rows[: limit + 1])
    lanes = Lane.objects.filter(webhook=webhook, aggregate__in={row.aggregate for row in found})
    due = dict(lanes.values_list("aggregate", "due_at"))
    positions = {row.pk: row.position for row in found}
    views = [_delivery(row, due.get(row.aggregate)) for row in found]
    return page(views, limit=limit, key=lambda view: (positions[view.id],))


def _seen(webhook_id: UUID, access: Access) -> Webhook:
    access.require(READ)
    row = Webhook.objects.exclude(state=WebhookState.DELETED).filter(pk=webhook_id).first()
    if row is None or not _is_seen(row, access):
        raise NotFound(noun="webhook", ref=str(webhook_id))
    return row


def _is_seen(row: Webhook, access: Access) -> bool:
    return rules.sees(access, channels=row.channels, locations=row.locations)


def _views(rows: Sequence[Webhook]) -> list[WebhookView]:
    channels = channel_codes(ids=_ids(row.channels for row in rows))
    places = locations_by_id(ids=_ids(row.locations for row in rows))
    locations = {key: ref.code for key, ref in places.items()}
    return [
        WebhookView(
            id=row.pk,
            url=row.url,
            description=row.description,
            types=tuple(row.types),
            channels=_codes(row.channels, channels),
            locations=_codes(row.locations, locations),
            state=row.state,
            reason=row.reason,
            disabled_at=row.disabled_at,
            failing_since=row.failing_since,
            last_error=row.last_error,
            last_success_at=row.last_success_at,
            old_secret_until=max(
                (datetime.fromisoformat(each["until"]) for each in row.old_secrets), default=None
            ),
            replaying=row.fill_after is not None,
            version=row.version,
            created_at=row.created_at,
        )
        for row in rows
    ]


def _ids(limits: Iterable[Sequence[int] | None]) -> set[int]:
    return {each for limit in limits for each in limit or ()}


def _codes(ids: Sequence[int] | None, names: dict[int, str]) -> tuple[str, ...] | None:
    return None if ids is None else tuple(sorted(names[each] for each in ids if each in names))


def _delivery(row: Delivery, due: datetime | None) -> DeliveryView:
    event = f"{row.aggregate}/{row.version}"
    return DeliveryView(
        id=row.pk,
        webhook_message_id=rules.message_id(row.webhook_id, event),
        event=event,
        type=row.type,
        state=row.state,
        attempts=row.attempts,
        next_attempt_at=due if row.state == DeliveryState.PENDING else None,
        created_at=row.created_at,
        delivered_at=row.delivered_at,
        log=msgspec.convert(tuple(row.log), tuple[AttemptView, ...]),
    )
