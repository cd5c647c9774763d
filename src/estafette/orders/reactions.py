"""What orders do when facts arrive."""

from collections.abc import Sequence
from datetime import datetime

from estafette.orders.commands.assign import assign
from estafette.orders.events import HoldCleared, OrderPlaced
from estafette.platform.access.types import EVERYTHING, SYSTEM
from estafette.platform.eventlog.types import Recorded


def assign_ready(batch: Sequence[Recorded], *, at: datetime) -> None:
    """Find places for orders that may go on: placed without a hold, or released from the last one."""
    ready = [
        each.event.order_id
        for each in batch
        if (isinstance(each.event, OrderPlaced) and not each.event.holds)
        or (isinstance(each.event, HoldCleared) and each.event.released)
    ]
    assign(order_ids=list(dict.fromkeys(ready)), by=SYSTEM, access=EVERYTHING, at=at)
