"""Where the units of an owner are reserved."""

from dataclasses import dataclass
from uuid import UUID

from estafette.inventory.models import Reservation
from estafette.platform.access.types import Access


@dataclass(frozen=True, slots=True)
class ReservedRow:
    """Units of one line reserved at one place; `state` is soft, held, tentative or assigned."""

    line: int
    sku_id: int
    location_id: int
    quantity: int
    state: str


def reserved_for(*, owner_id: UUID, access: Access) -> list[ReservedRow]:
    """The open reservations of one owner (an order, a cart), by line and place, at places the caller sees.

    It needs no permission of its own: the room of the owner has asked for the owner's.
    """
    rows = Reservation.objects.filter(owner_id=owner_id, closed_at__isnull=True)
    found = rows.order_by("owner_line", "location_id").values_list(
        "owner_line", "sku_id", "location_id", "quantity", "state"
    )
    return [ReservedRow(*row) for row in found if access.sees_location(row[2])]
