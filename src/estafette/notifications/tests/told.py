"""Events, webhooks and turns of the sender, for the tests of webhooks."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from estafette.customers.events import CustomerCreated
from estafette.notifications import commands
from estafette.notifications.jobs import Sender, Sending
from estafette.notifications.models import Delivery, Lane
from estafette.notifications.reactions import telling
from estafette.notifications.types import Made, WebhookDraft
from estafette.platform.access.types import EVERYTHING, SYSTEM, Access
from estafette.platform.api.contract import Output
from estafette.platform.eventlog.append import append
from estafette.platform.eventlog.consuming import register, step
from estafette.platform.eventlog.feed import Publication
from estafette.platform.eventlog.sequencer import Sequencer
from estafette.platform.eventlog.subscriptions import consumers
from estafette.platform.eventlog.types import Consumer, Entry

EMPTY = """
TRUNCATE eventlog_pending, eventlog_event, eventlog_consumer, eventlog_parked, eventlog_decision,
         notifications_webhook, notifications_delivery, notifications_lane;
UPDATE eventlog_head SET position = 0, sequenced_at = now();
UPDATE eventlog_shard SET head = 0;
"""


class Customer(Output, frozen=True, kw_only=True):
    """What the tests show of an event."""

    customer_id: UUID


def _fill(events: Sequence[CustomerCreated], _at: datetime) -> list[Customer]:
    return [Customer(customer_id=each.customer_id) for each in events]


PUBLICATIONS = (Publication(CustomerCreated, "customer.created", Customer, _fill),)
KNOWN = frozenset({"customer.created"})
CONSUMER: Consumer = consumers({CustomerCreated: [telling(PUBLICATIONS)]})[0]
SENDING = Sending(PUBLICATIONS, connections=8, private=True, timeout=1.0)


def now() -> datetime:
    return datetime.now(UTC)


def empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute(EMPTY)
    register((CONSUMER,))


def make(url: str, *, access: Access = EVERYTHING, **options: Any) -> Made:
    """A webhook whose first moments are written down."""
    with transaction.atomic():
        made = commands.create(
            draft=WebhookDraft(url=url, **options),
            known=KNOWN,
            private=True,
            by=SYSTEM,
            access=access,
            at=now(),
        )
    fill()
    return made


def fill() -> None:
    """Write down all that replays want."""
    while True:
        with transaction.atomic():
            if commands.fill(published=SENDING.published, by=SYSTEM, at=now()) is None:
                return


def happen(*numbered: tuple[str, int], channel: int | None = None, location: int | None = None) -> None:
    """An event for each (aggregate, version), numbered and consumed."""
    event = CustomerCreated(customer_id=UUID(int=1), contacts=())
    with transaction.atomic():
        append(
            [Entry(name, version, event, channel=channel, location=location) for name, version in numbered],
            by=SYSTEM,
            at=now(),
        )
    consume()


def consume() -> None:
    while Sequencer().step():
        pass
    while step(CONSUMER, at=now()):
        pass


@contextmanager
def sender(sending: Sending = SENDING) -> Iterator[Sender]:
    made = Sender(sending)
    try:
        yield made
    finally:
        made.close()


def send_until(done: Callable[[], bool], *, sending: Sending = SENDING, seconds: float = 20.0) -> None:
    """Turn the sender until the test is content."""
    deadline = time.monotonic() + seconds
    with sender(sending) as one:
        while not done():
            assert time.monotonic() < deadline, "it never came"
            one.turn(0.02)


def idle() -> bool:
    """Whether nothing waits any more."""
    return not Lane.objects.filter(due_at__isnull=False).exists()


def hurry() -> None:
    """Let no lane wait any longer."""
    Lane.objects.filter(due_at__isnull=False, lease=None).update(due_at=now())


def states() -> list[tuple[str, int, str, int]]:
    """(aggregate, version, state, attempts) of every delivery, by position."""
    rows = Delivery.objects.order_by("position")
    return list(rows.values_list("aggregate", "version", "state", "attempts"))
