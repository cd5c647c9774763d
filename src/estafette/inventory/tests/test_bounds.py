"""What the doors of stock refuse: unknown codes, figures that cannot be, places and channels of others."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from estafette.testing.http import Caller
from estafette.testing.world import World, build

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
MOVE = {"sku": "A", "location": "W1", "quantity": 1, "reason": "found"}
FIGURE = {"sku": "A", "location": "W1", "on_hand": 1}
TOLD = {"sku": "A", "location": "S2", "on_hand": 1, "as_of": NOW.isoformat(), "sequence": 1}
SUPPLY = {"sku": "A", "location": "W1", "source_kind": "po", "source_ref": "1", "quantity": 2,
          "due_at": NOW.isoformat()}  # fmt: skip
RECEIPT = {"sku": "A", "location": "W1", "source_kind": "po", "source_ref": "1", "quantity": 2}
CART = str(uuid.uuid4())


@pytest.fixture
def world() -> World:
    return build(
        stock={("A", "W1"): 5, ("A", "S1"): 5, ("B", "S2"): 5}, kits={"KIT": {"A": 1}}, outside=("S2",)
    )


def refused(answer: tuple[int, dict[str, str]]) -> tuple[int, str, str]:
    status, body = answer
    assert status >= 400, body
    assert body["detail"] and body["type"].endswith(body["code"])
    return status, body["code"], body.get("field", "")


AVAILABILITY: list[tuple[dict[str, object], tuple[int, str, str]]] = [
    ({"sku": ["A", "NONE"]}, (422, "unknown_sku", "sku[1]")),
    ({"sku": ["A", "NONE"], "derivation": "true"}, (422, "unknown_sku", "sku[1]")),
    ({"sku": ["A"], "channel": "NONE"}, (422, "unknown_channel", "channel")),
    ({"sku": []}, (422, "field_missing", "sku")),
    ({"sku": ["A"] * 201}, (422, "out_of_range", "sku")),
    ({"sku": ["A" * 65]}, (422, "out_of_range", "sku[0]")),
    ({"sku": ["A"], "known_at": "nonsense"}, (422, "bad_token", "known_at")),
    ({"sku": ["A"], "known_at": (NOW + timedelta(days=1)).isoformat()}, (422, "bad_token", "known_at")),
    ({"sku": ["A"], "until": "tomorrow"}, (422, "bad_format", "until")),
    ({"sku": ["A"], "place": "W1"}, (422, "field_unknown", "place")),
]


@pytest.mark.parametrize(("query", "expected"), AVAILABILITY)
def test_questions_that_mean_nothing(
    world: World, query: dict[str, object], expected: tuple[int, str, str]
) -> None:
    assert refused(Caller("stock:read").get("/availability", **{"channel": "WEB", **query})) == expected


BODIES: list[tuple[str, str, dict[str, object], tuple[int, str, str]]] = [
    ("movements", "movements", {**MOVE, "sku": "NONE"}, (422, "unknown_sku", "movements[0].sku")),
    ("movements", "movements", {**MOVE, "sku": "KIT"}, (422, "kit_has_no_stock", "movements[0].sku")),
    ("movements", "movements", {**MOVE, "location": "NONE"}, (422, "unknown_location", "movements[0].location")),
    ("movements", "movements", {**MOVE, "quantity": 0}, (422, "bad_quantity", "movements[0].quantity")),
    ("movements", "movements", {**MOVE, "quantity": 10**12}, (422, "out_of_range", "movements[0].quantity")),
    ("movements", "movements", {**MOVE, "quantity": "3"}, (422, "wrong_type", "movements[0].quantity")),
    ("movements", "movements", {**MOVE, "quantity": -6}, (409, "stock_would_be_negative", "movements[0].quantity")),
    ("movements", "movements", {**MOVE, "reason": "shipment"}, (422, "bad_format", "movements[0].reason")),
    ("movements", "movements", {**MOVE, "unit_cost": "-1"}, (422, "bad_cost", "movements[0].unit_cost")),
    ("movements", "movements", {**MOVE, "unit_cost": "0.0000001"}, (422, "bad_cost", "movements[0].unit_cost")),
    ("movements", "movements", {**MOVE, "unit_cost": "NaN"}, (422, "bad_cost", "movements[0].unit_cost")),
    ("movements", "movements", {**MOVE, "effective_at": "2999-01-01T00:00:00Z"},
     (422, "in_the_future", "movements[0].effective_at")),
    ("movements", "movements", {**MOVE, "location": "S2"}, (409, "not_the_stock_master", "movements[0].reason")),
    ("snapshots", "figures", {**TOLD, "location": "W1"}, (409, "not_the_stock_master", "figures[0].location")),
    ("snapshots", "figures", {**TOLD, "on_hand": -1}, (422, "out_of_range", "figures[0].on_hand")),
    ("snapshots", "figures", {**TOLD, "as_of": "2999-01-01T00:00:00Z"}, (422, "bad_instant", "figures[0].as_of")),
    ("counts", "figures", {**FIGURE, "location": "S2"}, (409, "not_the_stock_master", "figures[0].location")),
    ("counts", "figures", {**FIGURE, "sku": "NONE"}, (422, "unknown_sku", "figures[0].sku")),
    ("rules", "rules", {"kind": "safety", "quantity": 1, "sku": "A"}, (422, "bad_rule", "rules[0]")),
    ("rules", "rules", {"kind": "cap", "quantity": 1, "channel": "NONE"},
     (422, "unknown_channel", "rules[0].channel")),
    ("rules", "rules", {"kind": "safety", "quantity": -1}, (422, "out_of_range", "rules[0].quantity")),
    ("rules", "rules", {"kind": "nothing", "quantity": 1}, (422, "bad_format", "rules[0].kind")),
    ("supply", "supply", {**SUPPLY, "quantity": 0}, (422, "out_of_range", "supply[0].quantity")),
    ("supply", "supply", {**SUPPLY, "due_at": "2026-01-01"}, (422, "bad_format", "supply[0].due_at")),
    ("receipts", "receipts", RECEIPT, (404, "unknown_supply", "receipts[0].source_ref")),
]  # fmt: skip


@pytest.mark.parametrize(("path", "name", "row", "expected"), BODIES, ids=lambda each: str(each)[:60])
def test_rows_that_cannot_be(
    world: World, path: str, name: str, row: dict[str, object], expected: tuple[int, str, str]
) -> None:
    caller = Caller("stock:write", "stock:read")
    before = caller.get("/stock/levels"), caller.get("/stock/rules"), caller.get("/stock/supply")
    send = caller.put if path == "rules" else caller.post
    assert refused(send(f"/stock/{path}", {name: [row]})) == expected
    assert (caller.get("/stock/levels"), caller.get("/stock/rules"), caller.get("/stock/supply")) == before


def test_a_movement_that_has_happened_is_booked_at_a_place_of_others(world: World) -> None:
    caller = Caller("stock:write", "stock:read")
    sale = {"sku": "B", "location": "S2", "quantity": -2, "reason": "till_sale"}
    assert caller.post("/stock/movements", {"movements": [sale]})[0] == 201
    told = {**TOLD, "sku": "B", "on_hand": 4, "as_of": (NOW - timedelta(hours=1)).isoformat()}
    status, answer = caller.post("/stock/snapshots", {"figures": [told]})
    assert (status, answer["items"][0]["outcome"], answer["items"][0]["on_hand"]) == (200, "taken", 2)
    _, answer = caller.post("/stock/snapshots", {"figures": [told]})
    assert answer["items"][0]["outcome"] == "stale"
    status, answer = caller.post("/stock/counts", {"figures": [{**FIGURE, "on_hand": 9}], "source_ref": "C1"})
    assert (status, answer["items"][0]["difference"]) == (200, 4)


def test_one_key_has_one_body(world: World) -> None:
    caller = Caller("stock:write")
    assert caller.post("/stock/movements", {"movements": [MOVE]}, key="k")[0] == 201
    other = {"movements": [{**MOVE, "quantity": 2}]}
    assert refused(caller.post("/stock/movements", other, key="k"))[:2] == (409, "idempotency_key_reused")


def test_too_many_rows(world: World) -> None:
    caller = Caller("stock:write")
    many = {"movements": [MOVE] * 1001}
    assert refused(caller.post("/stock/movements", many)) == (422, "out_of_range", "movements")
    assert refused(caller.post("/stock/movements", {"movements": [MOVE] * 100_000}))[1] == "body_too_large"
    assert (
        refused(caller.post("/stock/movements", b'{"movements": [{"sku": "\xff"}]}'))[1] == "malformed_json"
    )


def test_refusals_speak_french(world: World) -> None:
    caller = Caller("stock:write")
    french = {"Accept-Language": "fr"}
    _, english = caller.post("/stock/movements", {"movements": [{**MOVE, "sku": "KIT"}]})
    _, answer = caller.post("/stock/movements", {"movements": [{**MOVE, "sku": "KIT"}]}, **french)
    assert answer["code"] == english["code"] == "kit_has_no_stock"
    assert answer["title"] != english["title"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("get", "/availability?channel=WEB&sku=A", None),
        ("get", "/stock/levels", None),
        ("get", "/stock/ledger?sku=A", None),
        ("post", "/stock/movements", {"movements": [MOVE]}),
        ("post", "/stock/snapshots", {"figures": [TOLD]}),
        ("post", "/stock/counts", {"figures": [FIGURE]}),
        ("put", "/stock/rules", {"rules": [{"kind": "place", "quantity": 1}]}),
        ("post", "/stock/supply", {"supply": [SUPPLY]}),
        ("post", "/stock/receipts", {"receipts": [RECEIPT]}),
        ("put", f"/reservations/{CART}", {"channel": "WEB", "lines": [{"sku": "A", "quantity": 1}]}),
        ("get", f"/reservations/{CART}", None),
        ("delete", f"/reservations/{CART}", None),
    ],
)
def test_without_the_permission_nothing(world: World, method: str, path: str, body: object) -> None:
    caller = Caller("catalog:read")
    answer = getattr(caller, method)(path) if body is None else getattr(caller, method)(path, body)
    assert refused(answer)[:2] == (403, "forbidden")


def test_a_store_sees_and_writes_only_itself(world: World) -> None:
    own = Caller("stock:read", "stock:write", "orders:write", locations=[world.places["S1"]])
    _, answer = own.get("/stock/levels")
    assert [(row["sku"], row["location"]) for row in answer["items"]] == [("A", "S1")]
    assert [row["location"] for row in own.get("/stock/levels", sku="A")[1]["items"]] == ["S1"]
    assert [row["location"] for row in own.get("/stock/ledger", sku="A")[1]["items"]] == ["S1"]
    assert own.get("/stock/ledger", sku="B")[1]["items"] == []
    outside = (403, "outside_limits")
    assert refused(own.get("/stock/levels", location="W1"))[:2] == outside
    assert refused(own.get("/stock/ledger", sku="A", location="W1"))[:2] == outside
    assert refused(own.post("/stock/movements", {"movements": [MOVE]}))[:2] == outside
    assert own.post("/stock/movements", {"movements": [{**MOVE, "location": "S1"}]})[0] == 201
    assert refused(own.post("/stock/counts", {"figures": [FIGURE]}))[:2] == outside
    assert refused(own.post("/stock/supply", {"supply": [SUPPLY]}))[:2] == outside
    for rule in (
        {"kind": "place", "quantity": 1}, {"kind": "place", "quantity": 1, "location": "W1"},
        {"kind": "place", "quantity": 1, "sku": "A"}, {"kind": "global", "quantity": 1},
        {"kind": "cap", "quantity": 1, "channel": "WEB"},
    ):  # fmt: skip
        assert refused(own.put("/stock/rules", {"rules": [rule]}))[:2] == outside
    mine = {"kind": "safety", "quantity": 1, "sku": "A", "location": "S1"}
    assert own.put("/stock/rules", {"rules": [mine]})[0] == 200
    derived = own.get("/availability", channel="WEB", sku="A", derivation="true")
    assert refused(derived)[:2] == outside
    assert own.get("/availability", channel="WEB", sku="A")[1]["items"] == [{"sku": "A", "atp": 10}]
    cart = {"channel": "WEB", "lines": [{"sku": "A", "quantity": 1}]}
    assert refused(own.put(f"/reservations/{CART}", cart))[:2] == outside


def test_a_channel_sees_and_holds_only_its_own(world: World) -> None:
    own = Caller("stock:read", "stock:write", "orders:write", channels=[world.channels["WEB"]])
    all_of_it = Caller("stock:read", "stock:write", "orders:write")
    outside = (403, "outside_limits")
    assert own.get("/availability", channel="WEB", sku="A")[0] == 200
    assert refused(own.get("/availability", channel="MKT", sku="A"))[:2] == outside
    assert refused(own.get("/availability", channel="MKT", sku="A", derivation="true"))[:2] == outside
    lines = [{"sku": "A", "quantity": 1}]
    assert refused(own.put(f"/reservations/{CART}", {"channel": "MKT", "lines": lines}))[:2] == outside
    assert all_of_it.put(f"/reservations/{CART}", {"channel": "MKT", "lines": lines})[0] == 200
    assert refused(own.get(f"/reservations/{CART}"))[:2] == outside
    assert refused(own.delete(f"/reservations/{CART}"))[:2] == outside
    assert refused(own.post(f"/reservations/{CART}/extend", {"minutes": 5}))[:2] == outside
    assert refused(own.put(f"/reservations/{CART}", {"channel": "WEB", "lines": lines}))[:2] == outside
    for rule in ({"kind": "global", "quantity": 1}, {"kind": "cap", "quantity": 1, "channel": "MKT"}):
        assert refused(own.put("/stock/rules", {"rules": [rule]}))[:2] == outside
    both = [{"kind": "cap", "quantity": 9, "channel": each} for each in ("WEB", "MKT")]
    assert all_of_it.put("/stock/rules", {"rules": both})[0] == 200
    assert [rule["channel"] for rule in own.get("/stock/rules")[1]["items"]] == ["WEB"]
    assert len(all_of_it.get("/stock/rules", kind="cap")[1]["items"]) == 2


@pytest.mark.parametrize("path", ["/stock/levels", "/stock/rules", "/stock/supply", "/stock/ledger?sku=A"])
def test_a_cursor_of_another_list_is_refused(world: World, path: str) -> None:
    caller = Caller("stock:read")
    joint = "&" if "?" in path else "?"
    assert refused(caller.get(f"{path}{joint}cursor=WyJ4Il0"))[:2] == (422, "bad_cursor")
    assert refused(caller.get(f"{path}{joint}limit=201"))[:2] == (422, "out_of_range")
