"""Appending, numbering and consuming, one after the other in one connection."""

import pytest
from django.db import IntegrityError, connection, transaction
from psycopg.errors import UniqueViolation

from estafette.platform import sql
from estafette.platform.access.types import SYSTEM, Actor, ActorKind
from estafette.platform.eventlog import subscriptions
from estafette.platform.eventlog.append import append, append_statement
from estafette.platform.eventlog.consuming import step
from estafette.platform.eventlog.tests.facts import (
    AT,
    Counted,
    Renamed,
    Seen,
    consumer,
    drain,
    rows,
    sequence,
    write,
)
from estafette.platform.eventlog.types import Entry, Event, UnknownKind, read_event
from estafette.platform.transactions import NoTransaction


def test_events_get_gapless_positions_in_the_order_of_appending(log: None) -> None:
    write(("order:a", 1), ("order:b", 1), ("order:a", 2))
    write(("order:b", 2))
    assert sequence() == 4
    assert rows("SELECT position, aggregate, version FROM eventlog_event ORDER BY position") == [
        (1, "order:a", 1),
        (2, "order:b", 1),
        (3, "order:a", 2),
        (4, "order:b", 2),
    ]
    assert rows("SELECT count(*) FROM eventlog_pending") == [(0,)]
    assert sequence() == 0


def test_an_entry_may_carry_its_own_actor_and_instant(log: None) -> None:
    key = Actor(ActorKind.KEY, "k1", "till")
    with transaction.atomic():
        append(
            [
                Entry("order:a", 1, Counted(number=1), channel=7, location=9),
                Entry("order:b", 1, Counted(number=1), actor=key.label(), at=AT.replace(hour=1)),
            ],
            by=SYSTEM,
            at=AT,
        )
    sequence()
    assert rows("SELECT actor, at, channel_id, location_id FROM eventlog_event ORDER BY position") == [
        (SYSTEM.label(), AT, 7, 9),
        ("key:k1", AT.replace(hour=1), None, None),
    ]


def test_the_statement_runs_in_a_pipeline_with_others(log: None) -> None:
    text, params = append_statement([Entry("order:a", 1, Counted(number=1))], by=SYSTEM, at=AT)
    raw = sql.raw_connection()
    with raw.pipeline():
        raw.execute(text, params, prepare=True)
        raw.execute(text, {**params, "entries": "[]"}, prepare=True)
    assert rows("SELECT count(*) FROM eventlog_pending") == [(1,)]


def test_a_version_given_twice_is_refused(log: None) -> None:
    write(("order:a", 1))
    with pytest.raises((UniqueViolation, IntegrityError)), transaction.atomic():
        append([Entry("order:a", 1, Counted(number=1))], by=SYSTEM, at=AT)


@pytest.mark.django_db(transaction=True)
def test_appending_needs_a_transaction(shared_log: None) -> None:
    assert not connection.in_atomic_block
    with pytest.raises(NoTransaction):
        append([Entry("order:a", 1, Counted(number=1))], by=SYSTEM, at=AT)


def test_a_batch_comes_in_one_call_and_only_once(log: None) -> None:
    seen = Seen()
    reader = consumer(seen)
    write(*[(f"order:{n}", 1) for n in range(50)])
    sequence()
    assert drain(reader) == 50
    assert seen.batches == [[(f"order:{n}", 1) for n in range(50)]]
    assert step(reader, at=AT) is None


def test_batches_are_bounded_and_go_on_where_the_last_ended(log: None) -> None:
    seen = Seen()
    reader = consumer(seen, batch=7)
    write(*[(f"order:{n % 5}", n // 5 + 1) for n in range(40)])
    sequence()
    assert drain(reader) == 40
    assert max(map(len, seen.batches)) == 7
    assert seen.events == [(f"order:{n % 5}", n // 5 + 1) for n in range(40)]


def test_shards_can_be_claimed_in_parts(log: None) -> None:
    seen = Seen()
    reader = consumer(seen, parallel=8)
    write(*[(f"order:{n}", version) for version in (1, 2, 3) for n in range(40)])
    sequence()
    drain(reader)
    assert sorted(seen.events) == sorted((f"order:{n}", version) for version in (1, 2, 3) for n in range(40))
    for n in range(40):
        assert [version for name, version in seen.events if name == f"order:{n}"] == [1, 2, 3]


def test_other_kinds_are_passed_over(log: None) -> None:
    seen = Seen()
    reader = consumer(seen)
    with transaction.atomic():
        append([Entry(f"order:{n}", 1, Renamed(title="x")) for n in range(5)], by=SYSTEM, at=AT)
    rows("UPDATE eventlog_pending SET kind = 'testing.unheard'")
    sequence()
    assert drain(reader) == 0
    write(("order:1", 2))
    sequence()
    assert drain(reader) == 1


def test_a_consumer_may_begin_at_the_end(log: None) -> None:
    write(("order:a", 1))
    sequence()
    seen = Seen()
    reader = consumer(seen, from_start=False)
    assert drain(reader) == 0
    write(("order:a", 2))
    sequence()
    assert drain(reader) == 1
    assert seen.events == [("order:a", 2)]


def test_an_older_schema_is_brought_up(log: None) -> None:
    assert read_event("testing.renamed", 1, '{"name": "old"}') == Renamed(title="old")
    with pytest.raises(UnknownKind):
        read_event("testing.renamed", 3, '{"name": "newer"}')
    with pytest.raises(UnknownKind):
        read_event("testing.nothing", 1, "{}")


def test_two_events_cannot_share_a_kind() -> None:
    with pytest.raises(TypeError, match=r"testing\.counted"):

        class Again(Event, frozen=True):
            kind = "testing.counted"


def test_a_reaction_to_several_kinds_is_one_consumer() -> None:
    def on_both(batch: object, *, at: object) -> None: ...

    on_both.__module__ = "estafette.orders.reactions"
    [found] = subscriptions.consumers({Counted: [on_both], Renamed: [on_both]})
    assert found.name == "orders.on_both"
    assert found.kinds == {"testing.counted", "testing.renamed"}
