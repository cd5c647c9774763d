"""200 buyers, 10 units, three places: exactly 10 sold, everyone answered. Over HTTP, with an API key."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from estafette.testing.http import Caller
from estafette.testing.world import build
from tests.races.arena import ask, broken

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shared")]
BUYERS = 200
STOCK = {("A", "W1"): 4, ("A", "S1"): 3, ("A", "S2"): 3}


def post(address: str, body: dict[str, Any], headers: dict[str, str]) -> httpx.Response:
    """Send an order, again when the connection was refused: the test server's queue holds ten, and the
    reference makes it harmless."""
    for _ in range(20):
        try:
            return httpx.post(address, json=body, headers=headers, timeout=60)
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("the server never answered")


def test_exactly_ten_are_sold(live_server: Any) -> None:
    build(stock=STOCK)
    headers = {"Authorization": f"Bearer {Caller('orders:write').token}"}
    address = f"{live_server.url}/api/v1/orders"
    start = threading.Barrier(BUYERS)

    def buy(number: int) -> httpx.Response:
        body = {
            "channel": "WEB",
            "reference": f"buyer-{number}",
            "lines": [{"sku": "A", "quantity": 1, "unit_price": "9.90"}],
        }
        start.wait(60)
        return post(address, body, headers)

    with ThreadPoolExecutor(BUYERS) as crowd:
        answers = list(crowd.map(buy, range(BUYERS)))
    assert Counter(each.status_code for each in answers) == {201: 10, 409: BUYERS - 10}
    refused = [each.json() for each in answers if each.status_code == 409]
    assert {each["code"] for each in refused} == {"out_of_stock"}
    assert {each["data"]["available"] for each in refused} == {0}
    placed = {each.json()["reference"] for each in answers if each.status_code == 201}
    assert {row[0] for row in ask("SELECT reference FROM orders_order")} == placed
    assert ask(
        "SELECT count(*), sum(on_hand), sum(reserved), bool_and(on_hand = reserved) FROM inventory_level"
    ) == [(3, 10, 10, True)]
    assert ask("SELECT count(*) FROM orders_reference") == [(BUYERS,)], "everyone's answer is kept"
    assert broken() == set()


def test_orders_of_several_units_and_articles_never_take_more_than_there_is(live_server: Any) -> None:
    build(stock={**STOCK, ("B", "W1"): 6, ("B", "S2"): 6})
    headers = {"Authorization": f"Bearer {Caller('orders:write').token}"}
    address = f"{live_server.url}/api/v1/orders"

    def buy(number: int) -> int:
        lines = [
            {"sku": sku, "quantity": 1 + number % 3, "unit_price": "9.90"}
            for sku in (("A", "B") if number % 2 else ("B", "A"))
        ]
        body = {"channel": "WEB", "reference": f"buyer-{number}", "lines": lines}
        return post(address, body, headers).status_code

    with ThreadPoolExecutor(40) as crowd:
        answers = Counter(crowd.map(buy, range(80)))
    assert set(answers) <= {201, 409}
    assert answers[201] >= 3
    assert ask("SELECT bool_and(reserved <= on_hand) FROM inventory_level") == [(True,)]
    assert ask("SELECT count(*) FROM orders_order") == [(answers[201],)]
    assert broken() == set()
