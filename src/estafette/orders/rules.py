"""Pure rules of orders: amounts, kits, identities of quantities, the derived status, what may be canceled."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from estafette.orders.types import Status
from estafette.platform.money import split, to_minor


@dataclass(frozen=True, slots=True)
class Quantities:
    """The quantities of one line, in base units. See `holds` for their identity."""

    ordered: int
    canceled: int = 0
    backordered: int = 0
    unassigned: int = 0
    assigned: int = 0
    picked: int = 0
    packed: int = 0
    shipped: int = 0
    delivered: int = 0
    return_expected: int = 0
    return_received: int = 0

    def holds(self) -> bool:
        """ordered = canceled + backordered + unassigned + assigned + picked + packed + shipped, and the rest."""
        accounted = self.canceled + self.backordered + self.unassigned + self.assigned
        accounted += self.picked + self.packed + self.shipped
        return (
            self.ordered == accounted
            and self.delivered <= self.shipped
            and self.return_expected + self.return_received <= self.shipped
        )

    @property
    def cancelable(self) -> int:
        """Units that nobody has in hand yet."""
        return self.backordered + self.unassigned + self.assigned

    @property
    def waiting(self) -> int:
        """Units that have not left and will."""
        return self.backordered + self.unassigned + self.assigned + self.picked + self.packed


def derive_status(*, lines: Iterable[Quantities], on_hold: bool) -> Status:
    """The status that the lines and holds of an order add up to; the twin of the SQL function orders_status."""
    rows = list(lines)
    ordered = sum(each.ordered for each in rows)
    shipped = sum(each.shipped for each in rows)
    returned = sum(each.return_received for each in rows)
    waiting = sum(each.waiting for each in rows)
    if ordered and sum(each.canceled for each in rows) == ordered:
        return Status.CANCELED
    if shipped and returned == shipped and not waiting:
        return Status.RETURNED
    if returned:
        return Status.PARTIALLY_RETURNED
    if shipped and not waiting and sum(each.delivered for each in rows) == shipped:
        return Status.DELIVERED
    if on_hold:
        return Status.ON_HOLD
    if shipped:
        return Status.PARTIALLY_SHIPPED if waiting else Status.SHIPPED
    if any(each.assigned + each.picked + each.packed for each in rows):
        return Status.IN_PROGRESS
    return Status.PLACED


@lru_cache(maxsize=100_000)
def amount(*, unit_price: Decimal, quantity: int, currency: str) -> int:
    """The amount of a line before its discount, in minor units: the one rounding of a stored amount."""
    return to_minor(unit_price * quantity, currency)


def order_total(
    *, goods: int, discount: int, shipping: int, fees: int, tax: int, prices_include_tax: bool
) -> int:
    """Σ line amounts − discounts + shipping + fees (+ tax, unless the prices include it), in minor units."""
    return goods - discount + shipping + fees + (0 if prices_include_tax else tax)


def tax_of(*, amount: int, percent: Decimal, included: bool) -> int:
    """The tax on a line's amount in minor units, rounded half up: a · p / (100 + p) when it is included, else
    a · p / 100."""
    share = percent / (100 + percent) if included else percent / 100
    return int((amount * share).quantize(Decimal(1), rounding=ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class KitPart:
    """What one component line of a kit gets: units, and its shares of the kit's amounts."""

    quantity: int
    amount: int
    discount: int
    tax: int


def explode(
    *, kits: int, components: Sequence[tuple[int, int]], amount: int, discount: int, tax: int
) -> list[KitPart]:
    """Share a kit's amounts among its components, given as (quantity in a kit, weight), by largest remainder.

    The shares add up to the kit's amounts to the minor unit.
    """
    weights = [weight for _, weight in components]
    shares = zip(split(amount, weights), split(discount, weights), split(tax, weights), strict=True)
    return [
        KitPart(kits * quantity, share, discounted, taxed)
        for (quantity, _), (share, discounted, taxed) in zip(components, shares, strict=True)
    ]


def canceled_share(*, gross: int, ordered: int, canceled: int) -> int:
    """What `canceled` of `ordered` units are worth of a line's gross amount, in minor units.

    Cumulative, rounded half away from zero, so that canceling unit by unit adds up to the whole line exactly.
    """
    if not ordered:
        return 0
    sign = -1 if gross < 0 else 1
    return sign * ((2 * abs(gross) * canceled + ordered) // (2 * ordered))


@dataclass(frozen=True, slots=True)
class Cancellation:
    """How a cancellation of one line is taken from its quantities."""

    backordered: int
    unassigned: int
    assigned: int

    @property
    def units(self) -> int:
        return self.backordered + self.unassigned + self.assigned


def cancel(*, line: Quantities, units: int) -> Cancellation:
    """Take `units` from what waits longest: backordered, then unassigned, then assigned.

    Raises ValueError when more is asked than `line.cancelable`.
    """
    if not 0 <= units <= line.cancelable:
        raise ValueError(f"{units} of {line.cancelable} cancelable units")
    backordered = min(units, line.backordered)
    unassigned = min(units - backordered, line.unassigned)
    return Cancellation(backordered, unassigned, units - backordered - unassigned)
