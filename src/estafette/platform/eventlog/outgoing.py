"""The public feed for those who are told instead of asking: the same events, in the same shape, pushed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from estafette.platform import sql
from estafette.platform.access.types import Access
from estafette.platform.api.paging import decode_cursor
from estafette.platform.eventlog.feed import (
    OLDEST,
    WINDOW,
    Instant,
    Position,
    limit_of,
    recorded_from,
)
from estafette.platform.eventlog.types import Recorded, UnknownKind

Mark = tuple[int, datetime]
"""A position of the log and when it was numbered."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What an event is, without what it says: nothing of it has to be understood by this release."""

    position: int
    sequenced_at: datetime
    aggregate: str
    version: int
    kind: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Events in order, where to read on, and whether that is the end of the log."""

    events: list[Heading]
    after: Mark
    ended: bool


def end_of_log() -> Mark:
    """Where the log ends now."""
    [(position, moment)] = _statement("head.sql").rows()
    return position, moment


def mark_of(*, cursor: str) -> Mark:
    """What a cursor of the feed means; an empty one is the beginning. Refuses with `bad_cursor`."""
    position, moment = decode_cursor(cursor, Position, Instant) or (0, OLDEST)
    return position, moment


def mark_before(*, at: datetime) -> Mark:
    """The last event that was numbered before `at`; the beginning of the log when there is none.

    Positions have no gaps and never run against time, so a search by halves finds it.
    """
    low, high = 0, end_of_log()[0]
    found = OLDEST
    while low < high:
        middle = (low + high + 1) // 2
        rows = _statement("moment_of.sql").rows(position=middle)
        if not rows or rows[0][0] < at:
            low, found = middle, rows[0][0] if rows else found
        else:
            high = middle - 1
    return low, found


def read_on(*, after: Mark, kinds: Sequence[str], access: Access, limit: int) -> Passage:
    """At most `limit` events after a mark, of some kinds, that name a channel or place of `access`."""
    position, since = after
    head = end_of_log()
    upto = min(head[0], position + WINDOW)
    rows = _statement("feed.sql").rows(
        after=position,
        upto=upto,
        since=since,
        kinds=list(kinds),
        channels=limit_of(access.channels),
        locations=limit_of(access.places),
        limit=limit,
    )
    if len(rows) == limit:
        upto = rows[-1][0]
    moments = _statement("moment.sql").rows(position=upto, since=since)
    mark = (max(position, upto), moments[0][0] if moments else since)
    events = [Heading(row[0], row[8], row[1], row[2], row[3]) for row in rows]
    return Passage(events, mark, upto >= head[0])


def scopes_of(*, events: Sequence[Recorded]) -> dict[int, tuple[int | None, int | None]]:
    """Position -> channel and location (internal ids) that the event names. One statement."""
    rows = _statement("scopes.sql").rows(
        positions=[each.position for each in events], moments=[each.sequenced_at for each in events]
    )
    return {position: (channel, location) for position, channel, location in rows}


def recorded_at(*, marks: Sequence[Mark]) -> list[Recorded]:
    """The events at these marks, in order; those that the log no longer holds, or that this release cannot read, are
    left out. One statement."""
    rows = _statement("recorded.sql").rows(
        positions=[mark[0] for mark in marks], moments=[mark[1] for mark in marks]
    )
    return [each for row in rows if (each := _read(row)) is not None]


def _read(row: tuple[Any, ...]) -> Recorded | None:
    try:
        return recorded_from(row)
    except (UnknownKind, msgspec.MsgspecError):
        return None


def _statement(name: str) -> sql.Statement:
    return sql.load(__package__, name)
