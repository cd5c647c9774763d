"""Signatures after the specification, waiting times, Retry-After."""

import base64
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from standardwebhooks.webhooks import Webhook as Verifier

from estafette.notifications import rules
from estafette.notifications.types import Wanted

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_a_signature_is_the_one_that_the_reference_makes() -> None:
    secret, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", '{"test": 2432232314}'
    made = rules.signatures(
        [base64.b64decode(secret[6:])],
        message="msg_p5jXN8AQM9LWM0D4loKWxJek",
        seconds=1614265330,
        body=body.encode(),
    )
    at = datetime.fromtimestamp(1614265330, UTC)
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert made == Verifier(secret).sign("msg_p5jXN8AQM9LWM0D4loKWxJek", at, body)


def test_a_message_keeps_its_id_and_shares_it_with_none() -> None:
    one, other = UUID(int=1), UUID(int=2)
    ids = {
        rules.message_id(webhook, event) for webhook in (one, other) for event in ("order:a/1", "order:a/2")
    }
    assert len(ids) == 4
    assert rules.message_id(one, "order:a/1") in ids
    assert not any("." in each for each in ids)


def test_waits_grow_and_end() -> None:
    waits = [rules.wait(n, dice=lambda: 0.5) for n in range(1, len(rules.WAITS) + 1)]
    assert waits == sorted(each for each in waits if each is not None)
    assert waits[0] == timedelta(seconds=5.5)
    assert rules.wait(len(rules.WAITS) + 1) is None
    assert rules.wait(1, asked=600, dice=lambda: 0.0) == timedelta(seconds=600)
    assert rules.wait(1, asked=10**9, dice=lambda: 0.0) == timedelta(days=1)
    assert rules.wait(5, asked=1, dice=lambda: 0.0) == timedelta(hours=1)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("", 0),
        ("120", 120),
        ("99999999999999999999", 86400),
        ("-5", 0),
        ("²", 0),
        ("soon", 0),
        ("Mon, 02 Mar 2026 09:01:00 GMT", 60),
        ("Mon, 02 Mar 2026 08:00:00 GMT", 0),
    ],
)
def test_retry_after(value: str, seconds: int) -> None:
    assert rules.retry_after(value, at=AT) == seconds


@pytest.mark.parametrize(
    ("type", "position", "channel", "location", "told"),
    [
        ("a", 11, 1, None, True),
        ("a", 10, 1, None, False),
        ("b", 11, 1, None, False),
        ("a", 11, 2, None, False),
        ("a", 11, None, None, False),
        ("a", 11, None, 5, True),
        ("a", 11, 1, 5, True),
        ("a", 11, 2, 5, False),
    ],
)
def test_what_a_limited_webhook_wants(
    type: str, position: int, channel: int | None, location: int | None, told: bool
) -> None:
    webhook = Wanted(UUID(int=1), frozenset({"a"}), frozenset({1}), None, 10)
    assert rules.wants(webhook, type=type, position=position, channel=channel, location=location) is told
