"""HTTP door of the network."""

from typing import Annotated

from msgspec import Meta

from estafette.network import commands, queries
from estafette.network.queries.views import BrandView, ChannelView, LegalEntityView, LocationView, OpeningView
from estafette.network.types import (
    MAX_BULK,
    MAX_EXCEPTIONS,
    MAX_INTERVALS,
    BrandDraft,
    ChannelDraft,
    Done,
    ExceptionDraft,
    LegalEntityDraft,
    LocationDraft,
    LocationKind,
    PoolDraft,
    WeeklyDraft,
)
from estafette.platform.api.contract import Call, Input, NoQuery, Output, Router
from estafette.platform.api.paging import Page, PageQuery
from estafette.platform.codes import Instant

router = Router("network")
READ, WRITE = "network:read", "network:write"
BODY = 4 << 20
"""Bytes of a body with five hundred locations and their hours."""

Bulk = Meta(min_length=1, max_length=MAX_BULK)
Filter = Annotated[str, Meta(max_length=64)]


class LegalEntities(Input, frozen=True, kw_only=True):
    """Legal entities to create or change."""

    legal_entities: Annotated[list[LegalEntityDraft], Bulk]


class Brands(Input, frozen=True, kw_only=True):
    """Brands to create or change."""

    brands: Annotated[list[BrandDraft], Bulk]


class Channels(Input, frozen=True, kw_only=True):
    """Channels to create or change."""

    channels: Annotated[list[ChannelDraft], Bulk]


class Pool(Input, frozen=True, kw_only=True):
    """All locations that may serve a channel."""

    pool: Annotated[list[PoolDraft], Meta(max_length=5000)]


class Locations(Input, frozen=True, kw_only=True):
    """Locations to create or change."""

    locations: Annotated[list[LocationDraft], Bulk]


class Hours(Input, frozen=True, kw_only=True):
    """All weekly hours of a location; none means open all day."""

    opening_hours: Annotated[list[WeeklyDraft], Meta(max_length=MAX_INTERVALS)]


class Exceptions(Input, frozen=True, kw_only=True):
    """All dates on which a location has other hours."""

    exceptions: Annotated[list[ExceptionDraft], Meta(max_length=MAX_EXCEPTIONS)]


class Answers(Output, frozen=True, kw_only=True):
    """One answer for each thing sent, in the same order."""

    items: list[Done]


class ChannelQuery(PageQuery, frozen=True, kw_only=True):
    """Filters of the list of channels."""

    active: bool | None = None


class LocationQuery(PageQuery, frozen=True, kw_only=True):
    """Filters of the list of locations."""

    q: Annotated[str, Meta(max_length=100, description="The beginning of a code, name or city.")] = ""
    kind: Annotated[str, Meta(max_length=20, extra_json_schema={"enum": ["", *LocationKind]})] = ""
    country: Annotated[str, Meta(max_length=2)] = ""
    legal_entity: Filter = ""
    channel: Filter = ""
    active: bool | None = None


class OpeningQuery(Input, frozen=True, kw_only=True):
    """The instant asked about; now when it is left out."""

    at: Instant | None = None


@router.put("/legal-entities", scope=WRITE, body=LegalEntities, answer=Answers)
def put_legal_entities(call: Call[LegalEntities, NoQuery]) -> Answers:
    """Create or change legal entities by their codes."""
    sent = call.body.legal_entities
    done = commands.upsert_legal_entities(drafts=sent, by=call.actor, at=call.at, access=call.access)
    return Answers(items=done)


@router.get("/legal-entities", scope=READ, query=PageQuery, answer=Page[LegalEntityView])
def list_legal_entities(call: Call[None, PageQuery]) -> Page[LegalEntityView]:
    """List legal entities by code."""
    return queries.list_legal_entities(access=call.access, limit=call.query.limit, cursor=call.query.cursor)


@router.put("/brands", scope=WRITE, body=Brands, answer=Answers)
def put_brands(call: Call[Brands, NoQuery]) -> Answers:
    """Create or change brands by their codes."""
    done = commands.upsert_brands(drafts=call.body.brands, by=call.actor, at=call.at, access=call.access)
    return Answers(items=done)


@router.get("/brands", scope=READ, query=PageQuery, answer=Page[BrandView])
def list_brands(call: Call[None, PageQuery]) -> Page[BrandView]:
    """List brands by code."""
    return queries.list_brands(access=call.access, limit=call.query.limit, cursor=call.query.cursor)


@router.put("/channels", scope=WRITE, body=Channels, answer=Answers)
def put_channels(call: Call[Channels, NoQuery]) -> Answers:
    """Create or change sales channels by their codes, with the holds that their orders get."""
    sent = call.body.channels
    done = commands.upsert_channels(drafts=sent, by=call.actor, at=call.at, access=call.access)
    return Answers(items=done)


@router.get("/channels", scope=READ, query=ChannelQuery, answer=Page[ChannelView])
def list_channels(call: Call[None, ChannelQuery]) -> Page[ChannelView]:
    """List the channels that the caller may see, by code."""
    sent = call.query
    return queries.list_channels(access=call.access, active=sent.active, limit=sent.limit, cursor=sent.cursor)


@router.get("/channels/{code}", scope=READ, answer=ChannelView)
def read_channel(call: Call[None, NoQuery]) -> ChannelView:
    """Read one channel with its holds and its pool."""
    return queries.read_channel(code=call.path["code"], access=call.access)


@router.put("/channels/{code}/pool", scope=WRITE, body=Pool, answer=Done)
def put_pool(call: Call[Pool, NoQuery]) -> Done:
    """Say which locations may serve a channel, lower ranks first; the whole pool is replaced."""
    return commands.set_pool(
        channel=call.path["code"], pool=call.body.pool, by=call.actor, at=call.at, access=call.access
    )


@router.put("/locations", scope=WRITE, body=Locations, answer=Answers, max_body=BODY)
def put_locations(call: Call[Locations, NoQuery]) -> Answers:
    """Create or change locations by their codes, at most 500 at once."""
    sent = call.body.locations
    done = commands.upsert_locations(drafts=sent, by=call.actor, at=call.at, access=call.access)
    return Answers(items=done)


@router.get("/locations", scope=READ, query=LocationQuery, answer=Page[LocationView])
def list_locations(call: Call[None, LocationQuery]) -> Page[LocationView]:
    """List the locations that the caller may see, by code."""
    sent = call.query
    return queries.list_locations(
        access=call.access,
        q=sent.q,
        kind=sent.kind,
        country=sent.country,
        legal_entity=sent.legal_entity,
        channel=sent.channel,
        active=sent.active,
        limit=sent.limit,
        cursor=sent.cursor,
    )


@router.get("/locations/{code}", scope=READ, answer=LocationView)
def read_location(call: Call[None, NoQuery]) -> LocationView:
    """Read one location with its opening hours and exceptions."""
    return queries.read_location(code=call.path["code"], access=call.access)


@router.get("/locations/{code}/opening", scope=READ, query=OpeningQuery, answer=OpeningView)
def read_opening(call: Call[None, OpeningQuery]) -> OpeningView:
    """Say whether a location is open at an instant, and when it is open next."""
    return queries.read_opening(code=call.path["code"], access=call.access, at=call.query.at or call.at)


@router.put("/locations/{code}/opening-hours", scope=WRITE, body=Hours, answer=Done)
def put_hours(call: Call[Hours, NoQuery]) -> Done:
    """Say when a location is open in each week, in its local time."""
    return commands.set_opening_hours(
        location=call.path["code"],
        hours=call.body.opening_hours,
        by=call.actor,
        at=call.at,
        access=call.access,
    )


@router.put("/locations/{code}/exceptions", scope=WRITE, body=Exceptions, answer=Done)
def put_exceptions(call: Call[Exceptions, NoQuery]) -> Done:
    """Say on which dates a location has other hours, or is closed; all exceptions are replaced."""
    return commands.set_opening_exceptions(
        location=call.path["code"],
        exceptions=call.body.exceptions,
        by=call.actor,
        at=call.at,
        access=call.access,
    )
