"""Steps of the machine: movements, figures, rules, supply and carts."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    precondition,
    rule,
)

from estafette.inventory.commands.expect import Expected, Receipt, UnknownSupply, announce, receive
from estafette.inventory.commands.hold_back import RuleChange, set_rules
from estafette.inventory.commands.move import WouldBeNegative, move
from estafette.inventory.commands.reconcile import Outcome, count, take_snapshots
from estafette.inventory.commands.release import Holding, consume, expire
from estafette.inventory.commands.reserve import (
    CartLine,
    NotEnoughStock,
    extend_cart,
    hold_for_cart,
    release_carts,
    reserve,
)
from estafette.inventory.types import (
    Condition,
    OwnerKind,
    Reason,
    RuleKind,
    Snapshot,
    State,
    Want,
)
from estafette.platform import clock
from estafette.platform.access.types import SYSTEM
from estafette.platform.ids import uuid7
from tests.races.machine import Cart, Scope, Supply
from tests.races.setting import CHANNELS, PLACES, SKUS, Setting, few, pick, place_code, sku, some


class StockSteps(Setting):
    """What can be done to stock."""

    @initialize(units=st.lists(st.integers(0, 6), min_size=6, max_size=6))
    def opening(self, units: list[int]) -> None:
        at = clock.now()
        where = [(code, there) for code in SKUS for there in PLACES]
        wanted = [(each, units_) for each, units_ in zip(where, units, strict=True) if units_]
        self.do(lambda: move(moves=[self.move(*each, Reason.OPENING) for each in wanted], by=SYSTEM, at=at))
        for each in wanted:
            self.model.move(*each, at)

    @rule(
        code=sku,
        place=place_code,
        units=st.integers(-4, 5).filter(bool),
        condition=st.sampled_from(Condition),
    )
    def moves(self, code: str, place: str, units: int, condition: Condition) -> None:
        at = clock.now()
        sellable = condition is Condition.SELLABLE
        aside = (code, place, condition.value)
        before = self.model.on_hand[code, place] if sellable else self.model.aside[aside]
        refused = self.refused(
            lambda: move(
                moves=[self.move((code, place), units, Reason.ADJUSTMENT, condition)], by=SYSTEM, at=at
            ),
            WouldBeNegative,
        )
        assert refused is (before + units < 0)
        if refused:
            return
        if sellable:
            self.model.move((code, place), units, at)
        else:
            self.model.aside[aside] += units

    @rule(code=sku, place=place_code, units=st.integers(0, 8), back=st.integers(0, 3), counted=st.booleans())
    def figures(self, code: str, place: str, units: int, back: int, counted: bool) -> None:
        """A snapshot of an outside master, or a count, as of now or of an earlier answer."""
        at = clock.now()
        earlier = [moment for moment, _, _ in self.answers]
        as_of = pick(back, earlier[-3:]) if back and earlier else at
        self.sequence += 1
        where = (code, place)
        said = [Snapshot(self.world.skus[code], self.world.places[place], units, as_of, self.sequence)]
        if counted:
            [result] = self.do(lambda: count(counts=said, source_ref="test", by=SYSTEM, at=at))
            fresh = True
        else:
            [result] = self.do(lambda: take_snapshots(snapshots=said, by=SYSTEM, at=at))
            last = self.model.master.get(where)
            fresh = last is None or as_of >= last[0]
        assert (result.outcome is not Outcome.STALE) is fresh
        if fresh:
            self.model.set(where, units, as_of)
            if not counted:
                self.model.master[where] = (as_of, self.sequence)
        assert result.on_hand == self.model.on_hand[where]

    @precondition(lambda self: self.model.master)
    @rule(which=some)
    def figures_again(self, which: int) -> None:
        """A duplicate changes nothing."""
        where, (as_of, sequence) = pick(which, sorted(self.model.master.items()))
        said = Snapshot(self.world.skus[where[0]], self.world.places[where[1]], 99, as_of, sequence)
        [result] = self.do(lambda: take_snapshots(snapshots=[said], by=SYSTEM, at=clock.now()))
        assert result.outcome is Outcome.STALE

    @rule(kind=st.sampled_from(RuleKind), code=st.sampled_from([*SKUS, None]),
          place=st.sampled_from([*PLACES, None]), channel=st.sampled_from([*CHANNELS, None]),
          units=st.sampled_from([0, 1, 2, 3, None]))  # fmt: skip
    def sets_rule(
        self, kind: RuleKind, code: str | None, place: str | None, channel: str | None, units: int | None
    ) -> None:
        wide = kind in (RuleKind.GLOBAL, RuleKind.CAP)
        scope: Scope = (kind, code, None if wide else place, channel if wide else None)
        if kind is RuleKind.SAFETY and None in (code, place):
            scope = (kind, code or "A", place or "W1", None)
        if kind is RuleKind.CAP and channel is None:
            scope = (kind, code, None, "WEB")
        change = RuleChange(
            kind,
            units,
            sku_id=self.world.skus[scope[1]] if scope[1] else None,
            location_id=self.world.places[scope[2]] if scope[2] else None,
            channel_id=self.world.channels[scope[3]] if scope[3] else None,
        )
        self.do(lambda: set_rules(changes=[change], by=SYSTEM, at=clock.now()))
        self.model.rules.pop(scope, None)
        if units is not None:
            self.model.rules[scope] = units

    @rule(code=sku, place=place_code, ref=st.sampled_from(["PO1", "PO2"]), units=st.integers(1, 6))
    def announces(self, code: str, place: str, ref: str, units: int) -> None:
        at = clock.now()
        expected = Expected(
            self.world.skus[code], self.world.places[place], "po", ref, units, at + timedelta(days=1)
        )
        self.do(lambda: announce(expected=[expected], by=SYSTEM, at=at))
        known = self.model.supply.setdefault((code, place, ref), Supply(units))
        known.quantity = max(units, known.received)
        known.closed = known.received >= known.quantity

    @precondition(lambda self: self.model.supply)
    @rule(which=some, units=st.integers(1, 6), close=st.booleans())
    def receives(self, which: int, units: int, close: bool) -> None:
        at = clock.now()
        (code, place, ref), known = pick(which, sorted(self.model.supply.items(), key=lambda each: each[0]))
        receipt = Receipt(self.world.skus[code], self.world.places[place], "po", ref, units, close)
        refused = self.refused(lambda: receive(receipts=[receipt], by=SYSTEM, at=at), UnknownSupply)
        assert refused is known.closed
        if not refused:
            known.received += units
            known.closed = close or known.received >= known.quantity
            self.model.move((code, place), units, at)

    @rule(code=sku, units=few)
    def transfers(self, code: str, units: int) -> None:
        """Units that leave for another place: reserved, then used up."""
        at, owner, pool = clock.now(), uuid7(), self.pools["WEB"]
        want = Want(0, 1, self.world.skus[code], units, owner, pool.channel_id)
        fits = units <= self.atp("WEB")[code]
        taken = self.do(
            lambda: reserve(
                wants=[want], pools={pool.channel_id: pool}, state=State.ASSIGNED,
                owner_kind=OwnerKind.TRANSFER, by=SYSTEM, at=at,
            )
        )  # fmt: skip
        got = [row for row in taken if row.location_id]
        if not fits:
            assert any(not row.location_id for row in taken)
            return
        assert sum(row.quantity for row in got) == units
        leaving = [Holding(owner, 1, row.quantity, origin=row.location_id) for row in got]
        used = self.do(lambda: consume(holdings=leaving, source_ref="T1", by=SYSTEM, at=at))
        assert used == [row.quantity for row in got]
        for row in got:
            self.model.move((code, self.places[row.location_id]), -row.quantity, at)

    @rule(units=st.dictionaries(sku, few, min_size=1), which=some, again=st.booleans(), minutes=few)
    def fills_cart(self, units: dict[str, int], which: int, again: bool, minutes: int) -> None:
        at = clock.now()
        known = list(self.model.carts)
        cart = pick(which, known) if again and known else uuid7()
        until = at + timedelta(minutes=minutes)
        lines = [CartLine(n, self.world.skus[code], code, q) for n, (code, q) in enumerate(units.items(), 1)]
        before = self.atp("WEB")
        own = self.model.carts.get(cart)
        refused = self.refused(
            lambda: hold_for_cart(
                cart=cart, lines=lines, pool=self.pools["WEB"], expires_at=until, by=SYSTEM, at=at
            ),
            NotEnoughStock,
        )
        if own is None:
            assert refused is not all(q <= before[code] for code, q in units.items())
        if not refused:
            self.model.carts[cart] = Cart(dict(units), until)

    @precondition(lambda self: self.model.carts)
    @rule(which=some, minutes=st.integers(1, 9), held=st.booleans())
    def extends_cart(self, which: int, minutes: int, held: bool) -> None:
        at = clock.now()
        cart, known = pick(which, list(self.model.carts.items()))
        until = at + timedelta(minutes=minutes)
        self.do(lambda: extend_cart(cart=cart, expires_at=until, held=held, by=SYSTEM, at=at))
        if known.until > at:
            known.until = max(known.until, until)

    @precondition(lambda self: self.model.carts)
    @rule(which=some)
    def drops_cart(self, which: int) -> None:
        cart = pick(which, list(self.model.carts))
        gone = self.do(lambda: release_carts(carts=[cart], state=State.RELEASED, by=SYSTEM, at=clock.now()))
        assert sum(units for *_, units in gone) == sum(self.model.carts.pop(cart).units.values())

    @precondition(lambda self: self.model.carts)
    @rule(minutes=st.integers(0, 9))
    def expires(self, minutes: int) -> None:
        at = clock.now() + timedelta(minutes=minutes)
        self.do(lambda: expire(by=SYSTEM, at=at))
        self.model.carts = {cart: known for cart, known in self.model.carts.items() if known.until > at}
