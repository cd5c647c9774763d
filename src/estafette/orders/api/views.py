"""Between bodies and the room's own types."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from estafette.inventory.queries.refs import locations_of
from estafette.network.queries import channel_refs, locations_by_id
from estafette.orders.api import bodies
from estafette.orders.commands.assign import Assigned
from estafette.orders.commands.cancel import Canceled
from estafette.orders.commands.hold import Held
from estafette.orders.commands.reassign import Rejection
from estafette.orders.queries import OrderFilter, OrderRow, OrderView
from estafette.orders.queries.find import LAST
from estafette.orders.queries.read import UnknownOrder
from estafette.orders.types import Placed
from estafette.platform.access.types import Access
from estafette.platform.api.contract import Call
from estafette.platform.api.paging import Page, decode_cursor, page
from estafette.platform.api.problems import describe
from estafette.platform.refusal import Refused

REPLAYED = {"Idempotency-Replayed": "true"}
_AMOUNTS = (
    "goods", "discount", "shipping", "fees", "tax", "charges_tax", "adjustment", "total", "canceled_total",
)  # fmt: skip
_HIDDEN = ("order_id", "sku_id", "kit_version")


def placed(order: Placed) -> bodies.PlacedOrder:
    return bodies.PlacedOrder(
        id=order.id,
        number=order.number,
        channel=order.channel,
        reference=order.reference,
        status=order.status,
        holds=list(order.holds),
    )


def results(sent: Sequence[bodies.NewOrder], answers: Sequence[Placed | Refused]) -> bodies.OrderResults:
    """One result an order, in the order sent."""
    return bodies.OrderResults(
        results=[
            bodies.OrderResult(reference=order.reference, order=placed(answer), replayed=answer.replayed)
            if isinstance(answer, Placed)
            else bodies.OrderResult(
                reference=order.reference, errors=[describe(each) for each in answer.refusals]
            )
            for order, answer in zip(sent, answers, strict=True)
        ]
    )


def order_id(call: Call[Any, Any]) -> UUID:
    """The order id in the address; what is no UUID is no order."""
    try:
        return UUID(call.path["order"])
    except ValueError:
        raise UnknownOrder(noun="order", ref=call.path["order"]) from None


def hold_id(call: Call[Any, Any]) -> UUID:
    """The hold id in the address; what is no UUID is no hold, and answered as one that is gone."""
    try:
        return UUID(call.path["hold"])
    except ValueError:
        return UUID(int=0)


def units(lines: Sequence[bodies.CancelLine] | None) -> dict[int, int] | None:
    """Units by line; a line that stands twice is meant twice."""
    if lines is None:
        return None
    asked: Counter[int] = Counter()
    for each in lines:
        asked[each.line] += each.quantity
    return dict(asked)


def filter_of(query: bodies.OrderQuery) -> OrderFilter:
    return OrderFilter(
        channels=tuple(query.channel),
        states=tuple(each.value for each in query.status),
        since=query.since,
        number=query.number,
        reference=query.reference,
        customer=query.customer,
        hold=query.hold.value if query.hold else None,
        tag=query.tag,
    )


def before(query: bodies.OrderQuery) -> UUID:
    key = decode_cursor(query.cursor, UUID)
    return key[0] if key else LAST


def order_page(rows: Sequence[OrderRow], limit: int) -> Page[bodies.ListedOrder]:
    codes = {ref.id: ref.code for ref in channel_refs()}
    return page([_listed(row, codes) for row in rows], limit=limit, key=lambda row: (row.id,))


def _listed(row: OrderRow, codes: dict[int, str]) -> bodies.ListedOrder:
    return bodies.ListedOrder(
        id=row.id,
        number=row.number,
        channel=codes.get(row.channel_id, ""),
        reference=row.reference,
        status=row.status,
        version=row.version,
        currency=row.currency,
        total=row.total,
        canceled_total=row.canceled_total,
        placed_at=row.placed_at,
        recorded_at=row.recorded_at,
        lines=msgspec.Raw((row.lines or "[]").encode()),
        holds=row.holds or [],
        tags=row.tags or [],
    )


def canceled(answer: Canceled) -> bodies.CanceledOrder:
    return bodies.CanceledOrder(
        id=answer.order_id,
        lines={str(line): units for line, units in answer.lines.items()},
        amount=answer.amount,
        version=answer.version,
        status=answer.status,
    )


def rejections(order: UUID, body: bodies.ReassignOrder, *, access: Access) -> list[Rejection]:
    """What is rejected, with places by id. Raises `unknown_location` and `outside_limits`."""
    codes = [each.location for each in body.lines]
    places = locations_of(codes=codes, name="lines", access=access)
    return [
        Rejection(order, each.line, place.id, each.reason, each.quantity)
        for each, place in zip(body.lines, places, strict=True)
    ]


def assigned(order: UUID, answers: Sequence[Assigned]) -> bodies.AssignedOrder:
    """What became of one order. Raises `unknown_order` when there is no answer."""
    if not answers:
        raise UnknownOrder(noun="order", ref=str(order))
    [answer] = answers
    codes = {key: ref.code for key, ref in locations_by_id(ids={line[1] for line in answer.lines}).items()}
    return bodies.AssignedOrder(
        id=answer.order_id,
        assigned=[
            bodies.AssignedLine(line=line, location=codes[place], quantity=units)
            for line, place, units in answer.lines
        ],
        waiting=[
            bodies.WaitingUnits(line=line, quantity=units) for line, units in sorted(answer.unsourced.items())
        ],
        version=answer.version,
        status=answer.status,
    )


def held(answer: Held) -> bodies.HeldOrder:
    return bodies.HeldOrder(
        id=answer.order_id, hold=answer.hold_id, version=answer.version, status=answer.status
    )


def detail(view: OrderView, *, access: Access) -> bodies.OrderDetail:
    """One order as callers see it: codes instead of internal ids, and only the places that they see."""
    order = view.order
    codes = {ref.id: ref.code for ref in channel_refs()}
    return bodies.OrderDetail(
        id=order["id"],
        number=order["number"],
        channel=codes.get(order["channel_id"], ""),
        reference=order["reference"],
        status=order["status"],
        version=order["version"],
        currency=order["currency"],
        amounts={name: order[name] for name in _AMOUNTS},
        prices_include_tax=order["prices_include_tax"],
        language=order["language"],
        method=order["method"],
        paid=order["paid"],
        customer=order["customer_id"],
        ship_to=order["ship_contact_id"],
        bill_to=order["bill_contact_id"],
        placed_at=order["placed_at"],
        recorded_at=order["recorded_at"],
        lines=_with_places(view, _without(view.lines, *_HIDDEN), access),
        kits=_without(view.kits, *_HIDDEN),
        holds=_without(view.holds, "order_id"),
        notes=_without(view.notes, "order_id"),
        tags=view.tags,
    )


def _with_places(view: OrderView, lines: list[dict[str, Any]], access: Access) -> list[dict[str, Any]]:
    """The lines with where their assigned units are."""
    shown = [each for each in view.assignments if access.sees_location(each["location_id"])]
    places = locations_by_id(ids={each["location_id"] for each in shown}) if shown else {}
    found: dict[int, list[dict[str, Any]]] = {}
    for each in shown:
        found.setdefault(each["line"], []).append(
            {
                "location": places[each["location_id"]].code,
                "quantity": each["quantity"],
                "day": each["day"],
            }
        )
    return [{**line, "assignments": found.get(line["line"], [])} for line in lines]


def _without(rows: Sequence[dict[str, Any]], *names: str) -> list[dict[str, Any]]:
    return [{key: value for key, value in row.items() if key not in names} for row in rows]
