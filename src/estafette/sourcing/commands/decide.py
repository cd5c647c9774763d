"""Decide which places serve waiting orders, and keep why."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from estafette.algorithms.sourcing.plan import Choice
from estafette.algorithms.sourcing.solve import solve
from estafette.network.queries import channel_refs
from estafette.network.types import Site
from estafette.platform import sql
from estafette.platform.access.types import Actor
from estafette.platform.eventlog.feed import head
from estafette.platform.ids import uuid7_text
from estafette.platform.transactions import requires_transaction
from estafette.sourcing import rules
from estafette.sourcing.queries.current import current
from estafette.sourcing.types import Decision, RuleSet, Step, Waiting


@requires_transaction
def decide(
    *,
    requests: Sequence[Waiting],
    stock: Mapping[tuple[int, int], int],
    places: Mapping[int, Site],
    by: Actor,
    at: datetime,
) -> list[Decision]:
    """Decide all orders together, in the order given, which is their priority; one decision each, kept.

    `stock` is what is free by (SKU id, location id), without what the requests hold themselves; `places` are those
    that may be asked, as `candidates` gives them. Four statements, whatever the number.
    """
    if not requests:
        return []
    version, held = current()
    choices = _solved(requests, stock, places, held)
    ids = [uuid7_text() for _ in choices]
    sql.load(__package__, "keep.sql").run(
        decisions=sql.json([_row(key, choice) for key, choice in zip(ids, choices, strict=True)]),
        batch=uuid7_text(),
        rules=version,
        seed=held.seed,
        position=head(),
        at=at,
        actor=by.label(),
    )
    return [_decision(key, choice) for key, choice in zip(ids, choices, strict=True)]


def _solved(
    requests: Sequence[Waiting],
    stock: Mapping[tuple[int, int], int],
    places: Mapping[int, Site],
    held: RuleSet,
) -> tuple[Choice, ...]:
    channels = {ref.id: ref for ref in channel_refs()}
    asked = rules.problem(waiting=requests, stock=stock, sites=places, channels=channels, rules=held)
    return solve(asked, seed=held.seed).choices


def _row(key: str, choice: Choice) -> dict[str, Any]:
    steps = [(move.line, move.origin, move.target, move.units) for move in choice.moves]
    return {
        "o": choice.order,
        "id": key,
        "cost": choice.cost,
        "bound": choice.bound,
        "steps": steps,
        "reasons": choice.explain(),
    }


def _decision(key: str, choice: Choice) -> Decision:
    steps = tuple(Step(move.line, move.origin, move.target, move.units) for move in choice.moves)
    return Decision(key, choice.order, steps, choice.unfilled, choice.cost, choice.bound)
