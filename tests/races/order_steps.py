"""Steps of the machine: orders placed, canceled, held and moved."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import (
    precondition,
    rule,
)

from estafette.inventory.commands.release import Holding, relocate
from estafette.inventory.types import (
    RuleKind,
    State,
)
from estafette.orders.commands.assign import assign
from estafette.orders.commands.cancel import Canceled, Request, cancel
from estafette.orders.commands.hold import clear_due, clear_hold, hold
from estafette.orders.commands.place import place
from estafette.orders.commands.reassign import Rejection, reassign
from estafette.orders.types import Draft, HoldKind, LineDraft, Placed
from estafette.platform import clock
from estafette.platform.access.types import EVERYTHING, SYSTEM
from estafette.testing.world import order
from tests.races.machine import Line, Sold
from tests.races.setting import (
    AT_PLACES,
    CHANNELS,
    HELD_AT,
    KITS,
    LEVELS,
    SKUS,
    ask,
    few,
    pick,
    place_code,
    sku,
    some,
)
from tests.races.stock_steps import StockSteps


class OrderSteps(StockSteps):
    """What can be done to orders."""

    @rule(units=st.dictionaries(st.sampled_from([*SKUS, "KIT"]), few, min_size=1),
          channel=st.sampled_from(CHANNELS), backorder=st.booleans())  # fmt: skip
    def places_order(self, units: dict[str, int], channel: str, backorder: bool) -> None:
        self._place(self._draft(units, channel=channel, backorder=backorder))

    @precondition(lambda self: self.model.carts)
    @rule(which=some, more=st.booleans())
    def checks_out(self, which: int, more: bool) -> None:
        cart = pick(which, list(self.model.carts))
        units = dict(self.model.carts[cart].units)
        if more:
            units["A"] = units.get("A", 0) + 2
        self._place(self._draft(units, cart=cart), cart=cart)

    @rule(many=st.lists(st.tuples(st.dictionaries(sku, few, min_size=1), st.sampled_from(CHANNELS)),
                        min_size=2, max_size=4))  # fmt: skip
    def places_many(self, many: list[tuple[dict[str, int], str]]) -> None:
        """A batch never takes more than there is, and what it accepts it has."""
        drafts = [self._draft(units, channel=channel) for units, channel in many]
        before = {channel: self.atp(channel) for channel in CHANNELS}
        answers = self.do(lambda: place(drafts=drafts, access=EVERYTHING, at=clock.now()))
        for draft, answer in zip(drafts, answers, strict=True):
            if isinstance(answer, Placed):
                self._keep(draft, answer)
            else:
                assert draft.channel != "MKT"
                assert {each.code for each in answer.refusals} == {"out_of_stock"}
        taken: Counter[str] = Counter()
        for sold in self.model.orders[-len(drafts) :]:
            if any(answer.id == str(sold.id) for answer in answers if isinstance(answer, Placed)):
                taken.update({line.sku: line.reserved for line in sold.lines.values()})
        for code in SKUS:
            assert (
                taken[code] <= max(before[channel][code] for channel in CHANNELS)
                or not taken[code]
                or (self._any_cap(code))
            )

    @precondition(lambda self: self.model.orders)
    @rule(which=some)
    def places_again(self, which: int) -> None:
        """A reference that was placed before gets its first answer, and nothing changes."""
        sold = pick(which, self.model.orders)
        [(reference,)] = ask("SELECT reference FROM orders_order WHERE id = %s", sold.id)
        draft = self.sent[reference]
        [answer] = self.do(lambda: place(drafts=[draft], access=EVERYTHING, at=clock.now()))
        assert isinstance(answer, Placed)
        assert (answer.id, answer.replayed) == (str(sold.id), True)

    @precondition(lambda self: self.model.orders)
    @rule(which=some, line=some, units=few, whole=st.booleans())
    def cancels(self, which: int, line: int, units: int, whole: bool) -> None:
        sold = pick(which, self.model.orders)
        number = pick(line, sorted(sold.lines))
        asked = (
            {n: each.waiting for n, each in sold.lines.items() if each.waiting} if whole else {number: units}
        )
        request = Request(sold.id, "test", None if whole else asked)
        [answer] = self.do(lambda: cancel(requests=[request], by=SYSTEM, access=EVERYTHING, at=clock.now()))
        possible = bool(asked) and all(sold.lines[n].waiting >= q for n, q in asked.items())
        assert isinstance(answer, Canceled) is possible, answer
        if possible:
            for n, q in asked.items():
                sold.lines[n].cancel(q)

    @precondition(lambda self: self.model.orders)
    @rule(which=some, minutes=st.sampled_from([None, 1, 60]))
    def holds(self, which: int, minutes: int | None) -> None:
        sold = pick(which, self.model.orders)
        if not any(line.waiting for line in sold.lines.values()):
            return
        at = clock.now()
        held = self.do(
            lambda: hold(
                order_id=sold.id, kind=HoldKind.MANUAL, reason="test", by=SYSTEM, access=EVERYTHING, at=at,
                until=at + timedelta(minutes=minutes) if minutes else None,
            )
        )  # fmt: skip
        assert held.status == "on_hold"
        sold.holds.add(UUID(held.hold_id))

    @precondition(lambda self: any(each.holds for each in self.model.orders))
    @rule(which=some)
    def clears(self, which: int) -> None:
        sold = pick(which, [each for each in self.model.orders if each.holds])
        hold_id = min(sold.holds)
        self.do(
            lambda: clear_hold(
                order_id=sold.id, hold_id=hold_id, note="", by=SYSTEM, access=EVERYTHING, at=clock.now()
            )
        )
        sold.holds.discard(hold_id)

    @precondition(lambda self: self.model.orders)
    @rule(minutes=st.integers(0, 70))
    def clears_what_is_due(self, minutes: int) -> None:
        at = clock.now() + timedelta(minutes=minutes)
        self.do(lambda: clear_due(by=SYSTEM, access=EVERYTHING, at=at))
        still = {row[0] for row in ask("SELECT id FROM orders_hold WHERE cleared_at IS NULL")}
        for sold in self.model.orders:
            sold.holds &= still

    @precondition(lambda self: any(line.reserved for line in self.model.lines()))
    @rule(which=some, to=place_code, units=few)
    def relocates(self, which: int, to: str, units: int) -> None:
        """Units move whole to a place that has them, or stay."""
        held = [(sold, n) for sold in self.model.orders for n, line in sold.lines.items() if line.reserved]
        sold, number = pick(which, held)
        found = ask(HELD_AT, sold.id, number)
        if not found:
            return
        origin, there = found[0]
        goal = self.world.places[to]
        line = sold.lines[number]
        levels = {row[:2]: row[2:] for row in ask(LEVELS)}
        on_hand, reserved, held_back = levels.get((line.sku, to), (0, 0, 0))
        fits = units <= there and (goal == origin or on_hand - reserved - held_back >= units)
        holding = Holding(sold.id, number, units, origin=origin, target=goal)
        [moved] = self.do(
            lambda: relocate(
                holdings=[holding], was=State.TENTATIVE, state=State.TENTATIVE, by=SYSTEM, at=clock.now()
            )
        )
        assert moved == (units if fits else 0)

    @precondition(lambda self: self.model.orders)
    @rule(which=some, everything=st.booleans())
    def assigns(self, which: int, everything: bool) -> None:
        """All that is reserved at a place that may serve it gets a place; the others wait on."""
        chosen = self.model.orders if everything else [pick(which, self.model.orders)]
        answers = self.do(
            lambda: assign(
                order_ids=[each.id for each in chosen], by=SYSTEM, access=EVERYTHING, at=clock.now()
            )
        )
        assert {each.order_id for each in answers} == {str(each.id) for each in chosen}
        for sold in (each for each in chosen if each.holds):
            [answer] = [each for each in answers if each.order_id == str(sold.id)]
            assert answer.lines == ()

    @rule(which=some, units=few, whole=st.booleans())
    def rejects(self, which: int, units: int, whole: bool) -> None:
        """A place gives back what it has, and does not get it again."""
        rows = ask(AT_PLACES)
        if not rows:
            return
        order_id, line, where, there = pick(which, rows)
        rejection = Rejection(order_id, line, where, "test", None if whole else min(units, there))
        self.do(lambda: reassign(rejections=[rejection], by=SYSTEM, access=EVERYTHING, at=clock.now()))
        left = {row[:3]: row[3] for row in ask(AT_PLACES)}.get((order_id, line, where), 0)
        assert left == (0 if whole else there - min(units, there))

    sent: dict[str, Draft]

    def _draft(self, units: Mapping[str, int], **more: Any) -> Draft:
        self.orders += 1
        draft = order(f"r{self.orders}", units, **more)
        self.sent = {**getattr(self, "sent", {}), draft.reference: draft}
        return draft

    def _place(self, draft: Draft, *, cart: UUID | None = None) -> None:
        before = self.atp(draft.channel)
        own = self.model.carts[cart].units if cart else {}
        wanted = self._items(draft.lines)
        [answer] = self.do(lambda: place(drafts=[draft], access=EVERYTHING, at=clock.now()))
        fits = all(units <= before[code] + own.get(code, 0) for code, units in wanted.items())
        capped = any(self._any_cap(code) for code in wanted)
        firm = draft.channel != "MKT" and not draft.lines[0].backorder
        if not cart and not capped:
            assert isinstance(answer, Placed) is (fits or not firm), answer
        if cart and fits and not any(self._short(code) for code in wanted) and not capped:
            assert isinstance(answer, Placed), answer
        if isinstance(answer, Placed):
            if cart:
                del self.model.carts[cart]
            self._keep(draft, answer)
            if not cart:
                for line in self.model.orders[-1].lines.values():
                    assert line.reserved <= before[line.sku]

    def _keep(self, draft: Draft, answer: Placed) -> None:
        """Take an accepted order into the model: how much each line got is the database's choice."""
        rows = ask(
            "SELECT l.line, l.sku, l.ordered, coalesce((SELECT sum(r.quantity) FROM inventory_reservation AS r"
            " WHERE r.owner_id = l.order_id AND r.owner_line = l.line AND r.closed_at IS NULL), 0)"
            " FROM orders_line AS l WHERE l.order_id = %s",
            answer.id,
        )
        lines = {n: Line(code, int(got), ordered - int(got)) for n, code, ordered, got in rows}
        firm = draft.channel != "MKT" and not draft.lines[0].backorder
        assert not firm or all(line.owed == 0 for line in lines.values())
        asked: Counter[str] = Counter()
        for line in lines.values():
            asked[line.sku] += line.waiting
        assert asked == self._items(draft.lines)
        open_holds = {row[0] for row in ask("SELECT id FROM orders_hold WHERE order_id = %s", answer.id)}
        self.model.orders.append(Sold(UUID(answer.id), draft.channel, lines, open_holds))

    def _items(self, lines: tuple[LineDraft, ...]) -> Counter[str]:
        """Units by article that the lines need, kits by their components."""
        units: Counter[str] = Counter()
        for line in lines:
            for code, each in KITS.get(line.sku, {line.sku: 1}).items():
                units[code] += each * line.quantity
        return units

    def _any_cap(self, code: str) -> bool:
        return any(kind is RuleKind.CAP and of in (code, None) for kind, of, _, _ in self.model.rules)

    def _short(self, code: str) -> bool:
        """Whether some place holds less than it has promised: then units given back are not free again."""
        return (
            any(row[0] == code and row[2] - row[3] - row[4] < 0 for row in ask(LEVELS))
            or bool(self.model.owed(code))
            or self.model.limit(RuleKind.GLOBAL, code, "WEB") is not None
        )
