"""Pure rules of stock: the life of a reservation, the formulas of availability."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from estafette.catalog.types import SkuKind, SkuRef
from estafette.inventory.types import Availability, Derivation, Part, PlaceDerivation, State
from estafette.platform.lifecycle import Lifecycle

RESERVATION = Lifecycle(
    name="reservation",
    initial=frozenset({State.SOFT, State.HELD, State.TENTATIVE, State.ASSIGNED}),
    moves={
        State.SOFT: frozenset({State.HELD, State.CONFIRMED, State.EXPIRED, State.RELEASED, State.MOVED}),
        State.HELD: frozenset({State.CONFIRMED, State.EXPIRED, State.RELEASED, State.MOVED}),
        State.TENTATIVE: frozenset(
            {State.ASSIGNED, State.MOVED, State.RELEASED, State.BACKORDERED, State.CONSUMED}
        ),
        State.ASSIGNED: frozenset({State.CONSUMED, State.MOVED, State.RELEASED, State.BACKORDERED}),
    },
    final=frozenset(
        {
            State.CONSUMED,
            State.EXPIRED,
            State.RELEASED,
            State.MOVED,
            State.CONFIRMED,
            State.BACKORDERED,
        }
    ),
)
OPEN = frozenset({State.SOFT, State.HELD, State.TENTATIVE, State.ASSIGNED})


def net(*, on_hand: int, reserved: int, held_back: int, supply: int = 0) -> int:
    """Units of one place that may be promised; negative when it holds less than it has promised.

    `held_back` is the larger of safety stock and the buffer of the rule; `supply` is due by the instant asked
    for, net of what is pegged to it. Clamp last, never before adding supply.
    """
    return on_hand - reserved - held_back + supply


def channel_atp(*, nets: Iterable[int], global_buffer: int, unassigned_demand: int, cap: int | None) -> int:
    """ATP of a SKU on a channel: max(0, min(Σ max(0, net) − global buffer − unassigned demand, cap))."""
    pooled = sum(max(0, each) for each in nets) - global_buffer - unassigned_demand
    return max(0, pooled if cap is None else min(pooled, cap))


def kit_atp(*, components: Iterable[tuple[int, int]]) -> int:
    """Whole kits that can be made of (ATP of the component, quantity in a kit); 0 without components."""
    return min((atp // quantity for atp, quantity in components), default=0)


def items_of(*, skus: Iterable[SkuRef]) -> dict[int, str]:
    """The items behind SKUs, components of kits instead of the kits: code by internal id."""
    found = {}
    for each in skus:
        if each.kind is SkuKind.ITEM:
            found[each.id] = each.code
        found.update((part.sku_id, part.code) for part in each.components)
    return found


def assemble(
    *,
    skus: Sequence[SkuRef],
    places: Mapping[int, str],
    levels: Iterable[tuple[Any, ...]],
    limits: Iterable[tuple[Any, ...]],
) -> list[Availability]:
    """Figures from rows of (sku, location, on hand, reserved, held back, supply) and (sku, buffer, demand, cap)."""
    names = items_of(skus=skus)
    found: dict[int, list[PlaceDerivation]] = defaultdict(list)
    for sku, place, on_hand, reserved, held_back, supply in levels:
        if on_hand or reserved or supply:
            units = net(on_hand=on_hand, reserved=reserved, held_back=held_back, supply=supply)
            found[sku].append(
                PlaceDerivation(places[place], on_hand, reserved, held_back, supply, units, max(0, units))
            )
    derived = {sku: _derivation(names[sku], found[sku], *limit) for sku, *limit in limits}
    return [_answer(each, derived) for each in skus]


def _derivation(
    sku: str, places: list[PlaceDerivation], buffer: int, demand: int, cap: int | None
) -> Derivation:
    return Derivation(
        sku=sku,
        places=tuple(places),
        places_total=sum(each.counted for each in places),
        global_buffer=buffer,
        unassigned_demand=demand,
        cap=cap,
        atp=channel_atp(
            nets=[each.net for each in places], global_buffer=buffer, unassigned_demand=demand, cap=cap
        ),
    )


def _answer(sku: SkuRef, derived: Mapping[int, Derivation]) -> Availability:
    if sku.kind is SkuKind.ITEM:
        return Availability(sku.code, derived[sku.id].atp, (Part(1, derived[sku.id]),))
    parts = tuple(Part(part.quantity, derived[part.sku_id]) for part in sku.components)
    whole = kit_atp(components=[(part.derivation.atp, part.quantity) for part in parts])
    return Availability(sku.code, whole, parts)
