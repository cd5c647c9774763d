"""Races for orders: each is first shown to go wrong without the guard, then to go right with it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from estafette.orders.commands.cancel import Canceled, Request, cancel
from estafette.orders.commands.hold import Held, HoldGone, clear_hold
from estafette.orders.commands.place import place
from estafette.orders.types import Draft, Placed
from estafette.platform import clock
from estafette.platform.access.types import EVERYTHING, SYSTEM
from estafette.platform.idempotency import Fingerprint, once
from estafette.platform.idempotency.keys import KeyReused
from estafette.platform.refusal import Refused
from estafette.platform.sql import Statement, load
from estafette.testing.reset import empty
from estafette.testing.world import build, order
from tests.races.arena import ask, ask_nothing, broken, meet, unguarded

pytestmark = pytest.mark.usefixtures("shared")
KEY = "orders_reference_pkey"
CLAIM = (
    (
        "ON CONFLICT (channel_id, kind, ref) DO NOTHING",
        "",
    ),
    (
        "FROM numbered AS c ORDER BY c.channel, c.ref",
        "FROM numbered AS c WHERE NOT EXISTS (SELECT 1 FROM orders_reference AS r"
        " WHERE r.channel_id = c.channel AND r.kind = 'order' AND r.ref = c.ref)",
    ),
)
UNLOCKED = ("ORDER BY o.id FOR NO KEY UPDATE", "ORDER BY o.id")


def sql(name: str) -> Statement:
    return load("estafette.orders.commands", name)


def sql_of_place(name: str) -> Statement:
    return load("estafette.orders.commands.place", name)


def buy(draft: Draft) -> Callable[[], Any]:
    def work() -> Any:
        [answer] = place(drafts=[draft], access=EVERYTHING, at=clock.now())
        return answer

    return work


def sold(draft: Draft) -> UUID:
    with transaction.atomic():
        placed = buy(draft)()
    assert isinstance(placed, Placed)
    return UUID(placed.id)


@contextmanager
def bare_claim() -> Iterator[None]:
    """Look whether the reference is there, then write it: and no key that would see the twin."""
    ask_nothing(f"ALTER TABLE orders_reference DROP CONSTRAINT {KEY}")
    try:
        with unguarded(sql_of_place("claim.sql"), *CLAIM):
            yield
    finally:
        empty()
        ask_nothing(f"ALTER TABLE orders_reference ADD CONSTRAINT {KEY} PRIMARY KEY (channel_id, kind, ref)")


@pytest.mark.parametrize("units", [1, 2], ids=["the same body", "another body"])
def test_one_reference_becomes_two_orders_without_the_guard(units: int) -> None:
    build(stock={("A", "W1"): 5, ("B", "W1"): 5})
    with bare_claim():
        one, two = meet(buy(order("r1", {"A": 1})), buy(order("r1", {"B": units})))
        assert isinstance(one.answer(), Placed)
        assert isinstance(two.answer(), Placed)
        assert ask("SELECT count(*) FROM orders_order WHERE reference = 'r1'") == [(2,)]


def test_one_reference_becomes_one_order_that_both_are_told_of() -> None:
    build(stock={("A", "W1"): 5})
    one, two = meet(buy(order("r1", {"A": 1})), buy(order("r1", {"A": 1})))
    assert two.waited
    first, again = one.answer(), two.answer()
    assert (first.id, first.number, first.replayed) == (again.id, again.number, not again.replayed)
    assert ask("SELECT count(*) FROM orders_order") == [(1,)]
    assert ask("SELECT reserved FROM inventory_level") == [(1,)]
    assert broken() == set()


def test_one_reference_with_two_bodies_is_the_first_one() -> None:
    build(stock={("A", "W1"): 5})
    one, two = meet(buy(order("r1", {"A": 1})), buy(order("r1", {"A": 2})))
    assert isinstance(one.answer(), Placed)
    refused = two.answer()
    assert isinstance(refused, Refused)
    assert [each.code for each in refused.refusals] == ["reference_reused"]
    assert ask("SELECT reserved FROM inventory_level") == [(1,)]
    assert broken() == set()


def test_a_reference_is_free_again_when_the_first_one_fails() -> None:
    build(stock={("A", "W1"): 5})

    def fail() -> None:
        buy(order("r1", {"A": 1}))()
        raise LookupError("the process dies")

    one, two = meet(fail, buy(order("r1", {"A": 2})))
    assert isinstance(one.error, LookupError)
    assert isinstance(two.answer(), Placed)
    assert ask("SELECT reserved FROM inventory_level") == [(2,)]
    assert broken() == set()


IDEMPOTENCY = "estafette.platform.idempotency"


@pytest.mark.parametrize("guarded", [False, True])
@pytest.mark.parametrize("other", [False, True], ids=["the same body", "another body"])
def test_one_key_does_its_work_once(guarded: bool, other: bool) -> None:
    done: list[str] = []

    def call(body: str) -> Callable[[], Any]:
        def work() -> tuple[int, bytes]:
            done.append(body)
            return 200, body.encode()

        fingerprint = Fingerprint("test", "key", body.encode() * 32)
        return lambda: once(fingerprint, work, lambda _: (409, b""), at=clock.now())

    lock = ("pg_advisory_xact_lock(hashtextextended(encode(%(name)s, 'hex'), 7))", "%(name)s::bytea")
    with nullcontext() if guarded else unguarded(load(IDEMPOTENCY, "lock.sql"), lock):
        one, two = meet(call("a"), call("b" if other else "a"))
    assert one.answer() == (200, b"a", False)
    if not guarded:
        assert two.answer()[2] is False
        assert len(done) == 2
    elif other:
        assert isinstance(two.error, KeyReused)
        assert done == ["a"]
    else:
        assert two.answer() == (200, b"a", True)
        assert done == ["a"]


def unlocked(guarded: bool, *more: tuple[Statement, tuple[str, str]]) -> list[AbstractContextManager[None]]:
    """The statements that change an order, without the lock of the order and without their own guards."""
    if guarded:
        return [nullcontext()]
    return [unguarded(sql("lock.sql"), UNLOCKED), *(unguarded(statement, guard) for statement, guard in more)]


def give_up(order_id: UUID, lines: dict[int, int] | None) -> Callable[[], Any]:
    def work() -> Any:
        request = Request(order_id, "test", lines)
        [answer] = cancel(requests=[request], by=SYSTEM, access=EVERYTHING, at=clock.now())
        return answer

    return work


@pytest.mark.parametrize("guarded", [False, True])
def test_a_part_that_is_canceled_twice_is_worth_twice_as_much(guarded: bool) -> None:
    build(stock={("A", "W1"): 9})
    order_id = sold(order("r1", {"A": 5}))
    [lock] = unlocked(guarded)
    with lock:
        one, two = meet(give_up(order_id, {1: 2}), give_up(order_id, {1: 2}))
    assert isinstance(one.answer(), Canceled)
    assert isinstance(two.answer(), Canceled)
    assert ask("SELECT canceled FROM orders_line") == [(4,)]
    assert broken() == (set() if guarded else {"orders.totals"})


def test_an_order_is_canceled_once() -> None:
    build(stock={("A", "W1"): 9})
    order_id = sold(order("r1", {"A": 5}))
    with unguarded(sql("lock.sql"), UNLOCKED):
        _, two = meet(give_up(order_id, None), give_up(order_id, None))
    assert two.error is not None, "without its lock a second cancellation fails at the lines' own guard"
    order_id = sold(order("r2", {"A": 5}))
    one, two = meet(give_up(order_id, None), give_up(order_id, None))
    assert isinstance(one.answer(), Canceled)
    refused = two.answer()
    assert two.waited
    assert [each.code for each in refused.refusals] == ["nothing_to_cancel"]
    assert ask("SELECT sum(reserved) FROM inventory_level") == [(0,)]
    assert broken() == set()


@pytest.mark.parametrize("guarded", [False, True])
def test_a_hold_is_cleared_once(guarded: bool) -> None:
    build(stock={("A", "W1"): 9})
    order_id = sold(order("r1", {"A": 5}, channel="HELD", paid=True))
    [(hold_id,)] = ask("SELECT id FROM orders_hold")

    def clear() -> Held:
        return clear_hold(
            order_id=order_id, hold_id=hold_id, note="", by=SYSTEM, access=EVERYTHING, at=clock.now()
        )

    bare = (sql("clear_holds.sql"), (" AND h.cleared_at IS NULL\nRET", "\nRET"))
    [lock, *rest] = unlocked(guarded, bare)
    with lock, rest[0] if rest else nullcontext():
        one, two = meet(clear, clear)
    assert one.error is None
    cleared = ask("SELECT count(*) FROM eventlog_pending WHERE kind = 'orders.hold_cleared'")
    if guarded:
        assert isinstance(two.error, HoldGone)
        assert cleared == [(1,)]
        assert broken() == set()
    else:
        assert two.error is not None or cleared == [(2,)]
        assert not isinstance(two.error, HoldGone)
