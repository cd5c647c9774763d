"""The first and the last step of every change of an order: lock it, settle its version and status."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from estafette.orders.queries.read import UnknownOrder
from estafette.platform import sql
from estafette.platform.access.types import Access
from estafette.platform.refusal import StaleVersion


@dataclass(frozen=True, slots=True)
class Locked:
    """An order under lock."""

    id: str
    number: int
    channel_id: int
    version: int
    status: str


def lock(ids: Sequence[object], *, access: Access) -> dict[str, Locked]:
    """Lock the orders that exist and that the caller sees, in id order."""
    rows = [Locked(*row) for row in sql.load(__package__, "lock.sql").rows(ids=sql.array(ids))]
    return {each.id: each for each in rows if access.sees_channel(each.channel_id)}


def lock_one(order_id: object, *, access: Access, version: int | None = None) -> Locked:
    """Lock one order; raises `unknown_order`, or `stale_version` when it has moved on."""
    found = lock([order_id], access=access).get(str(order_id))
    if found is None:
        raise UnknownOrder(noun="order", ref=str(order_id))
    if version is not None and version != found.version:
        raise StaleVersion(field="version", expected=version, actual=found.version)
    return found


def settle(
    steps: Mapping[str, int], *, amounts: Mapping[str, int] | None = None
) -> dict[str, tuple[int, str]]:
    """Raise each order's version by its number of events and derive its status; (version, status) by id."""
    changes: Iterable[dict[str, object]] = [
        {"id": order, "steps": count, "amount": (amounts or {}).get(order, 0)}
        for order, count in sorted(steps.items())
    ]
    rows = sql.load(__package__, "settle.sql").rows(changes=sql.json(list(changes)))
    return {order: (version, status) for order, version, status in rows}
