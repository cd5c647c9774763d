"""Writers that hold transactions open, roll back and die; consumers and sequencers that are killed and come back.

Each consumer must see each event of an aggregate once and in order. First it is shown what simpler logs lose.
"""

import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import psycopg
import pytest
from django.db import Error, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from estafette.platform.access.types import EVERYTHING, SYSTEM
from estafette.platform.eventlog.append import append
from estafette.platform.eventlog.parking import parked_events, skip
from estafette.platform.eventlog.runner import run
from estafette.platform.eventlog.sequencer import Sequencer
from estafette.platform.eventlog.tests.conftest import empty_log
from estafette.platform.eventlog.tests.facts import AT, Counted, Seen, consumer, drain, rows, sequence, write
from estafette.platform.eventlog.types import Consumer, Entry, Recorded

pytestmark = pytest.mark.django_db(transaction=True)
Step = Callable[[], object]


@contextmanager
def elsewhere(*steps: Step) -> Iterator[Callable[[], None]]:
    """Run the steps in one transaction of another connection; the given function lets it do the next one.

    The last call commits. Each call returns when the step is done.
    """
    turns, dones = [threading.Semaphore(0) for _ in range(2)]

    def work() -> None:
        turns.acquire()
        with transaction.atomic():
            for step in steps:
                step()
                dones.release()
                turns.acquire()
        connection.close()
        dones.release()

    def proceed() -> None:
        turns.release()
        assert dones.acquire(timeout=10)

    thread = threading.Thread(target=work)
    thread.start()
    yield proceed
    thread.join(10)


class NaiveCursor:
    """What the log would be with a cursor over the ids that events get when they are inserted."""

    STATEMENT = "SELECT id, aggregate, version FROM eventlog_pending WHERE id > %s ORDER BY id"

    def __init__(self) -> None:
        self.cursor = 0

    def read(self) -> list[tuple[str, int]]:
        found = rows(self.STATEMENT, self.cursor)
        self.cursor = max([self.cursor, *(row[0] for row in found)])
        return [row[1:] for row in found]


def test_a_cursor_over_insert_ids_loses_what_was_still_open(shared_log: None) -> None:
    naive = NaiveCursor()
    with elsewhere(partial(write, ("order:slow", 1))) as proceed:
        proceed()
        write(("order:fast", 1))
        assert naive.read() == [("order:fast", 1)]
        proceed()
    assert naive.read() == [], "the slow writer's event is lost for good"


def test_the_sequencer_numbers_it_when_it_is_committed(shared_log: None) -> None:
    seen = Seen()
    reader = consumer(seen)
    with elsewhere(partial(write, ("order:slow", 1))) as proceed:
        proceed()
        write(("order:fast", 1))
        sequence()
        drain(reader)
        assert seen.events == [("order:fast", 1)]
        proceed()
    sequence()
    drain(reader)
    assert seen.events == [("order:fast", 1), ("order:slow", 1)]


def test_ordering_by_transaction_turns_an_order_around(shared_log: None) -> None:
    with elsewhere(partial(write, ("order:other", 1)), partial(write, ("order:a", 2))) as proceed:
        proceed()
        write(("order:a", 1))
        proceed()
        proceed()
    by_transaction = rows(
        "SELECT version FROM eventlog_pending WHERE aggregate = 'order:a' ORDER BY xmin::text::int"
    )
    assert by_transaction == [(2,), (1,)]
    sequence()
    assert rows("SELECT version FROM eventlog_event WHERE aggregate = 'order:a' ORDER BY position") == [
        (1,),
        (2,),
    ]


def until_the_mark_moves(sequencer: Sequencer, aggregate: str, version: int) -> int:
    """Write and sequence until the mark has moved; how many were written.

    Transactions of other databases of the server count too, and tests that run beside this one hold some.
    """
    written = 0
    until = time.monotonic() + 120
    while not sequencer._low:
        assert time.monotonic() < until, "the mark never moved"
        write((aggregate, version + written))
        written += 1
        sequencer.step()
        time.sleep(0.01)
    return written


def test_the_low_mark_never_passes_an_open_transaction(shared_log: None) -> None:
    sequencer = Sequencer()
    with elsewhere(partial(write, ("order:slow", 1))) as proceed:
        proceed()
        for version in range(1, 6):
            write(("order:fast", version))
            sequencer.step()
        assert sequencer._low == 0
        proceed()
    assert sequencer.step() == 1
    written = 6 + until_the_mark_moves(sequencer, "order:fast", 6)
    assert rows("SELECT count(*) FROM eventlog_event") == [(written,)]


def test_a_long_lived_snapshot_does_not_stop_the_low_mark(shared_log: None) -> None:
    sequencer = Sequencer()
    write(("order:a", 1))
    with elsewhere(
        partial(rows, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"), partial(rows, "SELECT 1")
    ) as snap:
        snap()
        snap()
        # A backup keeps dead rows, but no event can appear among them any more.
        written = 1 + until_the_mark_moves(sequencer, "order:a", 2)
        snap()
    assert rows("SELECT count(*) FROM eventlog_event") == [(written,)]


def test_a_second_sequencer_leads_only_when_the_first_is_gone(shared_log: None) -> None:
    first = Sequencer()
    assert first.lead()
    assert in_thread(lambda: Sequencer().lead()) is False
    first.resign()
    assert in_thread(lambda: Sequencer().lead()) is True


def in_thread(work: Callable[[], bool]) -> bool:
    """The answer of work done on a connection of its own, which is closed at the end."""
    outcome: list[bool] = []

    def do() -> None:
        outcome.append(work())
        connection.close()

    thread = threading.Thread(target=do)
    thread.start()
    thread.join()
    return outcome[0]


@dataclass(frozen=True)
class Weather:
    """How rough one run is: shares of a hundred of the writers' transactions, and the pause between two kills."""

    writers: int
    aggregates: int
    rollbacks: int
    deaths: int
    held_ms: int
    kill_every_ms: int
    batch: int
    parallel: int
    seed: int


weathers = st.builds(
    Weather,
    writers=st.integers(2, 6),
    aggregates=st.integers(1, 12),
    rollbacks=st.integers(0, 40),
    deaths=st.integers(0, 20),
    held_ms=st.integers(0, 60),
    kill_every_ms=st.integers(30, 400),
    batch=st.integers(1, 50),
    parallel=st.sampled_from([1, 4, 64]),
    seed=st.integers(0, 2**32),
)

TABLES = """
CREATE TABLE testing_aggregate (name text PRIMARY KEY, version integer NOT NULL);
CREATE TABLE testing_effect (
    id bigint GENERATED ALWAYS AS IDENTITY, consumer text, aggregate text, version integer
);
"""
BAD = 3
"""The version of the first aggregate that the picky consumer never takes."""


@pytest.mark.slow
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(weather=weathers)
def test_every_consumer_sees_every_event_once_and_in_order(shared_log: None, weather: Weather) -> None:
    empty_log()
    rows(TABLES)
    try:
        storm(weather)
        expected = dict(rows("SELECT name, version FROM testing_aggregate WHERE version > 0"))
        assert rows("SELECT count(*), coalesce(max(position), 0) FROM eventlog_event") == [
            (sum(expected.values()),) * 2
        ]
        for name in ("plain", "other"):
            assert effects(name) == {key: list(range(1, last + 1)) for key, last in expected.items()}
        picky = {key: list(range(1, last + 1)) for key, last in expected.items()}
        if expected.get("order:0", 0) >= BAD:
            picky["order:0"].remove(BAD)
        assert effects("picky") == picky
    finally:
        rows("DROP TABLE testing_aggregate, testing_effect")


def storm(weather: Weather) -> None:
    """Let writers, two workers and a killer loose; then let the workers finish and decide what was parked."""
    rows(
        "INSERT INTO testing_aggregate SELECT 'order:' || n, 0 FROM generate_series(0, %s) n",
        weather.aggregates - 1,
    )
    readers = [
        Consumer(name, frozenset({Counted.kind}), partial(note, name), weather.batch, weather.parallel)
        for name in ("plain", "other", "picky")
    ]
    calm, stop = threading.Event(), threading.Event()
    workers = [threading.Thread(target=run, args=(stop, readers)) for _ in range(2)]
    writers = [threading.Thread(target=scribble, args=(weather, n)) for n in range(weather.writers)]
    killer = threading.Thread(target=kill, args=(weather, calm))
    for thread in (*workers, *writers, killer):
        thread.start()
    for thread in writers:
        thread.join()
    calm.set()
    killer.join()
    try:
        settle(readers)
    finally:
        stop.set()
        for thread in workers:
            thread.join()


def scribble(weather: Weather, number: int) -> None:
    """One writer: takes versions under the locks of its aggregates, and commits, rolls back or dies."""
    dice = random.Random(weather.seed + number)
    for _ in range(25):
        names = sorted({f"order:{dice.randrange(weather.aggregates)}" for _ in range(dice.randint(1, 3))})
        fate = dice.randrange(100)
        with suppress(Error, psycopg.Error, _Undone), transaction.atomic():
            versions = rows(
                "UPDATE testing_aggregate SET version = version + 1 WHERE name IN"
                " (SELECT name FROM testing_aggregate WHERE name = ANY (%s) ORDER BY name FOR UPDATE)"
                " RETURNING name, version",
                names,
            )
            append([Entry(n, v, Counted(number=v)) for n, v in versions], by=SYSTEM, at=AT)
            time.sleep(dice.uniform(0, weather.held_ms / 1000))
            if fate < weather.deaths:
                rows("SELECT pg_terminate_backend(pg_backend_pid())")
            if fate < weather.deaths + weather.rollbacks:
                raise _Undone
        if not connection.is_usable():
            connection.close()
    connection.close()


class _Undone(Exception):
    pass


def kill(weather: Weather, calm: threading.Event) -> None:
    """End other connections to the database at random, whoever they are."""
    dice = random.Random(weather.seed)
    [(spared,)] = rows("SELECT pg_backend_pid()")
    while not calm.wait(weather.kill_every_ms / 1000):
        found = rows(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"
            " AND pid <> %s AND pid <> ALL (%s)",
            spared,
            [_main_pid],
        )
        if found:
            rows("SELECT pg_terminate_backend(%s)", dice.choice(found)[0])
    connection.close()


_main_pid = 0


@pytest.fixture(autouse=True)
def _spare_the_test() -> None:
    global _main_pid
    _main_pid = rows("SELECT pg_backend_pid()")[0][0]


def note(name: str, batch: Sequence[Recorded], *, at: datetime) -> None:
    """A reaction whose effect is rows in the database; the picky one cannot take one event."""
    for each in batch:
        if name == "picky" and (each.aggregate, each.version) == ("order:0", BAD):
            raise ValueError("not this one")
    rows(
        "INSERT INTO testing_effect (consumer, aggregate, version)"
        " SELECT %s, a, v FROM unnest(%s::text[], %s::int[]) AS e (a, v)",
        name,
        [each.aggregate for each in batch],
        [each.version for each in batch],
    )


def settle(readers: Sequence[Consumer]) -> None:
    """Wait until all is consumed; skip what is parked once it is."""
    deadline = time.monotonic() + 60
    while not finished(readers):
        assert time.monotonic() < deadline, rows("SELECT * FROM eventlog_parked")
        for each in parked_events(access=EVERYTHING):
            with transaction.atomic():
                skip(parked=each.id, reason="known", by=SYSTEM, at=AT)
        time.sleep(0.02)


def finished(readers: Sequence[Consumer]) -> bool:
    """Nothing to number, nothing to read, nothing that waits."""
    return rows(
        "SELECT NOT EXISTS (SELECT FROM eventlog_pending)"
        " AND NOT EXISTS (SELECT FROM eventlog_parked WHERE resolved_at IS NULL)"
        " AND (SELECT count(*) FROM eventlog_consumer) = %s"
        " AND NOT EXISTS (SELECT FROM eventlog_consumer c JOIN eventlog_shard s USING (shard)"
        "                 WHERE c.position < s.head)",
        64 * len(readers),
    ) == [(True,)]


def effects(name: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for aggregate, version in rows(
        "SELECT aggregate, version FROM testing_effect WHERE consumer = %s ORDER BY id", name
    ):
        found.setdefault(aggregate, []).append(version)
    return found
