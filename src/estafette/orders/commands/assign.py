"""Assign waiting units to the places that will serve them, and assign again what a place will not serve."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from estafette.inventory.commands.release import Holding, relocate
from estafette.inventory.queries.sourcing import free_at, reserved_at
from estafette.inventory.types import State
from estafette.network.commands.capacity import give_back_room, take_room
from estafette.network.types import Room, Site
from estafette.orders.commands.giving_up import shares_of
from estafette.orders.commands.locking import Locked, lock, settle
from estafette.orders.events import LinesAssigned, SourcingFailed
from estafette.platform import sql
from estafette.platform.access.types import EVERYTHING, Access, Actor
from estafette.platform.eventlog import append
from estafette.platform.eventlog.types import Entry, Event
from estafette.platform.transactions import requires_transaction
from estafette.sourcing.commands.decide import decide
from estafette.sourcing.queries.candidates import candidates
from estafette.sourcing.types import Decision, Step, Waiting, WaitingLine

BATCH = 500


@dataclass(frozen=True, slots=True)
class Assigned:
    """An order as it stands after the attempt: (line, location id, units) given, and units by line that wait on."""

    order_id: str
    lines: tuple[tuple[int, int, int], ...]
    unsourced: Mapping[int, int]
    version: int
    status: str


@dataclass(slots=True)
class _Batch:
    """What waits on locked orders; `reserved` limits what can be given, `known` is what failed before."""

    orders: dict[str, Locked]
    requests: list[Waiting] = field(default_factory=list)
    waiting: dict[tuple[str, int], int] = field(default_factory=dict)
    known: dict[tuple[str, int], int] = field(default_factory=dict)
    counted: set[tuple[str, int, date]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Given:
    """Units of a line on their way to a place."""

    order_id: str
    step: Step
    decision: str
    day: date


_Outcome = tuple[list[_Given], dict[int, int]]


@requires_transaction
def assign(
    *, order_ids: Sequence[UUID | str] | None, by: Actor, access: Access, at: datetime
) -> list[Assigned]:
    """Give the waiting units of these orders to places, all decided together; one answer an order.

    None takes those that no place could serve, tried longest ago first, at most a batch. Orders on hold and
    those with nothing waiting stay as they are; those that the caller does not see are left out. What no place can serve, or what somebody
    else took meanwhile, goes on waiting and is named in `SourcingFailed` when that is news. At most 15 statements.
    """
    if order_ids is None:
        rows = sql.load(__package__, "unsourced.sql").rows(before=at, limit=BATCH)
        order_ids = [row[0] for row in rows]
    orders = lock(sorted({str(each) for each in order_ids}), access=access) if order_ids else {}
    return assign_locked(orders, by=by, at=at) if orders else []


def assign_locked(orders: dict[str, Locked], *, by: Actor, at: datetime) -> list[Assigned]:
    """The same for orders that this transaction has locked already."""
    batch = _load(orders)
    places = candidates(channels={orders[each.order_id].channel_id for each in batch.requests}, at=at)
    skus = {line.sku_id for each in batch.requests for line in each.lines}
    stock = free_at(skus=skus, locations=places, access=EVERYTHING) if batch.requests else {}
    batch.requests = _counting(batch, places)
    decisions = decide(requests=batch.requests, stock=stock, places=places, by=by, at=at)
    given = _move(batch, _wished(decisions, places), places, by=by, at=at)
    return _write(batch, given, by=by, at=at)


def _load(orders: dict[str, Locked]) -> _Batch:
    batch = _Batch(orders)
    ids = sql.array(orders)
    rows = sql.load(__package__, "waiting_lines.sql").rows(ids=ids)
    if not rows:
        return batch
    held = reserved_at(owners=list(orders), state=State.TENTATIVE, access=EVERYTHING)
    batch.counted = {(each.order_id, each.location_id, each.day) for each in shares_of(orders)}
    lines: dict[str, list[WaitingLine]] = {}
    excluded: dict[str, set[int]] = defaultdict(set)
    for order_id, line, sku_id, units, ruled_out, failed in rows:
        batch.waiting[order_id, line] = units
        batch.known[order_id, line] = failed
        spots, left = [], units
        for place, kept in held.get((order_id, line), []):
            got = min(kept, left)
            left -= got
            spots += [(place, got)] if got else []
        if spots and sku_id:
            excluded[order_id].update(ruled_out)
            kept_units = sum(each for _, each in spots)
            lines.setdefault(order_id, []).append(WaitingLine(line, sku_id, kept_units, tuple(spots)))
    batch.requests = [
        Waiting(key, orders[key].channel_id, tuple(each), frozenset(excluded[key]))
        for key, each in lines.items()
    ]
    return batch


def _counting(batch: _Batch, places: Mapping[int, Site]) -> list[Waiting]:
    """The requests with the places at which their orders have room of today already."""
    today: dict[str, set[int]] = defaultdict(set)
    for order_id, place, day in batch.counted:
        if place in places and places[place].day == day:
            today[order_id].add(place)
    return [
        Waiting(each.order_id, each.channel_id, each.lines, each.excluded, frozenset(today[each.order_id]))
        for each in batch.requests
    ]


def _wished(decisions: Sequence[Decision], places: Mapping[int, Site]) -> list[_Given]:
    return [
        _Given(each.order_id, step, each.id, places[step.target].day)
        for each in decisions
        for step in each.steps
        if step.origin
    ]


def _move(
    batch: _Batch, wished: list[_Given], places: Mapping[int, Site], *, by: Actor, at: datetime
) -> list[_Given]:
    """Take the room and move the reservations; what did not come about is left out, and its room given back."""
    rooms = _rooms(batch, wished, places)
    granted = take_room(wishes=rooms, by=by, at=at)
    refused = {(room.location_id, room.day) for room in rooms} - granted
    wished = [each for each in wished if (each.step.target, each.day) not in refused]
    moved = relocate(
        holdings=[
            Holding(UUID(each.order_id), each.step.line, each.step.units, each.step.origin, each.step.target)
            for each in wished
        ],
        was=State.TENTATIVE,
        state=State.ASSIGNED,
        by=by,
        at=at,
    )
    given = [each for each, units in zip(wished, moved, strict=True) if units]
    if len(given) < len(wished):
        give_back_room(
            rooms=_unused(_rooms(batch, wished, places), _rooms(batch, given, places)), by=by, at=at
        )
    return given


def _rooms(batch: _Batch, given: Sequence[_Given], places: Mapping[int, Site]) -> list[Room]:
    """What these units take of places with a limit: an order counts once a place and day."""
    units: dict[tuple[int, date], int] = defaultdict(int)
    orders: dict[tuple[int, date], set[str]] = defaultdict(set)
    for each in given:
        key = (each.step.target, each.day)
        if places[each.step.target].limited:
            units[key] += each.step.units
            if (each.order_id, *key) not in batch.counted:
                orders[key].add(each.order_id)
    return [Room(place, day, len(orders[place, day]), units[place, day]) for place, day in sorted(units)]


def _unused(taken: Sequence[Room], used: Sequence[Room]) -> list[Room]:
    left = {(room.location_id, room.day): room for room in used}
    rest = []
    for room in taken:
        other = left.get((room.location_id, room.day), Room(room.location_id, room.day, 0, 0))
        rest.append(Room(room.location_id, room.day, room.orders - other.orders, room.units - other.units))
    return [room for room in rest if room.units]


def _write(batch: _Batch, given: Sequence[_Given], *, by: Actor, at: datetime) -> list[Assigned]:
    """The quantities, what is left over, the versions and the events."""
    if given:
        rows = [
            {"o": each.order_id, "line": each.step.line, "place": each.step.target, "day": each.day,
             "units": each.step.units, "decision": each.decision}
            for each in given
        ]  # fmt: skip
        sql.load(__package__, "assign_lines.sql").run(given=sql.json(rows), at=at, actor=by.label())
    outcome = _outcome(batch, given)
    unsourced = [
        {"o": order_id, "line": line, "units": units}
        for order_id, (_, left) in outcome.items()
        for line, units in left.items()
    ]
    sql.load(__package__, "note_unsourced.sql").run(
        lines=sql.json(unsourced), ids=sql.array(batch.orders), at=at
    )
    return _tell(batch, outcome, by=by, at=at)


def _outcome(batch: _Batch, given: Sequence[_Given]) -> dict[str, _Outcome]:
    """What each order that waited was given, and units by line that wait on."""
    left = dict(batch.waiting)
    got: dict[str, list[_Given]] = defaultdict(list)
    for each in given:
        left[each.order_id, each.step.line] -= each.step.units
        got[each.order_id].append(each)
    outcome: dict[str, _Outcome] = {}
    for (order_id, line), units in left.items():
        rest = outcome.setdefault(order_id, (got[order_id], {}))[1]
        if units:
            rest[line] = units
    return outcome


def _tell(batch: _Batch, outcome: Mapping[str, _Outcome], *, by: Actor, at: datetime) -> list[Assigned]:
    news = {key: events for key, each in outcome.items() if (events := _news(batch, key, *each))}
    settled = settle({key: len(events) for key, events in news.items()}) if news else {}
    entries = [
        Entry(
            aggregate=f"order:{key}",
            version=settled[key][0] - len(events) + 1 + n,
            event=event,
            channel=batch.orders[key].channel_id,
        )
        for key, events in news.items()
        for n, event in enumerate(events)
    ]
    append(entries, by=by, at=at)
    return [_answer(each, *outcome.get(key, ([], {})), settled) for key, each in batch.orders.items()]


def _news(batch: _Batch, order_id: str, given: Sequence[_Given], left: Mapping[int, int]) -> list[Event]:
    """What happened to one order; that nobody can serve a line is told once."""
    channel = batch.orders[order_id].channel_id
    told: list[Event] = []
    if given:
        lines, decision = _summed(given), given[0].decision
        told.append(LinesAssigned(order_id=order_id, channel_id=channel, decision_id=decision, lines=lines))
    if any(batch.known[order_id, line] != units for line, units in left.items()):
        told.append(SourcingFailed(order_id=order_id, channel_id=channel, lines=list(left.items())))
    return told


def _summed(given: Sequence[_Given]) -> list[tuple[int, int, int]]:
    units: dict[tuple[int, int], int] = defaultdict(int)
    for each in given:
        units[each.step.line, each.step.target] += each.step.units
    return [(line, place, count) for (line, place), count in sorted(units.items())]


def _answer(
    order: Locked,
    given: Sequence[_Given],
    left: Mapping[int, int],
    settled: Mapping[str, tuple[int, str]],
) -> Assigned:
    version, status = settled.get(order.id, (order.version, order.status))
    return Assigned(order.id, tuple(_summed(given)), left, version, status)
