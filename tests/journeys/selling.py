"""Selling in one line, for journeys."""

from django.db import transaction

from estafette.orders.commands.place import place
from estafette.orders.types import Draft, Placed
from estafette.platform import clock
from estafette.platform.access.types import EVERYTHING


def sell(draft: Draft) -> Placed:
    """Place an order that is expected to be accepted."""
    with transaction.atomic():
        [answer] = place(drafts=[draft], access=EVERYTHING, at=clock.now())
    assert isinstance(answer, Placed), answer
    return answer
