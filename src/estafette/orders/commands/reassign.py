"""Take units away from a place that will not serve them, and find others for them at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from estafette.inventory.commands.release import Holding, relocate
from estafette.inventory.types import State
from estafette.orders.commands.assign import Assigned, assign_locked
from estafette.orders.commands.giving_up import Share, give_up, pick, shares_of
from estafette.orders.commands.locking import Locked, lock, settle
from estafette.orders.events import LinesUnassigned
from estafette.orders.queries.read import UnknownOrder
from estafette.platform import sql
from estafette.platform.access.types import Access, Actor
from estafette.platform.eventlog import append
from estafette.platform.eventlog.types import Entry
from estafette.platform.refusal import Conflict, Refusal, refuse_all
from estafette.platform.transactions import requires_transaction


class NotAtThisPlace(Conflict):
    code = "not_at_this_place"
    message = "The place has {assigned} units of line {line}: {units} cannot be taken from it."
    remedy = "Read the order again: it may have been assigned elsewhere or canceled."


@dataclass(frozen=True, slots=True)
class Rejection:
    """Units of a line that a place will not serve (all that it has: None), and why; it is not asked again for it."""

    order_id: UUID
    line: int
    location_id: int
    reason: str
    units: int | None = None


@requires_transaction
def reassign(*, rejections: Sequence[Rejection], by: Actor, access: Access, at: datetime) -> list[Assigned]:
    """Make the units wait again and assign their orders anew, without the places that rejected them.

    One answer an order. All or nothing: raises `Refused` with `unknown_order` and
    `not_at_this_place` for each rejection that does not fit. Orders on hold wait until they are released.
    """
    orders = lock(sorted({str(each.order_id) for each in rejections}), access=access)
    shares = shares_of(orders)
    taken = _taken(rejections, orders, shares)
    give_up(shares, [share for share, _ in taken], by=by, at=at)
    _wait_again(taken, by=by, at=at)
    _tell(taken, orders, by=by, at=at)
    return assign_locked(lock(sorted(orders), access=access), by=by, at=at)


def _taken(
    rejections: Sequence[Rejection], orders: dict[str, Locked], shares: Sequence[Share]
) -> list[tuple[Share, str]]:
    """The shares that rejections take, each with its reason. Raises `Refused`."""
    refusals: list[Refusal] = []
    taken: list[tuple[Share, str]] = []
    left = list(shares)
    for n, each in enumerate(rejections):
        key = (str(each.order_id), each.line)
        there = [share for share in left if (share.order_id, share.line) == key]
        there = [share for share in there if share.location_id == each.location_id]
        has = sum(share.units for share in there)
        units = has if each.units is None else each.units
        if str(each.order_id) not in orders:
            refusals.append(UnknownOrder(noun="order", ref=str(each.order_id)))
        elif not 0 < units <= has:
            refusals.append(NotAtThisPlace(field=f"lines[{n}]", line=each.line, units=units, assigned=has))
        else:
            taken += [(share, each.reason) for share in pick(there, {key: units})]
            # A second rejection of the same line and place is one too many.
            left = [share for share in left if share not in there]
    refuse_all(refusals)
    return taken


def _wait_again(taken: Sequence[tuple[Share, str]], *, by: Actor, at: datetime) -> None:
    rows = [
        {"o": share.order_id, "line": share.line, "place": share.location_id, "units": share.units,
         "reason": reason}
        for share, reason in _by_place(taken)
    ]  # fmt: skip
    sql.load(__package__, "unassign_lines.sql").run(given=sql.json(rows), at=at, actor=by.label())
    holdings = [
        Holding(UUID(share.order_id), share.line, share.units, share.location_id, share.location_id)
        for share, _ in _by_place(taken)
    ]
    moved = relocate(holdings=holdings, was=State.ASSIGNED, state=State.TENTATIVE, by=by, at=at)
    if not all(moved):
        raise RuntimeError("assigned units are not reserved at their place")


def _by_place(taken: Sequence[tuple[Share, str]]) -> list[tuple[Share, str]]:
    """One share a line and place, of whatever day."""
    summed: dict[tuple[str, int, int], tuple[Share, str]] = {}
    for share, reason in taken:
        key = (share.order_id, share.line, share.location_id)
        units = share.units + (summed[key][0].units if key in summed else 0)
        summed[key] = (Share(*key, share.day, units), reason)
    return list(summed.values())


def _tell(taken: Sequence[tuple[Share, str]], orders: dict[str, Locked], *, by: Actor, at: datetime) -> None:
    told: dict[tuple[str, str], list[tuple[int, int, int]]] = {}
    for share, reason in _by_place(taken):
        told.setdefault((share.order_id, reason), []).append((share.line, share.location_id, share.units))
    steps: dict[str, int] = {}
    entries = []
    for (order_id, reason), lines in told.items():
        steps[order_id] = steps.get(order_id, 0) + 1
        channel = orders[order_id].channel_id
        event = LinesUnassigned(order_id=order_id, channel_id=channel, lines=lines, reason=reason)
        version = orders[order_id].version + steps[order_id]
        entries.append(Entry(aggregate=f"order:{order_id}", version=version, event=event, channel=channel))
    settle(steps)
    append(entries, by=by, at=at)
