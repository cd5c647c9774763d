"""What a cart holds."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from estafette.inventory.types import NoReservation
from estafette.network.types import OutsideLimits
from estafette.platform import sql
from estafette.platform.access.types import Access


@dataclass(frozen=True, slots=True)
class CartRow:
    """Units of one SKU that a line of a cart holds at one location."""

    line: int
    sku_id: int
    location_id: int
    quantity: int
    state: str
    channel_id: int | None
    expires_at: datetime


def read_cart(*, cart: UUID, access: Access) -> list[CartRow]:
    """What a cart holds, by line. Raises `no_reservation`, and `outside_limits` for a cart of others."""
    rows = peek_cart(cart=cart, access=access)
    if not rows:
        raise NoReservation(noun="cart", ref=str(cart))
    return rows


def peek_cart(*, cart: UUID, access: Access) -> list[CartRow]:
    """What a cart holds, or nothing. Raises `outside_limits` for a cart of others."""
    rows = [CartRow(*row) for row in sql.load(__package__, "read_cart.sql").rows(owner=cart)]
    for row in rows:
        if row.channel_id is not None and not access.sees_channel(row.channel_id):
            raise OutsideLimits(ref=str(cart))
        if not access.sees_location(row.location_id):
            raise OutsideLimits(ref=str(cart))
    return rows
