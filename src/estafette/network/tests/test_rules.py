"""Everything that may be sent wrongly, with the field at which it is refused."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from estafette.network import rules
from estafette.network.types import (
    ChannelDraft,
    ExceptionDraft,
    HoldDraft,
    LegalEntityDraft,
    LocationDraft,
    OpenDraft,
    PoolDraft,
    WeeklyDraft,
)
from estafette.platform.access.types import Access


def location(**changes: Any) -> LocationDraft:
    sound = {
        "code": "PAR", "name": "Paris", "kind": "store", "legal_entity": "FR", "country": "FR",
        "time_zone": "Europe/Paris",
    }  # fmt: skip
    return LocationDraft(**{**sound, **changes})


def channel(**changes: Any) -> ChannelDraft:
    sound = {
        "code": "WEB", "name": "Web", "legal_entity": "FR", "brand": "B", "currency": "EUR", "country": "FR",
    }  # fmt: skip
    return ChannelDraft(**{**sound, **changes})


def week(*hours: tuple[int, str, str]) -> tuple[WeeklyDraft, ...]:
    return tuple(WeeklyDraft(weekday=day, opens=opens, closes=closes) for day, opens, closes in hours)


def test_sound_drafts_pass() -> None:
    assert rules.location_faults([location(latitude=Decimal("48.8566"), longitude=Decimal("2.3522"))]) == []
    assert rules.channel_faults([channel(holds=(HoldDraft(kind="fraud", threshold_minor=50000),))]) == []
    entity = LegalEntityDraft(
        code="FR", name="X", country="FR", currency="EUR", vat_numbers={"FR": "FR40303265045", "US": "12-3"}
    )
    assert [fault.field for fault in rules.entity_faults([entity])] == ["legal_entities[0].vat_numbers.US"]


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"code": "a b"}, "code", "bad_code"),
        ({"name": " "}, "name", "bad_name"),
        ({"kind": "shop"}, "kind", "unknown_word"),
        ({"country": "FX"}, "country", "unknown_country"),
        ({"country": "fr"}, "country", "unknown_country"),
        ({"country": "EU"}, "country", "unknown_country"),
        ({"time_zone": "Paris"}, "time_zone", "unknown_time_zone"),
        ({"time_zone": "../etc/passwd"}, "time_zone", "unknown_time_zone"),
        ({"latitude": Decimal("90.1"), "longitude": Decimal(0)}, "latitude", "bad_position"),
        ({"latitude": Decimal(0), "longitude": Decimal("-180.1")}, "longitude", "bad_position"),
        ({"latitude": Decimal("NaN"), "longitude": Decimal(0)}, "latitude", "bad_position"),
        ({"latitude": Decimal(1)}, "longitude", "bad_position"),
        ({"stock_master": "outside"}, "stock_system", "bad_stock_master"),
        ({"stock_system": "erp"}, "stock_system", "bad_stock_master"),
        ({"orders_per_day": -1}, "orders_per_day", "bad_number"),
        ({"opening_hours": week((1, "9:30", "19:00"))}, "opening_hours[0].opens", "bad_clock"),
        ({"opening_hours": week((1, "09:30", "19:60"))}, "opening_hours[0].closes", "bad_clock"),
        ({"opening_hours": week((1, "24:00", "01:00"))}, "opening_hours[0].opens", "bad_clock"),
        ({"opening_hours": week((8, "09:30", "19:00"))}, "opening_hours[0].weekday", "bad_number"),
        (
            {"opening_hours": week((1, "09:00", "12:00"), (1, "11:59", "18:00"))},
            "opening_hours[1]",
            "overlapping_hours",
        ),
        (
            {"opening_hours": week((1, "00:00", "05:00"), (7, "22:00", "01:00"))},
            "opening_hours[1]",
            "overlapping_hours",
        ),
        ({"exceptions": (ExceptionDraft(on=date(2026, 1, 1)),) * 2}, "exceptions[1].on", "sent_twice"),
        (
            {
                "exceptions": (
                    ExceptionDraft(on=date(2026, 1, 1), open=(OpenDraft(opens="08:00", closes="x"),)),
                )
            },
            "exceptions[0].open[0].closes",
            "bad_clock",
        ),
        (
            {
                "exceptions": (
                    ExceptionDraft(on=date(2026, 1, 1), open=(OpenDraft(opens="08:00", closes="12:00"),) * 2),
                )
            },
            "exceptions[0].open[1]",
            "overlapping_hours",
        ),
    ],
)
def test_a_bad_location_is_refused_at_its_field(changes: dict[str, Any], field: str, code: str) -> None:
    faults = rules.location_faults([location(code="OK"), location(**changes)])
    assert [(fault.field, fault.code) for fault in faults] == [(f"locations[1].{field}", code)]


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"currency": "EURO"}, "currency", "unknown_currency"),
        ({"currency": "eur"}, "currency", "unknown_currency"),
        ({"authority": "both"}, "authority", "unknown_word"),
        ({"language": "french"}, "language", "unknown_locale"),
        ({"remorse_minutes": 10081}, "remorse_minutes", "bad_number"),
        ({"holds": (HoldDraft(kind="mood"),)}, "holds[0].kind", "unknown_word"),
        ({"holds": (HoldDraft(kind="fraud"),) * 2}, "holds[1].kind", "sent_twice"),
        ({"holds": (HoldDraft(kind="fraud", threshold_minor=-1),)}, "holds[0].threshold_minor", "bad_number"),
    ],
)
def test_a_bad_channel_is_refused_at_its_field(changes: dict[str, Any], field: str, code: str) -> None:
    faults = rules.channel_faults([channel(**changes)])
    assert [(fault.field, fault.code) for fault in faults] == [(f"channels[0].{field}", code)]


def test_neighboring_hours_do_not_overlap() -> None:
    hours = week((1, "09:00", "12:00"), (1, "12:00", "18:00"), (7, "20:00", "24:00"), (1, "00:00", "09:00"))
    assert rules.hours_faults(hours) == []


def test_a_pool_names_each_location_once() -> None:
    faults = rules.pool_faults([PoolDraft(location="A"), PoolDraft(location="A", rank=-1)])
    assert [(fault.field, fault.code) for fault in faults] == [
        ("pool[1].location", "sent_twice"),
        ("pool[1].rank", "bad_number"),
    ]


def test_who_sees_which_places() -> None:
    assert rules.visible_locations(Access()) is None
    assert rules.visible_locations(Access(locations=frozenset({1}))) == frozenset({1})
    assert rules.visible_locations(Access(suppliers=frozenset({2}))) == frozenset({2})
    assert rules.visible_locations(Access(locations=frozenset())) == frozenset()


def test_clock_and_minutes_are_inverse() -> None:
    for of_day in range(1441):
        assert rules.minutes(rules.clock(of_day)) == of_day
