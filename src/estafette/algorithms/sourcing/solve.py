"""Greedy sourcing: orders by priority, each the cheapest complete place, else fewest parcels, else a split.

An order may use what is free and what it holds itself; what it gives up elsewhere is free for those after it. So
the moves of a plan can be done one after the other, and none ever waits for a later one.
"""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations

from estafette.algorithms.sourcing.plan import Alternative, Choice, Move, Parcel, Plan, Why
from estafette.algorithms.sourcing.problem import Line, Order, Place, Problem

MOST_COMBINED = 12
"""Places of which every combination is tried; the best covered ones when there are more."""
MOST_ALTERNATIVES = 8

Takes = dict[tuple[int, int], int]
"""Units by (SKU, place)."""


def never() -> bool:
    """Do not stop."""
    return False


def solve(problem: Problem, *, stop: Callable[[], bool] = never, seed: int = 0) -> Plan:
    """Decide every order. `stop` is asked before each; the same problem and seed give the same plan."""
    state = _State(problem, seed)
    complete = True
    choices = []
    for order in problem.orders:
        complete = complete and not stop()
        choices.append(state.decide(order, thorough=complete))
    return Plan(tuple(choices), seed, complete)


def bound(order: Order, problem: Problem) -> int:
    """A cost that no plan for the order can be below, whatever the stock: in minor units.

    It sends nothing and pays for every unit, or it pays the cheapest parcel of all and, for each line, the cheapest
    handling of all or the whole line as unfilled.
    """
    penalty = problem.terms.unfilled_penalty
    nothing = penalty * order.units
    if not order.shipment:
        return nothing
    places = [problem.places[place] for place in order.shipment]
    parcel = min(order.shipment[place.id] + place.parcel_cost for place in places)
    handling = min(place.line_cost for place in places)
    return min(nothing, parcel + sum(min(handling, penalty * line.quantity) for line in order.lines))


class _State:
    """What is left while orders are decided."""

    def __init__(self, problem: Problem, seed: int) -> None:
        self.problem = problem
        self.free = dict(problem.stock)
        self.orders_left = {key: place.orders_left for key, place in problem.places.items()}
        self.units_left = {key: place.units_left for key, place in problem.places.items()}
        ranks = sorted(problem.places)
        random.Random(seed).shuffle(ranks)
        self.rank = {place: rank for rank, place in enumerate(ranks)}

    def decide(self, order: Order, *, thorough: bool) -> Choice:
        """The choice for one order; what it takes is gone for those after it."""
        wanted = _by_sku(order.lines)
        own = _held(order.lines)
        open_places = [place for place in order.shipment if self._has_room(order, place)]
        takes = self._best(order, wanted, own, open_places, thorough=thorough)
        moves, unfilled = _moves(order.lines, takes)
        parcels = _parcels(order, moves, self.problem.places)
        terms = self.problem.terms
        choice = Choice(
            order.key, tuple(moves), parcels, unfilled, terms.split_penalty, terms.unfilled_penalty,
            bound(order, self.problem),
        )  # fmt: skip
        alternatives = self._alternatives(order, wanted, own, choice)
        self._take(order, choice)
        return Choice(
            choice.order, choice.moves, choice.parcels, choice.unfilled, choice.split_penalty,
            choice.unfilled_penalty, choice.bound, alternatives[:MOST_ALTERNATIVES],
            max(0, len(alternatives) - MOST_ALTERNATIVES),
        )  # fmt: skip

    def _has_room(self, order: Order, place: int) -> bool:
        room = self.orders_left[place]
        return (room is None or room > 0 or place in order.counted) and self.units_left[place] != 0

    def _can(self, place: int, sku: int, own: Takes) -> int:
        return self.free.get((sku, place), 0) + own.get((sku, place), 0)

    def _best(
        self, order: Order, wanted: Mapping[int, int], own: Takes, places: Sequence[int], *, thorough: bool
    ) -> Takes:
        """The takes of the cheapest complete set of places with the fewest parcels, else of the fullest one."""
        useful = [place for place in places if any(self._can(place, sku, own) for sku in wanted)]
        useful.sort(
            key=lambda place: (-self._covers(place, wanted, own), self._one(order, place), self.rank[place])
        )
        for size in range(1, min(self.problem.terms.max_places, len(useful)) + 1):
            if size > 1 and not thorough:
                break
            among = useful if size == 1 else useful[:MOST_COMBINED]
            found = [
                (self._cost(order, takes), [self.rank[place] for place in group], takes)
                for group in combinations(among, size)
                if (takes := self._allocate(group, wanted, own, order)) and sum(takes.values()) == order.units
            ]
            if found:
                return min(found, key=lambda each: each[:2])[2]
        return self._fullest(useful, wanted, own, order)

    def _fullest(self, useful: Sequence[int], wanted: Mapping[int, int], own: Takes, order: Order) -> Takes:
        """Place by place the one that covers most of what is left, as many as may be used."""
        group: list[int] = []
        takes: Takes = {}
        while len(group) < self.problem.terms.max_places and sum(takes.values()) < order.units:
            rest = [place for place in useful if place not in group]
            tried = [(self._allocate((*group, place), wanted, own, order), place) for place in rest]
            more = [(taken, place) for taken, place in tried if sum(taken.values()) > sum(takes.values())]
            if not more:
                break
            takes, place = min(
                more,
                key=lambda each: (-sum(each[0].values()), self._cost(order, each[0]), self.rank[each[1]]),
            )
            group.append(place)
        return takes

    def _covers(self, place: int, wanted: Mapping[int, int], own: Takes) -> int:
        units = sum(min(units, self._can(place, sku, own)) for sku, units in wanted.items())
        room = self.units_left[place]
        return units if room is None else min(units, room)

    def _one(self, order: Order, place: int) -> int:
        spot = self.problem.places[place]
        return order.shipment[place] + spot.parcel_cost + spot.line_cost * len(order.lines)

    def _allocate(self, group: Sequence[int], wanted: Mapping[int, int], own: Takes, order: Order) -> Takes:
        """Units by (SKU, place): each SKU first from the place that covers most, then the cheapest."""
        room = {place: self.units_left[place] for place in group}
        ordered = sorted(
            group, key=lambda place: (-self._covers(place, wanted, own), self._one(order, place))
        )
        takes: Takes = {}
        for sku, units in wanted.items():
            left = units
            for place in ordered:
                spare = room[place]
                got = min(left, self._can(place, sku, own), left if spare is None else spare)
                if got:
                    takes[sku, place] = got
                    left -= got
                    room[place] = None if spare is None else spare - got
        return takes

    def _cost(self, order: Order, takes: Takes) -> int:
        moves, unfilled = _moves(order.lines, takes)
        parcels = _parcels(order, moves, self.problem.places)
        terms = self.problem.terms
        return Choice(
            order.key, tuple(moves), parcels, unfilled, terms.split_penalty, terms.unfilled_penalty, 0
        ).cost

    def _alternatives(
        self, order: Order, wanted: Mapping[int, int], own: Takes, choice: Choice
    ) -> tuple[Alternative, ...]:
        """Every place that did not serve the order alone, with what spoke against it; the closest first."""
        alone = choice.parcels[0].place if len(choice.parcels) == 1 and not choice.unfilled else 0
        others = [
            self._against(order, place, wanted, own, choice) for place in order.shipment if place != alone
        ]
        outside: dict[int, int] = {}
        for (_sku, place), units in own.items():
            if place not in order.shipment:
                outside[place] = outside.get(place, 0) + units
        others += [Alternative(place, Why.NOT_ELIGIBLE, units) for place, units in outside.items()]
        severity = list(Why)
        return tuple(sorted(others, key=lambda each: (severity.index(each.why), each.by, each.place)))

    def _against(
        self, order: Order, place: int, wanted: Mapping[int, int], own: Takes, choice: Choice
    ) -> Alternative:
        missing = sum(max(0, units - self._can(place, sku, own)) for sku, units in wanted.items())
        if missing:
            return Alternative(place, Why.STOCK, missing)
        room = self.units_left[place]
        if not self._has_room(order, place):
            return Alternative(place, Why.CAPACITY, order.units)
        if room is not None and room < order.units:
            return Alternative(place, Why.CAPACITY, order.units - room)
        cost = self._one(order, place)
        return Alternative(place, Why.DEARER, cost - choice.cost, cost)

    def _take(self, order: Order, choice: Choice) -> None:
        skus = {line.number: line.sku for line in order.lines}
        for move in (each for each in choice.moves if each.origin != each.target):
            if move.origin:
                spot = (skus[move.line], move.origin)
                self.free[spot] = self.free.get(spot, 0) + move.units
            self.free[skus[move.line], move.target] -= move.units
        for parcel in choice.parcels:
            orders, units = self.orders_left[parcel.place], self.units_left[parcel.place]
            if orders is not None and parcel.place not in order.counted:
                self.orders_left[parcel.place] = orders - 1
            if units is not None:
                self.units_left[parcel.place] = units - parcel.units


def _by_sku(lines: Iterable[Line]) -> dict[int, int]:
    wanted: dict[int, int] = {}
    for line in lines:
        wanted[line.sku] = wanted.get(line.sku, 0) + line.quantity
    return wanted


def _held(lines: Iterable[Line]) -> Takes:
    held: Takes = {}
    for line in lines:
        for place, units in line.held:
            held[line.sku, place] = held.get((line.sku, place), 0) + units
    return held


def _moves(lines: Sequence[Line], takes: Takes) -> tuple[list[Move], dict[int, int]]:
    """Who moves where, and units by line that nobody serves. What is at a place that serves stays there first."""
    left = dict(takes)
    moves: list[Move] = []
    away: dict[int, dict[int, int]] = {}
    for line in lines:
        spare = {}
        for place, units in line.held:
            stays = min(units, left.get((line.sku, place), 0))
            if stays:
                moves.append(Move(line.number, place, place, stays))
                left[line.sku, place] -= stays
            if units > stays:
                spare[place] = units - stays
        away[line.number] = spare
    done = {line.number: sum(move.units for move in moves if move.line == line.number) for line in lines}
    unfilled = {}
    for line in lines:
        open_units = line.quantity - done[line.number]
        for sku, target in [key for key in left if key[0] == line.sku]:
            got = min(open_units, left[sku, target])
            open_units -= got
            left[sku, target] -= got
            moves += _bring(line.number, target, got, away[line.number])
        if open_units:
            unfilled[line.number] = open_units
    return moves, unfilled


def _bring(line: int, target: int, units: int, spare: dict[int, int]) -> list[Move]:
    """Bring units of a line to a place: what it holds elsewhere first, the rest from what is free there."""
    moves = []
    for origin in sorted(spare):
        got = min(units, spare[origin])
        if got:
            moves.append(Move(line, origin, target, got))
            spare[origin] -= got
            units -= got
    if units:
        moves.append(Move(line, 0, target, units))
    return moves


def _parcels(order: Order, moves: Iterable[Move], places: Mapping[int, Place]) -> tuple[Parcel, ...]:
    """One parcel a place that serves, by place."""
    units: dict[int, int] = {}
    lines: dict[int, set[int]] = {}
    for move in moves:
        units[move.target] = units.get(move.target, 0) + move.units
        lines.setdefault(move.target, set()).add(move.line)
    return tuple(
        Parcel(
            place, units[place], len(lines[place]), order.shipment[place], places[place].parcel_cost,
            places[place].line_cost,
        )
        for place in sorted(units)
    )  # fmt: skip
