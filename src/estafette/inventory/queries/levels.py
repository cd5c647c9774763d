"""Levels and the ledger behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from estafette.platform import sql
from estafette.platform.access.types import Access

END_OF_TIME = datetime(9999, 1, 1, tzinfo=UTC)
LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff"


@dataclass(frozen=True, slots=True)
class LevelRow:
    """Units of one SKU at one location; `net` may be negative, `unsellable` is by condition."""

    sku_id: int
    location_id: int
    on_hand: int
    reserved: int
    held_back: int
    unsellable: dict[str, int]

    @property
    def net(self) -> int:
        return self.on_hand - self.reserved - self.held_back


@dataclass(frozen=True, slots=True)
class MovementRow:
    """One row of the ledger."""

    id: str
    location_id: int
    condition: str
    quantity: int
    reason: str
    source_kind: str
    source_ref: str
    actor: str
    effective_at: datetime
    recorded_at: datetime
    lot_id: str | None
    bin_id: str | None
    owner_id: str | None
    unit_cost: Decimal | None


def levels(
    *,
    access: Access,
    limit: int,
    after: tuple[int, int] = (0, 0),
    skus: Sequence[int] | None = None,
    locations: Sequence[int] | None = None,
) -> list[LevelRow]:
    """Levels after the key (sku id, location id), at most `limit`, of the places that the caller sees."""
    access.require("stock:read")
    seen = visible(access=access, wanted=locations)
    asked = {"after_sku": after[0], "after_location": after[1], "limit": limit}
    places = None if seen is None else sql.array(seen)
    if skus is not None:
        statement, scope = "list_levels_of_skus.sql", {"skus": sql.array(skus), "locations": places}
    elif places is not None:
        statement, scope = "list_levels_at.sql", {"locations": places}
    else:
        statement, scope = "list_levels.sql", {}
    rows = sql.load(__package__, statement).rows(**asked, **scope)
    return [
        LevelRow(sku, place, on_hand, reserved, held_back, sql.parse(aside))
        for sku, place, on_hand, reserved, held_back, aside in rows
    ]


def movements(
    *,
    access: Access,
    sku_id: int,
    locations: Sequence[int],
    limit: int,
    before: tuple[datetime, str] = (END_OF_TIME, LAST_ID),
) -> list[MovementRow]:
    """The ledger of one SKU at the places given that the caller sees, newest first, before (recorded at, id)."""
    access.require("stock:read")
    rows: list[tuple[Any, ...]] = sql.load(__package__, "list_movements.sql").rows(
        sku=sku_id,
        locations=sql.array(visible(access=access, wanted=locations) or []),
        before=before[0],
        before_id=before[1],
        limit=limit,
    )
    return [MovementRow(*row) for row in rows]


def visible(*, access: Access, wanted: Sequence[int] | None) -> list[int] | None:
    """Ids of the wanted places (None: all) that the caller sees; None when that is every place."""
    if access.places is None:
        return None if wanted is None else sorted(wanted)
    return sorted(access.places if wanted is None else access.places.intersection(wanted))
