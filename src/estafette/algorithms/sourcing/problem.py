"""A sourcing problem: waiting orders, places, stock and costs. Frozen, whole numbers, checked when it is made."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Line:
    """Units of one SKU that an order waits for. `held` are (place, units) that are kept for it already."""

    number: int
    sku: int
    quantity: int
    held: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """One waiting order. `shipment` is the cost of a parcel by eligible place; `counted` are places where the
    order takes no further room of the day, because it has some there already."""

    key: str
    lines: tuple[Line, ...]
    shipment: Mapping[int, int] = field(default_factory=dict)
    counted: frozenset[int] = frozenset()

    @property
    def units(self) -> int:
        return sum(line.quantity for line in self.lines)


@dataclass(frozen=True, slots=True)
class Place:
    """A place: what handling costs there by parcel and by line, and the room it has left (None: no limit)."""

    id: int
    parcel_cost: int = 0
    line_cost: int = 0
    orders_left: int | None = None
    units_left: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for all orders: the cost of each parcel after the first, of each unit that no place serves, and
    the most places that one order may be split over."""

    split_penalty: int
    unfilled_penalty: int
    max_places: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Orders by priority. `stock` is what is free by (SKU, place); what orders hold comes on top of it.

    Costs are minor units of one currency. Raises ValueError for what cannot be.
    """

    orders: tuple[Order, ...]
    places: Mapping[int, Place]
    stock: Mapping[tuple[int, int], int]
    terms: Terms

    def __post_init__(self) -> None:
        if len({order.key for order in self.orders}) < len(self.orders):
            raise ValueError("an order stands twice in the problem")
        if self.terms.split_penalty < 0 or self.terms.unfilled_penalty < 0 or self.terms.max_places < 1:
            raise ValueError(f"impossible terms: {self.terms}")
        if any(units < 0 for units in self.stock.values()):
            raise ValueError("stock below zero")
        for key, place in self.places.items():
            _check_place(key, place)
        for order in self.orders:
            _check_order(order, self.places)


def _check_place(key: int, place: Place) -> None:
    room = (place.orders_left or 0, place.units_left or 0)
    if key != place.id or key < 1 or min(place.parcel_cost, place.line_cost, *room) < 0:
        raise ValueError(f"impossible place: {place}")


def _check_order(order: Order, places: Mapping[int, Place]) -> None:
    numbers = [line.number for line in order.lines]
    if not numbers or len(set(numbers)) < len(numbers):
        raise ValueError(f"order {order.key} has no lines, or one twice")
    if any(place not in places or cost < 0 for place, cost in order.shipment.items()):
        raise ValueError(f"order {order.key} has an impossible cost of shipment")
    for line in order.lines:
        spots = [place for place, _ in line.held]
        held = [units for _, units in line.held]
        if line.quantity < 1 or min(held, default=1) < 1 or sum(held) > line.quantity:
            raise ValueError(f"order {order.key}, line {line.number}: impossible quantities")
        if len(set(spots)) < len(spots):
            raise ValueError(f"order {order.key}, line {line.number}: a place holds twice")
