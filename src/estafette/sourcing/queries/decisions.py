"""Decisions that were made."""

from uuid import UUID

from estafette.platform import sql
from estafette.platform.access.types import Access
from estafette.sourcing.types import Kept

LAST = UUID(int=2**128 - 1)


def decisions(*, order_id: UUID, access: Access, limit: int, before: UUID = LAST) -> list[Kept]:
    """Decisions of one order, newest first, before an id. Needs `orders:read`.

    A caller with limits to channels or places sees none: alternatives name places that are not its own.
    """
    access.require("orders:read")
    if access.channels is not None or access.places is not None:
        return []
    rows = sql.load(__package__, "of_order.sql").rows(order=order_id, before=before, limit=limit)
    return [
        Kept(
            id=row[0], order_id=row[1], batch=row[2], rules=row[3], seed=row[4], position=row[5],
            decided_at=row[6], actor=row[7], cost=row[8], bound=row[9], steps=sql.parse(row[10]),
            reasons=sql.parse(row[11]),
        )
        for row in rows
    ]  # fmt: skip
