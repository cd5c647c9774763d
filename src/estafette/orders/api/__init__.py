"""Orders over HTTP."""

from estafette.orders.api.routes import router

__all__ = ["router"]
