"""What a receiver gets, and what becomes of a delivery when it fails in every way that receivers do."""

import json
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from standardwebhooks.webhooks import Webhook as Verifier

from estafette.notifications import commands, jobs
from estafette.notifications.models import Delivery, Lane, Webhook
from estafette.notifications.tests.receiver import Behave, Got, answer, ok, receiving, status
from estafette.notifications.tests.told import (
    SENDING,
    consume,
    happen,
    hurry,
    idle,
    make,
    now,
    send_until,
    sender,
    states,
)
from estafette.notifications.types import Outcome, Settled
from estafette.platform.access.types import EVERYTHING, SYSTEM

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("told")]


def rest() -> float:
    """Seconds until the only lane is due again."""
    due = Lane.objects.get().due_at
    assert due is not None
    return (due - now()).total_seconds()


def last_attempt() -> dict[str, Any]:
    return dict(Delivery.objects.get().log[-1])


def test_a_receiver_can_verify_what_it_gets_and_it_is_what_the_feed_gives() -> None:
    with receiving() as receiver:
        made = make(receiver.url)
        happen(("order:a", 1))
        send_until(idle)
    [got] = receiver.got
    event = Verifier(made.secret).verify(got.body, got.headers)
    assert {name: event[name] for name in ("id", "type", "subject", "sequence", "actor")} == {
        "id": "order:a/1",
        "type": "customer.created",
        "subject": "order:a",
        "sequence": 1,
        "actor": SYSTEM.label(),
    }
    assert event["data"] == {"customer_id": "00000000-0000-0000-0000-000000000001"}
    assert states() == [("order:a", 1, "delivered", 1)]


def test_both_secrets_sign_while_they_overlap() -> None:
    with receiving() as receiver:
        made = make(receiver.url)
        with transaction.atomic():
            new = commands.rotate(
                webhook_id=made.id, overlap=timedelta(hours=1), by=SYSTEM, access=EVERYTHING, at=now()
            )
        happen(("order:a", 1))
        send_until(idle)
        with transaction.atomic():
            last = commands.rotate(
                webhook_id=made.id, overlap=timedelta(), by=SYSTEM, access=EVERYTHING, at=now()
            )
        happen(("order:a", 2))
        send_until(idle)
    first, second = receiver.got
    for secret in (made.secret, new.secret):
        assert Verifier(secret).verify(first.body, first.headers)["sequence"] == 1
    assert len(first.headers["webhook-signature"].split()) == 2
    assert Verifier(last.secret).verify(second.body, second.headers)["sequence"] == 2
    assert len(second.headers["webhook-signature"].split()) == 1


def slow(door: Any, _got: Got) -> None:
    time.sleep(1.5)
    answer(door, 204)


def drip(door: Any, _got: Got) -> None:
    for byte in b"HTTP/1.1 200 OK\r\nx: " + b"y" * 100:
        door.wfile.write(bytes([byte]))
        door.wfile.flush()
        time.sleep(0.1)


def hang_up(door: Any, _got: Got) -> None:
    door.close_connection = True
    door.connection.close()


def nonsense(door: Any, _got: Got) -> None:
    door.close_connection = True
    door.wfile.write(b"what do you want?\r\n\r\n")


def endless_error(door: Any, _got: Got) -> None:
    door.close_connection = True
    door.send_response(500)
    door.end_headers()
    for _ in range(4000):
        door.wfile.write(b"x" * 65536)


@pytest.mark.parametrize(
    ("behave", "code", "words"),
    [
        (status(500), 500, "no"),
        (status(404), 404, "no"),
        (status(302, location="http://127.0.0.1:1/"), 302, "no"),
        (slow, None, "no answer within 1 seconds"),
        (drip, None, "no answer within 1 seconds"),
        (hang_up, None, "disconnected"),
        (nonsense, None, "illegal"),
        (endless_error, 500, "xxxx"),
    ],
    ids=["500", "404", "redirect", "slow", "drip", "hang up", "nonsense", "endless"],
)
def test_a_failure_is_written_down_and_tried_again(behave: Behave, code: int | None, words: str) -> None:
    with receiving(behave) as receiver:
        make(receiver.url)
        happen(("order:a", 1), ("order:a", 2))
        started = time.monotonic()
        send_until(lambda: Delivery.objects.filter(attempts=1).exists())
        assert time.monotonic() - started < 5
        attempt = dict(Delivery.objects.get(version=1).log[-1])
        assert (attempt["status"], words in attempt["error"]) == (code, True), attempt
        assert 3 < rest() < 7
        assert Webhook.objects.get().failing_since is not None
        receiver.behave = ok
        hurry()
        send_until(idle)
    assert states() == [("order:a", 1, "delivered", 2), ("order:a", 2, "delivered", 1)]
    assert Webhook.objects.get().failing_since is None
    first, *_, again, _ = receiver.got
    assert first.headers["webhook-id"] == again.headers["webhook-id"]


def test_nobody_listens() -> None:
    make("http://127.0.0.1:1/hook")
    happen(("order:a", 1))
    send_until(lambda: Delivery.objects.filter(attempts=1).exists())
    assert "refused" in last_attempt()["error"]


def test_a_huge_answer_that_is_fine_is_fine() -> None:
    def huge(door: Any, _got: Got) -> None:
        answer(door, 200, b"x" * 5_000_000)

    with receiving(huge) as receiver:
        make(receiver.url)
        happen(("order:a", 1), ("order:a", 2))
        send_until(idle)
    assert [row[2] for row in states()] == ["delivered", "delivered"]


def test_retry_after_is_honored() -> None:
    with receiving(status(503, retry_after="120")) as receiver:
        make(receiver.url)
        happen(("order:a", 1))
        send_until(lambda: Delivery.objects.filter(attempts=1).exists())
    assert 110 < rest() < 125


def test_a_failing_one_holds_back_its_own_aggregate_alone() -> None:
    def refuse(door: Any, got: Got) -> None:
        answer(door, 500 if got.event["subject"] == "order:a" else 204)

    with receiving(refuse) as receiver:
        make(receiver.url)
        happen(*[(name, version) for version in (1, 2, 3) for name in ("order:a", "order:b")])
        send_until(lambda: Delivery.objects.filter(state="delivered").count() == 3)
        assert receiver.subjects("order:a") == [1]
        assert receiver.subjects("order:b") == [1, 2, 3]
        receiver.behave = ok
        hurry()
        send_until(idle)
    assert receiver.subjects("order:a") == [1, 1, 2, 3]


def test_gone_disables_at_once_and_says_so() -> None:
    with receiving(status(410)) as receiver:
        made = make(receiver.url)
        happen(("order:a", 1))
        send_until(lambda: Webhook.objects.get().state == "disabled")
        happen(("order:b", 1))
        send_until(lambda: True)
        assert len(receiver.got) == 1
        assert Webhook.objects.get().reason == "gone"
        assert ("notifications.webhook_disabled", {"webhook_id": str(made.id), "reason": "gone"}) in noticed()
        receiver.behave = ok
        with transaction.atomic():
            commands.resume(webhook_id=made.id, by=SYSTEM, access=EVERYTHING, at=now())
        hurry()
        send_until(lambda: len(receiver.got) == 3 and idle())
    assert {each.event["subject"] for each in receiver.got[1:]} == {"order:a", "order:b"}


def noticed() -> list[tuple[str, dict[str, Any]]]:
    consume()
    from_log = (
        "SELECT kind, payload::text FROM eventlog_event WHERE aggregate LIKE 'webhook:%' ORDER BY position"
    )
    with connection.cursor() as cursor:
        cursor.execute(from_log)
        return [(kind, json.loads(payload)) for kind, payload in cursor.fetchall()]


def test_days_without_any_success_disable() -> None:
    with receiving(status(500)) as receiver:
        make(receiver.url)
        happen(("order:a", 1))
        Webhook.objects.update(failing_since=now() - timedelta(days=2, hours=23))
        send_until(lambda: Delivery.objects.filter(attempts=1).exists())
        assert Webhook.objects.get().state == "active"
        Webhook.objects.update(failing_since=now() - timedelta(days=3))
        hurry()
        send_until(lambda: Webhook.objects.get().state == "disabled")
    webhook = Webhook.objects.get()
    assert (webhook.reason, webhook.last_error) == ("dead", "500 no")


def test_an_event_that_never_arrives_fails_and_the_others_go_on() -> None:
    def refuse(door: Any, got: Got) -> None:
        answer(door, 500 if got.event["sequence"] == 1 else 204)

    with receiving(refuse) as receiver:
        made = make(receiver.url)
        happen(("order:a", 1), ("order:a", 2))
        Delivery.objects.update(attempts=10)
        send_until(idle)
        assert states() == [("order:a", 1, "failed", 11), ("order:a", 2, "delivered", 11)]
        receiver.behave = ok
        failed = Delivery.objects.get(state="failed")
        with transaction.atomic():
            commands.retry(webhook_id=made.id, delivery_id=failed.pk, by=SYSTEM, access=EVERYTHING, at=now())
        send_until(idle)
    assert receiver.subjects("order:a") == [1, 2, 1]


def test_a_paused_webhook_keeps_what_happens() -> None:
    with receiving() as receiver:
        made = make(receiver.url)
        with transaction.atomic():
            commands.pause(webhook_id=made.id, by=SYSTEM, access=EVERYTHING, at=now())
        happen(("order:a", 1))
        with sender() as one:
            for _ in range(3):
                one.turn(0.02)
        assert receiver.got == []
        with transaction.atomic():
            commands.resume(webhook_id=made.id, by=SYSTEM, access=EVERYTHING, at=now())
        send_until(idle)
    assert receiver.subjects("order:a") == [1]


def test_a_holder_that_died_is_followed_when_its_lease_is_over() -> None:
    with receiving() as receiver:
        make(receiver.url)
        happen(("order:a", 1), ("order:a", 2))
        taken = jobs.take(SENDING, most=8, busy={})
        assert len(taken) == 1
        assert jobs.take(SENDING, most=8, busy={}) == []
        Lane.objects.update(leased_until=now())
        send_until(idle)
        assert receiver.subjects("order:a") == [1, 2]
        # What the first holder says now counts for nothing.
        late = [Settled(lane, (Outcome(lane.letters[0], now(), 500, 1, "late"),)) for lane in taken]
        with transaction.atomic():
            assert commands.settle(lanes=late, by=SYSTEM, at=now()) == 0
    assert [row[2] for row in states()] == ["delivered", "delivered"]


def test_one_that_cannot_be_shown_does_not_keep_others_back() -> None:
    with receiving() as receiver:
        make(receiver.url)
        happen(("order:a", 1), ("order:b", 1))
        with connection.cursor() as cursor:
            cursor.execute("UPDATE eventlog_event SET kind = 'gone.kind' WHERE aggregate = 'order:a'")
        send_until(lambda: Delivery.objects.filter(attempts=1).count() == 2)
    assert [row[2] for row in states()] == ["pending", "delivered"]
    assert receiver.subjects("order:b") == [1]
