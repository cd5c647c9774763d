"""Cancel lines or whole orders, in whole or in part."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from estafette.inventory.commands.release import Holding, release
from estafette.orders import rules
from estafette.orders.commands.giving_up import give_up, pick, shares_of
from estafette.orders.commands.locking import Locked, lock, settle
from estafette.orders.events import LinesCanceled
from estafette.orders.queries.read import UnknownOrder
from estafette.platform import sql
from estafette.platform.access.types import Access, Actor
from estafette.platform.eventlog import append
from estafette.platform.eventlog.types import Entry
from estafette.platform.refusal import Conflict, InvalidInput, Refused, StaleVersion
from estafette.platform.transactions import requires_transaction


class UnknownLine(InvalidInput):
    code = "unknown_line"
    message = "The order has no line {line}."
    remedy = "Send the number of a line of this order."


class BadQuantity(InvalidInput):
    code = "bad_quantity"
    message = "The quantity {quantity} is not possible: it is a whole number from 1."
    remedy = "Send the units to cancel."


class NothingToCancel(Conflict):
    code = "nothing_to_cancel"
    message = "Nothing of this order can be canceled any more: it is canceled, in somebody's hands or gone."
    remedy = "Look at the order's lines; what has left can only be returned."


class TooMuchToCancel(Conflict):
    code = "too_much_to_cancel"
    message = "Only {cancelable} of the {units} units of line {line} can still be canceled."
    remedy = "Lower the quantity."


@dataclass(frozen=True, slots=True)
class Request:
    """What to cancel of one order: units by line, or everything that still can be (`lines` None)."""

    order_id: UUID
    reason: str
    lines: Mapping[int, int] | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Canceled:
    """What was canceled: units by line, their worth in minor units, and the order as it stands now."""

    order_id: str
    lines: dict[int, int]
    amount: int
    version: int
    status: str


@dataclass(slots=True)
class _Order:
    locked: Locked
    lines: dict[int, dict[str, Any]] = field(default_factory=dict)
    kits: dict[int, int] = field(default_factory=dict)


_LINE = (
    "order_id", "line", "parent", "sku_id", "sku", "ordered", "canceled", "backordered", "unassigned",
    "assigned", "picked", "packed", "shipped", "delivered", "return_expected", "return_received", "amount",
    "discount", "tax", "tax_in", "canceled_amount",
)  # fmt: skip
_QUANTITIES = _LINE[5:16]


@requires_transaction
def cancel(
    *, requests: Sequence[Request], by: Actor, access: Access, at: datetime
) -> list[Canceled | Refused]:
    """Cancel what is asked, each request whole or not at all; one answer a request, in order.

    Units are taken from what waits longest; their reservations, and the room of the places that were to serve them,
    are given back in the same transaction. Canceling
    kits (by the kit's line) cancels their components. Refusals: `unknown_order`, `unknown_line`,
    `bad_quantity`, `stale_version`, `nothing_to_cancel`, `too_much_to_cancel`.
    """
    orders = _read([request.order_id for request in requests], access)
    answers: list[Canceled | Refused] = []
    plans: dict[str, tuple[int, dict[int, rules.Cancellation], str]] = {}
    for position, request in enumerate(requests):
        order = orders.get(str(request.order_id))
        try:
            if order is None or str(request.order_id) in plans:
                raise Refused([UnknownOrder(noun="order", ref=str(request.order_id))])
            plans[order.locked.id] = (position, _plan(order, request), request.reason)
            answers.append(Canceled(order.locked.id, {}, 0, 0, ""))
        except Refused as refused:
            answers.append(refused)
    if plans:
        _apply(orders, plans, answers, by=by, at=at)
    return answers


def _read(ids: Sequence[UUID], access: Access) -> dict[str, _Order]:
    orders = {key: _Order(locked) for key, locked in lock(ids, access=access).items()}
    asked = sql.array(orders)
    for row in sql.load(__package__, "lines_of.sql").rows(ids=asked):
        line = dict(zip(_LINE, row, strict=True))
        orders[line["order_id"]].lines[line["line"]] = line
    for order_id, kit, quantity in sql.load(__package__, "kits_of.sql").rows(ids=asked):
        orders[order_id].kits[kit] = quantity
    return orders


def _plan(order: _Order, request: Request) -> dict[int, rules.Cancellation]:
    """How each line's quantities change. Raises `Refused`."""
    if request.version is not None and request.version != order.locked.version:
        raise Refused([StaleVersion(field="version", expected=request.version, actual=order.locked.version)])
    quantities = {number: _quantities(line) for number, line in order.lines.items()}
    if request.lines is None:
        wanted = {number: each.cancelable for number, each in quantities.items() if each.cancelable}
        if not wanted:
            raise Refused([NothingToCancel()])
    else:
        wanted = _units(order, request.lines)
    over = [
        TooMuchToCancel(
            field=f"lines[{number}]", line=number, units=units, cancelable=quantities[number].cancelable
        )
        for number, units in wanted.items()
        if units > quantities[number].cancelable
    ]
    if over:
        raise Refused(over)
    return {number: rules.cancel(line=quantities[number], units=units) for number, units in wanted.items()}


def _units(order: _Order, asked: Mapping[int, int]) -> dict[int, int]:
    """Units by line; a kit's line stands for its components."""
    wanted: dict[int, int] = defaultdict(int)
    refusals: list[InvalidInput] = []
    for number, quantity in asked.items():
        if quantity < 1:
            refusals.append(BadQuantity(field=f"lines[{number}].quantity", quantity=quantity))
        elif number in order.lines:
            wanted[number] += quantity
        elif number in order.kits:
            for part in (each for each in order.lines.values() if each["parent"] == number):
                wanted[part["line"]] += quantity * part["ordered"] // order.kits[number]
        else:
            refusals.append(UnknownLine(field=f"lines[{number}]", line=number))
    if refusals or not wanted:
        raise Refused(refusals or [UnknownLine(field="lines", line="—")])
    return dict(wanted)


def _quantities(line: Mapping[str, Any]) -> rules.Quantities:
    return rules.Quantities(**{name: line[name] for name in _QUANTITIES})


def _apply(
    orders: Mapping[str, _Order],
    plans: Mapping[str, tuple[int, dict[int, rules.Cancellation], str]],
    answers: list[Canceled | Refused],
    *,
    by: Actor,
    at: datetime,
) -> None:
    rows = []
    amounts: dict[str, int] = defaultdict(int)
    waiting, assigned = [], {}
    for order_id, (_, plan, _) in plans.items():
        for number, part in plan.items():
            line = orders[order_id].lines[number]
            worth = _worth(line, part.units)
            amounts[order_id] += worth - line["canceled_amount"]
            rows.append(
                {"o": order_id, "line": number, "units": part.units, "backordered": part.backordered,
                 "unassigned": part.unassigned, "assigned": part.assigned, "amount": worth}
            )  # fmt: skip
            waiting.append(Holding(UUID(order_id), number, part.units - part.assigned))
            assigned[order_id, number] = part.assigned
    touched = sql.load(__package__, "cancel_lines.sql").run(lines=sql.json(rows))
    if touched != len(rows):
        raise RuntimeError("lines changed under their order's lock")
    places = _leave_places(assigned, by=by, at=at)
    release(holdings=[*(each for each in waiting if each.quantity), *places], by=by, at=at)
    settled = settle(dict.fromkeys(plans, 1), amounts=amounts)
    entries = []
    for order_id, (position, plan, reason) in plans.items():
        version, status = settled[order_id]
        units = {number: part.units for number, part in plan.items()}
        answers[position] = Canceled(order_id, units, amounts[order_id], version, status)
        event = LinesCanceled(
            order_id=order_id,
            channel_id=orders[order_id].locked.channel_id,
            lines=list(units.items()),
            amount=amounts[order_id],
            reason=reason,
            all=status == "canceled",
        )
        entries.append(
            Entry(aggregate=f"order:{order_id}", version=version, event=event, channel=event.channel_id)
        )
    append(entries, by=by, at=at)


def _leave_places(wanted: Mapping[tuple[str, int], int], *, by: Actor, at: datetime) -> list[Holding]:
    """Take assigned units by (order, line) away from their places; what is reserved there is still to be released."""
    orders = {order_id for (order_id, _), units in wanted.items() if units}
    if not orders:
        return []
    shares = shares_of(sorted(orders))
    taken = pick(shares, wanted)
    give_up(shares, taken, by=by, at=at)
    return [Holding(UUID(each.order_id), each.line, each.units, each.location_id) for each in taken]


def _worth(line: Mapping[str, Any], units: int) -> int:
    """What all canceled units of the line are worth after this cancellation, taxes included."""
    gross = line["amount"] - line["discount"] + (0 if line["tax_in"] else line["tax"])
    return rules.canceled_share(gross=gross, ordered=line["ordered"], canceled=line["canceled"] + units)
