"""What cannot be said of stock is refused with a code, the field and the remedy, and nothing is written."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from estafette.testing.http import Caller
from estafette.testing.world import build
from tests.journeys.counting import content
from tests.journeys.refusing import Call, Case, caller, expect_refusal

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
SOON, LONG_AGO = (NOW + timedelta(minutes=30)).isoformat(), (NOW - timedelta(days=400)).isoformat()
KEY = {"Idempotency-Key": "key-{language}"}
CART = "/reservations/0192f0c0-0000-7000-8000-000000000001"
DUE = {"source_kind": "po", "source_ref": "PO1", "due_at": SOON}


def moved(**more: Any) -> dict[str, Any]:
    return {"movements": [{"sku": "A", "location": "W1", "quantity": 1, "reason": "receipt", **more}]}


def said(**more: Any) -> dict[str, Any]:
    figure = {"sku": "A", "location": "S2", "on_hand": 1, "as_of": NOW.isoformat(), "sequence": 1}
    return {"figures": [{**figure, **more}]}


def counted(*figures: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"figures": [*figures, {"sku": "A", "location": "W1", "on_hand": 1, **more}]}


def ruled(**more: Any) -> dict[str, Any]:
    return {"rules": [{"kind": "safety", "sku": "A", "location": "W1", "quantity": 1, **more}]}


def supplied(**more: Any) -> dict[str, Any]:
    return {"supply": [{"sku": "A", "location": "W1", "quantity": 1, **DUE, **more}]}


def held(**more: Any) -> dict[str, Any]:
    return {"channel": "WEB", "minutes": 5, "lines": [{"sku": "A", "quantity": 1, **more}]}


MOVES = [
    Case("unknown SKU", moved(sku="NONE"), "unknown_sku", "movements[0].sku"),
    Case("unknown place", moved(location="NONE"), "unknown_location", "movements[0].location"),
    Case("a kit", moved(sku="KIT"), "kit_has_no_stock", "movements[0].sku"),
    Case("zero units", moved(quantity=0), "bad_quantity", "movements[0].quantity"),
    Case("huge units", moved(quantity=10**10), "out_of_range", "movements[0].quantity"),
    Case("units beyond 64 bits", moved(quantity=2**70), "out_of_range", "movements[0].quantity"),
    Case("more than are there", moved(quantity=-101), "stock_would_be_negative", "movements[0].quantity", 409, kept=True),
    Case("more damaged than are there", moved(quantity=-1, condition="damaged"), "stock_would_be_negative",
         "movements[0].quantity", 409, kept=True),
    Case("more than a place can hold", moved(quantity=10**9), "bad_quantity", "movements[0].quantity"),
    Case("a clock that is ahead", moved(effective_at=SOON), "in_the_future", "movements[0].effective_at"),
    Case("a reason that is none", moved(reason="magic"), "bad_format", "movements[0].reason"),
    Case("a cost that is no number", moved(unit_cost="NaN"), "bad_cost", "movements[0].unit_cost"),
    Case("a huge cost", moved(unit_cost="1e30"), "bad_cost", "movements[0].unit_cost"),
    Case("a NUL", moved(source_ref="a\x00"), "malformed_json", "", 400),
    Case("none at all", {"movements": []}, "out_of_range", "movements"),
]  # fmt: skip
CASES = [
    *[Case(f"movement: {c.name}", c.body, c.code, c.at, c.status, path="/stock/movements", headers=KEY, kept=c.kept)
      for c in MOVES],
    Case("a figure below nothing", said(on_hand=-1), "out_of_range", "figures[0].on_hand", path="/stock/snapshots"),
    Case("a figure of tomorrow", said(as_of=SOON), "bad_instant", "figures[0].as_of", path="/stock/snapshots"),
    Case("a figure of last year", said(as_of=LONG_AGO), "bad_instant", "figures[0].as_of", path="/stock/snapshots"),
    Case("a figure of an unknown SKU", said(sku="NONE"), "unknown_sku", "figures[0].sku", path="/stock/snapshots"),
    Case("a snapshot of our own place", said(location="W1"), "not_the_stock_master", "figures[0].location", 409,
         path="/stock/snapshots"),
    Case("a count of an outside place", counted(location="S2"), "not_the_stock_master", "figures[0].location", 409,
         path="/stock/counts", headers=KEY, kept=True),
    Case("a count that is said twice", counted({"sku": "A", "location": "W1", "on_hand": 2}), "said_twice", "figures[1]",
         path="/stock/counts", headers=KEY),
    Case("a rule without its scope", ruled(location=None), "bad_rule", "rules[0]", method="PUT", path="/stock/rules"),
    Case("a rule of an unknown place", ruled(location="NONE"), "unknown_location", "rules[0].location", method="PUT",
         path="/stock/rules"),
    Case("a rule below nothing", ruled(quantity=-1), "out_of_range", "rules[0].quantity", method="PUT",
         path="/stock/rules"),
    Case("supply of nothing", supplied(quantity=0), "out_of_range", "supply[0].quantity", path="/stock/supply"),
    Case("supply of an unknown SKU", supplied(sku="NONE"), "unknown_sku", "supply[0].sku", path="/stock/supply"),
    Case("a receipt that nobody expects", {"receipts": [{"sku": "A", "location": "W1", "source_kind": "po",
         "source_ref": "NONE", "quantity": 1}]}, "unknown_supply", "receipts[0].source_ref", 404,
         path="/stock/receipts", headers=KEY, kept=True),
    Case("a cart of an unknown SKU", held(sku="NONE"), "unknown_sku", "lines[0]", method="PUT", path=CART),
    Case("a cart of nothing", held(quantity=0), "out_of_range", "lines[0].quantity", method="PUT", path=CART),
    Case("a cart of too much", held(quantity=101), "not_enough_stock", "lines[0].quantity", 409, method="PUT", path=CART),
    Case("a cart of an unknown channel", {**held(), "channel": "NONE"}, "unknown_channel", "channel", method="PUT",
         path=CART),
    Case("a cart without an end", {**held(), "minutes": 10**9}, "out_of_range", "minutes", method="PUT", path=CART),
    Case("a cart that holds nothing", {"minutes": 5}, "no_reservation", "", 404, path=f"{CART}/extend"),
    Case("availability of an unknown SKU", {"channel": "WEB", "skus": ["A", "NONE"]}, "unknown_sku", "skus[1]",
         path="/availability"),
    Case("availability of an unknown channel", {"channel": "NONE", "skus": ["A"]}, "unknown_channel", "channel",
         path="/availability"),
    Case("availability as known at nonsense", {"channel": "WEB", "skus": ["A"], "known_at": "nonsense"}, "bad_token",
         "known_at", path="/availability"),
]  # fmt: skip


@pytest.fixture
def shop() -> Call:
    """A hundred units at our own place, and a place whose stock somebody else keeps."""
    build(stock={("A", "W1"): 100}, kits={"KIT": {"A": 2}}, outside=["S2"])
    return caller()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_it_is_refused_in_words_and_nothing_is_written(case: Case, shop: Call) -> None:
    expect_refusal(case, shop)


def test_one_bad_line_refuses_all_and_all_bad_lines_are_named(shop: Call) -> None:
    before = content()
    lines = [
        {"sku": sku, "location": "W1", "quantity": 1, "reason": "receipt"} for sku in ("A", "X", "A", "Y")
    ]
    status, problem = Caller().post("/stock/movements", {"movements": lines})
    assert (status, [each["field"] for each in problem["errors"]]) == (
        422,
        ["movements[1].sku", "movements[3].sku"],
    )
    assert content() == before
