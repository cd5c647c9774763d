"""The network over HTTP: set up, read, limited to what a key may see, refused at the field."""

from typing import Any

import pytest

from estafette.network.models import Channel, Location
from estafette.platform import recent
from estafette.testing.http import Caller

pytestmark = pytest.mark.django_db


def location(code: str, **more: Any) -> dict[str, Any]:
    sound = {
        "name": code,
        "kind": "store",
        "legal_entity": "FR",
        "country": "FR",
        "time_zone": "Europe/Paris",
    }
    return {"code": code, **sound, **more}


def channel(code: str, **more: Any) -> dict[str, Any]:
    sound = {"name": code, "legal_entity": "FR", "brand": "B", "currency": "EUR", "country": "FR"}
    return {"code": code, **sound, **more}


@pytest.fixture
def caller() -> Caller:
    recent.forget_all()
    caller = Caller("network:read", "network:write")
    entity = {"code": "FR", "name": "Maison", "country": "FR", "currency": "EUR"}
    assert caller.put("/legal-entities", {"legal_entities": [entity]})[0] == 200
    assert caller.put("/brands", {"brands": [{"code": "B", "name": "Brand"}]})[0] == 200
    places = [location("PAR", latitude=48.856614, longitude=2.3522219), location("LYO")]
    assert caller.put("/locations", {"locations": places})[0] == 200
    holds = [{"kind": "payment", "reason": "Wait for the payment"}]
    assert caller.put("/channels", {"channels": [channel("WEB", holds=holds), channel("MKT")]})[0] == 200
    pool = [{"location": "LYO", "rank": 2}, {"location": "PAR", "rank": 1}]
    assert caller.put("/channels/WEB/pool", {"pool": pool})[1] == {
        "code": "WEB",
        "outcome": "changed",
        "version": 2,
    }
    return caller


def test_a_network_is_set_up_and_read(caller: Caller) -> None:
    status, view = caller.get("/channels/WEB")
    assert status == 200
    assert [each["location"] for each in view["pool"]] == ["PAR", "LYO"]
    assert view["holds"][0]["kind"] == "payment"
    status, view = caller.get("/locations/PAR")
    assert (view["latitude"], view["longitude"]) == ("48.856614", "2.352222")
    assert "id" not in view
    assert [each["code"] for each in caller.get("/locations", q="ly")[1]["items"]] == ["LYO"]
    assert [each["code"] for each in caller.get("/legal-entities")[1]["items"]] == ["FR"]
    assert [each["code"] for each in caller.get("/brands")[1]["items"]] == ["B"]
    assert [each["code"] for each in caller.get("/channels", active="true")[1]["items"]] == ["MKT", "WEB"]


def test_opening_hours_are_set_and_asked(caller: Caller) -> None:
    hours = [{"weekday": day, "opens": "09:30", "closes": "19:00"} for day in range(1, 7)]
    assert caller.put("/locations/PAR/opening-hours", {"opening_hours": hours})[0] == 200
    assert (
        caller.put("/locations/PAR/exceptions", {"exceptions": [{"on": "2026-12-25", "reason": "Noël"}]})[0]
        == 200
    )
    status, view = caller.get("/locations/PAR/opening", at="2026-12-24T18:00:00Z")
    assert status == 200
    assert (view["open"], view["next_opening"]) == (False, "2026-12-26T08:30:00Z")
    for at in ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"):
        status, problem = caller.get("/locations/PAR/opening", at=at)
        assert (status, problem["code"], problem["field"]) == (422, "bad_instant", "at")
    overlapping = [*hours, {"weekday": 1, "opens": "18:00", "closes": "20:00"}]
    status, problem = caller.put("/locations/PAR/opening-hours", {"opening_hours": overlapping})
    assert (status, problem["code"], problem["field"]) == (422, "overlapping_hours", "opening_hours[6]")


BAD: list[tuple[dict[str, Any], str, str]] = [
    ({"time_zone": "Mars/Olympus"}, "time_zone", "unknown_time_zone"),
    ({"country": "ZZ"}, "country", "unknown_country"),
    ({"latitude": 91, "longitude": 0}, "latitude", "bad_position"),
    ({"latitude": "NaN", "longitude": 0}, "latitude", "bad_position"),
    ({"latitude": 1e300, "longitude": 0}, "latitude", "bad_position"),
    ({"legal_entity": "DE"}, "legal_entity", "unknown_legal_entity"),
    ({"orders_per_day": -1}, "orders_per_day", "out_of_range"),
]


@pytest.mark.parametrize(("changes", "field", "code"), BAD)
def test_bad_locations_are_refused_at_the_field(
    caller: Caller, changes: dict[str, Any], field: str, code: str
) -> None:
    status, problem = caller.put("/locations", {"locations": [location("OK"), location("BAD", **changes)]})
    assert (status, problem["code"], problem["field"]) == (422, code, f"locations[1].{field}")
    assert not Location.objects.filter(code__in=["OK", "BAD"]).exists()


def test_a_limited_key_sees_only_its_own(caller: Caller) -> None:
    paris = Location.objects.get(code="PAR").pk
    market = Channel.objects.get(code="MKT").pk
    store = Caller("network:read", "network:write", locations=[paris])
    assert [each["code"] for each in store.get("/locations")[1]["items"]] == ["PAR"]
    assert store.get("/locations/LYO")[0] == 404
    assert [each["location"] for each in store.get("/channels/WEB")[1]["pool"]] == ["PAR"]
    assert store.put("/locations", {"locations": [location("LYO")]})[1]["code"] == "outside_limits"
    assert store.put("/locations/LYO/opening-hours", {"opening_hours": []})[0] == 404
    shop = Caller("network:read", "network:write", channels=[market])
    assert [each["code"] for each in shop.get("/channels")[1]["items"]] == ["MKT"]
    assert shop.get("/channels/WEB")[0] == 404
    assert shop.put("/channels/WEB/pool", {"pool": []})[0] == 404
    assert shop.put("/brands", {"brands": [{"code": "X", "name": "X"}]})[0] == 403
