"""What sourcing needs to know of stock: where orders' units are reserved, and what is free."""

from collections.abc import Collection
from uuid import UUID

from estafette.inventory.types import State
from estafette.platform import sql
from estafette.platform.access.types import Access

Spot = tuple[str, int]
"""An owner and its line."""


def reserved_at(
    *, owners: Collection[UUID | str], state: State, access: Access
) -> dict[Spot, list[tuple[int, int]]]:
    """(Owner, line) -> (location id, units) of its open reservations in one state, by place. One statement.

    It needs no permission of its own: the room of the owners has asked for theirs.
    """
    found: dict[Spot, list[tuple[int, int]]] = {}
    rows = sql.load(__package__, "waiting_at.sql").rows(owners=sql.array(owners), state=state.value)
    for owner, line, place, units in rows:
        if access.sees_location(place):
            found.setdefault((owner, line), []).append((place, units))
    return found


def free_at(
    *, skus: Collection[int], locations: Collection[int], access: Access
) -> dict[tuple[int, int], int]:
    """(SKU id, location id) -> units that can still be reserved there, where there are any. One statement."""
    seen = [place for place in locations if access.sees_location(place)]
    rows = sql.load(__package__, "free_at.sql").rows(skus=sql.array(skus), locations=sql.array(seen))
    return {(sku, place): units for sku, place, units in rows}
