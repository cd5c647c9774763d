"""Parked events: what a reaction could not take, listed, tried again or skipped with a reason."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from estafette.platform import sql
from estafette.platform.access.types import Access, Actor
from estafette.platform.refusal import Conflict, InvalidInput, NotFound
from estafette.platform.transactions import requires_transaction

ADMIN = "admin"


class NotParked(Conflict):
    """Somebody has decided on the event already."""

    code = "event_not_parked"
    message = "This event is not parked any more."
    remedy = "List the parked events again."


class ReasonMissing(InvalidInput):
    code = "reason_missing"
    message = "Skipping an event needs a reason."
    remedy = "Say why the consumer may go on without it."


@dataclass(frozen=True, slots=True)
class Parked:
    """One event that a consumer could not take; `waiting` later events of its aggregate wait behind it."""

    id: UUID
    consumer: str
    aggregate: str
    version: int
    kind: str
    position: int
    error: str
    attempts: int
    parked_at: datetime
    waiting: int


def parked_events(*, access: Access, after: UUID | None = None, limit: int = 50) -> list[Parked]:
    """Parked events after `after`, oldest first, at most `limit`. Needs `admin`."""
    access.require(ADMIN)
    return [Parked(*row) for row in _statement("parked.sql").rows(after=after, limit=limit)]


@requires_transaction
def retry(*, parked: UUID, by: Actor, at: datetime, reason: str = "") -> None:
    """Give the event to its consumer again, with those behind it. Refuses NotFound, NotParked."""
    _decide("retry.sql", parked, by, at, reason)


@requires_transaction
def skip(*, parked: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Let its consumer go on without the event. Refuses NotFound, NotParked, ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing(field="reason")
    _decide("skip.sql", parked, by, at, reason.strip())


def _decide(statement: str, parked: UUID, by: Actor, at: datetime, reason: str) -> None:
    if not _statement("lock_shard.sql").rows(id=parked):
        raise NotFound(noun="parked event", ref=str(parked))
    [(decided,)] = _statement(statement).rows(id=parked, actor=by.label(), reason=reason, at=at)
    if not decided:
        raise NotParked()


def _statement(name: str) -> sql.Statement:
    return sql.load(__package__, name)
