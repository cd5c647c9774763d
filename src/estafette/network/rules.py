"""Pure checks of what is sent to the network, and the calendar of a place."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo, available_timezones

from eu_vat_rates_data import get_all_rates

from estafette.network.types import (
    MAX_MINOR,
    MAX_PER_DAY,
    MAX_RANK,
    MAX_REMORSE,
    Authority,
    BadClock,
    BadMaster,
    BadName,
    BadNumber,
    BadPosition,
    BadVatNumber,
    BrandDraft,
    Calendar,
    ChannelDraft,
    ExceptionDraft,
    HoldDraft,
    HoldKind,
    Interval,
    LegalEntityDraft,
    LocationDraft,
    LocationKind,
    OpenDraft,
    OverlappingHours,
    PoolDraft,
    StockMaster,
    UnknownKind,
    UnknownTimeZone,
    WeeklyDraft,
)
from estafette.platform.access.types import Access
from estafette.platform.codes import BadCode, SentTwice, is_code
from estafette.platform.money import UnknownCurrency, is_currency
from estafette.platform.refusal import Refusal
from estafette.platform.regions import UnknownCountry, UnknownLocale, is_country, is_locale

DAY, WEEK = 1440, 7 * 1440
MAX_NAME = 200
HORIZON_DAYS = 400
"""How far ahead an opening is looked for: more than a year of exceptions."""
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\Z", re.ASCII)
_VAT = {
    country: re.compile(rate["pattern"] + r"\Z")
    for country, rate in get_all_rates().items()
    if rate["pattern"]
}
_ANY_VAT = re.compile(r"[A-Z0-9]{2,20}\Z")
_SIX_PLACES = Decimal("0.000001")


def visible_locations(access: Access) -> frozenset[int] | None:
    """Ids of the locations that the caller may see; None means all. A supplier is a location too."""
    if access.locations is None and access.suppliers is None:
        return None
    return (access.locations or frozenset()) | (access.suppliers or frozenset())


def minutes(clock: str) -> int | None:
    """Minutes since midnight of `09:30`; 1440 for `24:00`; None when it is not a time of day."""
    if clock == "24:00":
        return DAY
    found = _CLOCK.match(clock)
    return int(found[1]) * 60 + int(found[2]) if found else None


def clock(of_day: int) -> str:
    """Minutes since midnight as `09:30`; a time of the next day as its own time of day."""
    return "24:00" if of_day == DAY else f"{of_day % DAY // 60:02}:{of_day % 60:02}"


def span(opens: str, closes: str) -> tuple[int, int] | None:
    """An interval in minutes; a closing time not after the opening time is on the next day. None when bad."""
    start, end = minutes(opens), minutes(closes)
    if start is None or end is None or start == DAY:
        return None
    return start, end if end > start else end + DAY


def weekly(drafts: Iterable[WeeklyDraft]) -> list[Interval]:
    """The weekly intervals of drafts that are right, in the order of the week."""
    spans = ((draft.weekday, span(draft.opens, draft.closes)) for draft in drafts)
    found = [Interval(day, *each) for day, each in spans if each is not None]
    return sorted(found, key=lambda each: (each.weekday, each.opens))


def spans(drafts: Iterable[OpenDraft]) -> list[tuple[int, int]]:
    """The intervals of one day, in order."""
    return sorted(each for each in (span(draft.opens, draft.closes) for draft in drafts) if each is not None)


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Whether the place is open at `at`; at the closing instant it is closed."""
    today = at.astimezone(ZoneInfo(calendar.time_zone)).date()
    days = (today - timedelta(days=1), today)
    return any(start <= at < end for day in days for start, end in open_on(calendar, day))


def next_opening(calendar: Calendar, at: datetime) -> datetime | None:
    """When the place is open next, in UTC: `at` itself when it is open; None when not within 400 days."""
    if is_open(calendar, at):
        return at.astimezone(UTC)
    day = at.astimezone(ZoneInfo(calendar.time_zone)).date()
    for ahead in range(HORIZON_DAYS):
        starts = [start for start, _ in open_on(calendar, day + timedelta(days=ahead)) if start > at]
        if starts:
            return min(starts)
    return None


def open_on(calendar: Calendar, day: date) -> list[tuple[datetime, datetime]]:
    """The intervals that begin on a local day, as instants in UTC.

    Where clocks go forward, a time that does not exist is the instant of the change; where they go back, an
    opening is the first and a closing the second of the two.
    """
    zone = ZoneInfo(calendar.time_zone)
    found = [
        (_instant(zone, day, start, 0), _instant(zone, day, end, 1))
        for start, end in _spans_on(calendar, day)
    ]
    return [(start, end) for start, end in found if start < end]


def _spans_on(calendar: Calendar, day: date) -> Sequence[tuple[int, int]]:
    if day in calendar.exceptions:
        return calendar.exceptions[day]
    if not calendar.weekly:
        return [(0, DAY)]
    return [(each.opens, each.closes) for each in calendar.weekly if each.weekday == day.isoweekday()]


def _instant(zone: ZoneInfo, day: date, of_day: int, fold: int) -> datetime:
    ahead, rest = divmod(of_day, DAY)
    wall = datetime.combine(day + timedelta(days=ahead), time(rest // 60, rest % 60), tzinfo=zone)
    instant = wall.replace(fold=fold).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None, fold=0) == wall.replace(tzinfo=None):
        return instant
    early, late = (wall.replace(fold=side).astimezone(UTC) for side in (1, 0))
    before = early.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        early, late = (middle, late) if middle.astimezone(zone).utcoffset() == before else (early, middle)
    return late.replace(microsecond=0)


def entity_faults(drafts: Sequence[LegalEntityDraft]) -> list[Refusal]:
    """All that is wrong with the drafts by themselves, each with the path `legal_entities[n].…`."""
    faults = twice([draft.code for draft in drafts], "legal_entities[{n}].code")
    for n, draft in enumerate(drafts):
        own = [*_names(draft.code, draft.name), *_country(draft.country), *_currency(draft.currency)]
        faults += under(f"legal_entities[{n}].", [*own, *_vat_numbers(draft)])
    return faults


def brand_faults(drafts: Sequence[BrandDraft]) -> list[Refusal]:
    """All that is wrong with the drafts by themselves, each with the path `brands[n].…`."""
    faults = twice([draft.code for draft in drafts], "brands[{n}].code")
    for n, draft in enumerate(drafts):
        faults += under(f"brands[{n}].", _names(draft.code, draft.name))
    return faults


def channel_faults(drafts: Sequence[ChannelDraft]) -> list[Refusal]:
    """All that is wrong with the drafts by themselves, each with the path `channels[n].…`."""
    faults = twice([draft.code for draft in drafts], "channels[{n}].code")
    for n, draft in enumerate(drafts):
        faults += under(f"channels[{n}].", [*_channel(draft), *_holds(draft.holds or ())])
    return faults


def pool_faults(drafts: Sequence[PoolDraft]) -> list[Refusal]:
    """All that is wrong with the entries of a pool by themselves, each with the path `pool[n].…`."""
    faults = twice([draft.location for draft in drafts], "pool[{n}].location")
    for n, draft in enumerate(drafts):
        faults += _bounded(f"pool[{n}].rank", draft.rank, MAX_RANK)
    return faults


def location_faults(drafts: Sequence[LocationDraft]) -> list[Refusal]:
    """All that is wrong with the drafts by themselves, each with the path `locations[n].…`."""
    faults = twice([draft.code for draft in drafts], "locations[{n}].code")
    for n, draft in enumerate(drafts):
        faults += under(f"locations[{n}].", _location(draft))
    return faults


def hours_faults(drafts: Sequence[WeeklyDraft]) -> list[Refusal]:
    """What is wrong with weekly hours, each with the path `opening_hours[n].…`."""
    faults: list[Refusal] = []
    taken: list[tuple[int, int]] = []
    for n, draft in enumerate(drafts):
        path = f"opening_hours[{n}]"
        found = span(draft.opens, draft.closes)
        if not 1 <= draft.weekday <= 7:
            faults.append(BadNumber(field=f"{path}.weekday", value=draft.weekday, least=1, most=7))
        elif found is None:
            faults.append(_bad_clock(path, draft.opens, draft.closes))
        else:
            begin = (draft.weekday - 1) * DAY
            faults += _overlapping(path, (begin + found[0], begin + found[1]), taken, WEEK)
    return faults


def exception_faults(drafts: Sequence[ExceptionDraft]) -> list[Refusal]:
    """What is wrong with dated exceptions, each with the path `exceptions[n].…`."""
    faults = twice([draft.on.isoformat() for draft in drafts], "exceptions[{n}].on")
    for n, draft in enumerate(drafts):
        taken: list[tuple[int, int]] = []
        for k, each in enumerate(draft.open):
            path, found = f"exceptions[{n}].open[{k}]", span(each.opens, each.closes)
            if found is None:
                faults.append(_bad_clock(path, each.opens, each.closes))
            else:
                faults += _overlapping(path, found, taken, 0)
    return faults


def six_places(degrees: Decimal | None) -> Decimal | None:
    """Degrees as they are stored: six places, 11 cm."""
    return None if degrees is None else degrees.quantize(_SIX_PLACES)


def twice(values: Sequence[str], path: str) -> list[Refusal]:
    """A refusal for every value that came before; `{n}` in the path is its index."""
    seen: set[str] = set()
    faults: list[Refusal] = []
    for n, value in enumerate(values):
        if value in seen:
            faults.append(SentTwice(field=path.format(n=n), value=value))
        seen.add(value)
    return faults


def under(path: str, faults: Iterable[Refusal]) -> list[Refusal]:
    """The faults, each with `path` before its own."""
    found = list(faults)
    for fault in found:
        fault.field = path + fault.field
    return found


def _overlapping(
    path: str, found: tuple[int, int], taken: list[tuple[int, int]], circle: int
) -> Iterator[Refusal]:
    """Whether an interval overlaps with those before it; on a circle, also round its end."""
    shifts = (-circle, 0, circle) if circle else (0,)
    start, end = found
    if any(
        start < other_end + shift and other + shift < end for other, other_end in taken for shift in shifts
    ):
        yield OverlappingHours(field=path)
    taken.append(found)


def _bad_clock(path: str, opens: str, closes: str) -> Refusal:
    start = minutes(opens)
    name, value = ("opens", opens) if start is None or start == DAY else ("closes", closes)
    return BadClock(field=f"{path}.{name}", value=value[:20])


def _location(draft: LocationDraft) -> Iterator[Refusal]:
    yield from _names(draft.code, draft.name)
    yield from _word("kind", draft.kind, LocationKind)
    yield from _country(draft.country)
    if draft.time_zone not in available_timezones():
        yield UnknownTimeZone(field="time_zone", value=draft.time_zone[:64])
    yield from _position(draft)
    yield from _word("stock_master", draft.stock_master, StockMaster)
    if (draft.stock_master == StockMaster.OUTSIDE) != bool(draft.stock_system.strip()):
        yield BadMaster(field="stock_system")
    yield from _bounded("orders_per_day", draft.orders_per_day, MAX_PER_DAY)
    yield from _bounded("units_per_day", draft.units_per_day, MAX_PER_DAY)
    yield from hours_faults(draft.opening_hours or ())
    yield from exception_faults(draft.exceptions or ())


def _position(draft: LocationDraft) -> Iterator[Refusal]:
    for name, value, most in (("latitude", draft.latitude, 90), ("longitude", draft.longitude, 180)):
        if value is not None and not (value.is_finite() and -most <= value <= most):
            yield BadPosition(field=name)
    if (draft.latitude is None) != (draft.longitude is None):
        yield BadPosition(field="longitude" if draft.longitude is None else "latitude")


def _channel(draft: ChannelDraft) -> Iterator[Refusal]:
    yield from _names(draft.code, draft.name)
    yield from _currency(draft.currency)
    yield from _country(draft.country)
    yield from _word("authority", draft.authority, Authority)
    if not is_locale(draft.language):
        yield UnknownLocale(field="language", locale=draft.language[:20])
    yield from _bounded("remorse_minutes", draft.remorse_minutes, MAX_REMORSE)


def _holds(drafts: Sequence[HoldDraft]) -> Iterator[Refusal]:
    yield from twice([draft.kind for draft in drafts], "holds[{n}].kind")
    for k, draft in enumerate(drafts):
        yield from _word(f"holds[{k}].kind", draft.kind, HoldKind)
        yield from _bounded(f"holds[{k}].threshold_minor", draft.threshold_minor, MAX_MINOR)


def _names(code: str, name: str) -> Iterator[Refusal]:
    if not is_code(code):
        yield BadCode(field="code", value=code[:80])
    if not name.strip() or len(name) > MAX_NAME:
        yield BadName(field="name", most=MAX_NAME)


def _country(code: str) -> Iterator[Refusal]:
    if not is_country(code):
        yield UnknownCountry(field="country", country=code[:10])


def _currency(code: str) -> Iterator[Refusal]:
    if not is_currency(code):
        yield UnknownCurrency(field="currency", currency=code[:10])


def _vat_numbers(draft: LegalEntityDraft) -> Iterator[Refusal]:
    for country, number in draft.vat_numbers.items():
        if not is_country(country):
            yield UnknownCountry(field=f"vat_numbers.{country[:10]}", country=country[:10])
        elif not _VAT.get(country, _ANY_VAT).match(number):
            yield BadVatNumber(field=f"vat_numbers.{country}", value=number[:20], country=country)


def _word(name: str, value: str, words: type[StrEnum]) -> Iterator[Refusal]:
    if value not in list(words):
        yield UnknownKind(field=name, value=value[:40], known=", ".join(words))


def _bounded(name: str, value: int | None, most: int) -> Iterator[Refusal]:
    if value is not None and not 0 <= value <= most:
        yield BadNumber(field=name, value=value, least=0, most=most)
