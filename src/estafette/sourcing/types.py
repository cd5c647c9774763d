"""The words of sourcing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

MAX_COST = 10**9


class KindCosts(msgspec.Struct, frozen=True, kw_only=True):
    """Costs at places of one kind, in minor units: shipping a parcel, handling it, handling each line of it."""

    parcel: int
    handling: int
    line: int


class RuleSet(msgspec.Struct, frozen=True, kw_only=True):
    """What places cost and how orders may be split. Costs are minor units.

    `kinds` are by kind of place; a kind that is not named does not serve. `abroad` is added to a parcel from
    another country than the channel's, `step` for each rank of the channel's pool, `split` for each parcel after the
    first, `unfilled` for each unit that nobody serves. An order goes to at most `places` places.
    """

    kinds: Mapping[str, KindCosts]
    abroad: int = 0
    step: int = 0
    split: int = 0
    unfilled: int = 0
    places: int = 1
    seed: int = 1


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """Units of a line without a decided place. `held` are (location id, units) that are reserved for them."""

    line: int
    sku_id: int
    quantity: int
    held: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """An order to be decided. `excluded` places may not serve it; at `counted` ones it has its room of the day."""

    order_id: str
    channel_id: int
    lines: tuple[WaitingLine, ...]
    excluded: frozenset[int] = frozenset()
    counted: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Step:
    """Units of a line that `target` will serve; `origin` is where they are reserved now (0: nowhere)."""

    line: int
    origin: int
    target: int
    units: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided for one order: what moves where, units by line that no place serves, cost and bound."""

    id: str
    order_id: str
    steps: tuple[Step, ...]
    unfilled: Mapping[int, int]
    cost: int
    bound: int


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A decision as it was kept. `steps` are (line, origin, target, units); `reasons` name places by id."""

    id: str
    order_id: str
    batch: str
    rules: int
    seed: int
    position: int
    decided_at: datetime
    actor: str
    cost: int
    bound: int
    steps: list[tuple[int, int, int, int]]
    reasons: dict[str, Any]
