"""Everything at once, in no order: threads that place, cancel, hold, move, count, receive, relocate and set rules on the
same few articles. Whatever happened, every identity holds and nothing failed but for want of a lock."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from estafette.inventory.commands.expect import Expected, Receipt, UnknownSupply, announce, receive
from estafette.inventory.commands.hold_back import RuleChange, set_rules
from estafette.inventory.commands.move import WouldBeNegative, move
from estafette.inventory.commands.reconcile import take_snapshots
from estafette.inventory.commands.release import Holding, expire, relocate
from estafette.inventory.commands.reserve import CartLine, NotEnoughStock, hold_for_cart
from estafette.inventory.queries.pools import pools_of
from estafette.inventory.types import Condition, Move, Pool, Reason, RuleKind, Snapshot, State
from estafette.network.queries import channel_refs
from estafette.orders.commands.cancel import Request, cancel
from estafette.orders.commands.hold import clear_due, hold
from estafette.orders.commands.place import place
from estafette.orders.types import HoldKind, Placed
from estafette.platform import clock
from estafette.platform.access.types import EVERYTHING, SYSTEM
from estafette.platform.ids import uuid7
from estafette.platform.refusal import Busy, Refused
from estafette.platform.transactions import door
from estafette.testing.world import World, build, order
from tests.races.arena import ask, broken

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shared")]
THREADS, SECONDS = 8, 12.0
SKUS, PLACES = ("A", "B", "C"), ("W1", "S1", "S2")
HELD = """
SELECT owner_id, owner_line, location_id, quantity FROM inventory_reservation
WHERE closed_at IS NULL AND owner_kind = 'order_line' LIMIT 20
"""


class Worker(threading.Thread):
    """One of many who all do anything."""

    def __init__(self, number: int, world: World, pool: Pool, until: float) -> None:
        super().__init__(daemon=True)
        self.dice = random.Random(number)
        self.number, self.world, self.pool, self.until = number, world, pool, until
        self.orders: list[UUID] = []
        self.carts: list[UUID] = []
        self.done: Counter[str] = Counter()
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            count = 0
            while time.monotonic() < self.until:
                count += 1
                self.step(f"{self.number}-{count}")
        except BaseException as error:
            self.error = error
        finally:
            connection.close()

    def step(self, name: str) -> None:
        steps = [
            *[self.buy] * 4, *[self.give_up] * 4, self.stop, self.clear, self.fill, self.end, self.move,
            self.move, self.told, self.rule, self.expect, self.arrive, self.elsewhere,
        ]  # fmt: skip
        step: Callable[[str], Any] = self.dice.choice(steps)
        try:
            with door():
                step(name)
            self.done[step.__name__] += 1
        except Busy:
            self.done["busy"] += 1
        except (Refused, WouldBeNegative, NotEnoughStock, UnknownSupply):
            self.done["refused"] += 1

    def sku(self) -> int:
        return self.world.skus[self.dice.choice(SKUS)]

    def place(self) -> int:
        return self.world.places[self.dice.choice(PLACES)]

    def buy(self, name: str) -> None:
        drafts = []
        for n in range(self.dice.randint(1, 3)):
            units = {sku: self.dice.randint(1, 3) for sku in self.dice.sample(SKUS, self.dice.randint(1, 3))}
            cart = self.carts.pop() if self.carts and self.dice.random() < 0.5 else None
            channel = self.dice.choice((*["WEB"] * 9, "MKT", "HELD"))
            back = self.dice.random() < 0.05
            drafts.append(order(f"{name}-{n}", units, channel=channel, backorder=back, cart=cart))
        answers = place(drafts=drafts, access=EVERYTHING, at=clock.now())
        self.orders += [UUID(each.id) for each in answers if isinstance(each, Placed)]

    def give_up(self, name: str) -> None:
        some = [*self.some_orders(), *self.some_orders()]
        parts = None if self.dice.random() < 0.5 else {1: 1}
        requests = [Request(each, "test", parts) for each in dict.fromkeys(some)]
        cancel(requests=requests, by=SYSTEM, access=EVERYTHING, at=clock.now())

    def stop(self, name: str) -> None:
        for each in self.some_orders():
            until = clock.now() + timedelta(seconds=self.dice.randint(0, 2))
            try:
                hold(
                    order_id=each, kind=HoldKind.MANUAL, reason="test", until=until, by=SYSTEM,
                    access=EVERYTHING, at=clock.now(),
                )  # fmt: skip
            except Exception as error:
                assert getattr(error, "code", "") == "nothing_to_hold", error

    def clear(self, name: str) -> None:
        clear_due(by=SYSTEM, access=EVERYTHING, at=clock.now())

    def fill(self, name: str) -> None:
        cart, at = uuid7(), clock.now()
        lines = [CartLine(1, self.sku(), "?", self.dice.randint(1, 2))]
        until = at + timedelta(seconds=self.dice.randint(1, 3))
        hold_for_cart(cart=cart, lines=lines, pool=self.pool, expires_at=until, by=SYSTEM, at=at)
        self.carts.append(cart)

    def end(self, name: str) -> None:
        expire(by=SYSTEM, at=clock.now())

    def move(self, name: str) -> None:
        moves = [
            Move(self.sku(), self.place(), self.dice.choice((-2, -1, 3, 9, 15)), Reason.ADJUSTMENT,
                 self.dice.choice((Condition.SELLABLE, Condition.SELLABLE, Condition.DAMAGED)))
            for _ in range(self.dice.randint(1, 4))
        ]  # fmt: skip
        move(moves=moves, by=SYSTEM, at=clock.now())

    def told(self, name: str) -> None:
        at = clock.now()
        places = {(self.sku(), self.place()) for _ in range(3)}
        said = [Snapshot(*each, self.dice.randint(0, 40), at, time.monotonic_ns()) for each in places]
        take_snapshots(snapshots=said, by=SYSTEM, at=at)

    def rule(self, name: str) -> None:
        units = self.dice.choice((0, 1, 2, None))
        change = self.dice.choice(
            (
                RuleChange(RuleKind.SAFETY, units, sku_id=self.sku(), location_id=self.place()),
                RuleChange(RuleKind.PLACE, units, location_id=self.place()),
                RuleChange(RuleKind.GLOBAL, units, sku_id=self.sku()),
            )
        )
        set_rules(changes=[change], by=SYSTEM, at=clock.now())

    def expect(self, name: str) -> None:
        at = clock.now()
        ref = self.dice.choice(("PO1", "PO2"))
        expected = Expected(self.sku(), self.place(), "po", ref, self.dice.randint(1, 30), at)
        announce(expected=[expected], by=SYSTEM, at=at)

    def arrive(self, name: str) -> None:
        ref = self.dice.choice(("PO1", "PO2"))
        receipt = Receipt(self.sku(), self.place(), "po", ref, self.dice.randint(1, 3))
        receive(receipts=[receipt], by=SYSTEM, at=clock.now())

    def elsewhere(self, name: str) -> None:
        found = ask(HELD)
        holdings = [
            Holding(owner, line, units, origin=origin, target=self.place())
            for owner, line, origin, units in self.dice.sample(found, min(3, len(found)))
        ]
        relocate(holdings=holdings, state=State.TENTATIVE, by=SYSTEM, at=clock.now())

    def some_orders(self) -> list[UUID]:
        return [self.dice.choice(self.orders)] if self.orders else []


def test_whatever_happens_at_once_every_identity_holds() -> None:
    world = build(stock={(sku, place): 5 for sku in SKUS for place in PLACES})
    [web] = [each for each in channel_refs() if each.code == "WEB"]
    pool = pools_of(channels=[web])[web.id]
    until = time.monotonic() + SECONDS
    workers = [Worker(number, world, pool, until) for number in range(THREADS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(SECONDS + 60)
        assert not worker.is_alive()
    assert [worker.error for worker in workers if worker.error] == []
    done = sum((worker.done for worker in workers), Counter[str]())
    assert done["buy"] > 30
    assert broken() == set()
