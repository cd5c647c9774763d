"""What happened to webhooks. No address and no secret: those may tell who somebody is."""

from typing import ClassVar
from uuid import UUID

from estafette.platform.eventlog.types import Event


class WebhookChanged(Event, frozen=True, kw_only=True):
    """A webhook was made or changed; `verb` says how: created, changed, paused, resumed, rotated, replayed, deleted."""

    kind: ClassVar[str] = "notifications.webhook_changed"
    webhook_id: UUID
    verb: str


class WebhookDisabled(Event, frozen=True, kw_only=True):
    """A webhook was given up: the receiver is `gone`, or `dead` for days. Somebody should look at it."""

    kind: ClassVar[str] = "notifications.webhook_disabled"
    webhook_id: UUID
    reason: str
