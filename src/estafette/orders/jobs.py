"""What orders do by themselves, on a schedule."""

from estafette.orders.commands.assign import BATCH as ASSIGNED_AT_ONCE
from estafette.orders.commands.assign import assign
from estafette.orders.commands.hold import clear_due
from estafette.platform import clock
from estafette.platform.access.types import EVERYTHING, SYSTEM
from estafette.platform.transactions import door

BATCH = 500
ROUNDS = 100
"""Batches that one run works off at most, so that others have their turn."""


def clear_due_holds() -> int:
    """Clear all holds whose time is over, such as those for remorse; how many."""
    cleared = 0
    for _ in range(ROUNDS):
        with door():
            done = clear_due(by=SYSTEM, access=EVERYTHING, at=clock.now(), batch=BATCH)
        cleared += done
        if done < BATCH:
            break
    return cleared


def assign_unsourced() -> int:
    """Try again to find places for what none could serve; how many lines of orders got one."""
    began, found = clock.now(), 0
    for _ in range(ROUNDS):
        with door():
            done = assign(order_ids=None, by=SYSTEM, access=EVERYTHING, at=began)
        found += sum(len(each.lines) for each in done)
        if len(done) < ASSIGNED_AT_ONCE:
            break
    return found
