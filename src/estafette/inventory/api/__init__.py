"""HTTP doors of stock: availability, levels and the ledger, rules and supply, reservations of carts."""

from estafette.inventory.api.routes import router

__all__ = ["router"]
