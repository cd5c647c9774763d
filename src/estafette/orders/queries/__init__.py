"""Questions about orders: bulk, read-only."""

from estafette.orders.queries.find import OrderFilter, OrderRow, find
from estafette.orders.queries.read import OrderView, read

__all__ = ["OrderFilter", "OrderRow", "OrderView", "find", "read"]
