"""The door of webhooks: whom it lets see what, and where it does not call."""

import uuid
from typing import Any

import pytest
from django.db import connection

from estafette.notifications.models import Delivery, Webhook
from estafette.notifications.tests.told import fill, happen, states
from estafette.testing.http import Caller
from estafette.testing.world import build

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("told")]
URL = "https://hooks.example.com/estafette"


def make(caller: Caller, **body: Any) -> tuple[int, Any]:
    return caller.post("/webhooks", {"url": URL, **body})


def test_a_webhook_from_beginning_to_end() -> None:
    caller = Caller("webhooks:read", "webhooks:write", "events:read")
    code, made = make(caller, types=["customer.created"], description="our shop")
    assert code == 201 and made["secret"].startswith("whsec_")
    path = f"/webhooks/{made['id']}"
    code, shown = caller.get(path)
    assert (code, shown["state"], shown["types"], shown["channels"]) == (
        200,
        "active",
        ["customer.created"],
        None,
    )
    assert "secret" not in shown
    assert made["secret"][6:] not in Webhook.objects.get().secret
    assert make(caller)[1]["code"] == "webhook_exists"
    assert caller.put(path, {"url": URL, "version": 7})[0] == 412
    assert caller.put(path, {"url": URL + "/2", "version": 1})[0] == 200
    assert caller.get(path)[1]["url"] == URL + "/2"
    for verb in ("pause", "resume"):
        assert caller.post(f"{path}/{verb}", {})[0] == 200
    assert caller.post(f"{path}/rotate", {})[1]["secret"] != made["secret"]
    assert caller.get(path)[1]["old_secret_until"] is not None
    fill()
    happen(("order:a", 1))
    [delivery] = caller.get(f"{path}/deliveries")[1]["items"]
    assert (delivery["event"], delivery["state"], delivery["log"]) == ("order:a/1", "pending", [])
    assert delivery["next_attempt_at"] is not None
    assert caller.get(f"{path}/deliveries", state="failed")[1]["items"] == []
    assert caller.post(f"{path}/deliveries/{delivery['id']}/retry", {})[0] == 202
    assert caller.post(f"{path}/replay", {"since": "2026-01-01T00:00:00Z"})[0] == 202
    assert caller.get(path)[1]["replaying"] is True
    assert caller.delete(path)[0] == 200
    assert caller.get(path)[0] == 404
    assert caller.get("/webhooks")[1]["items"] == []
    assert Webhook.objects.get().secret == ""


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.com/",
        "https://localhost/",
        "https://shop.internal/",
        "https://intranet/",
        "https://127.0.0.1/",
        "https://10.1.2.3/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[fd00::1]/",
        "https://0.0.0.0/",
        "https://user:password@hooks.example.com/",
        "https://hooks.example.com/#x",
        "https://hooks.example.com:0/",
        "https://hooks.example.com:99999/",
        "ftp://hooks.example.com/",
        "file:///etc/passwd",
        "https:///x",
        "nonsense",
    ],
)
def test_addresses_that_are_not_called(url: str) -> None:
    code, problem = make(Caller(), url=url)
    assert (code, problem["code"], problem["field"]) == (422, "bad_webhook_url", "url")


def test_types_that_are_unknown() -> None:
    assert make(Caller(), types=["order.exploded"])[1]["code"] == "unknown_webhook_type"


def test_permissions() -> None:
    assert make(Caller("webhooks:write"))[0] == 403
    assert make(Caller("events:read"))[0] == 403
    reader = Caller("webhooks:read")
    assert reader.get("/webhooks")[0] == 200
    assert reader.post(f"/webhooks/{uuid.uuid4()}/pause", {})[0] == 403
    assert reader.get("/webhooks/nonsense")[0] == 404
    assert reader.get(f"/webhooks/{uuid.uuid4()}")[0] == 404


@pytest.fixture
def channels() -> tuple[int, int]:
    """Ids of WEB and MKT."""
    world = build()
    return world.channels["WEB"], world.channels["MKT"]


def test_nobody_is_told_what_its_maker_may_not_see(channels: tuple[int, int]) -> None:
    web, market = channels
    limited = Caller(channels=[web])
    assert make(limited)[0] == 201
    everybody = Caller()
    assert make(everybody, url=URL + "/all")[0] == 201
    fill()
    happen(("order:a", 1), channel=web)
    happen(("order:b", 1), channel=market)
    happen(("order:c", 1))
    told: dict[str, set[str]] = {url: set() for url in (URL, URL + "/all")}
    for row in Delivery.objects.select_related("webhook"):
        told[row.webhook.url].add(row.aggregate)
    assert told == {URL: {"order:a"}, URL + "/all": {"order:a", "order:b", "order:c"}}
    assert [each["url"] for each in limited.get("/webhooks")[1]["items"]] == [URL]
    other = Webhook.objects.get(url=URL + "/all")
    assert limited.get(f"/webhooks/{other.pk}")[0] == 404
    assert limited.post(f"/webhooks/{other.pk}/pause", {})[0] == 404
    assert make(limited, url=URL + "/3", channels=["MKT"])[1]["code"] == "unknown_limit"
    assert make(everybody, url=URL + "/3", channels=["MKT"])[0] == 201
    assert everybody.get(f"/webhooks/{Webhook.objects.get(url=URL + '/3').pk}")[1]["channels"] == ["MKT"]


def test_a_replay_keeps_to_the_limits(channels: tuple[int, int]) -> None:
    web, market = channels
    happen(("order:a", 1), channel=web)
    happen(("order:b", 1), channel=market)
    limited = Caller(channels=[web])
    made = make(limited)[1]
    limited.post(f"/webhooks/{made['id']}/replay", {"since": "2026-01-01T00:00:00Z"})
    fill()
    assert [row[0] for row in states()] == ["order:a"]


def test_deliveries_are_queued_once_even_when_the_cursor_is_put_back() -> None:
    make(Caller())
    fill()
    happen(("order:a", 1))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE eventlog_consumer SET position = 0")
    happen(("order:a", 2))
    assert [row[:2] for row in states()] == [("order:a", 1), ("order:a", 2)]
