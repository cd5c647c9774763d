"""The door of the log over HTTP, with real keys."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from estafette.catalog.events import StyleChanged
from estafette.platform import clock
from estafette.platform.access.commands import create_key
from estafette.platform.access.keys import forget
from estafette.platform.access.types import SYSTEM, KeyDraft
from estafette.platform.eventlog import append
from estafette.platform.eventlog.tests.conftest import empty_log
from estafette.platform.eventlog.tests.facts import Seen, consumer, drain, sequence, write
from estafette.platform.eventlog.types import Entry

Get = Callable[..., Any]


@pytest.fixture
def call(db: None) -> Get:
    """A call with a key that has the given permissions: method, path, then what Django's client takes."""
    empty_log()
    forget()

    def made(method: str, path: str, *permissions: str, **options: Any) -> Any:
        draft = KeyDraft(name="reader", permissions=list(permissions or ("events:read",)))
        token = create_key(draft=draft, by=SYSTEM, at=clock.now()).token
        headers = {"Authorization": f"Bearer {token}", **options.pop("headers", {})}
        return Client().generic(
            method, f"/api/v1{path}", content_type="application/json", headers=headers, **options
        )

    return made


def test_the_feed_gives_public_events(call: Get) -> None:
    event = StyleChanged(style_id=4711, code="LINEN-SHIRT", active=True)
    with transaction.atomic():
        append([Entry("style:4711", 1, event)], by=SYSTEM, at=clock.now())
    sequence()
    answer = call("GET", "/events?types=style.changed&limit=10")
    assert answer.status_code == 200
    body = answer.json()
    [shown] = body["items"]
    assert (shown["type"], shown["subject"], shown["sequence"]) == ("style.changed", "style:4711", 1)
    assert shown["data"] == {"code": "LINEN-SHIRT", "active": True}
    assert not body["more"]
    assert call("GET", f"/events?cursor={body['next']}").json()["items"] == []


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/events?types=style.unheard", "unknown_event_type"),
        ("/events?cursor=abc", "bad_cursor"),
        ("/events?limit=0", "out_of_range"),
        ("/events?start=middle", "bad_format"),
        ("/events?nothing=1", "field_unknown"),
    ],
)
def test_bad_questions_are_refused_in_words(call: Get, path: str, code: str) -> None:
    answer = call("GET", path)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_types_come_with_their_schema(call: Get) -> None:
    items = call("GET", "/events/types").json()["items"]
    [placed] = [each for each in items if each["type"] == "order.placed"]
    assert placed["version"] == 1
    assert "properties" in str(placed["data"])


def test_the_lag_is_told(call: Get) -> None:
    consumer(Seen())
    write(("order:a", 1), ("order:a", 2))
    before = call("GET", "/events/lag").json()
    assert (before["pending"], before["head"]) == (2, 0)
    sequence()
    [reader] = call("GET", "/events/lag").json()["consumers"]
    assert (reader["name"], reader["events"]) == ("testing.seen", 2)
    assert reader["seconds"] > 0


def test_parked_events_are_listed_and_decided(call: Get) -> None:
    reader = consumer(Seen(lambda each: each.version == 1))
    write(("order:a", 1), ("order:a", 2), ("order:b", 1))
    sequence()
    drain(reader)
    page = call("GET", "/events/parked?limit=1", "admin").json()
    [first] = page["items"]
    assert (first["aggregate"], first["waiting"]) == ("order:a", 1)
    [second] = call("GET", f"/events/parked?cursor={page['next']}", "admin").json()["items"]

    def post(path: str, body: str, key: str) -> Any:
        return call("POST", path, "admin", data=body, headers={"Idempotency-Key": key})

    retried = post(f"/events/parked/{second['id']}/retry", "{}", "k1")
    assert (retried.status_code, retried.json()) == (200, {"id": second["id"]})
    without = post(f"/events/parked/{first['id']}/skip", "{}", "k2")
    assert (without.status_code, without.json()["code"]) == (422, "reason_missing")
    assert post(f"/events/parked/{first['id']}/skip", '{"reason": "known"}', "k3").status_code == 200
    again = post(f"/events/parked/{first['id']}/skip", '{"reason": "known"}', "k4")
    assert (again.status_code, again.json()["code"]) == (409, "event_not_parked")
    assert post("/events/parked/nonsense/retry", "{}", "k5").status_code == 404
    drain(reader)
    [still] = call("GET", "/events/parked", "admin").json()["items"]
    assert (still["aggregate"], still["attempts"]) == ("order:b", 2)


@pytest.mark.parametrize(
    ("path", "permission"),
    [("/events", "orders:read"), ("/events/lag", "orders:read"), ("/events/parked", "events:read")],
)
def test_permissions_are_asked_for(call: Get, path: str, permission: str) -> None:
    assert call("GET", path, permission).status_code == 403
