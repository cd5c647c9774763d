"""Prices and rates over HTTP."""

from typing import Any

import pytest

from estafette.network.queries import channel_refs
from estafette.testing.http import Caller
from estafette.testing.world import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def caller() -> Caller:
    build()
    caller = Caller("pricing:read", "pricing:write")
    base = {"code": "BASE", "name": "Base", "channel": "WEB", "currency": "EUR"}
    assert caller.put("/price-lists", {"price_lists": [base]})[1]["items"][0]["outcome"] == "created"
    return caller


def test_prices_are_set_listed_and_asked(caller: Caller) -> None:
    prices: list[dict[str, Any]] = [
        {"sku": "A", "unit_price": 19.9},
        {"sku": "A", "unit_price": "18.123456", "min_quantity": 10},
        {"sku": "B", "unit_price": 5},
    ]
    assert caller.put("/price-lists/BASE/prices", {"prices": prices}) == (200, {"recorded": 3})
    assert caller.put("/price-lists/BASE/prices", {"prices": prices}) == (200, {"recorded": 0})
    status, found = caller.get("/prices", channel="WEB", sku=["B", "A", "C"], quantity=10)
    assert status == 200
    assert [(each["sku"], each["unit_price"]) for each in found["items"]] == [
        ("B", "5.000000"), ("A", "18.123456"), ("C", None),
    ]  # fmt: skip
    status, page = caller.get("/price-lists/BASE/prices", sku=["A"])
    assert [(each["sku"], each["min_quantity"], each["unit_price"]) for each in page["items"]] == [
        ("A", 1, "19.900000"), ("A", 10, "18.123456"),
    ]  # fmt: skip
    assert caller.get("/price-lists/BASE")[1]["version"] == 2
    assert [each["code"] for each in caller.get("/price-lists", channel="WEB")[1]["items"]] == ["BASE"]


@pytest.mark.parametrize(
    ("price", "field", "code"),
    [
        ({"sku": "Z", "unit_price": 1}, "prices[0].sku", "unknown_sku"),
        ({"sku": "A", "unit_price": -1}, "prices[0].unit_price", "bad_price"),
        ({"sku": "A", "unit_price": "1e400"}, "prices[0].unit_price", "bad_price"),
        ({"sku": "A", "unit_price": "0.0000001"}, "prices[0].unit_price", "bad_price"),
        ({"sku": "A", "unit_price": 1, "effective_from": "2020-01-01T00:00:00Z"}, "prices[0].effective_from", "price_in_past"),
        ({"sku": "A", "unit_price": 1, "effective_from": "2020-01-01T00:00:00"}, "prices[0].effective_from", "bad_format"),
        ({"sku": "A"}, "prices[0].unit_price", "field_missing"),
    ],
)  # fmt: skip
def test_bad_prices_are_refused_at_the_field(
    caller: Caller, price: dict[str, Any], field: str, code: str
) -> None:
    status, problem = caller.put("/price-lists/BASE/prices", {"prices": [price]})
    assert (status, problem["field"], problem["code"]) == (422, field, code)


def test_rates_are_listed_and_planned(caller: Caller) -> None:
    rate = {"country": "FR", "category": "standard", "percent": 21, "valid_from": "2990-01-01"}
    assert caller.put("/tax-rates", {"tax_rates": [rate]}) == (200, {"recorded": 1})
    status, page = caller.get("/tax-rates", country="FR", on="2990-01-01")
    assert status == 200
    rates = {each["category"]: float(each["percent"]) for each in page["items"]}
    assert rates["standard"] == 21
    status, problem = caller.put("/tax-rates", {"tax_rates": [{**rate, "country": "FX"}]})
    assert (status, problem["code"], problem["field"]) == (422, "unknown_country", "tax_rates[0].country")


def test_a_key_of_another_channel_sees_no_prices(caller: Caller) -> None:
    market = next(ref.id for ref in channel_refs() if ref.code == "MKT")
    other = Caller("pricing:read", "pricing:write", channels=[market])
    assert other.get("/price-lists")[1]["items"] == []
    assert other.get("/price-lists/BASE/prices")[0] == 404
    assert other.get("/prices", channel="WEB", sku=["A"])[0] == 404
    assert other.put("/price-lists/BASE/prices", {"prices": [{"sku": "A", "unit_price": 1}]})[0] == 404
