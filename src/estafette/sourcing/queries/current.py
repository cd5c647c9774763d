"""The rules that hold."""

import msgspec

from estafette.platform import sql
from estafette.sourcing.rules import STANDARD
from estafette.sourcing.types import RuleSet


def current() -> tuple[int, RuleSet]:
    """Version and rules; version 0, those of the house, before any were published. One statement."""
    rows = sql.load(__package__, "current.sql").rows()
    if not rows:
        return 0, STANDARD
    return rows[0][0], msgspec.json.decode(rows[0][1], type=RuleSet)
