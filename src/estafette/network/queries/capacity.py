"""Room at places: what is left of their day."""

from collections.abc import Collection
from datetime import date, datetime

from estafette.network.types import Site
from estafette.platform import sql


def sites(*, ids: Collection[int], at: datetime) -> dict[int, Site]:
    """Location id -> what sourcing needs to know of it at `at`; unknown ids are left out. One statement."""
    rows = sql.load(__package__, "capacity_left.sql").rows(ids=sql.array(sorted(ids)), at=at)
    return {row[0]: _site(*row) for row in rows}


def _site(
    key: int, code: str, kind: str, active: bool, ships: bool, country: str, day: date, orders: int, units: int,
    any_orders: bool, any_units: bool,
) -> Site:  # fmt: skip
    left = (None if any_orders else orders, None if any_units else units)
    return Site(key, code, kind, active, ships, country, day, *left)
