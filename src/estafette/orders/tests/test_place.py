"""Capture: accepted whole or refused, never taken twice, never oversold."""

import pytest
from django.db import connection, transaction

from estafette.assembly.check import run as check
from estafette.orders.commands.place import place
from estafette.orders.types import Placed
from estafette.platform import sql
from estafette.platform.access.types import EVERYTHING
from estafette.platform.recent import forget_all
from estafette.platform.refusal import Refused
from estafette.testing.world import START, build, order

pytestmark = pytest.mark.django_db


def placed(*drafts, at=START):
    with transaction.atomic():
        return place(drafts=drafts, access=EVERYTHING, at=at)


def codes(answer):
    assert isinstance(answer, Refused), answer
    return [each.code for each in answer.refusals]


def levels():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.code, l.code, v.on_hand, v.reserved FROM inventory_level v"
            " JOIN catalog_sku s ON s.id = v.sku_id JOIN network_location l ON l.id = v.location_id"
        )
        return {(sku, place): (on_hand, reserved) for sku, place, on_hand, reserved in cursor.fetchall()}


def test_an_order_is_accepted_with_its_stock_reserved() -> None:
    build(stock={("A", "W1"): 5, ("B", "S1"): 2})
    [answer] = placed(order("r1", {"A": 3, "B": 2}))
    assert isinstance(answer, Placed)
    assert answer.status == "placed"
    assert answer.number > 100_000
    assert levels() == {("A", "W1"): (5, 3), ("B", "S1"): (2, 2)}
    assert check().clean, check().breaches


def test_a_line_may_be_spread_over_places_when_no_single_one_has_it() -> None:
    build(stock={("A", "W1"): 2, ("A", "S1"): 2, ("A", "S2"): 1})
    [answer] = placed(order("r1", {"A": 5}))
    assert isinstance(answer, Placed)
    assert set(levels().values()) == {(2, 2), (1, 1)}
    [again] = placed(order("r2", {"A": 1}))
    assert codes(again) == ["out_of_stock"]
    assert check().clean


def test_an_order_that_is_short_leaves_nothing_behind() -> None:
    build(stock={("A", "W1"): 5})
    [answer] = placed(order("r1", {"A": 3, "B": 1}))
    assert codes(answer) == ["out_of_stock"]
    assert answer.refusals[0].data == {"sku": "B", "wanted": 1, "available": 0}
    assert levels() == {("A", "W1"): (5, 0)}
    assert check().clean


def test_one_refusal_never_touches_its_neighbors() -> None:
    build(stock={("A", "W1"): 1})
    answers = placed(
        order("r1", {"NONE": 1}), order("r2", {"A": 1, "B": 1}), order("r3", {"A": 1}), order("r4", {"A": 1})
    )
    assert codes(answers[0]) == ["unknown_sku"]
    assert codes(answers[1]) == ["out_of_stock"]
    assert isinstance(answers[2], Placed)
    assert codes(answers[3]) == ["out_of_stock"]
    assert check().clean


def test_the_first_answer_is_given_again() -> None:
    build(stock={("A", "W1"): 1})
    [first] = placed(order("r1", {"A": 1}))
    [again] = placed(order("r1", {"A": 1}))
    assert isinstance(again, Placed)
    assert (again.id, again.number, again.replayed) == (first.id, first.number, True)
    [other] = placed(order("r1", {"A": 2}))
    assert codes(other) == ["reference_reused"]
    [refused] = placed(order("r2", {"A": 1}))
    [still] = placed(order("r2", {"A": 1}))
    assert codes(refused) == codes(still) == ["out_of_stock"]
    assert still.refusals[0].data == refused.refusals[0].data
    twins = placed(order("r3", {"B": 0}), order("r1", {"A": 1}), order("r1", {"A": 1}))
    assert codes(twins[0]) == ["bad_quantity"]
    assert twins[1] == twins[2]


def test_numbers_follow_the_order_in_which_orders_came() -> None:
    build(stock={("A", "W1"): 9})
    answers = placed(*(order(reference, {"A": 1}) for reference in ("z", "a", "m")))
    numbers = [answer.number for answer in answers if isinstance(answer, Placed)]
    assert len(numbers) == 3
    assert numbers == sorted(numbers)


def test_a_kit_is_sold_as_one_and_reserved_as_its_components() -> None:
    build(stock={("A", "W1"): 5, ("B", "W1"): 4}, kits={"KIT": {"A": 2, "B": 1}})
    [answer] = placed(order("r1", {"KIT": 2, "C": 0}))
    assert codes(answer) == ["bad_quantity"]
    [answer] = placed(order("r2", {"KIT": 2}, price="9.99"))
    assert isinstance(answer, Placed)
    assert levels() == {("A", "W1"): (5, 4), ("B", "W1"): (4, 2)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT line, parent_line, ordered, amount FROM orders_line ORDER BY line")
        rows = cursor.fetchall()
    assert [row[:3] for row in rows] == [(2, 1, 4), (3, 1, 2)]
    assert sum(row[3] for row in rows) == 1998
    [answer] = placed(order("r3", {"KIT": 1}))
    assert codes(answer) == ["out_of_stock"]
    assert check().clean, check().breaches


def test_what_is_missing_is_named_by_the_line_that_was_sent() -> None:
    build(
        stock={("A", "W1"): 1, ("B", "W1"): 9, ("C", "W1"): 9}, kits={"K": {"A": 2, "B": 1}, "HALF": {"A": 1}}
    )
    short_kit, behind_a_kit = order("r1", {"C": 1, "K": 1}), order("r2", {"HALF": 1, "B": 20})
    answers = placed(short_kit, behind_a_kit)
    named = [[(each.field, each.data["sku"]) for each in answer.refusals] for answer in answers]
    assert named == [[("lines[1].quantity", "A")], [("lines[1].quantity", "B")]]


def test_what_a_channel_has_accepted_is_stored_as_it_came() -> None:
    build(stock={("A", "W1"): 1})
    [answer] = placed(order("r1", {"A": 3, "NONE": 1, "B": -1}, channel="MKT", currency="USD", total=1))
    assert isinstance(answer, Placed)
    assert answer.status == "on_hold"
    assert set(answer.holds) == {"content", "stock"}
    assert levels() == {("A", "W1"): (1, 1)}
    [again] = placed(order("r1", {"A": 3, "NONE": 1, "B": -1}, channel="MKT", currency="USD", total=1))
    assert (again.id, again.holds, again.replayed) == (answer.id, answer.holds, True)
    assert check().clean, check().breaches


def test_backorders_wait_for_stock_knowingly() -> None:
    build(stock={("A", "W1"): 1})
    [answer] = placed(order("r1", {"A": 3}, backorder=True))
    assert isinstance(answer, Placed)
    with connection.cursor() as cursor:
        cursor.execute("SELECT backordered, unassigned FROM orders_line")
        assert cursor.fetchall() == [(2, 1)]
    assert check().clean, check().breaches


def test_holds_of_the_policy_are_written_at_once() -> None:
    build(stock={("A", "W1"): 9})
    unpaid, paid = placed(
        order("r1", {"A": 1}, channel="HELD"), order("r2", {"A": 1}, channel="HELD", paid=True)
    )
    assert isinstance(unpaid, Placed) and isinstance(paid, Placed)
    assert set(unpaid.holds) == {"payment", "remorse"}
    assert set(paid.holds) == {"remorse"}


def test_capture_needs_few_statements_whatever_the_size() -> None:
    build(stock={("A", "W1"): 1000, ("B", "W1"): 1000})
    placed(order("warm", {"A": 1, "B": 1}))
    assert _statements(order("x1", {"A": 1, "B": 1})) >= _statements(
        *(order(f"y{n}", {"A": 1, "B": 1}) for n in range(100))
    )


def _statements(*drafts) -> int:
    sent: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        for name in ("rows", "send", "run"):
            method = getattr(sql.Statement, name)

            def counting(self, _method=method, **params):
                sent.append(self.name)
                return _method(self, **params)

            patch.setattr(sql.Statement, name, counting)
        forget_all()
        placed(*drafts)
    assert len(sent) <= 15
    return len(sent)
