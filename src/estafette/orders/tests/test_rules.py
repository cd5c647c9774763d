"""Pure rules of orders, for any numbers."""

from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from estafette.orders import rules
from estafette.orders.rules import Quantities
from estafette.platform.ids import uuid7

MINOR = st.integers(0, 10**12)
UNITS = st.integers(0, 1000)
WORDS = ["canceled", "backordered", "unassigned", "assigned", "picked", "packed", "shipped"]
COLUMNS = (*WORDS, "delivered", "return_expected", "return_received")


@st.composite
def quantities(draw: st.DrawFn) -> Quantities:
    """Quantities of a line that hold together."""
    few = st.integers(0, 4)
    parts = {word: draw(few) for word in WORDS}
    delivered = draw(st.integers(0, parts["shipped"]))
    received = draw(st.integers(0, parts["shipped"]))
    expected = draw(st.integers(0, parts["shipped"] - received))
    return Quantities(
        ordered=sum(parts.values()), delivered=delivered, return_expected=expected, return_received=received,
        **parts,
    )  # fmt: skip


@given(kits=st.integers(1, 1000), parts=st.lists(st.tuples(st.integers(1, 50), UNITS), min_size=1, max_size=8),
       amount=st.integers(-(10**12), 10**12), discount=MINOR, tax=MINOR)  # fmt: skip
def test_a_kit_is_shared_among_its_parts_to_the_cent(
    kits: int, parts: list[tuple[int, int]], amount: int, discount: int, tax: int
) -> None:
    shares = rules.explode(kits=kits, components=parts, amount=amount, discount=discount, tax=tax)
    assert [each.quantity for each in shares] == [kits * quantity for quantity, _ in parts]
    assert sum(each.amount for each in shares) == amount
    assert sum(each.discount for each in shares) == discount
    assert sum(each.tax for each in shares) == tax
    whole = sum(weight for _, weight in parts)
    for (_, weight), share in zip(parts, shares, strict=True):
        fair = amount * weight / whole if whole else amount / len(parts)
        assert abs(share.amount - fair) < 1 + abs(fair) * 1e-9


@given(gross=st.integers(-(10**12), 10**12), steps=st.lists(st.integers(1, 50), min_size=1, max_size=20))
def test_what_is_canceled_bit_by_bit_is_worth_the_whole(gross: int, steps: list[int]) -> None:
    ordered, canceled, worth = sum(steps), 0, 0
    for units in steps:
        before = rules.canceled_share(gross=gross, ordered=ordered, canceled=canceled)
        canceled += units
        after = rules.canceled_share(gross=gross, ordered=ordered, canceled=canceled)
        assert (after - before) * (1 if gross >= 0 else -1) >= 0, "no bit is worth less than nothing"
        worth += after - before
    assert worth == gross


def test_nothing_of_nothing_is_worth_nothing() -> None:
    assert rules.canceled_share(gross=0, ordered=0, canceled=0) == 0


@given(line=quantities(), data=st.data())
def test_units_are_canceled_from_what_waits_longest(line: Quantities, data: st.DataObject) -> None:
    units = data.draw(st.integers(0, line.cancelable))
    taken = rules.cancel(line=line, units=units)
    assert taken.units == units
    assert 0 <= taken.backordered <= line.backordered
    assert 0 <= taken.unassigned <= line.unassigned
    assert 0 <= taken.assigned <= line.assigned
    if taken.unassigned:
        assert taken.backordered == line.backordered
    if taken.assigned:
        assert taken.unassigned == line.unassigned
    with pytest.raises(ValueError, match="cancelable"):
        rules.cancel(line=line, units=line.cancelable + 1)


@given(line=quantities(), column=st.sampled_from(WORDS))
def test_a_unit_too_many_is_seen(line: Quantities, column: str) -> None:
    values = {name: getattr(line, name) for name in ("ordered", *COLUMNS)}
    assert line.holds()
    assert not Quantities(**{**values, column: values[column] + 1}).holds()


@given(price=st.decimals(0, 10**6, places=6), quantity=st.integers(1, 1000))
def test_an_amount_is_rounded_once(price: Decimal, quantity: int) -> None:
    exact = price * quantity * 100
    assert abs(rules.amount(unit_price=price, quantity=quantity, currency="EUR") - exact) <= Decimal("0.5")
    assert rules.amount(unit_price=price, quantity=quantity, currency="JPY") == int(
        (price * quantity).quantize(Decimal(1), "ROUND_HALF_UP")
    )


ORDER = """
INSERT INTO orders_order (id, number, channel_id, legal_entity_id, brand_id, reference, status, language, currency,
    prices_include_tax, goods, discount, shipping, fees, tax, charges_tax, total, placed_at, recorded_at)
VALUES (%s, 1, 1, 1, 1, 'r', 'placed', 'en', 'EUR', true, 0, 0, 0, 0, 0, 0, 0, now(), now())
"""
LINE = f"""
INSERT INTO orders_line (order_id, line, sku, unit_price, amount, ordered, {", ".join(COLUMNS)})
VALUES (%s, %s, 'A', 0, 0, %s{", %s" * len(COLUMNS)})
"""
HOLD = """
INSERT INTO orders_hold (order_id, kind, placed_at, placed_by, cleared_at, cleared_by)
VALUES (%s, 'manual', now(), 'test', CASE WHEN %s THEN NULL ELSE now() END, CASE WHEN %s THEN NULL ELSE 'test' END)
"""


@pytest.mark.django_db
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(quantities(), max_size=3), holds=st.lists(st.booleans(), max_size=2))
def test_the_database_derives_the_same_status(lines: list[Quantities], holds: list[bool]) -> None:
    order_id = uuid7()
    with connection.cursor() as cursor:
        cursor.execute(ORDER, [order_id])
        for number, line in enumerate(lines, start=1):
            values = [getattr(line, name) for name in ("ordered", *COLUMNS)]
            cursor.execute(LINE, [order_id, number, *values])
        for is_open in holds:
            cursor.execute(HOLD, [order_id, is_open, is_open])
        cursor.execute("SELECT orders_status_v1(%s)", [order_id])
        [derived] = cursor.fetchone()
    assert derived == rules.derive_status(lines=lines, on_hold=any(holds)).value
