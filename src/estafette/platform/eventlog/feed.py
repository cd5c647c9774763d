"""The public feed: numbered events, in order, in a schema of its own that internal events are mapped to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec

from estafette.platform import sql
from estafette.platform.access.types import Access
from estafette.platform.api.contract import Output
from estafette.platform.api.paging import decode_cursor, encode_cursor
from estafette.platform.eventlog.lag import READ
from estafette.platform.eventlog.types import Event, Recorded, read_event
from estafette.platform.refusal import InvalidInput

WINDOW = 20_000
"""Positions that one page looks through at most: a page may be empty although more is to come."""
OLDEST = datetime(2000, 1, 1, tzinfo=UTC)

Position = Annotated[int, msgspec.Meta(ge=0, lt=2**62)]
Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class UnknownType(InvalidInput):
    code = "unknown_event_type"
    message = "There is no event type “{type}”."
    remedy = "Use one of those that GET /events/types lists."


@dataclass(frozen=True, slots=True)
class Publication:
    """How one kind of internal event is shown outside: its public `name` and `version`, the shape of its data,
    and a function that fills it for many events at once, as of an instant. Within v1 a shape only ever gains fields."""

    event: type[Event]
    name: str
    data: type[msgspec.Struct]
    fill: Callable[[Sequence[Any], datetime], Sequence[msgspec.Struct]]
    version: int = 1


class PublicEvent(Output, frozen=True, kw_only=True):
    """One fact, much like a CloudEvent. `sequence` counts the events of its subject, from 1 without gaps."""

    id: str
    type: str
    version: int
    subject: str
    sequence: int
    at: datetime
    actor: str
    data: Any


class FeedPage(Output, frozen=True, kw_only=True):
    """Events in order. Ask again with `next` as the cursor: at once when `more`, else after a while."""

    items: list[PublicEvent]
    next: str
    more: bool


Published = Mapping[str, Publication]
"""Publications by the kind of their internal event."""


def feed(
    *,
    published: Published,
    cursor: str,
    limit: int,
    types: Sequence[str],
    access: Access,
    at: datetime,
    newest: bool = False,
) -> FeedPage:
    """Events after `cursor` (from the oldest, or from now on when `newest`) that the caller may see, at most
    `limit`, of some public `types` or of all. Needs `events:read`. Refuses `bad_cursor`, `unknown_event_type`.
    """
    access.require(READ)
    kinds = _kinds(published, types)
    [(head, head_at)] = _statement("head.sql").rows()
    begin = (head, head_at) if newest else (0, OLDEST)
    after, since = decode_cursor(cursor, Position, Instant) or begin
    upto = min(head, after + WINDOW)
    rows = _statement("feed.sql").rows(
        after=after,
        upto=upto,
        since=since,
        kinds=kinds,
        channels=limit_of(access.channels),
        locations=limit_of(access.locations),
        limit=limit,
    )
    if len(rows) == limit:
        upto, since = rows[-1][0], rows[-1][8]
    elif upto > after:
        found = _statement("moment.sql").rows(position=upto, since=since)
        since = found[0][0] if found else since
    return FeedPage(
        items=shown(published, [recorded_from(row) for row in rows], at),
        next=encode_cursor(max(after, upto), since),
        more=upto < head,
    )


def _kinds(published: Published, types: Sequence[str]) -> list[str]:
    known = {publication.name: kind for kind, publication in published.items()}
    for position, each in enumerate(types):
        if each not in known:
            raise UnknownType(field=f"types[{position}]", type=each)
    return [known[each] for each in types] or list(published)


def limit_of(ids: frozenset[int] | None) -> list[int] | None:
    """A limit as statements take it."""
    return None if ids is None else sorted(ids)


def recorded_from(row: tuple[Any, ...]) -> Recorded:
    """An event from a row of the log."""
    position, aggregate, version, kind, schema, payload, actor, at, sequenced_at = row
    return Recorded(position, aggregate, version, read_event(kind, schema, payload), actor, at, sequenced_at)


def shown(published: Published, events: Sequence[Recorded], at: datetime) -> list[PublicEvent]:
    """Events as the feed gives them: the data of each kind is filled in one call, then all put back in order."""
    data: dict[int, msgspec.Struct] = {}
    by_kind: dict[str, list[Recorded]] = {}
    for each in events:
        by_kind.setdefault(each.kind, []).append(each)
    for kind, alike in by_kind.items():
        filled = published[kind].fill([each.event for each in alike], at)
        data.update(zip((each.position for each in alike), filled, strict=True))
    return [_one(published[each.kind], each, data[each.position]) for each in events]


def _one(publication: Publication, recorded: Recorded, data: msgspec.Struct) -> PublicEvent:
    return PublicEvent(
        id=f"{recorded.aggregate}/{recorded.version}",
        type=publication.name,
        version=publication.version,
        subject=recorded.aggregate,
        sequence=recorded.version,
        at=recorded.at,
        actor=recorded.actor,
        data=data,
    )


def _statement(name: str) -> sql.Statement:
    return sql.load(__package__, name)


def head() -> int:
    """The position of the newest event that has been numbered; 0 before the first."""
    return int(_statement("head.sql").rows()[0][0])
