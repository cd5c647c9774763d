"""Set safety stock, buffers and caps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from estafette.inventory.events import RulesChanged
from estafette.inventory.types import MAX_UNITS, RuleKind
from estafette.platform import sql
from estafette.platform.access.types import Actor
from estafette.platform.eventlog import append
from estafette.platform.eventlog.types import Entry
from estafette.platform.ids import uuid7
from estafette.platform.refusal import InvalidInput, Refused
from estafette.platform.transactions import requires_transaction


class BadRule(InvalidInput):
    code = "bad_rule"
    message = "A rule of the kind “{kind}” cannot have this scope or quantity."
    remedy = (
        "Safety names an article and a place; place may name an article and a place; global and cap name a "
        "channel and may name an article; the quantity is a whole number from 0, or null to end the rule."
    )


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One rule to set; `quantity` None ends it. Ids are internal; None stands for all."""

    kind: RuleKind
    quantity: int | None
    sku_id: int | None = None
    location_id: int | None = None
    channel_id: int | None = None


@requires_transaction
def set_rules(*, changes: Sequence[RuleChange], by: Actor, at: datetime) -> int:
    """Set or end rules, all or none; the number of levels that now hold back another quantity.

    Levels keep max(safety, place rules) ready, so that the sale itself looks at one row. Raises `Refused`
    with `bad_rule`.
    """
    if not changes:
        return 0
    refusals = [
        BadRule(field=f"rules[{position}]", kind=each.kind.value)
        for position, each in enumerate(changes)
        if not _fits(each)
    ]
    if refusals:
        raise Refused(refusals)
    sql.load(__package__, "lock_rules.sql").rows()
    rules = sql.json([_row(each) for each in {_scope(each): each for each in changes}.values()])
    sql.load(__package__, "set_rules.sql").rows(rules=rules)
    sql.load(__package__, "open_rules.sql").run(rules=rules, actor=by.label())
    everything = any(each.sku_id is None for each in changes)
    [(changed,)] = sql.load(__package__, "hold_back.sql").rows(rules=rules, everything=everything)
    event = RulesChanged(rules=len(changes))
    append([Entry(aggregate=f"stock:{uuid7()}", version=1, event=event)], by=by, at=at)
    return int(changed)


def _fits(rule: RuleChange) -> bool:
    if rule.quantity is not None and not 0 <= rule.quantity <= MAX_UNITS:
        return False
    if rule.kind in (RuleKind.GLOBAL, RuleKind.CAP):
        return rule.location_id is None and (rule.kind is RuleKind.GLOBAL or rule.channel_id is not None)
    if rule.channel_id is not None:
        return False
    return rule.kind is RuleKind.PLACE or (rule.sku_id is not None and rule.location_id is not None)


def _scope(rule: RuleChange) -> tuple[object, ...]:
    return (rule.kind, rule.sku_id, rule.location_id, rule.channel_id)


def _row(rule: RuleChange) -> dict[str, object]:
    return {
        "kind": rule.kind,
        "sku_id": rule.sku_id,
        "location_id": rule.location_id,
        "channel_id": rule.channel_id,
        "quantity": rule.quantity,
    }
