"""A plan: what each order gets from where, what it costs, how far from the best at most, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Why(StrEnum):
    """Why an alternative was not taken."""

    DEARER = "dearer"  # it costs more: `by` minor units
    STOCK = "stock"  # it lacks `by` units
    CAPACITY = "capacity"  # it has no room left that day; `by` units do not fit
    NOT_ELIGIBLE = "not_eligible"  # it may not serve the order, though it holds `by` units for it


@dataclass(frozen=True, slots=True)
class Move:
    """Units of one line that `target` serves; `origin` is where they are kept now (0: free stock of the target)."""

    line: int
    origin: int
    target: int
    units: int


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one place sends of an order, with the parts of its cost in minor units."""

    place: int
    units: int
    lines: int
    shipment: int
    handling: int
    line_handling: int

    @property
    def cost(self) -> int:
        return self.shipment + self.handling + self.lines * self.line_handling


@dataclass(frozen=True, slots=True)
class Alternative:
    """A place that could have served the order alone, and why it did not; `cost` where it was possible."""

    place: int
    why: Why
    by: int
    cost: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What is decided for one order. `bound` is a cost that no plan whatever can be below."""

    order: str
    moves: tuple[Move, ...]
    parcels: tuple[Parcel, ...]
    unfilled: Mapping[int, int]
    split_penalty: int
    unfilled_penalty: int
    bound: int
    alternatives: tuple[Alternative, ...] = ()
    left_out: int = 0

    @property
    def cost(self) -> int:
        """Σ parcels + split penalty × further parcels + unfilled penalty × units that nobody serves."""
        further = max(0, len(self.parcels) - 1)
        return (
            sum(parcel.cost for parcel in self.parcels)
            + self.split_penalty * further
            + self.unfilled_penalty * sum(self.unfilled.values())
        )

    def explain(self) -> dict[str, Any]:
        """The reasons as plain data; `reprice` finds the same cost in them."""
        return {
            "parcels": [
                {"place": each.place, "units": each.units, "lines": each.lines, "shipment": each.shipment,
                 "handling": each.handling, "line_handling": each.line_handling}
                for each in self.parcels
            ],
            "split_penalty": self.split_penalty,
            "unfilled_penalty": self.unfilled_penalty,
            "unfilled": [{"line": line, "units": units} for line, units in sorted(self.unfilled.items())],
            "alternatives": [
                {"place": each.place, "why": each.why.value, "by": each.by, "cost": each.cost}
                for each in self.alternatives
            ],
            "left_out": self.left_out,
        }  # fmt: skip


def reprice(reasons: Mapping[str, Any]) -> int:
    """The cost of a choice from its explanation alone, in minor units."""
    parcels = reasons["parcels"]
    sent = sum(
        each["shipment"] + each["handling"] + each["lines"] * each["line_handling"] for each in parcels
    )
    missing = sum(each["units"] for each in reasons["unfilled"])
    further = max(0, len(parcels) - 1)
    return int(sent + further * reasons["split_penalty"] + missing * reasons["unfilled_penalty"])


@dataclass(frozen=True, slots=True)
class Plan:
    """A choice for every order of the problem, in its order."""

    choices: tuple[Choice, ...]
    seed: int
    complete: bool = field(default=True)
    """False: the solver was stopped, and the later orders were decided without looking for the best split."""

    @property
    def cost(self) -> int:
        return sum(choice.cost for choice in self.choices)

    @property
    def bound(self) -> int:
        return sum(choice.bound for choice in self.choices)

    @property
    def gap(self) -> int:
        """How far the cost is above the bound at most, in minor units."""
        return self.cost - self.bound
