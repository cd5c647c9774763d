"""What happened to webhooks, as outsiders see it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from estafette.notifications.events import WebhookChanged, WebhookDisabled
from estafette.platform.api.contract import Output
from estafette.platform.eventlog.feed import Publication


class Change(Output, frozen=True, kw_only=True):
    """A webhook was created, changed, paused, resumed, rotated, replayed or deleted."""

    webhook_id: UUID
    verb: str


class Disabling(Output, frozen=True, kw_only=True):
    """A webhook was given up: its receiver is `gone`, or `dead` for days."""

    webhook_id: UUID
    reason: str


def changes(events: Sequence[WebhookChanged], _at: datetime) -> list[Change]:
    return [Change(webhook_id=each.webhook_id, verb=each.verb) for each in events]


def disablings(events: Sequence[WebhookDisabled], _at: datetime) -> list[Disabling]:
    return [Disabling(webhook_id=each.webhook_id, reason=each.reason) for each in events]


PUBLICATIONS = (
    Publication(WebhookChanged, "webhook.changed", Change, changes),
    Publication(WebhookDisabled, "webhook.disabled", Disabling, disablings),
)
