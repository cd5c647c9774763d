"""The doors of the order API."""

from typing import Any

from estafette.orders.api import bodies, views
from estafette.orders.api.capture import capture, place_many
from estafette.orders.commands.annotate import add_note, change_tags
from estafette.orders.commands.assign import assign
from estafette.orders.commands.cancel import Request, cancel
from estafette.orders.commands.hold import clear_hold, hold
from estafette.orders.commands.reassign import reassign
from estafette.orders.queries import find, read
from estafette.platform.api.contract import Answer, Call, Repeat, Router
from estafette.platform.api.paging import Page
from estafette.platform.refusal import Refused

router = Router("orders")


@router.post(
    "/orders",
    scope="orders:write",
    body=bodies.NewOrder,
    answer=bodies.PlacedOrder,
    status=201,
    repeat=Repeat.NATURAL,
    max_body=4 << 20,
    transaction=False,
)
def place_order(call: Call[bodies.NewOrder, Any]) -> Answer:
    """Place one order.

    Its channel and reference name it: sent again, the first answer is given again, a refusal for want of stock
    included. Orders of channels that have accepted them already are stored as they came, and put on hold when
    something is not right.
    """
    placed = capture(call.body.draft(call.actor), call.access)
    return Answer(views.placed(placed), 201, views.REPLAYED if placed.replayed else {})


@router.post(
    "/orders/batch",
    scope="orders:write",
    body=bodies.NewOrders,
    answer=bodies.OrderResults,
    repeat=Repeat.NATURAL,
    max_body=32 << 20,
    transaction=False,
)
def place_orders(call: Call[bodies.NewOrders, Any]) -> bodies.OrderResults:
    """Place up to 500 orders at once; each is accepted or refused for itself."""
    answers = place_many([order.draft(call.actor) for order in call.body.orders], call.access)
    return views.results(call.body.orders, answers)


@router.get(
    "/orders",
    scope="orders:read",
    query=bodies.OrderQuery,
    answer=Page[bodies.ListedOrder],
    transaction=False,
)
def list_orders(call: Call[Any, bodies.OrderQuery]) -> Page[bodies.ListedOrder]:
    """List orders, newest first, with their lines."""
    query = call.query
    rows = find(
        wanted=views.filter_of(query),
        access=call.access,
        limit=query.limit + 1,
        before=views.before(query),
    )
    return views.order_page(rows, query.limit)


@router.get("/orders/{order}", scope="orders:read", answer=bodies.OrderDetail, transaction=False)
def read_order(call: Call[Any, Any]) -> bodies.OrderDetail:
    """Read one order with its lines, holds, notes and tags."""
    return views.detail(read(order_id=views.order_id(call), access=call.access), access=call.access)


@router.post(
    "/orders/{order}/cancel", scope="orders:write", body=bodies.CancelOrder, answer=bodies.CanceledOrder
)
def cancel_order(call: Call[bodies.CancelOrder, Any]) -> bodies.CanceledOrder:
    """Cancel an order, or units of its lines; their reservations are given back at once."""
    body = call.body
    request = Request(views.order_id(call), body.reason, views.units(body.lines), body.version)
    [answer] = cancel(requests=[request], by=call.actor, access=call.access, at=call.at)
    if isinstance(answer, Refused):
        raise answer
    return views.canceled(answer)


@router.post(
    "/orders/{order}/assign", scope="orders:write", answer=bodies.AssignedOrder, repeat=Repeat.NATURAL
)
def assign_order(call: Call[Any, Any]) -> bodies.AssignedOrder:
    """Find places for the units of an order that wait; an order on hold goes on waiting."""
    order_id = views.order_id(call)
    answers = assign(order_ids=[order_id], by=call.actor, access=call.access, at=call.at)
    return views.assigned(order_id, answers)


@router.post(
    "/orders/{order}/reassign", scope="orders:write", body=bodies.ReassignOrder, answer=bodies.AssignedOrder
)
def reassign_order(call: Call[bodies.ReassignOrder, Any]) -> bodies.AssignedOrder:
    """Take units away from places that will not serve them, and find others at once."""
    order_id = views.order_id(call)
    answers = reassign(
        rejections=views.rejections(order_id, call.body, access=call.access), by=call.actor,
        access=call.access, at=call.at,
    )  # fmt: skip
    return views.assigned(order_id, answers)


@router.post("/orders/{order}/holds", scope="orders:write", body=bodies.NewHold, answer=bodies.HeldOrder)
def hold_order(call: Call[bodies.NewHold, Any]) -> bodies.HeldOrder:
    """Put an order on hold."""
    body = call.body
    held = hold(
        order_id=views.order_id(call), kind=body.kind, reason=body.reason, until=body.until,
        version=body.version, by=call.actor, access=call.access, at=call.at,
    )  # fmt: skip
    return views.held(held)


@router.post(
    "/orders/{order}/holds/{hold}/clear",
    scope="orders:write",
    body=bodies.ClearHold,
    answer=bodies.HeldOrder,
)
def clear_order_hold(call: Call[bodies.ClearHold, Any]) -> bodies.HeldOrder:
    """Clear a hold of an order."""
    held = clear_hold(
        order_id=views.order_id(call), hold_id=views.hold_id(call), note=call.body.note, by=call.actor,
        access=call.access, at=call.at,
    )  # fmt: skip
    return views.held(held)


@router.post(
    "/orders/{order}/notes", scope="orders:write", body=bodies.NewNote, answer=bodies.WrittenNote, status=201
)
def write_note(call: Call[bodies.NewNote, Any]) -> bodies.WrittenNote:
    """Write a note on an order."""
    note_id = add_note(
        order_id=views.order_id(call), text=call.body.text, by=call.actor, access=call.access, at=call.at
    )
    return bodies.WrittenNote(id=note_id)


@router.post("/orders/{order}/tags", scope="orders:write", body=bodies.TagChange, answer=bodies.ChangedTags)
def tag_order(call: Call[bodies.TagChange, Any]) -> bodies.ChangedTags:
    """Add tags to an order, and remove tags from it."""
    added, removed = change_tags(
        order_id=views.order_id(call), add=call.body.add, remove=call.body.remove, by=call.actor,
        access=call.access, at=call.at,
    )  # fmt: skip
    return bodies.ChangedTags(added=added, removed=removed)
