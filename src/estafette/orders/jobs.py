"""What orders do by themselves, on a schedule."""

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
