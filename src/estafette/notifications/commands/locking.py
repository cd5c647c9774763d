"""Webhooks one at a time: found, locked, allowed, and told of in the log."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from estafette.network.queries.refs import channels_by_code, locations_by_code
from estafette.notifications import rules
from estafette.notifications.events import WebhookChanged
from estafette.notifications.models import Webhook
from estafette.notifications.types import OutsideLimits, WebhookDraft, WebhookExists, WebhookState, WrongState
from estafette.platform.access.types import Access, Actor
from estafette.platform.eventlog.append import append
from estafette.platform.eventlog.types import Entry, Event
from estafette.platform.refusal import NotFound

WRITE = "webhooks:write"
FEED = "events:read"
SEALED_FOR = "webhook:{id}"


def locked(webhook_id: UUID, *, access: Access) -> Webhook:
    """The webhook, locked, when the caller may change it; refuses with `forbidden`, `not_found`."""
    access.require(WRITE)
    rows = Webhook.objects.select_for_update(no_key=True).exclude(state=WebhookState.DELETED)
    webhook = rows.filter(pk=webhook_id).first()
    if webhook is None or not rules.sees(access, channels=webhook.channels, locations=webhook.locations):
        raise NotFound(noun="webhook", ref=str(webhook_id))
    return webhook


def require_new(url: str, *, made_by: str, but: UUID | None = None) -> None:
    """Refuse with `webhook_exists` a second webhook of one maker for one address: a repeated call makes none."""
    rows = Webhook.objects.filter(url=url, created_by=made_by).exclude(state=WebhookState.DELETED)
    others = rows if but is None else rows.exclude(pk=but)
    if others.exists():
        raise WebhookExists(field="url")


def move(webhook: Webhook, target: WebhookState) -> None:
    """Put a locked webhook into another state. Refuses with `webhook_state`."""
    if not rules.WEBHOOK.allows(webhook.state, target):
        raise WrongState()
    webhook.state = target


def save(webhook: Webhook, event: Event, *, by: Actor, at: datetime) -> None:
    """Write a locked webhook and tell it in the log: the event has the webhook's next version."""
    webhook.version += 1
    webhook.updated_at = at
    webhook.save()
    told(webhook, event, by=by, at=at)


def told(webhook: Webhook, event: Event, *, by: Actor, at: datetime) -> None:
    """Append the event of the webhook's present version."""
    append([Entry(f"webhook:{webhook.pk}", webhook.version, event)], by=by, at=at)


def changed(webhook: Webhook, verb: str) -> WebhookChanged:
    """The event of a change."""
    return WebhookChanged(webhook_id=webhook.pk, verb=verb)


def sealed_for(webhook_id: UUID) -> str:
    """For what the secrets of a webhook are sealed: one cannot be put into the row of another."""
    return SEALED_FOR.format(id=webhook_id)


def limits(draft: WebhookDraft, *, access: Access) -> tuple[list[int] | None, list[int] | None]:
    """Channels and locations by id: those named, else all that the caller sees. Refuses with `unknown_limit`."""
    channels: list[int] | None = None if access.channels is None else sorted(access.channels)
    locations: list[int] | None = None if access.places is None else sorted(access.places)
    if draft.channels is not None:
        known = {code: ref.id for code, ref in channels_by_code(codes=draft.channels).items()}
        channels = _named("channels", draft.channels, known, access.channels)
    if draft.locations is not None:
        places = {code: ref.id for code, ref in locations_by_code(codes=draft.locations).items()}
        locations = _named("locations", draft.locations, places, access.places)
    return channels, locations


def _named(field: str, codes: Sequence[str], known: dict[str, int], seen: frozenset[int] | None) -> list[int]:
    found = set()
    for position, code in enumerate(codes):
        if code not in known or (seen is not None and known[code] not in seen):
            raise OutsideLimits(field=f"{field}[{position}]", code=code)
        found.add(known[code])
    return sorted(found)
