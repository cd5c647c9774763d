"""Lists and single answers about the network. A page takes the same number of statements at any size."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from estafette.network import rules
from estafette.network.models import (
    Brand,
    Channel,
    ChannelPool,
    HoldPolicy,
    LegalEntity,
    Location,
    OpeningException,
    OpeningHours,
)
from estafette.network.queries.refs import calendars
from estafette.network.queries.views import (
    BrandView,
    ChannelView,
    ExceptionView,
    HoldView,
    LegalEntityView,
    LocationView,
    OpeningView,
    OpenView,
    PoolView,
    WeeklyView,
)
from estafette.network.types import NoChannel, NoLocation
from estafette.platform.access.types import Access
from estafette.platform.api.paging import Page, decode_cursor, page
from estafette.platform.coded import Coded
from estafette.platform.codes import instant_faults
from estafette.platform.refusal import refuse_all

T = TypeVar("T")
M = TypeVar("M", bound=Coded)
PERMISSION = "network:read"
PLAIN = (
    "code", "name", "kind", "active", "street1", "street2", "postcode", "city", "region", "country", "latitude",
    "longitude", "time_zone", "stock_master", "stock_system", "ships", "hands_over", "receives_returns", "sells",
    "orders_per_day", "units_per_day", "version", "updated_at",
)  # fmt: skip
CHANNEL = (
    "code", "name", "active", "currency", "prices_include_tax", "authority", "country", "language",
    "remorse_minutes", "version", "updated_at",
)  # fmt: skip


def list_legal_entities(*, access: Access, limit: int = 50, cursor: str = "") -> Page[LegalEntityView]:
    """Legal entities by code."""
    access.require(PERMISSION)
    rows = _after(LegalEntity.objects.all(), cursor, limit)
    views = [LegalEntityView(r.code, r.name, r.country, r.currency, r.vat_numbers, r.version) for r in rows]
    return page(views, limit=limit, key=lambda view: (view.code,))


def list_brands(*, access: Access, limit: int = 50, cursor: str = "") -> Page[BrandView]:
    """Brands by code."""
    access.require(PERMISSION)
    rows = _after(Brand.objects.all(), cursor, limit)
    views = [BrandView(row.code, row.name, row.version) for row in rows]
    return page(views, limit=limit, key=lambda view: (view.code,))


def list_channels(
    *, access: Access, active: bool | None = None, limit: int = 50, cursor: str = ""
) -> Page[ChannelView]:
    """The channels that the caller may see, by code."""
    access.require(PERMISSION)
    rows = _seen_channels(access)
    rows = rows if active is None else rows.filter(active=active)
    views = _channel_views(_after(rows, cursor, limit), access)
    return page(views, limit=limit, key=lambda view: (view.code,))


def read_channel(*, code: str, access: Access) -> ChannelView:
    """One channel with its holds and its pool. Refuses with `no_channel`, also when it may not be seen."""
    access.require(PERMISSION)
    views = _channel_views(_seen_channels(access).filter(code=code), access)
    if not views:
        raise NoChannel(ref=code)
    return views[0]


def list_locations(
    *,
    access: Access,
    q: str = "",
    kind: str = "",
    country: str = "",
    legal_entity: str = "",
    channel: str = "",
    active: bool | None = None,
    limit: int = 50,
    cursor: str = "",
) -> Page[LocationView]:
    """The locations that the caller may see, by code. `q` finds the beginning of a code, name or city.

    `channel` keeps those of its pool.
    """
    access.require(PERMISSION)
    rows = _seen_locations(access)
    if q.strip():
        word = q.strip()
        rows = rows.filter(Q(code__startswith=word) | Q(name__istartswith=word) | Q(city__istartswith=word))
    filters: dict[str, Any] = {"kind": kind, "country": country, "legal_entity__code": legal_entity}
    filters |= {"pools__channel__in": _seen_channels(access).filter(code=channel) if channel else None}
    rows = rows.filter(**{name: value for name, value in filters.items() if value not in ("", None)})
    rows = rows if active is None else rows.filter(active=active)
    return page(_location_views(_after(rows, cursor, limit)), limit=limit, key=lambda view: (view.code,))


def read_location(*, code: str, access: Access) -> LocationView:
    """One location with its hours. Refuses with `no_location`, also when it may not be seen."""
    access.require(PERMISSION)
    views = _location_views(_seen_locations(access).filter(code=code))
    if not views:
        raise NoLocation(ref=code)
    return views[0]


def read_opening(*, code: str, access: Access, at: datetime) -> OpeningView:
    """Whether a location is open at `at`, and when it is open next. Refuses with `no_location` and `bad_instant`."""
    access.require(PERMISSION)
    refuse_all(instant_faults(at=at))
    row = _seen_locations(access).filter(code=code).first()
    if row is None:
        raise NoLocation(ref=code)
    calendar = calendars(ids=[row.pk])[row.pk]
    return OpeningView(code, at, rules.is_open(calendar, at), rules.next_opening(calendar, at))


def _seen_channels(access: Access) -> "QuerySet[Channel]":
    rows = Channel.objects.all()
    return rows if access.channels is None else rows.filter(pk__in=access.channels)


def _seen_locations(access: Access) -> "QuerySet[Location]":
    seen = rules.visible_locations(access)
    return Location.objects.all() if seen is None else Location.objects.filter(pk__in=seen)


def _after(rows: "QuerySet[M]", cursor: str, limit: int) -> "QuerySet[M]":
    after = decode_cursor(cursor, str)
    rows = rows.filter(code__gt=after[0]) if after else rows
    return rows.order_by("code")[: limit + 1]


def _channel_views(rows: "QuerySet[Channel]", access: Access) -> list[ChannelView]:
    """Three statements for any number of channels."""
    channels = list(rows.select_related("legal_entity", "brand"))
    ids = [row.pk for row in channels]
    seen = rules.visible_locations(access)
    entries = ChannelPool.objects.filter(channel_id__in=ids).select_related("location")
    entries = entries if seen is None else entries.filter(location_id__in=seen)
    pools = _grouped(entries.order_by("rank", "location_id"), "channel_id", _pool)
    holds = _grouped(HoldPolicy.objects.filter(channel_id__in=ids).order_by("kind"), "channel_id", _hold)
    return [
        ChannelView(
            **{name: getattr(row, name) for name in CHANNEL},
            legal_entity=row.legal_entity.code,
            brand=row.brand.code,
            holds=tuple(holds[row.pk]),
            pool=tuple(pools[row.pk]),
        )
        for row in channels
    ]


def _location_views(rows: "QuerySet[Location]") -> list[LocationView]:
    """Three statements for any number of locations."""
    places = list(rows.select_related("legal_entity"))
    ids = [row.pk for row in places]
    hours = OpeningHours.objects.filter(location_id__in=ids).order_by("weekday", "opens")
    weekly = _grouped(hours, "location_id", _weekly)
    exceptions = OpeningException.objects.filter(location_id__in=ids).order_by("on")
    dated = _grouped(exceptions, "location_id", _exception)
    return [
        LocationView(
            **{name: getattr(row, name) for name in PLAIN},
            legal_entity=row.legal_entity.code,
            opening_hours=tuple(weekly[row.pk]),
            exceptions=tuple(dated[row.pk]),
        )
        for row in places
    ]


def _grouped(rows: Iterable[Any], owner: str, view: Callable[[Any], T]) -> dict[int, list[T]]:
    groups: dict[int, list[T]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, owner)].append(view(row))
    return groups


def _pool(row: ChannelPool) -> PoolView:
    return PoolView(row.location.code, row.rank, row.enabled)


def _hold(row: HoldPolicy) -> HoldView:
    return HoldView(row.kind, row.reason, row.threshold_minor, row.active)


def _weekly(row: OpeningHours) -> WeeklyView:
    return WeeklyView(row.weekday, rules.clock(row.opens), rules.clock(row.closes))


def _exception(row: OpeningException) -> ExceptionView:
    spans = tuple(OpenView(rules.clock(start), rules.clock(end)) for start, end in row.intervals)
    return ExceptionView(row.on, spans, row.reason)
