"""Make and lock the level rows that a command is about to write."""

from collections.abc import Sequence
from typing import Any

from estafette.platform import sql


def lock_levels(*, places: Sequence[tuple[int, int]]) -> list[tuple[Any, ...]]:
    """Levels of (sku id, location id), made where missing, locked in that order until the transaction ends.

    Rows of (sku id, location id, on hand, reserved, unsellable units by condition as JSON).
    """
    given = {
        "skus": sql.array([sku for sku, _ in places]),
        "locations": sql.array([location for _, location in places]),
    }
    with sql.pipeline():
        sql.load(__package__, "share_rules.sql").send()
        sql.load(__package__, "lock_levels.sql").send(**given)
    return sql.load(__package__, "read_levels.sql").rows(**given)
