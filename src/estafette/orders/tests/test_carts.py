"""Carts and the orders that they become."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction

from estafette.assembly.check import run as check
from estafette.inventory.commands.reserve import CartLine, hold_for_cart
from estafette.inventory.queries.pools import pools_of
from estafette.network.queries import channel_refs
from estafette.orders.commands.place import place
from estafette.orders.types import Draft, Placed
from estafette.platform.access.types import EVERYTHING, SYSTEM
from estafette.platform.ids import uuid7
from estafette.platform.refusal import Refused
from estafette.testing.world import START, World, build, order

pytestmark = pytest.mark.django_db


def placed(*drafts: Draft) -> list[Placed | Refused]:
    with transaction.atomic():
        return place(drafts=drafts, access=EVERYTHING, at=START)


def cart(world: World, units: int) -> UUID:
    """A cart that holds units of A."""
    made = uuid7()
    [web] = [each for each in channel_refs() if each.code == "WEB"]
    with transaction.atomic():
        hold_for_cart(
            cart=made,
            lines=[CartLine(1, world.skus["A"], "A", units)],
            pool=pools_of(channels=[web])[web.id],
            expires_at=START + timedelta(hours=1),
            by=SYSTEM,
            at=START,
        )
    return made


def held(made: UUID) -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT state, quantity FROM inventory_reservation WHERE owner_id = %s AND closed_at IS NULL",
            [made],
        )
        return [(state, units) for state, units in cursor.fetchall()]


def test_an_order_takes_what_its_cart_held() -> None:
    world = build(stock={("A", "W1"): 3})
    made = cart(world, 3)
    [refused] = placed(order("r1", {"A": 1}))
    [taken] = placed(order("r2", {"A": 3}, cart=made))
    assert isinstance(refused, Refused)
    assert isinstance(taken, Placed)
    assert held(made) == []
    assert check().clean


def test_an_order_that_is_refused_leaves_its_cart_as_it_was() -> None:
    world = build(stock={("A", "W1"): 3})
    made = cart(world, 3)
    [refused] = placed(order("r1", {"A": 3, "B": 1}, cart=made))
    assert isinstance(refused, Refused)
    assert held(made) == [("soft", 3)]
    assert check().clean


def test_one_that_is_refused_takes_nothing_from_its_neighbors() -> None:
    world = build(stock={("A", "W1"): 5, ("C", "W1"): 1})
    first, second = cart(world, 2), cart(world, 2)
    answers = placed(
        order("r1", {"A": 2, "B": 1}, cart=first),
        order("r2", {"A": 2}, cart=second),
        order("r3", {"A": 1}),
        order("r4", {"A": 1}),
        order("r5", {"C": 1, "A": 1}),
    )
    assert [isinstance(each, Placed) for each in answers] == [False, True, True, False, False]
    assert held(first) == [("soft", 2)]
    assert held(second) == []
    assert check().clean, check().breaches
