"""Replays: from any point, in order, beside deliveries under way, and after workers that were killed."""

import os
import subprocess
import sys
import threading
import time
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection, transaction

from estafette.notifications import commands
from estafette.notifications.jobs import Sender
from estafette.notifications.models import Delivery, Lane
from estafette.notifications.tests.receiver import Got, Receiver, answer, ok, receiving
from estafette.notifications.tests.told import (
    SENDING,
    consume,
    fill,
    happen,
    idle,
    make,
    now,
    send_until,
    sender,
    states,
)
from estafette.notifications.types import NothingToReplay, WebhookDraft
from estafette.platform import sql
from estafette.platform.access.types import EVERYTHING, SYSTEM
from estafette.platform.api.paging import encode_cursor
from estafette.platform.eventlog.feed import OLDEST

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("told")]


def replay(webhook: UUID, *, cursor: str = "", since: datetime | None = None) -> None:
    with transaction.atomic():
        commands.replay(
            webhook_id=webhook, cursor=cursor, since=since, by=SYSTEM, access=EVERYTHING, at=now()
        )


def test_a_replay_by_cursor_sends_what_came_after_it_under_the_same_ids() -> None:
    with receiving() as receiver:
        made = make(receiver.url)
        happen(("order:a", 1), ("order:b", 1))
        happen(("order:a", 2), ("order:b", 2))
        send_until(idle)
        before = {each.headers["webhook-id"] for each in receiver.got if each.event["sequence"] == 2}
        [(position, moment)] = Delivery.objects.filter(aggregate="order:b", version=1).values_list(
            "position", "sequenced_at"
        )
        receiver.got.clear()
        replay(made.id, cursor=encode_cursor(position, moment))
        fill()
        send_until(idle)
    assert sorted(each.event["id"] for each in receiver.got) == ["order:a/2", "order:b/2"]
    assert {each.headers["webhook-id"] for each in receiver.got} == before


def test_a_replay_since_an_instant_tells_a_new_webhook_what_was_before_it() -> None:
    happen(("order:a", 1))
    since = now()
    happen(("order:a", 2), ("order:a", 3))
    with receiving() as receiver:
        made = make(receiver.url)
        send_until(idle)
        assert receiver.got == []
        replay(made.id, since=since)
        fill()
        send_until(idle)
        assert receiver.subjects("order:a") == [2, 3]
        replay(made.id, since=since - timedelta(hours=1))
        fill()
        send_until(idle)
    assert receiver.subjects("order:a") == [2, 3, 1, 2, 3]


def test_a_replay_needs_one_beginning() -> None:
    made = make("http://127.0.0.1:1/hook")
    with pytest.raises(NothingToReplay):
        replay(made.id)
    with pytest.raises(NothingToReplay):
        replay(made.id, cursor=encode_cursor(0, OLDEST), since=now())


def test_nothing_goes_out_while_a_replay_is_written_down() -> None:
    with receiving() as receiver:
        made = make(receiver.url)
        happen(("order:a", 1))
        replay(made.id, since=now() - timedelta(hours=1))
        assert take() == []
        fill()
        assert len(take()) == 1


def take() -> list[Any]:
    with transaction.atomic():
        return commands.take(published=SENDING.published, most=8, share=8, busy={}, by=SYSTEM, at=now())


def test_events_that_a_new_webhook_missed_while_it_was_made_are_filled_in() -> None:
    with receiving() as receiver:
        made, gone_on = threading.Event(), threading.Event()

        def slowly() -> None:
            with transaction.atomic():
                make_only(receiver.url)
                made.set()
                gone_on.wait(10)
            connection.close()

        thread = threading.Thread(target=slowly)
        thread.start()
        made.wait(10)
        happen(("order:a", 1))
        assert Delivery.objects.count() == 0
        gone_on.set()
        thread.join()
        happen(("order:a", 2))
        send_until(lambda: Delivery.objects.filter(state="delivered").count() == 2)
    assert receiver.subjects("order:a") == [1, 2]


def make_only(url: str) -> None:
    commands.create(
        draft=WebhookDraft(url=url),
        known=frozenset({"customer.created"}),
        private=True,
        by=SYSTEM,
        access=EVERYTHING,
        at=now(),
    )


def test_what_is_queued_while_a_lane_is_settled_is_not_forgotten() -> None:
    """Another event of the same aggregate is queued after the lane was leased and before it is given back."""
    with receiving() as receiver:
        make(receiver.url)
        happen(("order:a", 1))
        with sender() as one:
            receiver.behave = while_another_happens
            end = time.monotonic() + 10
            while not idle() and time.monotonic() < end:
                one.turn(0.02)
    assert receiver.subjects("order:a") == [1, 2]


def while_another_happens(door: Any, _got: Got) -> None:
    def work() -> None:
        if Delivery.objects.count() == 1:
            happen(("order:a", 2))
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    answer(door, 204)


def brisk(door: Any, _got: Got) -> None:
    time.sleep(0.03)
    answer(door, 204)


def race(receiver: Receiver, made: UUID, *, rounds: int = 6) -> None:
    """Two senders beside replays of everything, again and again."""
    stop = threading.Event()

    def work() -> None:
        one = Sender(SENDING)
        while not stop.is_set():
            try:
                one.turn(0.01)
            except Exception:
                connection.close()
        one.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for each in threads:
        each.start()
    for _ in range(rounds):
        time.sleep(0.1)
        replay(made, since=now() - timedelta(hours=1))
    deadline = time.monotonic() + 30
    while not (idle() and not filling()) and time.monotonic() < deadline:
        time.sleep(0.05)
    stop.set()
    for each in threads:
        each.join()


def filling() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM notifications_webhook WHERE fill_after IS NOT NULL")
        return bool(cursor.fetchone() != (0,))


def runs_in_order(numbers: list[int], last: int) -> bool:
    """Whether the numbers go up by one, save where a replay begins anew; the last run is whole."""
    steps = all(after == before + 1 or after == 1 for before, after in pairwise(numbers))
    return steps and numbers[-last:] == list(range(1, last + 1))


ORDERS, VERSIONS = [f"order:{n}" for n in range(3)], 6


def test_a_delivery_beside_its_replay_is_sent_one_at_a_time_and_in_order() -> None:
    with receiving(brisk) as receiver:
        made = make(receiver.url)
        happen(*[(order, version) for version in range(1, VERSIONS + 1) for order in ORDERS])
        race(receiver, made.id)
        assert receiver.together() == []
        for order in ORDERS:
            assert runs_in_order(receiver.subjects(order), VERSIONS), receiver.subjects(order)


def test_without_leases_two_send_the_same_at_the_same_time() -> None:
    statement = sql.load("estafette.notifications.commands", "take_lanes.sql")
    kept = statement.text
    guards = (
        ("AND (n.leased_until IS NULL OR n.leased_until <= %(at)s)", ""),
        ("FOR NO KEY UPDATE SKIP LOCKED", ""),
    )
    with receiving(brisk) as receiver:
        made = make(receiver.url)
        happen(*[(order, version) for version in range(1, VERSIONS + 1) for order in ORDERS])
        for guard, instead in guards:
            assert guard in statement.text
            statement.text = statement.text.replace(guard, instead)
        try:
            race(receiver, made.id)
        finally:
            statement.text = kept
        broken = receiver.together() or [
            order for order in ORDERS if not runs_in_order(receiver.subjects(order), VERSIONS)
        ]
    assert broken


def start() -> "subprocess.Popen[bytes]":
    given = {
        key: str(value) for key, value in connection.settings_dict.items() if isinstance(value, str | int)
    }
    where = f"host={quote(given['HOST'], safe='')}&port={given['PORT']}" if given["HOST"] else ""
    user = quote(given["USER"]) + (f":{quote(given['PASSWORD'])}" if given["PASSWORD"] else "")
    worker = subprocess.Popen(
        [sys.executable, "-m", "estafette.notifications.tests.worker"],
        env={
            **os.environ,
            "ESTAFETTE_DATABASE_URL": f"postgresql://{user}@/{given['NAME']}?{where}",
            "ESTAFETTE_SECRET_KEY": str(settings.SECRET_KEY),
        },
        stdout=subprocess.PIPE,
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == b"ready\n"
    return worker


def test_a_sender_that_is_killed_loses_nothing() -> None:
    orders, versions = [f"order:{n}" for n in range(10)], 10
    with receiving(brisk) as receiver:
        make(receiver.url)
        happen(*[(order, version) for version in range(1, versions + 1) for order in orders])
        for _ in range(3):
            worker = start()
            deadline, seen = time.monotonic() + 20, len(receiver.got)
            while len(receiver.got) < seen + 15 and time.monotonic() < deadline:
                time.sleep(0.01)
            worker.kill()
            worker.wait()
            assert not idle()
            # The time of a lease goes by.
            Lane.objects.update(leased_until=now())
        receiver.behave = ok
        send_until(idle)
        assert [row[2] for row in states()] == ["delivered"] * len(orders) * versions
        for order in orders:
            numbers = receiver.subjects(order)
            assert set(numbers) == set(range(1, versions + 1))
            first = [number for place, number in enumerate(numbers) if number not in numbers[:place]]
            assert first == sorted(first)
    consume()
