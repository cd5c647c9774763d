"""Upkeep of the keys: partitions ahead, old ones dropped."""

from datetime import datetime, timedelta

from estafette.platform import partitions
from estafette.platform.idempotency.tables import KEYS

RETENTION = timedelta(days=7)


def maintain(*, at: datetime) -> None:
    """Make the coming partitions and drop those that only hold keys older than seven days. Run it daily."""
    partitions.ensure([KEYS], at=at)
    partitions.drop_before(KEYS, before=at - RETENTION)
