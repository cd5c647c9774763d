"""“As known at t” is the answer that was given at t: for any history, and to the transaction by its token."""

import random
import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from estafette.catalog.commands.skus import upsert_skus
from estafette.catalog.queries import skus_by_code
from estafette.catalog.types import SkuDraft
from estafette.inventory.commands.expect import Expected, Receipt, announce, receive
from estafette.inventory.commands.hold_back import RuleChange, set_rules
from estafette.inventory.commands.keep import take_snapshot
from estafette.inventory.commands.move import move
from estafette.inventory.commands.owe import Owed, owe
from estafette.inventory.commands.release import Holding, release
from estafette.inventory.commands.reserve import reserve
from estafette.inventory.queries.answered import Answered, Question, answered
from estafette.inventory.queries.past import BadToken
from estafette.inventory.queries.pools import pools_of
from estafette.inventory.types import DemandKind, Move, OwnerKind, Pool, Reason, RuleKind, State, Want
from estafette.network.queries import channel_refs
from estafette.platform import clock
from estafette.platform.access.types import EVERYTHING, SYSTEM
from estafette.platform.refusal import Busy, Refusal, Refused
from estafette.platform.transactions import door
from estafette.testing.reset import empty
from estafette.testing.world import World, build

pytestmark = pytest.mark.django_db(transaction=True)
TOMORROW = timedelta(days=1)


class Shop:
    """One SKU, and everything that may happen to it; each step is a transaction."""

    def __init__(self, world: World, sku: str) -> None:
        self.sku = sku
        self.sku_id = skus_by_code(codes=[sku], at=clock.now())[sku].id
        self.places = list(world.places.values())
        self.channel = world.channels["WEB"]
        self.owners: list[uuid.UUID] = []

    @property
    def pool(self) -> Pool:
        [ref] = [each for each in channel_refs() if each.id == self.channel]
        return pools_of(channels=[ref])[self.channel]

    def act(self, verb: str, place: int, units: int) -> None:
        """Do it; what is refused changes nothing."""
        try:
            with door():
                getattr(self, verb)(self.places[place], units)
        except (Refusal, Refused):
            return

    def bring(self, place: int, units: int) -> None:
        move(moves=[Move(self.sku_id, place, units, Reason.RECEIPT)], by=SYSTEM, at=clock.now())

    def take(self, place: int, units: int) -> None:
        move(moves=[Move(self.sku_id, place, -units, Reason.LOSS)], by=SYSTEM, at=clock.now())

    def reserve(self, place: int, units: int) -> None:
        owner = uuid.uuid4()
        reserve(
            wants=[Want(1, 1, self.sku_id, units, owner, self.channel)], pools={self.channel: self.pool},
            state=State.TENTATIVE, owner_kind=OwnerKind.ORDER_LINE, by=SYSTEM, at=clock.now(),
        )  # fmt: skip
        self.owners.append(owner)

    def release(self, place: int, units: int) -> None:
        if self.owners:
            owner = self.owners[units % len(self.owners)]
            release(holdings=[Holding(owner, 1, max(1, units // 2))], by=SYSTEM, at=clock.now())

    def safety(self, place: int, units: int) -> None:
        self._rule(RuleChange(RuleKind.SAFETY, units, sku_id=self.sku_id, location_id=place))

    def buffer(self, place: int, units: int) -> None:
        self._rule(RuleChange(RuleKind.GLOBAL, units % 3 or None, sku_id=self.sku_id))

    def cap(self, place: int, units: int) -> None:
        self._rule(RuleChange(RuleKind.CAP, units or None, sku_id=self.sku_id, channel_id=self.channel))

    def expect(self, place: int, units: int) -> None:
        due = clock.now() + TOMORROW / 2
        announce(expected=[Expected(self.sku_id, place, "po", "1", units, due)], by=SYSTEM, at=clock.now())

    def arrive(self, place: int, units: int) -> None:
        receipt = Receipt(self.sku_id, place, "po", "1", max(1, units // 2))
        receive(receipts=[receipt], by=SYSTEM, at=clock.now())

    def wait(self, place: int, units: int) -> None:
        owner = uuid.uuid4()
        owed = Owed(self.sku_id, self.channel, units, DemandKind.BACKORDER, owner, 1)
        owe(owed=[owed], pools={self.channel: self.pool}, by=SYSTEM, at=clock.now())
        self.owners.append(owner)

    def keep(self, place: int, units: int) -> None:
        take_snapshot(by=SYSTEM, at=clock.now())

    def ask(self, known_at: str | None = None, until: bool = False) -> Answered:
        at = clock.now()
        due = at + TOMORROW if until else None
        question = Question("WEB", (self.sku,), "skus", due, known_at)
        return answered(question=question, access=EVERYTHING, at=at)

    def _rule(self, change: RuleChange) -> None:
        set_rules(changes=[change], by=SYSTEM, at=clock.now())


VERBS = (
    "bring", "bring", "take", "reserve", "reserve", "release", "safety", "buffer", "cap", "expect", "arrive",
    "wait", "keep",
)  # fmt: skip
steps = st.lists(
    st.tuples(st.sampled_from(VERBS), st.integers(0, 2), st.integers(1, 9)), min_size=4, max_size=14
)


@pytest.fixture
def make() -> Iterator[Callable[[str], Shop]]:
    empty()
    world = build(skus=())

    def shop(sku: str) -> Shop:
        with transaction.atomic():
            upsert_skus(drafts=[SkuDraft(code=sku)], by=SYSTEM, at=clock.now())
        return Shop(world, sku)

    yield shop
    empty()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_any_history_can_be_asked_again(
    make: Callable[[str], Shop], steps: list[tuple[str, int, int]]
) -> None:
    shop = make(f"X-{uuid.uuid4().hex[:12]}")
    given: list[tuple[Answered, Answered]] = []
    for verb, place, units in steps:
        shop.act(verb, place, units)
        given.append((shop.ask(), shop.ask(until=True)))
    for plain, due in given:
        assert shop.ask(known_at=plain.token).items == plain.items
        assert shop.ask(known_at=plain.moment.at.isoformat()).items == plain.items
        assert shop.ask(known_at=due.token, until=True).items == due.items


def test_a_token_is_exact_whatever_happens_at_the_same_time(make: Callable[[str], Shop]) -> None:
    """Writers commit while the answers are given; an instant would not tell them apart, the token does."""
    shop = make("X")
    for place in range(3):
        shop.act("bring", place, 500)
    stop = threading.Event()

    def write(seed: int) -> None:
        chance = random.Random(seed)
        mine = Shop.__new__(Shop)
        mine.__dict__.update(shop.__dict__, owners=[])
        verbs = ["bring", "take", "reserve", "reserve", "release", "safety", "buffer", "wait"]
        while not stop.is_set():
            mine.act(chance.choice(verbs), chance.randrange(3), chance.randint(1, 5))
        connection.close()

    def keep() -> None:
        while not stop.wait(0.1):
            shop.act("keep", 0, 0)
        connection.close()

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)] + [threading.Thread(target=keep)]
    for thread in threads:
        thread.start()
    given = [shop.ask() for _ in range(150)]
    stop.set()
    for thread in threads:
        thread.join()
    assert len({answer.items[0].atp for answer in given}) > 5
    for answer in given:
        assert shop.ask(known_at=answer.token).items == answer.items
    with connection.cursor() as cursor:
        cursor.execute("UPDATE inventory_snapshot_run SET system = 'before a restore'")
    for answer in given[::10]:
        assert shop.ask(known_at=answer.token).items == answer.items


@pytest.mark.parametrize(
    "known_at", ["x", "", "2026-03-02T10:00:00", "9000-01-01T00:00:00Z", "W10", "4" * 500]
)
def test_what_is_no_moment_is_refused(make: Callable[[str], Shop], known_at: str) -> None:
    shop = make("X")
    with pytest.raises(BadToken):
        shop.ask(known_at=known_at)


def test_a_busy_row_is_answered_as_busy(make: Callable[[str], Shop]) -> None:
    shop = make("X")
    shop.act("bring", 0, 5)
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with door():
            shop.bring(shop.places[0], 1)
            held.set()
            done.wait(5)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(5)
    with pytest.raises(Busy), door():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '50ms'")
        shop.bring(shop.places[0], 1)
    done.set()
    thread.join()
    assert shop.ask().items[0].atp == 6
