"""The doors of the sourcing API."""

from datetime import datetime
from typing import Any
from uuid import UUID

from estafette.network.queries import locations_by_id
from estafette.platform.api.contract import Call, Output, Router
from estafette.platform.api.paging import Page, PageQuery, decode_cursor, page
from estafette.sourcing.queries.decisions import LAST, decisions
from estafette.sourcing.types import Kept

router = Router("sourcing")


class DecisionQuery(PageQuery, frozen=True, kw_only=True):
    order: UUID


class DecidedStep(Output, frozen=True, kw_only=True):
    """Units of a line that a place serves; `origin` is where they were reserved before (null: nowhere)."""

    line: int
    origin: str | None
    location: str
    units: int


class DecisionBody(Output, frozen=True, kw_only=True):
    """One decision: by which rules, upon what (`position` in the event log), its cost and a bound, and why.

    Costs are minor units. In `reasons`, `parcels`, `split_penalty` and `unfilled` add up to `cost`; each of the
    `alternatives` says why it lost and by how much: `dearer` by minor units, others by units.
    """

    id: str
    order: str
    batch: str
    rules: int
    seed: int
    position: int
    decided_at: datetime
    actor: str
    cost: int
    bound: int
    steps: list[DecidedStep]
    reasons: dict[str, Any]


@router.get(
    "/sourcing/decisions",
    scope="orders:read",
    query=DecisionQuery,
    answer=Page[DecisionBody],
    transaction=False,
)
def list_decisions(call: Call[Any, DecisionQuery]) -> Page[DecisionBody]:
    """List the sourcing decisions of an order, newest first, with their reasons."""
    query = call.query
    key = decode_cursor(query.cursor, UUID)
    rows = decisions(
        order_id=query.order, access=call.access, limit=query.limit + 1, before=key[0] if key else LAST
    )
    return page(_bodies(rows), limit=query.limit, key=lambda row: (row.id,))


def _bodies(rows: list[Kept]) -> list[DecisionBody]:
    ids = {place for row in rows for step in row.steps for place in step[1:3]}
    ids |= {
        each["place"] for row in rows for part in ("parcels", "alternatives") for each in row.reasons[part]
    }
    codes = {key: ref.code for key, ref in locations_by_id(ids=ids - {0}).items()}
    return [_body(row, codes) for row in rows]


def _body(row: Kept, codes: dict[int, str]) -> DecisionBody:
    named = {
        part: [{**each, "place": codes.get(each["place"], "")} for each in row.reasons[part]]
        for part in ("parcels", "alternatives")
    }
    steps = [
        DecidedStep(line=line, origin=codes.get(origin), location=codes.get(target, ""), units=units)
        for line, origin, target, units in row.steps
    ]
    return DecisionBody(
        id=row.id, order=row.order_id, batch=row.batch, rules=row.rules, seed=row.seed, position=row.position,
        decided_at=row.decided_at, actor=row.actor, cost=row.cost, bound=row.bound, steps=steps,
        reasons={**row.reasons, **named},
    )  # fmt: skip
