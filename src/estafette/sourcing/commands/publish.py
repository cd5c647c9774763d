"""Publish rules."""

from datetime import datetime

from estafette.platform import sql
from estafette.platform.access.types import Actor
from estafette.platform.refusal import InvalidInput, refuse_all
from estafette.platform.transactions import requires_transaction
from estafette.sourcing import rules
from estafette.sourcing.types import RuleSet


class BadFigure(InvalidInput):
    code = "bad_figure"
    message = "The figure {name} is out of bounds."
    remedy = "Costs are from 0 to 1,000,000,000 minor units; an order goes to at most 10 places."


@requires_transaction
def publish(*, body: RuleSet, by: Actor, at: datetime) -> int:
    """Make these rules hold from now on; their version. Raises `Refused` with `bad_figure` for each wrong one."""
    refuse_all([BadFigure(field=name, name=name) for name in rules.faults(rules=body)])
    rows = sql.load(__package__, "publish.sql").rows(body=sql.json(body), at=at, actor=by.label())
    return int(rows[0][0])
