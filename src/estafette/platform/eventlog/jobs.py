"""Upkeep of the log: partitions ahead, old ones dropped when nobody needs them any more."""

from datetime import datetime, timedelta

from estafette.platform import partitions, sql
from estafette.platform.eventlog.tables import EVENTS

RETENTION = timedelta(days=3653)
"""Ten years: how long the books of a trading company are kept."""


def maintain(*, at: datetime, keep: timedelta = RETENTION) -> None:
    """Make the coming partitions and drop those whose events are all older than `keep`. Run it daily.

    A partition that a consumer has not read to its end, or with an event still parked, is kept.
    """
    partitions.ensure([EVENTS], at=at)
    [(needed,)] = sql.load(__package__, "needed_since.sql").rows()
    before = at - keep
    partitions.drop_before(EVENTS, before=before if needed is None else min(before, needed))
