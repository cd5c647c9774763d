"""From an order to those who listen: what happened to it stands in the public feed, once and in order."""

from collections import defaultdict
from typing import Any

import pytest

from estafette.assembly.published import PUBLICATIONS
from estafette.platform.eventlog.sequencer import Sequencer
from estafette.testing.http import Caller
from estafette.testing.world import build

pytestmark = pytest.mark.django_db


def listen(caller: Caller, cursor: str, *, limit: int = 2) -> tuple[list[dict[str, Any]], str]:
    """Everything after a cursor, in small pages."""
    heard: list[dict[str, Any]] = []
    more = True
    while more:
        status, page = caller.get("/events", cursor=cursor, limit=limit)
        assert status == 200
        heard += page["items"]
        cursor, more = page["next"], page["more"]
    return heard, cursor


def buy(caller: Caller, reference: str, channel: str = "WEB") -> str:
    line = {"sku": "A", "quantity": 2, "unit_price": "10.00"}
    status, placed = caller.post("/orders", {"channel": channel, "reference": reference, "lines": [line]})
    assert status == 201
    return str(placed["id"])


def test_the_life_of_an_order_is_told_in_order() -> None:
    build(stock={("A", "W1"): 100})
    caller = Caller()
    Sequencer().step()
    _, cursor = listen(caller, "", limit=200)
    ids = [buy(caller, f"r{n}") for n in range(3)]
    for order_id in ids:
        assert caller.post(f"/orders/{order_id}/notes", {"text": "A secret of Ada's"})[0] == 201
        assert caller.post(f"/orders/{order_id}/holds", {"reason": "Is it really her?"})[0] == 200
        assert caller.post(f"/orders/{order_id}/cancel", {"reason": "no"})[0] == 200
    assert listen(caller, cursor) == ([], cursor), "nothing is told before it has its place in the log"
    Sequencer().step()
    heard, after = listen(caller, cursor)
    lives = defaultdict(list)
    for event in heard:
        lives[event["subject"]].append((event["sequence"], event["type"]))
    assert set(lives) == {f"order:{each}" for each in ids}
    for life in lives.values():
        assert [sequence for sequence, _ in life] == [1, 2, 3, 4]
        assert life[0][1] == "order.placed"
    known = {each.name for each in PUBLICATIONS}
    assert {event["type"] for event in heard} <= known
    assert len({event["id"] for event in heard}) == len(heard)
    assert "secret" not in str(heard)
    assert "Ada" not in str(heard)
    assert listen(caller, after) == ([], after)
    assert listen(caller, cursor) == (heard, after), "a cursor that is used again tells the same again"


def test_a_channel_hears_only_its_own_orders() -> None:
    world = build(stock={("A", "W1"): 100})
    everybody, web = Caller(), Caller("events:read", channels=[world.channels["WEB"]])
    mine, other = buy(everybody, "r1"), buy(everybody, "r2", "MKT")
    Sequencer().step()
    heard = {event["subject"] for event in listen(web, "")[0]}
    assert f"order:{mine}" in heard
    assert f"order:{other}" not in heard
