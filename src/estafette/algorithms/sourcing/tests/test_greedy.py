"""The greedy solver: what must hold of every plan, and that it finds the cheapest complete place."""

from collections import Counter, defaultdict
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estafette.algorithms.sourcing.plan import Choice, Plan, Why, reprice
from estafette.algorithms.sourcing.problem import Line, Order, Place, Problem, Terms
from estafette.algorithms.sourcing.solve import bound, solve

PLACES, SKUS = (1, 2, 3, 4), (7, 8)
room = st.none() | st.integers(0, 6)


@st.composite
def orders(draw: st.DrawFn, key: str) -> Order:
    """An order with some of its units held at places, eligible or not."""
    lines = []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        held = draw(st.dictionaries(st.sampled_from(PLACES), st.integers(1, 2), max_size=2))
        more = draw(st.integers(0 if held else 1, 2))
        lines.append(
            Line(number, draw(st.sampled_from(SKUS)), sum(held.values()) + more, tuple(sorted(held.items())))
        )
    shipment = draw(st.dictionaries(st.sampled_from(PLACES), st.integers(0, 9), max_size=4))
    return Order(key, tuple(lines), shipment, frozenset(draw(st.sets(st.sampled_from(PLACES), max_size=1))))


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Few orders, few places, little stock and room."""
    count = draw(st.integers(1, 5))
    places = {
        key: Place(key, draw(st.integers(0, 5)), draw(st.integers(0, 3)), draw(room), draw(room))
        for key in PLACES
    }
    keys = st.tuples(st.sampled_from(SKUS), st.sampled_from(PLACES))
    return Problem(
        tuple(draw(orders(f"o{n}")) for n in range(count)),
        places,
        draw(st.dictionaries(keys, st.integers(0, 4), max_size=8)),
        Terms(draw(st.integers(0, 5)), draw(st.integers(0, 200)), draw(st.integers(1, 4))),
    )


@settings(max_examples=150, deadline=None)
@given(problems(), st.integers(0, 3))
def test_no_plan_breaks_a_limit(problem: Problem, seed: int) -> None:
    plan = solve(problem, seed=seed)
    assert [each.order for each in plan.choices] == [order.key for order in problem.orders]
    assert plan == solve(problem, seed=seed)
    check_units(problem, plan)
    check_stock(problem, plan)
    check_room(problem, plan)
    for order, choice in zip(problem.orders, plan.choices, strict=True):
        assert choice.cost == reprice(choice.explain()) == priced(problem, order, choice)
        assert choice.bound == bound(order, problem) <= choice.cost
        assert len(choice.parcels) <= problem.terms.max_places
    assert plan.gap == plan.cost - plan.bound >= 0


def check_units(problem: Problem, plan: Plan) -> None:
    """Every unit is served from an eligible place or named, and no more is moved away than is held."""
    for order, choice in zip(problem.orders, plan.choices, strict=True):
        served: Counter[int] = Counter()
        moved: Counter[tuple[int, int]] = Counter()
        for move in choice.moves:
            assert move.units > 0
            assert move.target in order.shipment
            served[move.line] += move.units
            moved[move.line, move.origin] += move.units
        for line in order.lines:
            assert served[line.number] + choice.unfilled.get(line.number, 0) == line.quantity
            held = dict(line.held)
            assert all(
                units <= held[place] for (n, place), units in moved.items() if n == line.number and place
            )


def check_stock(problem: Problem, plan: Plan) -> None:
    """Done one after the other, no move finds its target empty: nothing waits for a later order."""
    free: dict[tuple[int, int], int] = defaultdict(int, problem.stock)
    for order, choice in zip(problem.orders, plan.choices, strict=True):
        skus = {line.number: line.sku for line in order.lines}
        for move in (each for each in choice.moves if each.origin != each.target):
            free[skus[move.line], move.target] -= move.units
            assert free[skus[move.line], move.target] >= 0
            if move.origin:
                free[skus[move.line], move.origin] += move.units


def check_room(problem: Problem, plan: Plan) -> None:
    taken: Counter[int] = Counter()
    units: Counter[int] = Counter()
    for order, choice in zip(problem.orders, plan.choices, strict=True):
        for parcel in choice.parcels:
            taken[parcel.place] += parcel.place not in order.counted
            units[parcel.place] += parcel.units
    for place in problem.places.values():
        assert place.orders_left is None or taken[place.id] <= place.orders_left
        assert place.units_left is None or units[place.id] <= place.units_left


def priced(problem: Problem, order: Order, choice: Choice) -> int:
    """The cost counted anew from the moves."""
    lines = {(move.target, move.line) for move in choice.moves}
    places = {place for place, _ in lines}
    total = sum(order.shipment[place] + problem.places[place].parcel_cost for place in places)
    total += sum(problem.places[place].line_cost for place, _ in lines)
    total += problem.terms.split_penalty * max(0, len(places) - 1)
    return total + problem.terms.unfilled_penalty * sum(choice.unfilled.values())


@settings(max_examples=150, deadline=None)
@given(problems())
def test_the_first_order_goes_to_the_cheapest_complete_place(problem: Problem) -> None:
    """Tried by hand: every eligible place that has all of it and the room."""
    order = problem.orders[0]
    need: Counter[int] = Counter()
    own: Counter[tuple[int, int]] = Counter()
    for line in order.lines:
        need[line.sku] += line.quantity
        own.update({(line.sku, place): units for place, units in line.held})
    costs = []
    for key, shipment in order.shipment.items():
        place = problem.places[key]
        has = all(problem.stock.get((sku, key), 0) + own[sku, key] >= units for sku, units in need.items())
        room_left = place.orders_left is None or place.orders_left > 0 or key in order.counted
        if has and room_left and (place.units_left is None or place.units_left >= order.units):
            costs.append(shipment + place.parcel_cost + place.line_cost * len(order.lines))
    choice = solve(problem).choices[0]
    if costs:
        assert (choice.cost, len(choice.parcels), choice.unfilled) == (min(costs), 1, {})
    else:
        assert len(choice.parcels) != 1 or choice.unfilled


def small(**changes: object) -> Problem:
    """Two SKUs: place 1 has both at 9, place 2 the first at 1, place 3 the second at 1."""
    order = Order("o", (Line(1, 7, 1), Line(2, 8, 1)), {1: 9, 2: 1, 3: 1})
    problem = Problem(
        (order,),
        {key: Place(key) for key in (1, 2, 3)},
        {(7, 1): 1, (8, 1): 1, (7, 2): 1, (8, 3): 1},
        Terms(split_penalty=3, unfilled_penalty=100, max_places=3),
    )
    return replace(problem, **changes)  # type: ignore[arg-type]


def test_one_parcel_is_preferred_and_the_others_say_why_they_lost() -> None:
    [choice] = solve(small()).choices
    assert [parcel.place for parcel in choice.parcels] == [1]
    assert [(each.place, each.why, each.by) for each in choice.alternatives] == [
        (2, Why.STOCK, 1),
        (3, Why.STOCK, 1),
    ]


def test_two_parcels_when_no_place_has_all() -> None:
    [choice] = solve(small(stock={(7, 2): 1, (8, 3): 1})).choices
    assert [parcel.place for parcel in choice.parcels] == [2, 3]
    assert choice.cost == 1 + 1 + 3


def test_a_full_place_is_passed_over_and_says_so() -> None:
    places = {1: Place(1, orders_left=0), 2: Place(2), 3: Place(3)}
    [choice] = solve(small(places=places)).choices
    assert [parcel.place for parcel in choice.parcels] == [2, 3]
    assert (1, Why.CAPACITY, 2) in [(each.place, each.why, each.by) for each in choice.alternatives]


def test_a_solver_that_is_stopped_still_fills_orders() -> None:
    plan = solve(small(stock={(7, 2): 1, (8, 3): 1}), stop=lambda: True)
    assert not plan.complete
    assert not plan.choices[0].unfilled


@pytest.mark.parametrize(
    "wrong",
    [
        {"stock": {(7, 1): -1}},
        {"terms": Terms(-1, 0, 1)},
        {"terms": Terms(0, 0, 0)},
        {"places": {}},
        {"places": {1: Place(2), 2: Place(2), 3: Place(3)}},
        {"orders": (Order("o", ()),)},
        {"orders": (Order("o", (Line(1, 7, 0),)),)},
        {"orders": (Order("o", (Line(1, 7, 1, ((1, 2),)),)),)},
        {"orders": (Order("o", (Line(1, 7, 1),)), Order("o", (Line(1, 7, 1),)))},
    ],
)
def test_an_impossible_problem_is_not_made(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"place|order|stock|terms"):
        small(**wrong)
