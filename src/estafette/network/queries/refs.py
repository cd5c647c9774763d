"""What codes mean, in bulk: the look-ups of capture and stock."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from estafette.network import rules
from estafette.network.models import Channel, Location, OpeningException, OpeningHours
from estafette.network.types import (
    Authority,
    Calendar,
    ChannelRef,
    Hold,
    HoldKind,
    Interval,
    LocationKind,
    LocationRef,
    StockMaster,
)
from estafette.platform import sql
from estafette.platform.recent import Recent

FRESH = 2.0
"""Seconds for which a process believes what it read: how late a change of a channel may be felt."""

_recent: Recent[str, ChannelRef] = Recent(seconds=FRESH, most=5_000)
_everybody: Recent[str, tuple[ChannelRef, ...]] = Recent(seconds=FRESH, most=1)


def channel(*, code: str) -> ChannelRef | None:
    """What a channel code means, at most two seconds old; None when there is no such channel."""
    return channels_by_code(codes=[code]).get(code)


def channels_by_code(*, codes: Collection[str]) -> dict[str, ChannelRef]:
    """Code -> channel, at most two seconds old; unknown codes are left out. At most one statement."""
    return _recent.get(codes, _read_channels)


def channel_refs() -> tuple[ChannelRef, ...]:
    """All channels, at most two seconds old. At most one statement."""
    return _everybody.get([""], _read_everybody)[""]


def forget_channels() -> None:
    """Let this process read channels again, after it has changed some."""
    _recent.forget()
    _everybody.forget()


def channel_codes(*, ids: Collection[int]) -> dict[int, str]:
    """Internal id -> code, for answers. One statement."""
    return dict(Channel.objects.filter(pk__in=set(ids)).values_list("pk", "code"))


def locations_by_code(*, codes: Collection[str]) -> dict[str, LocationRef]:
    """Code -> location; unknown codes are left out. One statement."""
    return {row.code: _location(row) for row in Location.objects.filter(code__in=set(codes))}


def locations_by_id(*, ids: Collection[int]) -> dict[int, LocationRef]:
    """Internal id -> location; unknown ids are left out. One statement."""
    return {row.pk: _location(row) for row in Location.objects.filter(pk__in=set(ids))}


def calendars(*, ids: Collection[int]) -> dict[int, Calendar]:
    """Internal id of a location -> when it is open. Three statements for any number of them."""
    zones = dict(Location.objects.filter(pk__in=set(ids)).values_list("pk", "time_zone"))
    weekly: dict[int, list[Interval]] = {key: [] for key in zones}
    for row in OpeningHours.objects.filter(location_id__in=zones).order_by("weekday", "opens"):
        weekly[row.location_id].append(Interval(row.weekday, row.opens, row.closes))
    dated: dict[int, dict[Any, tuple[tuple[int, int], ...]]] = {key: {} for key in zones}
    for each in OpeningException.objects.filter(location_id__in=zones):
        dated[each.location_id][each.on] = tuple((start, end) for start, end in each.intervals)
    return {key: Calendar(zone, tuple(weekly[key]), dated[key]) for key, zone in zones.items()}


def next_openings(*, ids: Collection[int], at: datetime) -> dict[int, datetime | None]:
    """Internal id of a location -> when it is open next: `at` itself when it is open now, None when never."""
    return {key: rules.next_opening(calendar, at) for key, calendar in calendars(ids=ids).items()}


def _read_channels(codes: list[str]) -> dict[str, ChannelRef]:
    rows = sql.load(__package__, "channels_by_code.sql").rows(codes=codes)
    return {row[1]: _channel(row) for row in rows}


def _read_everybody(keys: list[str]) -> dict[str, tuple[ChannelRef, ...]]:
    codes = list(Channel.objects.order_by("pk").values_list("code", flat=True))
    refs = _read_channels(codes)
    return dict.fromkeys(keys, tuple(refs[code] for code in codes if code in refs))


def _channel(row: tuple[Any, ...]) -> ChannelRef:
    holds = zip(row[11], row[12], row[13], strict=True)
    return ChannelRef(
        id=row[0],
        code=row[1],
        active=row[2],
        legal_entity_id=row[3],
        brand_id=row[4],
        currency=row[5],
        prices_include_tax=row[6],
        authority=Authority(row[7]),
        country=row[8],
        language=row[9],
        remorse_minutes=row[10],
        holds=tuple(Hold(HoldKind(kind), reason, threshold) for kind, reason, threshold in holds),
        pool=tuple(row[14]),
    )


def _location(row: Location) -> LocationRef:
    return LocationRef(
        id=row.pk,
        code=row.code,
        kind=LocationKind(row.kind),
        active=row.active,
        legal_entity_id=row.legal_entity_id,
        stock_master=StockMaster(row.stock_master),
        stock_system=row.stock_system,
        time_zone=row.time_zone,
        ships=row.ships,
        hands_over=row.hands_over,
        receives_returns=row.receives_returns,
        sells=row.sells,
    )
