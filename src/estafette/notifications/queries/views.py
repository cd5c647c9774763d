"""What is shown of webhooks; their secrets never are."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class WebhookView:
    """A webhook. No types means all; null for channels or locations means no limit. `replaying` while a replay is
    being written down, during which nothing goes out."""

    id: UUID
    url: str
    description: str
    types: tuple[str, ...]
    channels: tuple[str, ...] | None
    locations: tuple[str, ...] | None
    state: str
    reason: str
    disabled_at: datetime | None
    failing_since: datetime | None
    last_error: str
    last_success_at: datetime | None
    old_secret_until: datetime | None
    replaying: bool
    version: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class AttemptView:
    """One attempt: the status of the answer (null when there was none), how long it took, and what was wrong."""

    at: datetime
    status: int | None
    ms: int
    error: str


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """An event that a webhook is told, and its last attempts; `event` is its id in the feed."""

    id: UUID
    webhook_message_id: str
    event: str
    type: str
    state: str
    attempts: int
    next_attempt_at: datetime | None
    created_at: datetime
    delivered_at: datetime | None
    log: tuple[AttemptView, ...]
