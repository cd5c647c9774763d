"""Every address that changes something can be called again: with its key, or because it names what it makes."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from estafette.assembly.api import ROUTERS
from estafette.inventory.commands.expect import Expected, announce
from estafette.platform import clock
from estafette.platform.access.types import SYSTEM
from estafette.platform.api.contract import Endpoint, Repeat
from estafette.platform.eventlog.tests.facts import Seen, consumer, drain, sequence, write
from estafette.testing.http import Caller
from estafette.testing.world import build, order
from tests.journeys.counting import content
from tests.journeys.selling import sell

pytestmark = pytest.mark.django_db
CHANGING = [each for router in ROUTERS for each in router.endpoints if each.method != "GET"]
KEYED = [each for each in CHANGING if each.repeat is Repeat.KEY]
RECEIPT = {"sku": "B", "location": "W1", "source_kind": "po", "source_ref": "PO1"}
MOVEMENT = {"sku": "A", "location": "W1", "reason": "receipt"}
BODIES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "orders.cancel_order": ({"reason": "a"}, {"reason": "b"}),
    "orders.reassign_order": (
        {"lines": [{"line": 1, "location": "W1", "reason": "a"}]},
        {"lines": [{"line": 1, "location": "W1", "reason": "b"}]},
    ),
    "orders.hold_order": ({"reason": "a"}, {"reason": "b"}),
    "orders.clear_order_hold": ({"note": "a"}, {"note": "b"}),
    "orders.write_note": ({"text": "a"}, {"text": "b"}),
    "orders.tag_order": ({"add": ["a"]}, {"add": ["b"]}),
    "stock.post_movements": (
        {"movements": [{**MOVEMENT, "quantity": 5}]},
        {"movements": [{**MOVEMENT, "quantity": 6}]},
    ),
    "stock.post_counts": (
        {"figures": [{"sku": "A", "location": "W1", "on_hand": 7}]},
        {"figures": [{"sku": "A", "location": "W1", "on_hand": 8}]},
    ),
    "stock.post_receipts": (
        {"receipts": [{**RECEIPT, "quantity": 1}]},
        {"receipts": [{**RECEIPT, "quantity": 2}]},
    ),
    "customers.create_customers": ({"customers": [{}]}, {"customers": [{}, {}]}),
    "customers.add_contacts": (
        {"contacts": [{"name": "Ada Lovelace"}]},
        {"contacts": [{"name": "Mary Somerville"}]},
    ),
    "events.retry": ({"reason": "a"}, {"reason": "b"}),
    "events.skip": ({"reason": "a"}, {"reason": "b"}),
    "webhooks.replay_webhook": ({"since": "2026-01-01T00:00:00Z"}, {"since": "2026-01-02T00:00:00Z"}),
}
"""A body that is taken, and another one, by endpoint."""


def by_name(endpoint: Endpoint) -> str:
    return endpoint.name


@pytest.fixture
def shop() -> dict[str, str]:
    """What the addresses name: an order on hold, a customer, a parked event, a webhook; and supply to receive."""
    world = build(stock={("A", "W1"): 100})
    reader = consumer(Seen(lambda each: each.aggregate == "order:a"))
    write(("order:a", 1))
    sequence()
    drain(reader)
    at = clock.now()
    supply = Expected(world.skus["B"], world.places["W1"], "po", "PO1", 9, at)
    with transaction.atomic():
        announce(expected=[supply], by=SYSTEM, at=at)
    placed = sell(order("r1", {"A": 2}, channel="HELD", paid=True))
    assigned = sell(order("r2", {"A": 2}))
    caller = Caller()
    caller.post(f"/orders/{assigned.id}/assign", b"")
    _, made = caller.post("/customers", {"customers": [{}]})
    _, webhook = caller.post("/webhooks", {"url": "https://hooks.example.com/"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT id FROM orders_hold), (SELECT id FROM eventlog_parked)")
        hold, parked = cursor.fetchone()
    customer = made["items"][0]["id"]
    return {
        "token": caller.token,
        "order": placed.id,
        "assigned": assigned.id,
        "hold": str(hold),
        "customer": customer,
        "parked": str(parked),
        "webhook": webhook["id"],
    }


def address(endpoint: Endpoint, shop: dict[str, str]) -> str:
    """The path with the names of things that exist."""
    of_id = shop[{"events": "parked", "webhooks": "webhook"}.get(endpoint.tag, "customer")]
    order_id = shop["assigned" if endpoint.name == "orders.reassign_order" else "order"]
    return endpoint.path.format(order=order_id, hold=shop["hold"], id=of_id)


@pytest.mark.parametrize("endpoint", CHANGING, ids=by_name)
def test_what_changes_something_says_what_makes_a_repetition_harmless(endpoint: Endpoint) -> None:
    assert endpoint.repeat in (Repeat.KEY, Repeat.NATURAL)
    assert endpoint.repeat is Repeat.NATURAL or endpoint.name in BODIES, "give this test a body for it"


@pytest.mark.parametrize("endpoint", KEYED, ids=by_name)
def test_without_its_key_nothing_is_done(endpoint: Endpoint, shop: dict[str, str]) -> None:
    before = content()
    response = Client().generic(
        endpoint.method,
        f"/api/v1{address(endpoint, shop)}",
        b"{}",
        "application/json",
        headers={"Authorization": f"Bearer {shop['token']}"},
    )
    # A body that is not even understood may be refused before the key is looked for.
    assert response.json()["code"] in ("idempotency_key_required", "field_missing")
    assert content() == before


@pytest.mark.parametrize("endpoint", KEYED, ids=by_name)
def test_a_call_that_is_repeated_is_answered_as_the_first_time(
    endpoint: Endpoint, shop: dict[str, str]
) -> None:
    body, other = BODIES[endpoint.name]
    caller = Caller()
    path = address(endpoint, shop)
    first = caller.post(path, body, key="k")
    assert first[0] == endpoint.status, first
    after = content()
    assert caller.post(path, body, key="k") == first
    assert caller.post(path, body, key="k") == first
    status, problem = caller.post(path, other, key="k")
    assert (status, problem["code"]) == (409, "idempotency_key_reused")
    assert content() == after, "neither a repetition nor a refusal writes anything"


def test_a_repetition_says_that_it_is_one(shop: dict[str, str]) -> None:
    sent = {"Authorization": f"Bearer {shop['token']}", "Idempotency-Key": "k"}
    path = f"/api/v1/orders/{shop['order']}/notes"
    answers = [
        Client().post(path, b'{"text": "a"}', content_type="application/json", headers=sent) for _ in range(2)
    ]
    assert [each.headers.get("Idempotency-Replayed") for each in answers] == [None, "true"]
    assert answers[0].content == answers[1].content


def test_a_refusal_of_the_input_is_not_remembered_but_one_of_the_business_is(shop: dict[str, str]) -> None:
    caller = Caller()
    path = f"/orders/{shop['order']}/cancel"
    assert caller.post(path, {"reason": ""}, key="k")[0] == 422
    assert caller.post(path, {"reason": "a"}, key="k")[0] == 200
    refused = caller.post(path, {"reason": "a"}, key="k2")
    assert (refused[0], refused[1]["code"]) == (409, "nothing_to_cancel")
    assert caller.post(path, {"reason": "a"}, key="k2") == refused


def test_one_caller_does_not_get_the_answer_of_another(shop: dict[str, str]) -> None:
    path = f"/orders/{shop['order']}/notes"
    one, two = (Caller().post(path, {"text": "a"}, key="k") for _ in range(2))
    assert one[0] == two[0] == 201
    assert one[1]["id"] != two[1]["id"]


AT = datetime(2026, 3, 1, tzinfo=UTC).isoformat()
NATURAL: dict[str, tuple[str, dict[str, Any]]] = {
    "PUT /skus": ("/skus", {"skus": [{"code": "NEW", "barcodes": [{"gtin": "4006381333931"}]}]}),
    "PUT /kits": ("/kits", {"kits": [{"sku": "SET", "components": [{"sku": "A", "quantity": 2}]}]}),
    "PUT /brands": ("/brands", {"brands": [{"code": "NEW", "name": "New"}]}),
    "PUT /channels/WEB/pool": ("/channels/WEB/pool", {"pool": [{"location": "W1", "rank": 1}]}),
    "POST /orders": (
        "/orders",
        {"channel": "WEB", "reference": "n1", "lines": [{"sku": "A", "quantity": 1, "unit_price": "1"}]},
    ),
    "POST /stock/supply": (
        "/stock/supply",
        {"supply": [{**RECEIPT, "source_ref": "PO2", "quantity": 3, "due_at": AT}]},
    ),
    "PUT /stock/rules": (
        "/stock/rules",
        {"rules": [{"kind": "safety", "sku": "A", "location": "W1", "quantity": 2}]},
    ),
}


HISTORY = (
    "eventlog_", "catalog_change", "inventory_touch", "inventory_supply_change", "inventory_rule",
)  # fmt: skip


@pytest.mark.parametrize("call", sorted(NATURAL))
def test_what_names_what_it_makes_makes_it_once(call: str) -> None:
    build(stock={("A", "W1"): 100}, kits={"SET": {"B": 1}})
    caller = Caller()
    path, body = NATURAL[call]
    send = caller.put if call.startswith("PUT") else caller.post
    first = send(path, body)
    assert first[0] in (200, 201), first
    # Each rule and supply that is set again is a row of their history; its present state is one.
    after = content(without=HISTORY)
    again = send(path, body)
    assert again[0] == first[0]
    assert content(without=HISTORY) == after
