"""Pure rules of stock: the life of a reservation, the formulas of availability."""

from collections.abc import Iterable

from estafette.inventory.types import State
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
