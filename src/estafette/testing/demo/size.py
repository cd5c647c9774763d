"""How large a shop is built."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """Numbers of what is built. Warehouses, suppliers and the outside site are always all there."""

    items: int = 2940
    kits: int = 60
    stores: int = 60
    customers: int = 500
    orders: int = 3200
    days: int = 21


FULL = Size()
SMALL = Size(items=160, kits=8, stores=8, customers=20, orders=90)
