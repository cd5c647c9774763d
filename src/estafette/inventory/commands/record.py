"""Record what callers tell by codes: movements, snapshots of outside stock masters, counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from estafette.inventory.commands.move import move
from estafette.inventory.commands.reconcile import Reconciled, count, take_snapshots
from estafette.inventory.queries.refs import items_at
from estafette.inventory.types import (
    HAPPENED,
    BadCost,
    CountDraft,
    Move,
    MovementDraft,
    NotTheStockMaster,
    Reason,
    Snapshot,
    SnapshotDraft,
)
from estafette.network.types import LocationRef, StockMaster
from estafette.platform.access.types import Access, Actor
from estafette.platform.refusal import Refusal, refuse_all
from estafette.platform.transactions import requires_transaction

MOST_COST = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class Figure:
    """What became of one absolute figure."""

    sku: str
    location: str
    outcome: str
    on_hand: int
    difference: int
    missing: int


@requires_transaction
def record_movements(*, drafts: Sequence[MovementDraft], by: Actor, access: Access, at: datetime) -> set[int]:
    """Record movements, all or none; the ids of the SKUs that they touch.

    Raises what `move` does, `unknown_sku`, `kit_has_no_stock`, `unknown_location`, `outside_limits`, `bad_cost`,
    and `not_the_stock_master` for corrections at a place whose figures another system keeps: only what happened
    there (receipts, sales, returns, transfers) is booked, until its next snapshot.
    """
    places = _resolve(drafts, "movements", access, at)
    refuse_all(_foreign_moves(drafts, places) + _bad_costs(drafts))
    moves = [
        Move(
            sku_id=sku_id,
            location_id=place.id,
            quantity=draft.quantity,
            reason=Reason(draft.reason.value),
            condition=draft.condition,
            source_kind=draft.source_kind,
            source_ref=draft.source_ref,
            effective_at=draft.effective_at,
            lot_id=draft.lot,
            bin_id=draft.bin,
            owner_id=draft.owner,
            unit_cost=draft.unit_cost,
        )
        for draft, (sku_id, place) in zip(drafts, places, strict=True)
    ]
    move(moves=moves, by=by, at=at)
    return {sku_id for sku_id, _ in places}


@requires_transaction
def record_snapshots(
    *, drafts: Sequence[SnapshotDraft], by: Actor, access: Access, at: datetime
) -> tuple[list[Figure], set[int]]:
    """Take over what an outside stock master says; one answer a figure, and the ids of the SKUs.

    Raises what `take_snapshots` does, and `not_the_stock_master` for places whose stock we keep ourselves.
    """
    places = _resolve(drafts, "figures", access, at)
    refuse_all(_kept_by(StockMaster.US, [place for _, place in places], "figures"))
    snapshots = [
        Snapshot(sku_id, place.id, draft.on_hand, draft.as_of, draft.sequence)
        for draft, (sku_id, place) in zip(drafts, places, strict=True)
    ]
    return _figures(drafts, take_snapshots(snapshots=snapshots, by=by, at=at), places)


@requires_transaction
def record_counts(
    *, drafts: Sequence[CountDraft], source_ref: str, by: Actor, access: Access, at: datetime
) -> tuple[list[Figure], set[int]]:
    """Book what people counted (now, when no instant is given); one answer a figure, and the ids of the SKUs.

    Raises what `count` does, and `not_the_stock_master` for places whose figures another system keeps.
    """
    places = _resolve(drafts, "figures", access, at)
    refuse_all(_kept_by(StockMaster.OUTSIDE, [place for _, place in places], "figures"))
    counts = [
        Snapshot(sku_id, place.id, draft.on_hand, draft.as_of or at, 0)
        for draft, (sku_id, place) in zip(drafts, places, strict=True)
    ]
    return _figures(drafts, count(counts=counts, source_ref=source_ref, by=by, at=at), places)


def _resolve(
    drafts: Sequence[MovementDraft | SnapshotDraft | CountDraft],
    name: str,
    access: Access,
    at: datetime,
) -> list[tuple[int, LocationRef]]:
    pairs = [(draft.sku, draft.location) for draft in drafts]
    found = items_at(pairs=pairs, name=name, access=access, at=at)
    return [(sku.id, place) for sku, place in found if sku and place]


def _foreign_moves(
    drafts: Sequence[MovementDraft], places: Sequence[tuple[int, LocationRef]]
) -> list[Refusal]:
    return [
        _not_ours(place, f"movements[{n}].reason")
        for n, (draft, (_, place)) in enumerate(zip(drafts, places, strict=True))
        if place.stock_master is StockMaster.OUTSIDE and draft.reason not in HAPPENED
    ]


def _kept_by(master: StockMaster, places: Iterable[LocationRef], name: str) -> list[Refusal]:
    return [
        _not_ours(place, f"{name}[{n}].location")
        for n, place in enumerate(places)
        if place.stock_master is master
    ]


def _not_ours(place: LocationRef, field: str) -> Refusal:
    master = place.stock_system if place.stock_master is StockMaster.OUTSIDE else "Estafette"
    return NotTheStockMaster(field=field, location=place.code, master=master)


def _bad_costs(drafts: Sequence[MovementDraft]) -> list[Refusal]:
    return [
        BadCost(field=f"movements[{n}].unit_cost")
        for n, draft in enumerate(drafts)
        if draft.unit_cost is not None and not _fits(draft.unit_cost)
    ]


def _fits(cost: Decimal) -> bool:
    if not cost.is_finite() or not 0 <= cost < MOST_COST:
        return False
    exponent = cost.normalize().as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -6


def _figures(
    drafts: Sequence[SnapshotDraft | CountDraft],
    results: Sequence[Reconciled],
    places: Sequence[tuple[int, LocationRef]],
) -> tuple[list[Figure], set[int]]:
    by_place = {(each.sku_id, each.location_id): each for each in results}
    figures = []
    for draft, (sku_id, place) in zip(drafts, places, strict=True):
        each = by_place[sku_id, place.id]
        figures.append(
            Figure(draft.sku, draft.location, each.outcome.value, each.on_hand, each.difference, each.missing)
        )
    return figures, {sku_id for sku_id, _ in places}
