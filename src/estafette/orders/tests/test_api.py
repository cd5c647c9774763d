"""The order API as outside systems call it."""

import pytest

from estafette.testing.http import Caller
from estafette.testing.world import build

pytestmark = pytest.mark.django_db


def sold(caller: Caller, reference: str = "r1", **more: object) -> str:
    line = {"sku": "A", "quantity": 5, "unit_price": "10.00"}
    body = {"channel": "WEB", "reference": reference, "lines": [line], **more}
    status, placed = caller.post("/orders", body)
    assert status == 201, placed
    return str(placed["id"])


def test_a_line_that_stands_twice_in_a_cancellation_is_meant_twice() -> None:
    build(stock={("A", "W1"): 9})
    caller = Caller()
    order_id = sold(caller)
    lines = [{"line": 1, "quantity": 2}, {"line": 1, "quantity": 1}]
    status, canceled = caller.post(f"/orders/{order_id}/cancel", {"reason": "test", "lines": lines})
    assert (status, canceled["lines"], canceled["amount"]) == (200, {"1": 3}, 3000)
    status, problem = caller.post(f"/orders/{order_id}/cancel", {"reason": "test", "lines": lines})
    assert (status, problem["code"], problem["field"]) == (409, "too_much_to_cancel", "lines[1]")
    assert problem["data"]["cancelable"] == 2


def test_a_change_of_an_old_version_is_refused() -> None:
    build(stock={("A", "W1"): 9})
    caller = Caller()
    order_id = sold(caller)
    assert caller.post(f"/orders/{order_id}/holds", {"reason": "test", "version": 1})[0] == 200
    status, problem = caller.post(f"/orders/{order_id}/cancel", {"reason": "test", "version": 1})
    assert (status, problem["code"], problem["data"]) == (412, "stale_version", {"expected": 1, "actual": 2})


def test_many_orders_are_answered_one_by_one() -> None:
    build(stock={("A", "W1"): 9})
    caller = Caller()
    line = {"sku": "A", "quantity": 5, "unit_price": "10.00"}
    orders = [
        {"channel": "WEB", "reference": "m1", "lines": [line]},
        {"channel": "WEB", "reference": "m2", "lines": [line]},
        {"channel": "WEB", "reference": "m3", "lines": [{**line, "sku": "NONE"}]},
        {"channel": "NONE", "reference": "m4", "lines": [line]},
        {"channel": "WEB", "reference": "m1", "lines": [line]},
        {"channel": "WEB", "reference": "m1", "lines": []},
    ]
    status, answer = caller.post("/orders/batch", {"orders": orders})
    assert status == 200
    results = answer["results"]
    assert [each["reference"] for each in results] == ["m1", "m2", "m3", "m4", "m1", "m1"]
    codes = [[error["code"] for error in each.get("errors", [])] for each in results]
    assert codes == [[], ["out_of_stock"], ["unknown_sku"], ["unknown_channel"], [], ["no_lines"]]
    assert results[4]["order"] == results[0]["order"]
    assert results[4]["replayed"]
    _, again = caller.post("/orders/batch", {"orders": orders})
    assert [each.get("order") for each in again["results"]] == [each.get("order") for each in results]


def test_a_key_sees_and_sells_on_its_channels_only() -> None:
    world = build(stock={("A", "W1"): 9})
    everything = Caller()
    limited = Caller("orders:read", "orders:write", channels=[world.channels["MKT"]])
    order_id = sold(everything)
    line = {"sku": "A", "quantity": 1, "unit_price": "10.00"}
    body = {"channel": "WEB", "reference": "r2", "lines": [line]}
    status, problem = limited.post("/orders", body)
    assert (status, problem["code"]) == (422, "unknown_channel")
    assert limited.get(f"/orders/{order_id}")[0] == 404
    assert limited.post(f"/orders/{order_id}/cancel", {"reason": "test"})[0] == 404
    assert limited.post(f"/orders/{order_id}/notes", {"text": "test"})[0] == 404
    assert limited.get("/orders")[1]["items"] == []
    assert limited.post("/orders", {**body, "channel": "MKT"})[0] == 201
    assert [each["channel"] for each in limited.get("/orders")[1]["items"]] == ["MKT"]
    assert len(everything.get("/orders")[1]["items"]) == 2


def test_pages_of_orders_are_complete_and_in_order() -> None:
    build(stock={("A", "W1"): 1000})
    caller = Caller()
    ids = [sold(caller, f"r{n}") for n in range(7)]
    seen, cursor = [], ""
    while True:
        _, page = caller.get("/orders", limit=3, cursor=cursor)
        seen += [each["id"] for each in page["items"]]
        if page["next"] is None:
            break
        cursor = page["next"]
    assert seen == sorted(ids, reverse=True)
    found = caller.get("/orders", reference="r3")[1]["items"]
    assert [each["reference"] for each in found] == ["r3"]
    assert caller.get("/orders", status="canceled")[1]["items"] == []
    assert caller.get("/orders", cursor="nonsense")[1]["code"] == "bad_cursor"
