"""Pages of orders: the list, and one order with what may be done to it."""

from django.urls import URLPattern, path

from estafette.orders.web import actions, listing, single


def urls() -> list[URLPattern]:
    """The addresses."""
    return [
        path("orders", listing.orders, name="orders"),
        path("orders/<int:number>", single.order, name="order"),
        path("orders/<int:number>/moved", single.moved, name="order-moved"),
        path("orders/<int:number>/cancel", actions.cancel_order, name="order-cancel"),
        path("orders/<int:number>/holds", actions.hold_order, name="order-hold"),
        path("orders/<int:number>/holds/<uuid:hold_id>/clear", actions.clear, name="order-hold-clear"),
        path("orders/<int:number>/notes", actions.note, name="order-note"),
        path("orders/<int:number>/tags", actions.tags, name="order-tags"),
    ]
