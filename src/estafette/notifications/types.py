"""The words of notifications: webhooks, deliveries, and what is refused about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from estafette.platform.refusal import Conflict, InvalidInput

MAX_URL = 2000
MAX_TYPES = 100
MAX_LIMITS = 500
MAX_WEBHOOKS = 200
"""Webhooks of one deployment: each event is matched with all of them."""


class WebhookState(StrEnum):
    """Whether a webhook is told: paused ones keep what happens for later, disabled ones do not."""

    ACTIVE = "active"
    PAUSED = "paused"
    DISABLED = "disabled"
    DELETED = "deleted"


class DeliveryState(StrEnum):
    """What became of a delivery: failed ones were tried as often as they are, and wait for a person."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


class Reason(StrEnum):
    """Why a webhook was disabled: the receiver is gone (410), nothing was accepted for days, or by a person."""

    GONE = "gone"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class WebhookDraft:
    """A webhook to be made or changed. No types means all; None for a set of codes means what the maker sees."""

    url: str
    types: Sequence[str] = ()
    description: str = ""
    channels: Sequence[str] | None = None
    locations: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a webhook wants: public types (none: all), and channels and locations by internal id (None: all)."""

    id: UUID
    types: frozenset[str]
    channels: frozenset[int] | None
    locations: frozenset[int] | None
    after: int


@dataclass(frozen=True, slots=True)
class Made:
    """A webhook and its secret, which is shown this once."""

    id: UUID
    secret: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One delivery to be sent: what is told to whom, and how often that was tried."""

    webhook: UUID
    position: int
    generation: int
    attempts: int
    message: str
    body: bytes
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """The deliveries of one aggregate to one webhook, held by a lease until they are settled."""

    webhook: UUID
    aggregate: str
    lease: UUID
    url: str
    secrets: tuple[bytes, ...]
    letters: tuple[Letter, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one attempt went: status 0 means that there was no answer. `wait` is what the receiver asked for, in seconds."""

    letter: Letter
    at: datetime
    status: int
    ms: int
    error: str
    wait: int = 0

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Settled:
    """A lane that was worked on: its outcomes in order, the last of which may be a failure."""

    lane: Lane
    outcomes: tuple[Outcome, ...]


Row = dict[str, Any]


class BadUrl(InvalidInput):
    code = "bad_webhook_url"
    message = "A webhook cannot be sent to this address."
    remedy = "Give an https address of the open internet, without a user name, password or fragment."


class UnknownWebhookType(InvalidInput):
    code = "unknown_webhook_type"
    message = "There is no event type “{type}” to be told of."
    remedy = "Use those that GET /events/types lists, or none to be told of all."


class OutsideLimits(InvalidInput):
    code = "unknown_limit"
    message = "“{code}” is unknown, or not among those that you may see."
    remedy = "Name channels and locations that you may see, or none."


class TooManyWebhooks(Conflict):
    code = "too_many_webhooks"
    message = "There are {limit} webhooks already."
    remedy = "Delete one that is no longer needed."


class WebhookExists(Conflict):
    code = "webhook_exists"
    message = "You have made a webhook for this address already."
    remedy = "Change that one, or rotate its secret when it was lost."


class WrongState(Conflict):
    code = "webhook_state"
    message = "The webhook is disabled, so this cannot be done."
    remedy = "Resume it first."


class NothingToReplay(InvalidInput):
    code = "nothing_to_replay"
    message = "A replay needs a cursor of the feed or an instant, and not both."
    remedy = "Send `cursor` or `since`."
