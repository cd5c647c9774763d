"""Record movements: receipts, till sales, adjustments, losses, changes of condition."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from estafette.inventory.commands.locking import lock_levels
from estafette.inventory.events import ShortfallFound, StockMoved
from estafette.inventory.types import MAX_UNITS, Condition, Move
from estafette.platform import sql
from estafette.platform.access.types import Actor
from estafette.platform.eventlog import append
from estafette.platform.eventlog.types import Entry
from estafette.platform.ids import uuid7
from estafette.platform.refusal import Conflict, InvalidInput, Refused
from estafette.platform.transactions import requires_transaction

NAMED = 1000
SKEW = timedelta(minutes=5)


class BadMovement(InvalidInput):
    code = "bad_quantity"
    message = (
        "The quantity {quantity} is not possible here: it must be a whole number other than 0, up to {limit}."
    )
    remedy = "Send the signed number of units that come (+) or go (−)."


class InTheFuture(InvalidInput):
    code = "in_the_future"
    message = "The instant {instant} has not come yet."
    remedy = "Check the clock of the sending system; at most five minutes of difference are accepted."


class WouldBeNegative(Conflict):
    code = "stock_would_be_negative"
    message = "There are {present} units ({condition}) at the place, so {quantity} cannot be taken."
    remedy = "Count the place first, or correct the quantity."


@requires_transaction
def move(*, moves: Sequence[Move], by: Actor, at: datetime) -> None:
    """Record movements, all or none, in the ledger and in the levels.

    Raises `Refused` with `bad_quantity`, `in_the_future` or `stock_would_be_negative`, each with the position
    of its line. A place that then holds less than it has promised becomes the event ShortfallFound.
    """
    if not moves:
        return
    _check(moves, at)
    _check_levels(moves)
    short = sql.load(__package__, "move.sql").rows(
        moves=sql.json([_row(each) for each in moves]), actor=by.label(), at=at
    )
    events = [
        StockMoved(
            reason=moves[0].reason.value if len({each.reason for each in moves}) == 1 else "mixed",
            rows=len(moves),
            units=sum(each.quantity for each in moves),
            places=[(each.sku_id, each.location_id, each.quantity) for each in moves[:NAMED]],
        ),
        *([ShortfallFound(places=[(row[0], row[1], row[2]) for row in short[:NAMED]])] if short else []),
    ]
    append([Entry(aggregate=f"stock:{uuid7()}", version=1, event=each) for each in events], by=by, at=at)


def _check(moves: Sequence[Move], at: datetime) -> None:
    refusals: list[InvalidInput] = []
    for position, each in enumerate(moves):
        if each.quantity == 0 or abs(each.quantity) > MAX_UNITS:
            field = f"movements[{position}].quantity"
            refusals.append(BadMovement(field=field, quantity=each.quantity, limit=MAX_UNITS))
        if each.effective_at is not None and each.effective_at > at + SKEW:
            field = f"movements[{position}].effective_at"
            refusals.append(InTheFuture(field=field, instant=each.effective_at.isoformat()))
    if refusals:
        raise Refused(refusals)


def _check_levels(moves: Sequence[Move]) -> None:
    """Lock the places and see that no stock of any condition becomes negative."""
    present: dict[tuple[int, int, str], int] = defaultdict(int)
    for sku, place, on_hand, _, aside in lock_levels(
        places=[(each.sku_id, each.location_id) for each in moves]
    ):
        present[sku, place, Condition.SELLABLE.value] = on_hand
        for condition, quantity in sql.parse(aside).items():
            present[sku, place, condition] = quantity
    before = dict(present)
    refusals = []
    for position, each in enumerate(moves):
        key = (each.sku_id, each.location_id, each.condition.value)
        present[key] += each.quantity
        if present[key] < 0 or present[key] > MAX_UNITS:
            refusals.append(
                WouldBeNegative(
                    field=f"movements[{position}].quantity",
                    present=before.get(key, 0),
                    condition=each.condition.value,
                    quantity=-each.quantity,
                )
                if present[key] < 0
                else BadMovement(
                    field=f"movements[{position}].quantity", quantity=each.quantity, limit=MAX_UNITS
                )
            )
    if refusals:
        raise Refused(refusals)


def _row(each: Move) -> dict[str, object]:
    return {
        "sku_id": each.sku_id,
        "location_id": each.location_id,
        "quantity": each.quantity,
        "reason": each.reason,
        "condition": each.condition,
        "source_kind": each.source_kind,
        "source_ref": each.source_ref,
        "effective_at": each.effective_at,
        "lot_id": each.lot_id,
        "bin_id": each.bin_id,
        "owner_id": each.owner_id,
        "unit_cost": each.unit_cost,
    }
