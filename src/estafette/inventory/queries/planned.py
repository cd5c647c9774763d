"""What is planned: rules that are open, supply that is expected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from estafette.inventory.queries.levels import visible
from estafette.platform import sql
from estafette.platform.access.types import Access

FIRST_ID = "00000000-0000-0000-0000-000000000000"
BEGINNING = datetime(1, 1, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class RuleRow:
    """An open rule; None in a scope stands for all."""

    id: str
    kind: str
    sku_id: int | None
    location_id: int | None
    channel_id: int | None
    quantity: int
    actor: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class SupplyRow:
    """Units expected at a place from a source: in all, received of them, and pegged to demand of the rest."""

    id: str
    sku_id: int
    location_id: int
    source_kind: str
    source_ref: str
    quantity: int
    received: int
    pegged: int
    due_at: datetime


def open_rules(
    *,
    access: Access,
    limit: int,
    after: str = FIRST_ID,
    kind: str | None = None,
    skus: Sequence[int] | None = None,
    locations: Sequence[int] | None = None,
    channels: Sequence[int] | None = None,
) -> list[RuleRow]:
    """Open rules after an id, at most `limit`, that bind the given or visible places and channels."""
    access.require("stock:read")
    seen = visible(access=access, wanted=locations)
    sold = _sold(access, channels)
    rows = sql.load(__package__, "list_rules.sql").rows(
        after=after,
        kind=kind,
        skus=None if skus is None else sql.array(skus),
        locations=None if seen is None else sql.array(seen),
        channels=None if sold is None else sql.array(sold),
        limit=limit,
    )
    return [RuleRow(*row) for row in rows]


def open_supply(
    *,
    access: Access,
    limit: int,
    after: tuple[int, datetime, str] = (0, BEGINNING, FIRST_ID),
    skus: Sequence[int] | None = None,
    locations: Sequence[int] | None = None,
) -> list[SupplyRow]:
    """Open expected supply after the key (sku id, due, id), at most `limit`, at the given or visible places."""
    access.require("stock:read")
    seen = visible(access=access, wanted=locations)
    rows = sql.load(__package__, "list_supply.sql").rows(
        sku=after[0],
        due=after[1],
        id=after[2],
        skus=None if skus is None else sql.array(skus),
        locations=None if seen is None else sql.array(seen),
        limit=limit,
    )
    return [SupplyRow(*row) for row in rows]


def _sold(access: Access, wanted: Sequence[int] | None) -> list[int] | None:
    if access.channels is None:
        return None if wanted is None else sorted(wanted)
    return sorted(access.channels if wanted is None else access.channels.intersection(wanted))
