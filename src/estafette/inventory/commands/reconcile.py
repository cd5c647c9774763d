"""Take over absolute figures: snapshots of outside stock masters, and counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from estafette.inventory.commands.locking import lock_levels
from estafette.inventory.events import ShortfallFound, StockReconciled
from estafette.inventory.types import MAX_UNITS, Reason, Snapshot
from estafette.platform import sql
from estafette.platform.access.types import Actor
from estafette.platform.eventlog import append
from estafette.platform.eventlog.types import Entry
from estafette.platform.ids import uuid7
from estafette.platform.refusal import InvalidInput, Refused
from estafette.platform.transactions import requires_transaction

NAMED = 1000
SKEW = timedelta(minutes=5)
OLDEST = timedelta(days=31)


class BadFigure(InvalidInput):
    code = "bad_quantity"
    message = "The figure {quantity} is not possible: units on hand are a whole number from 0 to {limit}."
    remedy = "Send the units that are physically there and sellable."


class BadInstant(InvalidInput):
    code = "bad_instant"
    message = "The figure is as of {instant}, which is in the future or more than 31 days ago."
    remedy = "Check the clock of the sending system, or send a newer figure."


class SaidTwice(InvalidInput):
    code = "said_twice"
    message = "The same article and place stand twice in this request."
    remedy = "Send one figure for each article and place."


class Outcome(StrEnum):
    """What became of one figure."""

    TAKEN = "taken"
    UNCHANGED = "unchanged"
    STALE = "stale"  # not newer than what the master said before, or a duplicate: left out


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What became of one figure: units on hand now, and the difference that was booked."""

    sku_id: int
    location_id: int
    outcome: Outcome
    on_hand: int
    difference: int
    missing: int


@requires_transaction
def take_snapshots(*, snapshots: Sequence[Snapshot], by: Actor, at: datetime) -> list[Reconciled]:
    """Reconcile what an outside stock master says with what happened here after its `as_of`.

    On hand becomes the figure plus the sellable movements since; the difference is a movement with the reason
    reconciliation. Old and duplicate figures (by instant and sequence) are answered as stale and change
    nothing. Raises `Refused` for figures or instants that cannot be.
    """
    return _take(snapshots, sequence=True, reason=Reason.RECONCILIATION, source="snapshot", by=by, at=at)


@requires_transaction
def count(*, counts: Sequence[Snapshot], source_ref: str, by: Actor, at: datetime) -> list[Reconciled]:
    """Book what people counted as of an instant; `sequence` is ignored. The difference has the reason count."""
    return _take(counts, sequence=False, reason=Reason.COUNT, source="count", ref=source_ref, by=by, at=at)


def _take(
    figures: Sequence[Snapshot],
    *,
    sequence: bool,
    reason: Reason,
    source: str,
    by: Actor,
    at: datetime,
    ref: str = "",
) -> list[Reconciled]:
    if not figures:
        return []
    _check(figures, at)
    lock_levels(places=[(each.sku_id, each.location_id) for each in figures])
    rows = sql.load(__package__, "reconcile.sql").rows(
        rows=sql.json([_row(each, sequence=sequence) for each in figures]),
        later=any(each.as_of < at for each in figures),
        reason=reason.value,
        source_kind=source,
        source_ref=ref,
        actor=by.label(),
        at=at,
    )
    results = [_result(*row) for row in rows]
    _tell(results, source=source, by=by, at=at)
    return results


def _check(figures: Sequence[Snapshot], at: datetime) -> None:
    refusals: list[InvalidInput] = []
    seen = set()
    for position, each in enumerate(figures):
        if not 0 <= each.on_hand <= MAX_UNITS:
            field = f"figures[{position}].on_hand"
            refusals.append(BadFigure(field=field, quantity=each.on_hand, limit=MAX_UNITS))
        if not at - OLDEST <= each.as_of <= at + SKEW:
            field = f"figures[{position}].as_of"
            refusals.append(BadInstant(field=field, instant=each.as_of.isoformat()))
        if (each.sku_id, each.location_id) in seen:
            refusals.append(SaidTwice(field=f"figures[{position}]"))
        seen.add((each.sku_id, each.location_id))
    if refusals:
        raise Refused(refusals)


def _row(each: Snapshot, *, sequence: bool) -> dict[str, object]:
    return {
        "sku_id": each.sku_id,
        "location_id": each.location_id,
        "on_hand": each.on_hand,
        "as_of": each.as_of,
        "sequence": each.sequence if sequence else None,
    }


def _result(sku: int, place: int, fresh: bool, on_hand: int, difference: int, missing: int) -> Reconciled:
    outcome = (Outcome.TAKEN if difference else Outcome.UNCHANGED) if fresh else Outcome.STALE
    return Reconciled(sku, place, outcome, on_hand, difference, missing)


def _tell(results: Sequence[Reconciled], *, source: str, by: Actor, at: datetime) -> None:
    short = [(r.sku_id, r.location_id, r.missing) for r in results if r.missing and r.difference]
    events = [
        StockReconciled(
            source=source,
            rows=len(results),
            changed=sum(1 for each in results if each.difference),
            units=sum(each.difference for each in results),
        ),
        *([ShortfallFound(places=short[:NAMED])] if short else []),
    ]
    append([Entry(aggregate=f"stock:{uuid7()}", version=1, event=each) for each in events], by=by, at=at)
