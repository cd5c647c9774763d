"""One order: what was agreed, where it stands, what happened, and what may be done."""

from uuid import UUID

from django.http import HttpResponse

from estafette.orders.queries import OrderFilter, OrderRow, find, read
from estafette.orders.queries.read import UnknownOrder
from estafette.orders.queries.timeline import timeline
from estafette.orders.web import panels
from estafette.orders.web.words import state
from estafette.platform.access.types import Access
from estafette.platform.ui.forms import Form, new_key
from estafette.platform.ui.pages import Visit, page


@page(permission="orders:read")
def order(visit: Visit, number: int) -> HttpResponse:
    """The order by its number."""
    order_id = find_id(number, visit.access)
    view = read(order_id=order_id, access=visit.access)
    happened = timeline(order_id=order_id, access=visit.access)
    words, color = state(view.order["status"])
    return visit.show(
        "orders/order.html",
        **panels.all_of(view, happened, access=visit.access),
        words=words,
        seen=view.order["version"],
        color=color,
        may_change=visit.access.allows("orders:write"),
        key=new_key(),
    )


@page(permission="orders:read")
def moved(visit: Visit, number: int) -> HttpResponse:
    """Whether the order has changed since the version that is shown, for the page to say so."""
    seen = Form.sent(visit.request.GET).whole("version")
    return visit.show("orders/moved.html", order=_find(number, visit.access), seen=seen)


def find_id(number: int, access: Access) -> UUID:
    """The id of the order with this number; raises `unknown_order` also when the caller may not see it."""
    return UUID(_find(number, access).id)


def _find(number: int, access: Access) -> OrderRow:
    rows = find(wanted=OrderFilter(number=min(number, 2**62)), access=access, limit=1)
    if not rows:
        raise UnknownOrder(noun="order", ref=str(number))
    return rows[0]
