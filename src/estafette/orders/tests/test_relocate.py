"""Reserved units move whole, or stay where they are."""

from uuid import UUID

import pytest
from django.db import connection, transaction

from estafette.assembly.check import run as check
from estafette.inventory.commands.move import move
from estafette.inventory.commands.release import Holding, relocate
from estafette.inventory.types import Move, Reason, State
from estafette.orders.commands.place import place
from estafette.orders.types import Placed
from estafette.platform.access.types import EVERYTHING, SYSTEM
from estafette.testing.world import START, build, order

pytestmark = pytest.mark.django_db


def test_what_lies_in_several_rows_moves_whole_or_not_at_all() -> None:
    world = build(stock={("A", "W1"): 4, ("A", "S1"): 4})
    w1, s1 = world.places["W1"], world.places["S1"]
    with transaction.atomic():
        [placed] = place(drafts=[order("r1", {"A": 4})], access=EVERYTHING, at=START)
    assert isinstance(placed, Placed)
    owner = UUID(placed.id)

    def go(units: int, origin: int, target: int) -> int:
        holding = Holding(owner, 1, units, origin=origin, target=target)
        with transaction.atomic():
            [moved] = relocate(holdings=[holding], state=State.TENTATIVE, by=SYSTEM, at=START)
        return moved

    def reserved() -> list[tuple[int, int]]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT location_id, reserved FROM inventory_level ORDER BY location_id")
            return [(place_, units) for place_, units in cursor.fetchall()]

    assert go(1, w1, s1) == 1
    assert go(1, s1, w1) == 1, "now there are two rows at the first place"
    with transaction.atomic():
        move(moves=[Move(world.skus["A"], s1, -1, Reason.LOSS)], by=SYSTEM, at=START)
    assert go(4, w1, s1) == 0
    assert dict(reserved()) == {w1: 4, s1: 0}
    assert go(3, w1, s1) == 3
    assert go(2, w1, s1) == 0, "more than is there"
    assert go(1, w1, 999) == 0, "no such place"
    assert dict(reserved()) == {w1: 1, s1: 3}
    assert check().clean, check().breaches
