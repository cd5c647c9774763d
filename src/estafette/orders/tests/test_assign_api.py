"""Assignment over the API, and the decisions behind it."""

from uuid import UUID

import pytest
from django.db import transaction

from estafette.orders.commands.place import place
from estafette.orders.types import Placed
from estafette.platform.access.types import EVERYTHING, SYSTEM, Access
from estafette.sourcing.commands.publish import publish
from estafette.sourcing.queries.decisions import decisions
from estafette.sourcing.types import KindCosts, RuleSet
from estafette.testing.http import Caller
from estafette.testing.world import START, World, build, order

pytestmark = pytest.mark.django_db
ONLY_STORES = RuleSet(kinds={"store": KindCosts(parcel=100, handling=10, line=1)}, unfilled=5000, places=2)


def sold(reference: str = "r1") -> UUID:
    with transaction.atomic():
        [answer] = place(drafts=[order(reference, {"A": 2, "B": 1})], access=EVERYTHING, at=START)
    assert isinstance(answer, Placed)
    return UUID(answer.id)


def published(rules: RuleSet) -> int:
    with transaction.atomic():
        return publish(body=rules, by=SYSTEM, at=START)


@pytest.fixture
def world() -> World:
    stock = {(sku, place): 5 for sku in ("A", "B") for place in ("W1", "S1")}
    return build(stock=stock, places=("W1", "S1"))


def test_orders_are_assigned_over_the_api_and_say_why(world: World) -> None:
    caller, order_id = Caller(), sold()
    status, answer = caller.post(f"/orders/{order_id}/assign", b"")
    assert status == 200, answer
    assert answer["assigned"] == [
        {"line": 1, "location": "W1", "quantity": 2},
        {"line": 2, "location": "W1", "quantity": 1},
    ]
    assert (answer["waiting"], answer["status"], answer["version"]) == ([], "in_progress", 2)
    _, detail = caller.get(f"/orders/{order_id}")
    shown = [(each["location"], each["quantity"]) for line in detail["lines"] for each in line["assignments"]]
    assert shown == [("W1", 2), ("W1", 1)]
    status, page = caller.get("/sourcing/decisions", order=str(order_id))
    assert status == 200
    [decision] = page["items"]
    assert decision["cost"] == 590 + 80 + 2 * 25
    assert decision["rules"] == 0
    assert [each["place"] for each in decision["reasons"]["parcels"]] == ["W1"]
    assert [(each["place"], each["why"], each["by"]) for each in decision["reasons"]["alternatives"]] == [
        ("S1", "dearer", 691 + 150 + 2 * 60 - 720)
    ]


def test_a_place_that_rejects_is_passed_over_by_the_api(world: World) -> None:
    caller, order_id = Caller(), sold()
    caller.post(f"/orders/{order_id}/assign", b"")
    body = {"lines": [{"line": 1, "location": "W1", "reason": "damaged"}]}
    status, answer = caller.post(f"/orders/{order_id}/reassign", body)
    assert (status, answer["assigned"]) == (200, [{"line": 1, "location": "S1", "quantity": 2}])
    _, page = caller.get("/sourcing/decisions", order=str(order_id), limit=1)
    assert page["next"]
    _, rest = caller.get("/sourcing/decisions", order=str(order_id), cursor=page["next"])
    assert len(rest["items"]) == 1
    body["lines"][0]["location"] = "NONE"
    assert caller.post(f"/orders/{order_id}/reassign", body)[1]["code"] == "unknown_location"
    nobody = UUID(int=1)
    assert caller.post(f"/orders/{nobody}/assign", b"")[1]["code"] == "unknown_order"
    body["lines"][0]["location"] = "W1"
    assert caller.post(f"/orders/{nobody}/reassign", body)[1]["code"] == "unknown_order"


def test_published_rules_decide_what_comes_after(world: World) -> None:
    published(ONLY_STORES)
    caller, order_id = Caller(), sold()
    _, answer = caller.post(f"/orders/{order_id}/assign", b"")
    assert {each["location"] for each in answer["assigned"]} == {"S1"}
    [decision] = decisions(order_id=order_id, access=EVERYTHING, limit=2)
    assert decision.rules == 1


def test_a_caller_with_limits_reads_no_decisions(world: World) -> None:
    order_id = sold()
    Caller().post(f"/orders/{order_id}/assign", b"")
    assert decisions(order_id=order_id, access=EVERYTHING, limit=2)
    limited = Access(frozenset({"orders:read"}), locations=frozenset({world.places["S1"]}))
    assert decisions(order_id=order_id, access=limited, limit=2) == []
    other = Caller(channels=[world.channels["MKT"]])
    assert other.post(f"/orders/{order_id}/assign", b"")[0] == 404
