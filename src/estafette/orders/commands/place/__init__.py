"""Accept orders: the capture of many at once."""

from estafette.orders.commands.place.place import place
from estafette.orders.commands.place.refusals import (
    KeyReused,
    OutOfStock,
    UnknownChannel,
)

__all__ = ["KeyReused", "OutOfStock", "UnknownChannel", "place"]
