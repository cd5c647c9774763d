"""What cannot be taken is refused with a code, the field and the remedy, in two languages, and nothing is written."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from estafette.assembly.check import run as check
from estafette.platform.access.commands import create_key
from estafette.platform.access.types import SYSTEM, KeyDraft
from estafette.testing.http import Caller
from estafette.testing.world import build
from tests.journeys.counting import content
from tests.journeys.refusing import Call, Case, caller, expect_refusal

pytestmark = pytest.mark.django_db


def line(**more: Any) -> dict[str, Any]:
    return {"sku": "A", "quantity": 1, "unit_price": "10.00", **more}


def an_order(*lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"channel": "WEB", "reference": "bad", "lines": list(lines) or [line()], **more}


def raw(text: str) -> bytes:
    return b'{"channel": "WEB", "reference": "bad", "lines": [' + text.encode() + b"]}"


def sku(**more: Any) -> dict[str, Any]:
    return {"skus": [{"code": "NEW", **more}]}


def nested(depth: int) -> bytes:
    return b'{"channel": ' + b"[" * depth + b"]" * depth + b"}"


SOON = (datetime.now(UTC) + timedelta(minutes=30)).isoformat()
ADDRESS = {"name": "Ada", "country": "ZZ"}
MANY = [line(quantity=1) for _ in range(10_000)]
CASES = [
    Case("unknown SKU", an_order(line(sku="NONE")), "unknown_sku", "lines[0].sku"),
    Case("unknown channel", an_order(channel="NONE"), "unknown_channel", "channel"),
    Case("no lines", {**an_order(), "lines": []}, "no_lines", "lines"),
    Case("zero units", an_order(line(quantity=0)), "bad_quantity", "lines[0].quantity"),
    Case("negative units", an_order(line(), line(quantity=-1)), "bad_quantity", "lines[1].quantity"),
    Case("too many units", an_order(line(quantity=1_000_001)), "bad_quantity", "lines[0].quantity"),
    Case("units beyond 32 bits", an_order(line(quantity=2**40)), "bad_quantity", "lines[0].quantity"),
    Case("units beyond 64 bits", an_order(line(quantity=2**80)), "out_of_range", "lines[0].quantity"),
    Case("units that are broken", an_order(line(quantity=1.5)), "wrong_type", "lines[0].quantity"),
    Case("units as a word", an_order(line(quantity="one")), "wrong_type", "lines[0].quantity"),
    Case("unknown currency", an_order(currency="XQX"), "unknown_currency", "currency"),
    Case("another currency", an_order(currency="USD"), "currency_mismatch", "currency"),
    Case("unknown country", an_order(ship_to=ADDRESS), "unknown_country", "ship_to.country"),
    Case("10,000 lines", an_order(*MANY), "too_many_lines", "lines"),
    Case("a clock that is ahead", an_order(placed_at=SOON), "clock_skew", "placed_at"),
    Case("an instant without a zone", an_order(placed_at="2026-03-01T10:00:00"), "bad_format", "placed_at"),
    Case("prices that do not add up", an_order(total=999), "prices_do_not_add_up", "total"),
    Case("a negative price", an_order(line(unit_price="-1")), "bad_amount", "lines[0].unit_price"),
    Case("a huge price", an_order(line(unit_price="1e30")), "bad_amount", "lines[0].unit_price"),
    Case("a price without end", an_order(line(unit_price="Infinity")), "bad_amount", "lines[0].unit_price"),
    Case("a price that is no number", an_order(line(unit_price="NaN")), "bad_amount", "lines[0].unit_price"),
    Case("an amount beyond the bound", an_order(line(unit_price="1e9", quantity=10**6)), "bad_amount",
         "lines[0].unit_price"),
    Case("a price with seven places", an_order(line(unit_price="1.0000001")), "bad_amount",
         "lines[0].unit_price"),
    Case("too many units inside of kits", an_order(line(sku="KIT", quantity=10**6)), "bad_quantity",
         "lines[0].quantity"),
    Case("a discount above the price", an_order(line(discount=1001)), "bad_amount", "lines[0].discount"),
    Case("a tax above the price", an_order(line(tax=1001)), "bad_amount", "lines[0].tax"),
    Case("a tax rate beyond reason", an_order(line(tax_rate="1e9")), "bad_amount", "lines[0].tax_rate"),
    Case("a tax rate that is no number", an_order(line(tax_rate="NaN")), "bad_amount", "lines[0].tax_rate"),
    Case("no price at all", an_order(line(unit_price=None)), "no_price", "lines[0].unit_price"),
    Case("a missing field", {"channel": "WEB", "lines": [line()]}, "field_missing", "reference"),
    Case("an unknown field", an_order(colour="red"), "field_unknown", "colour"),
    Case("an unknown field of a line", an_order(line(colour="red")), "field_unknown", "lines[0].colour"),
    Case("an unknown customer", an_order(customer="0192f0c0-0000-7000-8000-000000000000"), "unknown_customer",
         "customer"),
    Case("a customer that is no id", an_order(customer="ada"), "bad_format", "customer"),
    Case("a reference that is too long", an_order(reference="r" * 101), "out_of_range", "reference"),
    Case("a tag of nothing but space", an_order(tags=["   "]), "bad_tag", "tags[0]"),
    Case("a NUL, escaped", raw(r'{"sku": "A\u0000", "quantity": 1}'), "malformed_json", "", 400),
    Case("a NUL, bare", raw('{"sku": "A\x00", "quantity": 1}'), "malformed_json", "", 400),
    Case("half of a pair", raw(r'{"sku": "A\ud800", "quantity": 1}'), "malformed_json", "", 400),
    Case("invalid UTF-8", b'{"channel": "\xff\xfe"}', "malformed_json", "", 400),
    Case("another encoding", json.dumps(an_order()).encode("utf-16"), "malformed_json", "", 400),
    Case("no JSON", b"channel=WEB", "malformed_json", "", 400),
    Case("half of a body", b'{"channel": "WEB", "lines": [', "malformed_json", "", 400),
    Case("no body", b" ", "malformed_json", "", 400),
    Case("another shape", b"[1, 2]", "wrong_type", ""),
    Case("deep nesting", nested(100_000), "wrong_type", "channel"),
    Case("deep nesting where nothing is known", b'{"x": ' + b"[" * 50_000, "field_unknown", "x"),
    Case("a body that is too large", b" " * ((4 << 20) + 1), "body_too_large", "", 413),
    Case("another content type", an_order(), "not_json", "", 415, type="text/plain"),
    Case("a form", an_order(), "not_json", "", 415, type="application/x-www-form-urlencoded"),
    Case("no key", an_order(), "unauthorized", "", 401, headers={"Authorization": ""}),
    Case("an unknown key", an_order(), "unauthorized", "", 401,
         headers={"Authorization": "Bearer est_unknown_unknown"}),
    Case("something else than a key", an_order(), "unauthorized", "", 401,
         headers={"Authorization": "Basic YTpi"}),
    Case("a GTIN that is too short", sku(barcodes=[{"gtin": "123"}]), "bad_gtin", "skus[0].barcodes[0].gtin",
         method="PUT", path="/skus"),
    Case("a GTIN with letters", sku(barcodes=[{"gtin": "400638133393A"}]), "bad_gtin",
         "skus[0].barcodes[0].gtin", method="PUT", path="/skus"),
    Case("a GTIN with a wrong check digit", sku(barcodes=[{"gtin": "4006381333932"}]), "wrong_check_digit",
         "skus[0].barcodes[0].gtin", method="PUT", path="/skus"),
    Case("an unknown country of a place", {"locations": [{"code": "X", "name": "X", "kind": "store",
         "legal_entity": "FR", "country": "QQ", "time_zone": "Europe/Paris"}]}, "unknown_country",
         "locations[0].country", method="PUT", path="/locations"),
    Case("no idempotency key", {"reason": "test"}, "idempotency_key_required", "Idempotency-Key", 400,
         path="/orders/0192f0c0-0000-7000-8000-000000000000/cancel"),
    Case("an order that is not there", {"reason": "test"}, "unknown_order", "", 404,
         path="/orders/0192f0c0-0000-7000-8000-000000000000/cancel", headers={"Idempotency-Key": "{language}"}, kept=True),
    Case("an order id that is none", {"reason": "test"}, "unknown_order", "", 404, path="/orders/x/cancel",
         headers={"Idempotency-Key": "{language}"}, kept=True),
    Case("another method", {}, "method_not_allowed", "", 405, method="DELETE"),
]  # fmt: skip


@pytest.fixture
def shop() -> Call:
    """A shop with stock of A and a kit that holds many of it; the call of an outside system."""
    build(stock={("A", "W1"): 100_000}, kits={"KIT": {"A": 5_000}})
    return caller()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_it_is_refused_in_words_and_nothing_is_written(case: Case, shop: Call) -> None:
    expect_refusal(case, shop)


def test_an_expired_key_is_refused(shop: Call) -> None:
    at = datetime.now(UTC)
    draft = KeyDraft(name="old", permissions=("*",), expires_at=at + timedelta(seconds=1))
    with transaction.atomic():
        token = create_key(draft=draft, by=SYSTEM, at=at - timedelta(days=1)).token
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE access_apikey SET expires_at = now() - interval '1 minute' WHERE name = 'old'"
            )
    case = Case("", an_order(), "unauthorized", "", headers={"Authorization": f"Bearer {token}"})
    response = shop(case, "en")
    assert (response.status_code, response.json()["code"]) == (401, "unauthorized")
    assert "est_" not in response.content.decode()


def test_a_key_may_do_only_what_it_may(shop: Call) -> None:
    reader = Caller("orders:read")
    status, problem = reader.post("/orders", an_order())
    assert (status, problem["code"], problem["data"]) == (403, "forbidden", {"permission": "orders:write"})


def test_the_same_reference_with_another_body_is_refused(shop: Call) -> None:
    caller = Caller()
    assert caller.post("/orders", an_order())[0] == 201
    before = content()
    status, problem = caller.post("/orders", an_order(line(quantity=2)))
    assert (status, problem["code"], problem["field"]) == (409, "reference_reused", "reference")
    assert problem["remedy"]
    assert content() == before


def test_the_same_idempotency_key_with_another_body_is_refused(shop: Call) -> None:
    caller = Caller()
    _, placed = caller.post("/orders", an_order())
    first = caller.post(f"/orders/{placed['id']}/notes", {"text": "one"}, key="k")
    before = content()
    status, problem = caller.post(f"/orders/{placed['id']}/notes", {"text": "two"}, key="k")
    assert first[0] == 201
    assert (status, problem["code"]) == (409, "idempotency_key_reused")
    assert (problem["field"], bool(problem["remedy"])) == ("Idempotency-Key", True)
    assert content() == before


def test_all_that_is_wrong_is_said_at_once(shop: Call) -> None:
    body = an_order(line(sku="NONE"), line(quantity=0), currency="USD")
    _, problem = Caller().post("/orders", body)
    assert [(each["code"], each["field"]) for each in problem["errors"]] == [
        ("currency_mismatch", "currency"),
        ("unknown_sku", "lines[0].sku"),
        ("bad_quantity", "lines[1].quantity"),
    ]
    assert all(each["detail"] and each["remedy"] for each in problem["errors"])


ACCEPTED = [
    ("unknown SKU", an_order(line(sku="NONE")), {"unknown_sku"}),
    ("zero units", an_order(line(quantity=0)), {"bad_quantity"}),
    ("negative units", an_order(line(quantity=-3)), {"bad_quantity"}),
    ("huge units", an_order(line(quantity=2**61)), {"bad_quantity"}),
    ("too many units inside of kits", an_order(line(sku="KIT", quantity=10**6)), {"bad_quantity"}),
    ("a tag of nothing but space", an_order(tags=[" "]), {"bad_tag"}),
    ("unknown currency", an_order(currency="XQX"), {"unknown_currency"}),
    ("another currency", an_order(currency="USD"), {"currency_mismatch"}),
    ("unknown country", an_order(ship_to=ADDRESS), {"unknown_country"}),
    ("no lines", {**an_order(), "lines": []}, {"no_lines"}),
    ("10,000 lines", an_order(*MANY), {"too_many_lines"}),
    ("a clock that is ahead", an_order(placed_at=SOON), {"clock_skew"}),
    ("prices that do not add up", an_order(total=999), {"prices_do_not_add_up"}),
    ("a negative price", an_order(line(unit_price="-1")), {"bad_amount"}),
    ("a huge price", an_order(line(unit_price="1e30")), {"bad_amount"}),
    ("a price that is no number", an_order(line(unit_price="NaN")), {"bad_amount"}),
    ("an amount beyond the bound", an_order(line(unit_price="1e9", quantity=10**6)), {"bad_amount"}),
    ("prices at every bound", an_order(*[line(unit_price="90000", quantity=10**6)] * 3), {"stock"}),
    ("10,000 lines at the bound", an_order(*[line(unit_price="90000", quantity=10**6)] * 10_000),
     {"too_many_lines"}),
    ("a discount above the price", an_order(line(discount=10**13)), {"bad_amount"}),
    ("a tax above the price", an_order(line(tax=10**13)), {"bad_amount"}),
    ("a tax rate beyond reason", an_order(line(tax_rate="1e9")), {"bad_amount"}),
    ("no price at all", an_order(line(unit_price=None)), {"no_price"}),
    ("an unknown customer", an_order(customer="0192f0c0-0000-7000-8000-000000000000"), {"unknown_customer"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "reasons"), [each[1:] for each in ACCEPTED], ids=[each[0] for each in ACCEPTED]
)
def test_what_a_channel_has_accepted_is_stored_and_held_with_the_reasons(
    body: dict[str, Any], reasons: set[str], shop: Call
) -> None:
    caller = Caller()
    sent = {**body, "channel": "MKT"}
    status, placed = caller.post("/orders", sent)
    assert status == 201, placed
    _, order = caller.get(f"/orders/{placed['id']}")
    held = [hold for hold in order["holds"] if hold["kind"] == "content"]
    assert {each["code"] for hold in held for each in hold["details"]} == reasons - {"stock"}
    assert not reasons or placed["status"] == "on_hold"
    assert placed["status"] == order["status"]
    assert all(each["field"] and each["detail"] for hold in held for each in hold["details"])
    assert order["amounts"]["total"] == sent.get("total", order["amounts"]["total"])
    assert caller.post("/orders", sent) == (201, placed), "the same answer again"
    assert check().clean, check().breaches
