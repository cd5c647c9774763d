"""A model of stock and orders small enough to be seen through: what should be where after each command."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from estafette.inventory.types import RuleKind

Place = tuple[str, str]
"""A SKU and a location, by code."""
Scope = tuple[RuleKind, str | None, str | None, str | None]
"""A rule: its kind, SKU, location and channel; None stands for all."""


@dataclass(slots=True)
class Line:
    """One line of an order: units by what became of them."""

    sku: str
    reserved: int
    owed: int
    canceled: int = 0

    @property
    def waiting(self) -> int:
        return self.reserved + self.owed

    def cancel(self, units: int) -> None:
        """Demand without a place goes first."""
        owed = min(units, self.owed)
        self.owed -= owed
        self.reserved -= units - owed
        self.canceled += units


@dataclass(slots=True)
class Sold:
    """An order that was accepted."""

    id: UUID
    channel: str
    lines: dict[int, Line]
    holds: set[UUID] = field(default_factory=set)


@dataclass(slots=True)
class Cart:
    """Units by SKU that a cart holds until an instant."""

    units: dict[str, int]
    until: datetime


@dataclass(slots=True)
class Supply:
    """Units that are expected and came."""

    quantity: int
    received: int = 0
    closed: bool = False


class Model:
    """Everything that should be true."""

    def __init__(self) -> None:
        self.on_hand: dict[Place, int] = defaultdict(int)
        self.aside: dict[tuple[str, str, str], int] = defaultdict(int)
        self.moved: dict[Place, list[tuple[datetime, int]]] = defaultdict(list)
        self.master: dict[Place, tuple[datetime, int]] = {}
        self.rules: dict[Scope, int] = {}
        self.supply: dict[tuple[str, str, str], Supply] = {}
        self.orders: list[Sold] = []
        self.carts: dict[UUID, Cart] = {}

    def move(self, place: Place, units: int, at: datetime) -> None:
        """Sellable units come or go."""
        self.on_hand[place] += units
        self.moved[place].append((at, units))

    def since(self, place: Place, instant: datetime) -> int:
        """Sellable units that came after an instant."""
        return sum(units for at, units in self.moved[place] if at > instant)

    def set(self, place: Place, figure: int, as_of: datetime) -> None:
        """An absolute figure as of an instant, and what came since."""
        target = max(0, figure + self.since(place, as_of))
        if target != self.on_hand[place]:
            self.move(place, target - self.on_hand[place], as_of)

    def held_back(self, sku: str, place: str) -> int:
        """The largest safety or place rule that names the place or all."""
        return max(
            (
                units
                for (kind, rule_sku, rule_place, _), units in self.rules.items()
                if kind in (RuleKind.SAFETY, RuleKind.PLACE)
                and rule_sku in (sku, None)
                and rule_place in (place, None)
            ),
            default=0,
        )

    def limit(self, kind: RuleKind, sku: str, channel: str) -> int | None:
        """The most specific global buffer or cap."""
        for scope in ((sku, channel), (sku, None), (None, channel), (None, None)):
            units = self.rules.get((kind, scope[0], None, scope[1]))
            if units is not None:
                return units
        return None

    def lines(self) -> Iterable[Line]:
        return (line for order in self.orders for line in order.lines.values())

    def reserved(self, sku: str) -> int:
        """Units of a SKU that are promised, wherever they are."""
        held = sum(line.reserved for line in self.lines() if line.sku == sku)
        return held + sum(cart.units.get(sku, 0) for cart in self.carts.values())

    def owed(self, sku: str) -> int:
        """Units of a SKU that nobody has."""
        return sum(line.owed for line in self.lines() if line.sku == sku)
