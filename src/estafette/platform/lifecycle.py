"""Lifecycles are data: which states there are, where one begins, which moves are allowed, where it ends.

A room's `rules.py` declares its table; commands move rows by conditional UPDATE from `origins(target)`; the
database has the CHECK; the documentation and a test are made from the same table.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


class BadLifecycle(ValueError):
    """A table with a state that cannot be reached, cannot be left, or is not named: a fault of the code."""


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """One lifecycle: `moves[state]` are the states that may follow it.

    `initial` is one state or a set of them; `final` states have no moves. Building it raises `BadLifecycle`
    unless every state can be reached from an initial one and every state that is not final can be left
    towards a final one (a lifecycle without final states only asks that each state can be left).
    """

    name: str
    initial: str | frozenset[str]
    moves: Mapping[str, frozenset[str]]
    final: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        faults = list(_faults(self))
        if faults:
            raise BadLifecycle(f"{self.name}: " + "; ".join(faults))

    @property
    def beginnings(self) -> frozenset[str]:
        """The initial states, as a set."""
        return frozenset({self.initial}) if isinstance(self.initial, str) else frozenset(self.initial)

    @property
    def states(self) -> tuple[str, ...]:
        """Every state once, in the order in which the table names them."""
        named = [*self.moves, *(target for targets in self.moves.values() for target in sorted(targets))]
        return tuple(dict.fromkeys([*named, *sorted(self.beginnings), *sorted(self.final)]))

    def allows(self, source: str, target: str) -> bool:
        """Whether `target` may follow `source`."""
        return target in self.moves.get(source, frozenset())

    def origins(self, target: str) -> tuple[str, ...]:
        """The states from which `target` may be entered: the WHERE of the conditional UPDATE."""
        return tuple(state for state in self.states if self.allows(state, target))


def _faults(table: Lifecycle) -> Iterable[str]:
    states = frozenset(table.states)
    if not table.beginnings:
        yield "has no initial state"
    unreached = states - _closure(table.beginnings, table.moves)
    if unreached:
        yield f"cannot be reached: {', '.join(sorted(unreached))}"
    for state in sorted(table.final):
        if table.moves.get(state):
            yield f"{state} is final and has moves"
    stuck = {state for state in states - table.final if not table.moves.get(state)}
    if table.final:
        back: dict[str, frozenset[str]] = {
            state: frozenset(source for source in states if state in table.moves.get(source, ()))
            for state in states
        }
        stuck |= states - _closure(table.final, back)
    if stuck:
        yield f"cannot be left: {', '.join(sorted(stuck))}"


def _closure(start: frozenset[str], moves: Mapping[str, frozenset[str]]) -> frozenset[str]:
    seen = set(start)
    todo = list(start)
    while todo:
        fresh = moves.get(todo.pop(), frozenset()) - seen
        seen |= fresh
        todo.extend(fresh)
    return frozenset(seen)
