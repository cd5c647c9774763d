"""Put orders on hold, and clear holds: by a person, by a later room, or because their time is over."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from estafette.orders.commands.locking import lock, lock_one, settle
from estafette.orders.events import HoldCleared, OrderHeld
from estafette.orders.types import HoldKind
from estafette.platform import sql
from estafette.platform.access.types import Access, Actor
from estafette.platform.eventlog import append
from estafette.platform.eventlog.types import Entry
from estafette.platform.refusal import Conflict
from estafette.platform.transactions import requires_transaction


class HoldGone(Conflict):
    code = "hold_gone"
    message = "This hold is not open: it was cleared before, or never was on this order."
    remedy = "Read the order again."


class NothingToHold(Conflict):
    code = "nothing_to_hold"
    message = "The order is {status}: there is nothing left to hold."
    remedy = "Hold orders before they have left or were canceled."


@dataclass(frozen=True, slots=True)
class Held:
    """A hold as it was opened or cleared, and the order as it stands now."""

    order_id: str
    hold_id: str
    version: int
    status: str


FINISHED = frozenset({"canceled", "delivered", "returned"})


@requires_transaction
def hold(
    *, order_id: UUID, kind: HoldKind, reason: str, by: Actor, access: Access, at: datetime,
    version: int | None = None, until: datetime | None = None,
) -> Held:  # fmt: skip
    """Put one order on hold. Raises `unknown_order`, `stale_version`, `nothing_to_hold`."""
    order = lock_one(order_id, access=access, version=version)
    if order.status in FINISHED:
        raise NothingToHold(status=order.status)
    given = [{"o": order.id, "kind": kind, "reason": reason, "until": until}]
    [(_, hold_id)] = sql.load(__package__, "open_holds.sql").rows(
        holds=sql.json(given), at=at, actor=by.label()
    )
    new_version, status = settle({order.id: 1})[order.id]
    event = OrderHeld(order_id=order.id, channel_id=order.channel_id, hold_id=hold_id, hold=kind.value)
    entry = Entry(aggregate=f"order:{order.id}", version=new_version, event=event, channel=order.channel_id)
    append([entry], by=by, at=at)
    return Held(order.id, hold_id, new_version, status)


@requires_transaction
def clear_hold(*, order_id: UUID, hold_id: UUID, note: str, by: Actor, access: Access, at: datetime) -> Held:
    """Clear one hold of one order. Raises `unknown_order`, `hold_gone`."""
    lock_one(order_id, access=access)
    cleared = _clear([(str(order_id), str(hold_id))], note=note, by=by, access=access, at=at)
    if not cleared:
        raise HoldGone(field="hold")
    return cleared[0]


@requires_transaction
def clear_due(*, by: Actor, access: Access, at: datetime, batch: int = 500) -> int:
    """Clear holds whose time is over (remorse), at most `batch`; how many were cleared."""
    due = sql.load(__package__, "due_holds.sql").rows(at=at, batch=batch)
    return len(_clear([(order, hold_id) for order, hold_id in due], note="", by=by, access=access, at=at))


def _clear(
    holds: Sequence[tuple[str, str]], *, note: str, by: Actor, access: Access, at: datetime
) -> list[Held]:
    orders = lock(sorted({order for order, _ in holds}), access=access)
    given = [{"o": order, "id": hold_id} for order, hold_id in holds if order in orders]
    rows = sql.load(__package__, "clear_holds.sql").rows(
        holds=sql.json(given), at=at, actor=by.label(), note=note
    )
    settled = settle(Counter(row[0] for row in rows))
    steps: Counter[str] = Counter()
    last = {row[0]: row[1] for row in rows}
    entries, done = [], []
    for order_id, hold_id, kind, none_left in rows:
        steps[order_id] += 1
        version, status = orders[order_id].version + steps[order_id], settled[order_id][1]
        event = HoldCleared(
            order_id=order_id, channel_id=orders[order_id].channel_id, hold_id=hold_id, hold=kind,
            released=none_left and last[order_id] == hold_id,
        )  # fmt: skip
        entries.append(
            Entry(aggregate=f"order:{order_id}", version=version, event=event, channel=event.channel_id)
        )
        done.append(Held(order_id, hold_id, settled[order_id][0], status))
    append(entries, by=by, at=at)
    return done
