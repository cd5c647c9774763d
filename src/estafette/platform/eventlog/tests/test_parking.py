"""A culprit is found, named and set aside; its aggregate waits, all others go on."""

from uuid import UUID, uuid4

import pytest
from django.db import connection
from psycopg.errors import DeadlockDetected

from estafette.platform.access.types import EVERYTHING, SYSTEM, Access
from estafette.platform.eventlog.consuming import step
from estafette.platform.eventlog.parking import (
    NotParked,
    ReasonMissing,
    parked_events,
    retry,
    skip,
)
from estafette.platform.eventlog.tests.facts import AT, Seen, consumer, drain, rows, sequence, write
from estafette.platform.eventlog.types import Recorded
from estafette.platform.refusal import Forbidden, NotFound


def bad(name: str, *versions: int) -> Seen:
    return Seen(lambda each: each.aggregate == name and each.version in versions)


def fill(aggregates: int = 20, versions: int = 3) -> list[tuple[str, int]]:
    events = [(f"order:{n}", version) for version in range(1, versions + 1) for n in range(aggregates)]
    write(*events)
    sequence()
    return events


def test_the_culprit_is_parked_and_only_its_aggregate_waits(log: None) -> None:
    seen = bad("order:7", 2)
    reader = consumer(seen)
    events = fill()
    drain(reader)
    left_out = [("order:7", 2), ("order:7", 3)]
    assert seen.events == [each for each in events if each not in left_out]
    [parked] = parked_events(access=EVERYTHING)
    assert (parked.aggregate, parked.version, parked.attempts, parked.waiting) == ("order:7", 2, 1, 1)
    assert parked.error == "ValueError: cannot take order:7 2"


def test_later_events_wait_too_and_others_do_not(log: None) -> None:
    seen = bad("order:1", 1)
    reader = consumer(seen, batch=4)
    fill(aggregates=3, versions=1)
    drain(reader)
    write(("order:1", 2), ("order:2", 2), ("order:1", 3))
    sequence()
    drain(reader)
    assert seen.events == [("order:0", 1), ("order:2", 1), ("order:2", 2)]
    assert parked_events(access=EVERYTHING)[0].waiting == 2


def test_retry_gives_the_culprit_and_then_what_waited(log: None) -> None:
    seen = bad("order:1", 1)
    reader = consumer(seen, batch=3)
    fill(aggregates=3, versions=4)
    drain(reader)
    [parked] = parked_events(access=EVERYTHING)
    seen.fails = lambda _: False
    retry(parked=parked.id, by=SYSTEM, at=AT)
    write(("order:1", 5))
    sequence()
    drain(reader)
    assert [version for name, version in seen.events if name == "order:1"] == [1, 2, 3, 4, 5]
    assert parked_events(access=EVERYTHING) == []
    assert rows("SELECT state, attempts FROM eventlog_parked") == [("done", 1)]
    assert rows("SELECT verb, actor FROM eventlog_decision") == [("retry", SYSTEM.label())]


def test_a_retry_that_fails_parks_it_again(log: None) -> None:
    seen = bad("order:1", 1)
    reader = consumer(seen)
    fill(aggregates=2, versions=3)
    drain(reader)
    [parked] = parked_events(access=EVERYTHING)
    retry(parked=parked.id, by=SYSTEM, at=AT)
    drain(reader)
    [again] = parked_events(access=EVERYTHING)
    assert (again.id, again.attempts, again.waiting) == (parked.id, 2, 2)
    assert "order:1" not in {name for name, _ in seen.events}


def test_a_second_culprit_behind_the_first_is_parked_in_its_turn(log: None) -> None:
    seen = bad("order:1", 1, 3)
    reader = consumer(seen)
    fill(aggregates=2, versions=4)
    drain(reader)
    skip(parked=parked_events(access=EVERYTHING)[0].id, reason="known fault", by=SYSTEM, at=AT)
    drain(reader)
    [second] = parked_events(access=EVERYTHING)
    assert (second.version, second.waiting) == (3, 1)
    skip(parked=second.id, reason="known fault", by=SYSTEM, at=AT)
    drain(reader)
    assert [version for name, version in seen.events if name == "order:1"] == [2, 4]
    assert rows("SELECT verb, reason FROM eventlog_decision") == [("skip", "known fault")] * 2
    assert rows("SELECT state FROM eventlog_parked ORDER BY position") == [("skipped",), ("skipped",)]


def test_what_comes_in_behind_ready_events_waits_its_turn(log: None) -> None:
    seen = bad("order:1", 1)
    reader = consumer(seen, batch=2)
    fill(aggregates=2, versions=5)
    drain(reader)
    seen.fails = lambda _: False
    retry(parked=parked_events(access=EVERYTHING)[0].id, by=SYSTEM, at=AT)
    step(reader, at=AT)
    write(("order:1", 6), ("order:0", 6))
    sequence()
    drain(reader)
    assert [version for name, version in seen.events if name == "order:1"] == [1, 2, 3, 4, 5, 6]
    assert [version for name, version in seen.events if name == "order:0"] == [1, 2, 3, 4, 5, 6]


def test_several_culprits_in_one_batch(log: None) -> None:
    names = {"order:2", "order:3", "order:19"}
    seen = Seen(lambda each: each.aggregate in names)
    reader = consumer(seen)
    events = fill()
    drain(reader)
    assert seen.events == [each for each in events if each[0] not in names]
    assert {each.aggregate for each in parked_events(access=EVERYTHING)} == names


def test_an_event_of_another_release_is_parked_without_stopping_the_rest(log: None) -> None:
    seen = Seen()
    reader = consumer(seen)
    write(("order:a", 1), ("order:b", 1))
    rows("UPDATE eventlog_pending SET schema = 9 WHERE aggregate = 'order:a'")
    sequence()
    drain(reader)
    assert seen.events == [("order:b", 1)]
    assert "schema" in parked_events(access=EVERYTHING)[0].error


def test_what_a_culprit_wrote_is_undone_and_the_rest_is_kept(log: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE written (name text, version int) ON COMMIT DROP")

    def react(batch: list[Recorded], *, at: object) -> None:
        with connection.cursor() as cursor:
            for each in batch:
                cursor.execute("INSERT INTO written VALUES (%s, %s)", [each.aggregate, each.version])
                if each.aggregate == "order:3":
                    cursor.execute("SELECT 1 / 0")

    reader = consumer(react)
    fill(aggregates=5, versions=1)
    drain(reader)
    assert rows("SELECT name FROM written ORDER BY 1") == [
        ("order:0",),
        ("order:1",),
        ("order:2",),
        ("order:4",),
    ]
    assert "division by zero" in parked_events(access=EVERYTHING)[0].error


def test_an_error_that_passes_parks_nothing(log: None) -> None:
    def react(batch: object, *, at: object) -> None:
        raise DeadlockDetected("somebody else")

    reader = consumer(react)
    fill(aggregates=2, versions=1)
    with pytest.raises(DeadlockDetected):
        step(reader, at=AT)
    assert rows("SELECT count(*) FROM eventlog_parked") == [(0,)]
    assert rows("SELECT max(position) FROM eventlog_consumer") == [(0,)]


def test_decisions_are_refused_in_words(log: None) -> None:
    reader = consumer(bad("order:0", 1))
    fill(aggregates=1, versions=1)
    drain(reader)
    [parked] = parked_events(access=EVERYTHING)
    with pytest.raises(ReasonMissing):
        skip(parked=parked.id, reason=" ", by=SYSTEM, at=AT)
    with pytest.raises(NotFound):
        retry(parked=uuid4(), by=SYSTEM, at=AT)
    skip(parked=parked.id, reason="told so", by=SYSTEM, at=AT)
    with pytest.raises(NotParked):
        retry(parked=parked.id, by=SYSTEM, at=AT)
    with pytest.raises(Forbidden):
        parked_events(access=Access())


def test_parked_events_come_in_pages(log: None) -> None:
    reader = consumer(Seen(lambda _: True))
    fill(aggregates=5, versions=1)
    drain(reader)
    found: list[UUID] = []
    while page := parked_events(access=EVERYTHING, after=found[-1] if found else None, limit=2):
        found += [each.id for each in page]
    assert len(set(found)) == 5
