"""Demand without a place: backorders, preorders, and shortages of orders that were accepted elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from estafette.inventory.types import DemandKind, Pool
from estafette.platform import sql
from estafette.platform.access.types import Actor
from estafette.platform.transactions import requires_transaction


@dataclass(frozen=True, slots=True)
class Owed:
    """Units of one SKU that one order line waits for."""

    sku_id: int
    channel_id: int
    quantity: int
    kind: DemandKind
    owner_id: UUID | str
    owner_line: int


@requires_transaction
def owe(*, owed: Sequence[Owed], pools: Mapping[int, Pool], by: Actor, at: datetime) -> list[datetime | None]:
    """Record demand; the due date of the supply that each is pegged to, or None.

    Backorders and preorders are pegged to the earliest supply with room in the channel's pool; what is pegged
    no longer counts as unassigned demand, and that supply no longer counts as available.
    """
    rows = []
    due: list[datetime | None] = []
    for each in sorted(owed, key=lambda o: o.sku_id):
        found = []
        if each.kind is not DemandKind.SHORTAGE:
            found = sql.load(__package__, "peg.sql").rows(
                sku=each.sku_id,
                pool=sql.array(pools[each.channel_id].locations),
                quantity=each.quantity,
                actor=by.label(),
            )
        due.append(found[0][1] if found else None)
        rows.append(
            {
                "sku_id": each.sku_id,
                "channel_id": each.channel_id,
                "quantity": each.quantity,
                "kind": each.kind,
                "owner_id": each.owner_id,
                "owner_line": each.owner_line,
                "supply_id": found[0][0] if found else None,
            }
        )
    if rows:
        sql.load(__package__, "owe.sql").rows(rows=sql.json(rows))
    return due
