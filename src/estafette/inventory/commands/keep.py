"""Keep the books light: snapshots of levels, partitions of the ledger, the change feed."""

from datetime import datetime, timedelta

from estafette.inventory.models import LEDGER
from estafette.platform import partitions, sql
from estafette.platform.access.types import Actor
from estafette.platform.transactions import requires_transaction

CHANGES_KEPT = timedelta(minutes=15)
"""Longer than any transaction lasts: a reader learns of a change only once its transaction is over."""


@requires_transaction
def take_snapshot(*, by: Actor, at: datetime) -> int:
    """Keep the levels of all places that changed since the last run; rows kept. One statement: one view."""
    return sql.load(__package__, "take_snapshot.sql").run()


@requires_transaction
def prune_changes(*, by: Actor, at: datetime) -> int:
    """Forget old rows of the change feed; rows deleted."""
    return sql.load(__package__, "prune_touch.sql").run(before=at - CHANGES_KEPT)


def make_partitions(*, by: Actor, at: datetime) -> list[str]:
    """Make the ledger's next partitions; the names of those made. Opens its own short transactions."""
    return partitions.ensure([LEDGER], at=at)
