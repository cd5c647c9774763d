"""The steps of taking assigned units away from their places: which units, and the room that they leave."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from estafette.network.commands.capacity import give_back_room
from estafette.network.types import Room
from estafette.platform import sql
from estafette.platform.access.types import Actor


@dataclass(frozen=True, slots=True)
class Share:
    """Units of a line that a place has, of one of its days."""

    order_id: str
    line: int
    location_id: int
    day: date
    units: int


def shares_of(orders: Iterable[object]) -> list[Share]:
    """What places have of locked orders, the smallest shares of a line first."""
    rows = sql.load(__package__, "assignments_of.sql").rows(ids=sql.array(orders))
    return [Share(*row) for row in rows]


def pick(
    shares: Sequence[Share], wanted: Mapping[tuple[str, int], int], *, location_id: int | None = None
) -> list[Share]:
    """The shares to take for units by (order, line), at one place when it is given; fewer when there are fewer."""
    left = dict(wanted)
    picked = []
    for share in shares:
        units = min(share.units, left.get((share.order_id, share.line), 0))
        if units and location_id in (None, share.location_id):
            picked.append(replace(share, units=units))
            left[share.order_id, share.line] -= units
    return picked


def give_up(shares: Sequence[Share], taken: Sequence[Share], *, by: Actor, at: datetime) -> None:
    """Take `taken` out of `shares`, which are all that the orders have, and give the room of the days back.

    It comes before stock is touched, as taking room does, so that nobody waits in a ring.
    """
    if not taken:
        return
    sql.load(__package__, "take_assignments.sql").rows(taken=sql.json([_row(each) for each in taken]))
    give_back_room(rooms=_rooms(shares, taken), by=by, at=at)


def _rooms(shares: Sequence[Share], taken: Sequence[Share]) -> list[Room]:
    """Room by place and day: an order leaves its place of the day with the last of its units."""
    left: dict[tuple[str, int, date], int] = defaultdict(int)
    units: dict[tuple[int, date], int] = defaultdict(int)
    for share in shares:
        left[share.order_id, share.location_id, share.day] += share.units
    for share in taken:
        left[share.order_id, share.location_id, share.day] -= share.units
        units[share.location_id, share.day] += share.units
    touched = {(share.order_id, share.location_id, share.day) for share in taken}
    orders: dict[tuple[int, date], int] = defaultdict(int)
    for order_id, place, day in touched:
        orders[place, day] += left[order_id, place, day] == 0
    return [Room(place, day, orders[place, day], units[place, day]) for place, day in sorted(units)]


def _row(share: Share) -> dict[str, Any]:
    return {
        "o": share.order_id,
        "line": share.line,
        "place": share.location_id,
        "day": share.day,
        "units": share.units,
    }
