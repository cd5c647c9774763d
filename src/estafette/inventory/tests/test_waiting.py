"""Rules, levels, counts and supply that are changed at the same moment: nothing is missed, nothing fails."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import connection

from estafette.inventory.commands.expect import Expected, Receipt, announce, receive
from estafette.inventory.commands.hold_back import RuleChange, set_rules
from estafette.inventory.commands.move import move
from estafette.inventory.commands.reconcile import count
from estafette.inventory.jobs import load_stock
from estafette.inventory.tests.acts import faults, level
from estafette.inventory.types import Move, Reason, RuleKind, Snapshot
from estafette.platform.access.types import EVERYTHING, SYSTEM
from estafette.platform.clock import now
from estafette.platform.transactions import door
from estafette.testing.reset import empty
from estafette.testing.world import World, build

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world() -> Iterator[World]:
    empty()
    yield build()
    empty()


def one_waits_for_the_other(first: Callable[[], object], second: Callable[[], object]) -> None:
    """`second` begins while the transaction of `first` is open, and ends after it."""
    done, begun = threading.Event(), threading.Event()
    failed: list[BaseException] = []

    def late() -> None:
        begun.set()
        try:
            with door():
                second()
        except BaseException as error:
            failed.append(error)
        finally:
            done.set()
            connection.close()

    thread = threading.Thread(target=late)
    with door():
        first()
        thread.start()
        begun.wait(5)
        done.wait(0.3)
    thread.join(10)
    assert failed == []


def rule(world: World, units: int) -> None:
    change = RuleChange(RuleKind.PLACE, units, location_id=world.places["W1"])
    set_rules(changes=[change], by=SYSTEM, at=now())


def bring(world: World, units: int = 5) -> None:
    move(moves=[Move(world.skus["A"], world.places["W1"], units, Reason.FOUND)], by=SYSTEM, at=now())


def test_a_level_made_while_a_rule_is_set_holds_back_what_it_says(world: World) -> None:
    one_waits_for_the_other(lambda: rule(world, 3), lambda: bring(world))
    assert level(world, "A", "W1").held_back == 3
    assert faults() == []


def test_a_rule_set_while_a_level_is_made_finds_it(world: World) -> None:
    one_waits_for_the_other(lambda: bring(world), lambda: rule(world, 3))
    assert level(world, "A", "W1").held_back == 3
    assert faults() == []


def test_the_same_rule_set_twice_is_the_later_one(world: World) -> None:
    with door():
        bring(world)
    one_waits_for_the_other(lambda: rule(world, 1), lambda: rule(world, 2))
    assert level(world, "A", "W1").held_back == 2
    assert faults() == []


def test_the_same_level_made_twice_is_one(world: World) -> None:
    one_waits_for_the_other(lambda: bring(world), lambda: bring(world, 2))
    assert level(world, "A", "W1").on_hand == 7
    assert faults() == []


def test_a_count_waits_for_a_sale_and_keeps_it(world: World) -> None:
    with door():
        bring(world)
    counted = Snapshot(world.skus["A"], world.places["W1"], 9, now(), 0)

    def sell() -> None:
        sale = Move(
            world.skus["A"], world.places["W1"], -2, Reason.SALE, effective_at=now() + timedelta(minutes=1)
        )
        move(moves=[sale], by=SYSTEM, at=now())

    one_waits_for_the_other(sell, lambda: count(counts=[counted], source_ref="", by=SYSTEM, at=now()))
    assert level(world, "A", "W1").on_hand == 7
    assert faults() == []


def test_receipts_of_one_source_add_up(world: World) -> None:
    at = now()
    with door():
        announce(expected=[Expected(world.skus["A"], world.places["W1"], "po", "1", 9, at)], by=SYSTEM, at=at)
    part = [Receipt(world.skus["A"], world.places["W1"], "po", "1", 4)]
    one_waits_for_the_other(
        lambda: receive(receipts=part, by=SYSTEM, at=at), lambda: receive(receipts=part, by=SYSTEM, at=at)
    )
    assert level(world, "A", "W1").on_hand == 8
    with connection.cursor() as cursor:
        cursor.execute("SELECT received FROM inventory_supply")
        assert cursor.fetchall() == [(8,)]
    assert faults() == []


def test_a_load_goes_on_when_somebody_else_makes_a_level_that_it_misses(world: World) -> None:
    done = threading.Event()
    last: list[int] = []

    def load() -> None:
        lines = [b"sku,location,on_hand\n", b"A,W1,9\n", b"B,W1,4\n"]
        *_, progress = load_stock(lines=lines, source="x", by=SYSTEM, access=EVERYTHING)
        last.append(progress.changed)
        done.set()
        connection.close()

    thread = threading.Thread(target=load)
    with door():
        bring(world)
        thread.start()
        done.wait(0.5)
    thread.join(10)
    assert last == [2]
    assert (level(world, "A", "W1").on_hand, level(world, "B", "W1").on_hand) == (9, 4)
    assert faults() == []
