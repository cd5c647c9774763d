"""Room at places: what is left of their day."""

from collections.abc import Collection
from datetime import datetime

from estafette.network.types import Site
from estafette.platform import sql


def sites(*, ids: Collection[int], at: datetime) -> dict[int, Site]:
    """Location id -> what sourcing needs to know of it at `at`; unknown ids are left out. One statement."""
    rows = sql.load(__package__, "capacity_left.sql").rows(ids=sql.array(sorted(ids)), at=at)
    return {
        row[0]: Site(*row[:7], orders_left=None if row[9] else row[7], units_left=None if row[10] else row[8])
        for row in rows
    }
