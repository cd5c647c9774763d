"""One order, whole."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from estafette.platform import sql
from estafette.platform.access.types import Access
from estafette.platform.refusal import NotFound


class UnknownOrder(NotFound):
    code = "unknown_order"
    message = "There is no order “{ref}” that you may see."
    remedy = "Check the id, or look the order up by its number or reference."


@dataclass(frozen=True, slots=True)
class OrderView:
    """One order with its lines, kits, holds, notes and tags, and where assigned units are, as column name -> value."""

    order: dict[str, Any]
    lines: list[dict[str, Any]]
    assignments: list[dict[str, Any]]
    kits: list[dict[str, Any]]
    holds: list[dict[str, Any]]
    notes: list[dict[str, Any]]
    tags: list[str]


def read(*, order_id: UUID, access: Access) -> OrderView:
    """The order, from one statement. Raises `unknown_order` also for one that the caller may not see."""
    access.require("orders:read")
    rows = sql.load(__package__, "read_order.sql").rows(id=order_id)
    if rows:
        view = msgspec.json.decode(rows[0][0], type=OrderView)
        if access.sees_channel(view.order["channel_id"]):
            return view
    raise UnknownOrder(noun="order", ref=str(order_id))
