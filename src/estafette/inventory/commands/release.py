"""Give up, move and use up what order lines hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from estafette.inventory.events import ReservationsExpired
from estafette.inventory.types import State
from estafette.platform import sql
from estafette.platform.access.types import Actor
from estafette.platform.eventlog import append
from estafette.platform.eventlog.types import Entry
from estafette.platform.ids import uuid7
from estafette.platform.transactions import requires_transaction

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Holding:
    """Units of one owner line; `origin` and `target` are location ids where they matter."""

    owner_id: UUID
    line: int
    quantity: int
    origin: int = 0
    target: int = 0


@requires_transaction
def release(
    *, holdings: Sequence[Holding], by: Actor, at: datetime, state: State = State.RELEASED
) -> list[tuple[int, int, int, int]]:
    """Give up units of owner lines: (position, sku id, location id, units).

    Without an `origin`, units that wait, those without a place first; with one, units assigned to that place.
    Location 0 is demand without a place. Less is given up than asked when less is held.
    """
    if not holdings:
        return []
    rows = sql.load(__package__, "give_back.sql").rows(
        owner=sql.array([each.owner_id for each in holdings]),
        line=sql.array([each.line for each in holdings]),
        place=sql.array([each.origin for each in holdings]),
        quantity=sql.array([each.quantity for each in holdings]),
        state=state.value,
        actor=by.label(),
    )
    return [(int(n) - 1, int(sku), int(place), int(units)) for n, sku, place, units in rows]


@requires_transaction
def relocate(
    *, holdings: Sequence[Holding], state: State, by: Actor, at: datetime, was: State | None = None
) -> list[int]:
    """Move reserved units from `origin` to `target` and into `state`, all or none each, one after the other.

    Only units in the state `was` are moved, when it is given. Units moved, one figure a holding.
    """
    if not holdings:
        return []
    rows = sql.load(__package__, "relocate.sql").rows(
        owner=sql.array([each.owner_id for each in holdings]),
        line=sql.array([each.line for each in holdings]),
        origin=sql.array([each.origin for each in holdings]),
        target=sql.array([each.target for each in holdings]),
        quantity=sql.array([each.quantity for each in holdings]),
        was=was.value if was else "",
        state=state.value,
        actor=by.label(),
    )
    return [int(units) for _, units in rows]


@requires_transaction
def consume(*, holdings: Sequence[Holding], source_ref: str, by: Actor, at: datetime) -> list[int]:
    """Use up reserved units at `origin`: on hand falls with a movement; units used, one figure a holding."""
    rows = sql.load(__package__, "consume.sql").rows(
        owner=sql.array([each.owner_id for each in holdings]),
        line=sql.array([each.line for each in holdings]),
        location=sql.array([each.origin for each in holdings]),
        quantity=sql.array([each.quantity for each in holdings]),
        source_ref=source_ref,
        actor=by.label(),
        at=at,
    )
    return [int(units) for _, units in rows]


@requires_transaction
def expire(*, by: Actor, at: datetime, batch: int = BATCH) -> int:
    """Close reservations whose time is over, at most `batch` of them; how many were closed."""
    [(rows, units)] = sql.load(__package__, "expire.sql").rows(at=at, batch=batch)
    if rows:
        event = ReservationsExpired(rows=rows, units=units)
        append([Entry(aggregate=f"stock:{uuid7()}", version=1, event=event)], by=by, at=at)
    return int(rows)
