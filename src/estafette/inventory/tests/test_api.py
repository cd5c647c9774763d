"""The doors of stock, over the whole of the serving code."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from estafette.assembly.check import run as check
from estafette.testing.http import Caller
from estafette.testing.world import build

pytestmark = pytest.mark.django_db


def figures(caller: Caller, *skus: str, **more: object) -> dict[str, int]:
    status, answer = caller.get("/availability", channel="WEB", sku=list(skus), **more)
    assert status == 200, answer
    return {item["sku"]: item["atp"] for item in answer["items"]}


def test_availability_by_address_and_by_body() -> None:
    build(stock={("A", "W1"): 5, ("A", "S1"): 2, ("B", "W1"): 7}, kits={"KIT": {"A": 2, "B": 1}})
    caller = Caller("stock:read")
    status, answer = caller.get("/availability", channel="WEB", sku=["A", "KIT", "C"])
    assert status == 200
    assert answer["channel"] == "WEB"
    assert answer["items"] == [{"sku": "A", "atp": 7}, {"sku": "KIT", "atp": 3}, {"sku": "C", "atp": 0}]
    assert datetime.fromisoformat(answer["as_of"]).tzinfo is not None
    status, answer = caller.post("/availability", {"channel": "WEB", "skus": ["B", "A"]})
    assert [item["atp"] for item in answer["items"]] == [7, 7]


def test_derivation_adds_up() -> None:
    build(stock={("A", "W1"): 5, ("A", "S1"): 2, ("B", "W1"): 7}, kits={"KIT": {"A": 2, "B": 1}})
    writer = Caller("stock:read", "stock:write")
    rules = [
        {"kind": "safety", "sku": "A", "location": "W1", "quantity": 1},
        {"kind": "place", "location": "S1", "quantity": 9},
        {"kind": "global", "channel": "WEB", "quantity": 1},
        {"kind": "cap", "sku": "B", "channel": "WEB", "quantity": 3},
    ]
    status, answer = writer.put("/stock/rules", {"rules": rules})
    assert (status, answer["rules"]) == (200, 4), answer
    status, answer = writer.get("/availability", channel="WEB", sku=["A", "KIT"], derivation="true")
    assert status == 200, answer
    [item, kit] = answer["items"]
    [derived] = item["derivation"]
    assert derived["places"] == [
        {"location": "W1", "on_hand": 5, "reserved": 0, "held_back": 1, "supply": 0, "net": 4, "counted": 4},
        {"location": "S1", "on_hand": 2, "reserved": 0, "held_back": 9, "supply": 0, "net": -7, "counted": 0},
    ]
    assert (derived["places_total"], derived["global_buffer"], derived["cap"], item["atp"]) == (4, 1, None, 3)
    assert [(part["sku"], part["quantity"], part["atp"]) for part in kit["derivation"]] == [
        ("A", 2, 3), ("B", 1, 3),
    ]  # fmt: skip
    assert kit["atp"] == 1
    assert figures(writer, "A", "KIT", "B") == {"A": 3, "KIT": 1, "B": 3}
    ended = [{**rule, "quantity": None} for rule in rules]
    assert writer.put("/stock/rules", {"rules": ended})[0] == 200
    assert figures(writer, "A", "B") == {"A": 7, "B": 7}
    assert writer.get("/stock/rules")[1]["items"] == []
    assert check().clean, check().breaches


def test_supply_due_by_an_instant_counts_then() -> None:
    build(stock={("A", "W1"): 1})
    caller = Caller("stock:read", "stock:write")
    now = datetime.now(UTC)
    supply = [
        {"sku": "A", "location": "W1", "source_kind": "po", "source_ref": "1", "quantity": 4,
         "due_at": (now + timedelta(days=1)).isoformat()},
        {"sku": "A", "location": "S1", "source_kind": "po", "source_ref": "1", "quantity": 9,
         "due_at": (now + timedelta(days=9)).isoformat()},
    ]  # fmt: skip
    assert caller.post("/stock/supply", {"supply": supply}) == (200, {"rows": 2})
    assert figures(caller, "A") == {"A": 1}
    assert figures(caller, "A", until=(now + timedelta(days=2)).isoformat()) == {"A": 5}
    assert figures(caller, "A", until=(now + timedelta(days=10)).isoformat()) == {"A": 14}
    status, answer = caller.get("/stock/supply", sku="A", limit=1)
    assert [each["location"] for each in answer["items"]] == ["W1"]
    status, rest = caller.get("/stock/supply", sku="A", limit=1, cursor=answer["next"])
    assert ([each["quantity"] for each in rest["items"]], rest["next"]) == ([9], None)
    receipt = {"sku": "A", "location": "W1", "source_kind": "po", "source_ref": "1", "quantity": 3}
    assert caller.post("/stock/receipts", {"receipts": [receipt]}) == (201, {"rows": 1})
    assert figures(caller, "A", until=(now + timedelta(days=2)).isoformat()) == {"A": 5}
    assert figures(caller, "A") == {"A": 4}
    unknown = {**receipt, "source_ref": "2"}
    status, answer = caller.post("/stock/receipts", {"receipts": [receipt, unknown]})
    assert (status, answer["code"], answer["field"]) == (404, "unknown_supply", "receipts[1].source_ref")
    assert figures(caller, "A") == {"A": 4}


def test_levels_ledger_and_movements() -> None:
    build(stock={("A", "W1"): 5, ("A", "S1"): 2, ("B", "S1"): 1})
    caller = Caller("stock:read", "stock:write")
    moves = [
        {"sku": "A", "location": "W1", "quantity": -2, "reason": "till_sale", "source_ref": "T1"},
        {"sku": "A", "location": "W1", "quantity": -1, "reason": "damage"},
        {"sku": "A", "location": "W1", "quantity": 1, "reason": "damage", "condition": "damaged",
         "lot": "L1", "unit_cost": "12.345678"},
    ]  # fmt: skip
    assert caller.post("/stock/movements", {"movements": moves}, key="m1") == (201, {"rows": 3})
    assert caller.post("/stock/movements", {"movements": moves}, key="m1") == (201, {"rows": 3})
    gone = [{"sku": "A", "location": "W1", "quantity": -1, "reason": "loss", "condition": "damaged"}]
    assert caller.post("/stock/movements", {"movements": gone})[0] == 201
    _, answer = caller.get("/stock/levels", sku="A")
    assert [(row["location"], row["on_hand"], row["unsellable"]) for row in answer["items"]] == [
        ("W1", 2, {}), ("S1", 2, {}),
    ]  # fmt: skip
    _, first = caller.get("/stock/levels", limit=2)
    _, rest = caller.get("/stock/levels", limit=2, cursor=first["next"])
    assert [row["sku"] for row in first["items"] + rest["items"]] == ["A", "A", "B"]
    assert rest["next"] is None
    _, only = caller.get("/stock/levels", location="S1", limit=1)
    _, more = caller.get("/stock/levels", location="S1", limit=1, cursor=only["next"])
    assert [row["sku"] for row in only["items"] + more["items"]] == ["A", "B"]
    rows: list[dict[str, object]] = []
    cursor = ""
    while cursor is not None:
        _, answer = caller.get("/stock/ledger", sku="A", limit=2, cursor=cursor)
        rows, cursor = rows + answer["items"], answer["next"]
    assert [row["quantity"] for row in rows if row["location"] == "W1"] == [-1, 1, -1, -2, 5]
    assert rows[1]["lot"] == "L1" and rows[1]["unit_cost"] == "12.345678"
    assert check().clean, check().breaches


def test_a_cart_holds_softly() -> None:
    build(stock={("A", "W1"): 3, ("B", "W1"): 2}, kits={"KIT": {"A": 1, "B": 2}})
    caller, cart = Caller("stock:read", "orders:write"), str(uuid.uuid4())
    path = f"/reservations/{cart}"
    body = {"channel": "WEB", "lines": [{"sku": "A", "quantity": 2}, {"sku": "KIT", "quantity": 1}]}
    status, answer = caller.put(path, body)
    assert status == 200, answer
    assert [(row["sku"], row["quantity"], row["state"]) for row in answer["units"]] == [
        ("A", 2, "soft"), ("A", 1, "soft"), ("B", 2, "soft"),
    ]  # fmt: skip
    assert figures(caller, "A", "B", "KIT") == {"A": 0, "B": 0, "KIT": 0}
    status, answer = caller.put(path, {"channel": "WEB", "lines": [{"sku": "KIT", "quantity": 2}]})
    assert (status, answer["code"], answer["field"]) == (409, "not_enough_stock", "lines[0].quantity")
    assert caller.put(path, {"channel": "WEB", "lines": [{"sku": "A", "quantity": 1}]})[0] == 200
    assert figures(caller, "A", "B") == {"A": 2, "B": 2}
    status, answer = caller.post(f"{path}/extend", {"minutes": 60, "held": True})
    assert [row["state"] for row in answer["units"]] == ["held"]
    assert caller.get(path) == (200, answer)
    assert caller.delete(path) == (200, {"cart": cart, "units": 1})
    assert caller.delete(path) == (200, {"cart": cart, "units": 0})
    assert caller.get(path)[1]["code"] == "no_reservation"
    assert caller.post(f"{path}/extend", {"minutes": 60})[0] == 404
    assert caller.put("/reservations/x", body)[0] == 404
    assert check().clean, check().breaches
