"""Write down how deliveries went, and give their lanes back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from estafette.notifications import rules
from estafette.notifications.types import DeliveryState, Outcome, Row, Settled
from estafette.platform import sql
from estafette.platform.access.types import Actor
from estafette.platform.transactions import requires_transaction

MAX_ERROR = 400


@requires_transaction
def settle(*, lanes: Sequence[Settled], by: Actor, at: datetime) -> int:
    """Write down the outcomes of lanes whose lease is still held; how many lanes that were.

    What was sent under a lease that was lost counts for nothing: whoever has the lease now sends it again.
    """
    keys = {(each.lane.webhook, each.lane.aggregate): each for each in lanes}
    held = sql.load(__package__, "lock_lanes.sql").rows(
        webhooks=[each.lane.webhook for each in lanes],
        aggregates=[each.lane.aggregate for each in lanes],
        leases=[each.lane.lease for each in lanes],
    )
    ours = [keys[webhook, aggregate] for webhook, aggregate in held]
    outcomes = [_outcome(each) for lane in ours for each in lane.outcomes]
    if outcomes:
        sql.load(__package__, "settle.sql").run(rows=sql.json(outcomes), at=at)
    if ours:
        sql.load(__package__, "free_lanes.sql").run(rows=sql.json([_freed(each, at) for each in ours]))
    return len(ours)


@requires_transaction
def note_health(*, lanes: Sequence[Settled], by: Actor, at: datetime) -> list[UUID]:
    """Note which webhooks accept what they are told; the ids of those that have accepted nothing for days.

    It has a transaction of its own, after `settle`: whoever fills a webhook locks it before its lanes.
    """
    health: dict[UUID, dict[str, Any]] = {}
    for outcome in (each for lane in lanes for each in lane.outcomes):
        webhook = outcome.letter.webhook
        row = health.setdefault(webhook, {"webhook_id": webhook, "success": False, "error": ""})
        row["success"] |= outcome.is_success
        row["error"] = row["error"] if outcome.is_success else _words(outcome)
    if not health:
        return []
    rows = sql.load(__package__, "note_health.sql").rows(rows=sql.json(list(health.values())), at=at)
    return [each for each, since in rows if since is not None and since <= at - rules.DEAD_AFTER]


def _outcome(outcome: Outcome) -> Row:
    letter = outcome.letter
    return {
        "webhook_id": letter.webhook,
        "position": letter.position,
        "generation": letter.generation,
        "state": _state(outcome),
        "entry": {
            "at": outcome.at,
            "status": outcome.status or None,
            "ms": outcome.ms,
            "error": outcome.error[:MAX_ERROR],
        },
    }


def _state(outcome: Outcome) -> DeliveryState:
    if outcome.is_success:
        return DeliveryState.DELIVERED
    return DeliveryState.PENDING if _pause(outcome) is not None else DeliveryState.FAILED


def _freed(settled: Settled, at: datetime) -> Row:
    """A lane that failed rests; after the last attempt, or when all went well, it goes on with the next delivery."""
    last = settled.outcomes[-1] if settled.outcomes else None
    pause = None if last is None or last.is_success else _pause(last)
    lane = settled.lane
    return {
        "webhook_id": lane.webhook,
        "aggregate": lane.aggregate,
        "due_at": at + (pause or timedelta()),
    }


def _pause(outcome: Outcome) -> timedelta | None:
    return rules.wait(outcome.letter.attempts + 1, asked=outcome.wait)


def _words(outcome: Outcome) -> str:
    status = f"{outcome.status} " if outcome.status else ""
    return f"{status}{outcome.error}"[:MAX_ERROR] or "failed"
