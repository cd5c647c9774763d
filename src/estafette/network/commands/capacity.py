"""Take room of a place's day, and give it back."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from estafette.network.types import Room
from estafette.platform import sql
from estafette.platform.access.types import Actor
from estafette.platform.transactions import requires_transaction


@requires_transaction
def take_room(*, wishes: Sequence[Room], by: Actor, at: datetime) -> set[tuple[int, date]]:
    """Take room at places that have a limit; the (location id, day) that had it. One wish a place and day.

    A wish is granted whole or not at all: whoever comes second finds what is left.
    """
    if not wishes:
        return set()
    rows = sql.load(__package__, "take_capacity.sql").rows(wishes=sql.json([_row(each) for each in wishes]))
    return {(place, day) for place, day in rows}


@requires_transaction
def give_back_room(*, rooms: Sequence[Room], by: Actor, at: datetime) -> None:
    """Give back room. One entry a place and day."""
    if rooms:
        sql.load(__package__, "give_back_capacity.sql").run(back=sql.json([_row(each) for each in rooms]))


def _row(room: Room) -> dict[str, Any]:
    return {"location": room.location_id, "day": room.day, "orders": room.orders, "units": room.units}
