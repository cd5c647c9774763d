"""Orders in words: states, holds and quantities, each with the color in which it is shown."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

STATES: dict[str, tuple[Words, str]] = {
    "placed": (_("Placed"), "state-info"),
    "on_hold": (_("On hold"), "state-warn"),
    "in_progress": (_("In progress"), "state-info"),
    "partially_shipped": (_("Partly shipped"), "state-info"),
    "shipped": (_("Shipped"), "state-good"),
    "delivered": (_("Delivered"), "state-good"),
    "partially_returned": (_("Partly returned"), "state-plain"),
    "returned": (_("Returned"), "state-plain"),
    "canceled": (_("Canceled"), "state-bad"),
}
HOLDS: dict[str, Words] = {
    "payment": _("Payment"),
    "fraud": _("Fraud check"),
    "remorse": _("Remorse period"),
    "address": _("Address"),
    "review": _("Review"),
    "content": _("Content"),
    "stock": _("Stock"),
    "manual": _("By hand"),
}
QUANTITIES: dict[str, tuple[Words, str]] = {
    "backordered": (_("backordered"), "state-warn"),
    "unassigned": (_("waiting"), "state-plain"),
    "assigned": (_("assigned"), "state-info"),
    "picked": (_("picked"), "state-info"),
    "packed": (_("packed"), "state-info"),
    "shipped": (_("shipped"), "state-good"),
    "delivered": (_("delivered"), "state-good"),
    "return_expected": (_("coming back"), "state-plain"),
    "return_received": (_("returned"), "state-plain"),
    "canceled": (_("canceled"), "state-bad"),
}
RESERVATIONS: dict[str, Words] = {
    "soft": _("in a cart"),
    "held": _("held"),
    "tentative": _("reserved"),
    "assigned": _("assigned"),
}
METHODS: dict[str, Words] = {
    "home": _("Home delivery"),
    "express": _("Express delivery"),
    "pickup_point": _("Pickup point"),
    "click_and_collect": _("Click and collect"),
    "ship_to_store": _("Ship to store"),
    "in_store": _("In store"),
}


def method_words(method: str) -> Words:
    """A delivery method in words; one that a channel has named itself as it was sent."""
    return METHODS.get(method, method.replace("_", " "))


def state(status: str) -> tuple[Words, str]:
    """Words and color of an order's status."""
    return STATES.get(status, (status, "state-plain"))


def hold_words(kind: str) -> Words:
    """A kind of hold in words."""
    return HOLDS.get(kind, kind)


def state_choices() -> list[tuple[str, str]]:
    """Pairs of status and words, in the active language."""
    return [(status, str(words)) for status, (words, _color) in STATES.items()]


def hold_choices() -> list[tuple[str, str]]:
    """Pairs of kind of hold and words, in the active language."""
    return [(kind, str(words)) for kind, words in HOLDS.items()]
