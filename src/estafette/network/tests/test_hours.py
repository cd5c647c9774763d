"""Opening hours: local time, exceptions, nights, and the two days of the year on which clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estafette.network import rules
from estafette.network.types import Calendar, Interval

PARIS = "Europe/Paris"
SHOP = Calendar(PARIS, tuple(Interval(day, 570, 1140) for day in range(1, 7)), {})  # Mo to Sa, 9:30 to 19:00


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(PARIS))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "open_now"),
    [
        ("2026-03-02T09:29:59", False),
        ("2026-03-02T09:30:00", True),
        ("2026-03-02T18:59:59", True),
        ("2026-03-02T19:00:00", False),
        ("2026-03-01T12:00:00", False),
    ],
)
def test_open_from_the_first_instant_to_before_the_last(at: str, open_now: bool) -> None:
    assert rules.is_open(SHOP, paris(at)) is open_now


def test_the_next_opening_skips_sundays_and_closed_dates() -> None:
    assert rules.next_opening(SHOP, paris("2026-02-28T19:00")) == utc("2026-03-02T08:30")
    closed = Calendar(PARIS, SHOP.weekly, {date(2026, 3, 2): (), date(2026, 3, 1): ((600, 720),)})
    assert rules.next_opening(closed, paris("2026-02-28T19:00")) == utc("2026-03-01T09:00")
    assert rules.next_opening(closed, paris("2026-03-01T12:00")) == utc("2026-03-03T08:30")
    assert rules.next_opening(SHOP, paris("2026-03-02T10:00")) == utc("2026-03-02T09:00")


def test_a_place_without_hours_is_open_all_day_but_on_its_exceptions() -> None:
    always = Calendar(PARIS, (), {date(2026, 12, 25): ()})
    assert rules.is_open(always, paris("2026-12-24T23:59:59"))
    assert not rules.is_open(always, paris("2026-12-25T00:00"))
    assert rules.next_opening(always, paris("2026-12-25T00:00")) == utc("2026-12-25T23:00")


def test_a_place_that_never_opens_has_no_next_opening() -> None:
    start = date(2026, 1, 1)
    dates: dict[date, tuple[tuple[int, int], ...]] = {start + timedelta(days=n): () for n in range(500)}
    assert rules.next_opening(Calendar(PARIS, (), dates), paris("2026-01-05T12:00")) is None


def test_a_night_belongs_to_the_day_on_which_it_began() -> None:
    bar = Calendar(PARIS, (Interval(6, 1080, 1560),), {date(2026, 3, 8): ()})  # Saturday 18:00 to 2:00
    assert rules.is_open(bar, paris("2026-03-08T01:59"))
    assert not rules.is_open(bar, paris("2026-03-08T02:00"))
    assert not rules.is_open(bar, paris("2026-03-07T01:00"))


def test_hours_stay_local_when_clocks_change() -> None:
    winter, summer = paris("2026-03-28T09:30"), paris("2026-03-30T09:30")
    assert rules.open_on(SHOP, date(2026, 3, 28))[0][0] == winter.astimezone(UTC) == utc("2026-03-28T08:30")
    assert rules.open_on(SHOP, date(2026, 3, 30))[0][0] == summer.astimezone(UTC) == utc("2026-03-30T07:30")


@pytest.mark.parametrize(
    ("opens", "closes", "start", "end"),
    [
        (90, 150, "00:30", "01:00"),  # 1:30 to 2:30: closes with the change, at 1:00 UTC
        (150, 240, "01:00", "02:00"),  # 2:30 to 4:00: opens with the change
        (60, 200, "00:00", "01:20"),  # 1:00 to 3:20: one hour shorter
    ],
)
def test_clocks_go_forward(opens: int, closes: int, start: str, end: str) -> None:
    sunday = Calendar(PARIS, (Interval(7, opens, closes),), {})
    found = rules.open_on(sunday, date(2026, 3, 29))
    assert found == [(utc(f"2026-03-29T{start}"), utc(f"2026-03-29T{end}"))]


def test_an_interval_that_does_not_exist_is_left_out() -> None:
    assert rules.open_on(Calendar(PARIS, (Interval(7, 125, 170),), {}), date(2026, 3, 29)) == []


@pytest.mark.parametrize(
    ("opens", "closes", "start", "end"),
    [
        (60, 150, "2026-10-24T23:00", "2026-10-25T01:30"),  # closes at the second 2:30
        (150, 240, "2026-10-25T00:30", "2026-10-25T03:00"),  # opens at the first 2:30
    ],
)
def test_clocks_go_back(opens: int, closes: int, start: str, end: str) -> None:
    sunday = Calendar(PARIS, (Interval(7, opens, closes),), {})
    assert rules.open_on(sunday, date(2026, 10, 25)) == [(utc(start), utc(end))]


ZONES = st.sampled_from(
    [PARIS, "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia", "UTC"]
)
INSTANTS = st.integers(1_577_836_800, 1_893_456_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    weekly = []
    for day in draw(st.sets(st.integers(1, 7), min_size=1)):
        opens = draw(st.integers(0, 1439))
        weekly.append(Interval(day, opens, draw(st.integers(opens + 1, opens + 1440))))
    return Calendar(draw(ZONES), tuple(weekly), {})


@given(calendars(), INSTANTS)
def test_the_next_opening_is_open_and_nothing_before_it_is(calendar: Calendar, at: datetime) -> None:
    found = rules.next_opening(calendar, at)
    assert found is not None
    assert found >= at
    assert rules.is_open(calendar, found)
    if found > at:
        assert not rules.is_open(calendar, found - timedelta(microseconds=1))
        middle = at + (found - at) / 2
        assert not rules.is_open(calendar, middle)


@given(calendars(), INSTANTS)
def test_the_wall_clock_agrees_away_from_changes(calendar: Calendar, at: datetime) -> None:
    zone = ZoneInfo(calendar.time_zone)
    offsets = {(at + timedelta(hours=hours)).astimezone(zone).utcoffset() for hours in range(-50, 50)}
    if len(offsets) > 1:
        return
    wall = at.astimezone(zone)
    minute = (wall.isoweekday() - 1) * 1440 + wall.hour * 60 + wall.minute
    spans = [((each.weekday - 1) * 1440 + each.opens, each.closes - each.opens) for each in calendar.weekly]
    assert rules.is_open(calendar, at) == any((minute - start) % 10080 < length for start, length in spans)
