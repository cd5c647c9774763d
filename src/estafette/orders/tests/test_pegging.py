"""Backorders are pegged to the supply that will fill them."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from estafette.assembly.check import run as check
from estafette.inventory.commands.expect import Expected, announce
from estafette.orders.commands.place import place
from estafette.orders.types import Placed
from estafette.platform.access.types import EVERYTHING, SYSTEM
from estafette.testing.world import START, build, order

pytestmark = pytest.mark.django_db


def test_a_backorder_waits_for_the_supply_that_has_room() -> None:
    world = build()
    expected = Expected(
        world.skus["A"], world.places["W1"], "purchase_order", "PO1", 5, START + timedelta(days=3)
    )
    with transaction.atomic():
        announce(expected=[expected], by=SYSTEM, at=START)
        answers = place(
            drafts=[order("r1", {"A": 4}, backorder=True), order("r2", {"A": 2}, backorder=True)],
            access=EVERYTHING, at=START,
        )  # fmt: skip
    assert all(isinstance(answer, Placed) for answer in answers)
    with connection.cursor() as cursor:
        cursor.execute("SELECT quantity, supply_id IS NOT NULL FROM inventory_demand ORDER BY quantity")
        assert cursor.fetchall() == [(2, False), (4, True)]
        cursor.execute("SELECT pegged FROM inventory_supply")
        assert cursor.fetchall() == [(4,)]
    assert check().clean, check().breaches
