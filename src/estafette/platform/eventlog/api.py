"""HTTP door of the event log: the public feed, the lag, and parked events."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from estafette.platform.api.contract import Call, Input, NoQuery, Output, Repeat, Router
from estafette.platform.api.paging import Page, PageQuery, decode_cursor, page
from estafette.platform.eventlog import parking
from estafette.platform.eventlog.feed import FeedPage, Publication, feed
from estafette.platform.eventlog.lag import READ, Lag, lag
from estafette.platform.eventlog.parking import ADMIN, Parked, parked_events
from estafette.platform.refusal import NotFound

Name = Annotated[str, msgspec.Meta(max_length=80)]


class FeedQuery(PageQuery, frozen=True, kw_only=True):
    """Which events; without a cursor from the oldest, or only those to come when `start` is newest."""

    types: Annotated[list[Name], msgspec.Meta(max_length=50, description="Public event types.")] = []
    start: Literal["oldest", "newest"] = "oldest"


class Reason(Input, frozen=True, kw_only=True):
    """Why somebody decided so."""

    reason: Annotated[str, msgspec.Meta(max_length=500)] = ""


class EventType(Output, frozen=True, kw_only=True):
    """A public event type and the JSON Schema of its data."""

    type: str
    version: int
    description: str
    data: dict[str, Any]


class EventTypes(Output, frozen=True, kw_only=True):
    """All public event types."""

    items: list[EventType]


class Decided(Output, frozen=True, kw_only=True):
    """The parked event that was decided on."""

    id: UUID


def router(publications: Sequence[Publication]) -> Router:
    """The endpoints, over the publications of all rooms."""
    published = {each.event.kind: each for each in publications}
    routes = Router("events")

    @routes.get("/events", scope=READ, query=FeedQuery, answer=FeedPage)
    def list_events(call: Call[None, FeedQuery]) -> FeedPage:
        """What happened, in order, from a cursor on."""
        query = call.query
        return feed(
            published=published,
            cursor=query.cursor,
            limit=query.limit,
            types=query.types,
            access=call.access,
            at=call.at,
            newest=query.start == "newest",
        )

    @routes.get("/events/types", scope=READ, answer=EventTypes, transaction=False)
    def list_types(_call: Call[None, NoQuery]) -> EventTypes:
        """The public event types and the shape of their data."""
        return EventTypes(items=[_type(each) for each in publications])

    @routes.get("/events/lag", scope=READ, answer=Lag)
    def read_lag(call: Call[None, NoQuery]) -> Lag:
        """How far consumers are behind."""
        return lag(access=call.access)

    @routes.get("/events/parked", scope=ADMIN, query=PageQuery, answer=Page[Parked])
    def list_parked(call: Call[None, PageQuery]) -> Page[Parked]:
        """Events that a consumer could not take, oldest first."""
        query = call.query
        after = decode_cursor(query.cursor, UUID) or (None,)
        rows = parked_events(access=call.access, after=after[0], limit=query.limit + 1)
        return page(rows, limit=query.limit, key=lambda each: (each.id,))

    @routes.post("/events/parked/{id}/retry", scope=ADMIN, body=Reason, answer=Decided, repeat=Repeat.KEY)
    def retry(call: Call[Reason, NoQuery]) -> Decided:
        """Give a parked event to its consumer again."""
        parked = _id(call)
        parking.retry(parked=parked, reason=call.body.reason, by=call.actor, at=call.at)
        return Decided(id=parked)

    @routes.post("/events/parked/{id}/skip", scope=ADMIN, body=Reason, answer=Decided, repeat=Repeat.KEY)
    def skip(call: Call[Reason, NoQuery]) -> Decided:
        """Let a consumer go on without a parked event, for a reason."""
        parked = _id(call)
        parking.skip(parked=parked, reason=call.body.reason, by=call.actor, at=call.at)
        return Decided(id=parked)

    return routes


def _type(publication: Publication) -> EventType:
    schema = msgspec.json.schema(publication.data)
    description = (publication.data.__doc__ or "").strip()
    return EventType(type=publication.name, version=publication.version, description=description, data=schema)


def _id(call: Call[Any, Any]) -> UUID:
    try:
        return UUID(call.path["id"])
    except ValueError:
        raise NotFound(noun="parked event", ref=call.path["id"]) from None
