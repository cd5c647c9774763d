"""A repeated call gets the first answer; nothing runs twice, whoever comes at the same time."""

import hashlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from psycopg.errors import DeadlockDetected

from estafette.platform.idempotency import Fingerprint, KeyReused, keys, once
from estafette.platform.idempotency.jobs import maintain
from estafette.platform.refusal import Busy, Conflict, Forbidden, InvalidInput, NotFound, Refusal, Refused
from estafette.platform.transactions import NoTransaction

AT = datetime.now(UTC)
Outcome = tuple[int, bytes, bool] | str


def fingerprint(body: bytes = b"{}", key: str = "k1", scope: str = "key:1 POST /orders") -> Fingerprint:
    return Fingerprint(scope, key, hashlib.sha256(body).digest())


def refuse(refusals: Sequence[Refusal]) -> tuple[int, bytes]:
    return refusals[0].status, b",".join(each.code.encode() for each in refusals)


def call(
    work: Callable[[], tuple[int, bytes]], of: Fingerprint | None = None, at: datetime = AT
) -> tuple[int, bytes, bool]:
    with transaction.atomic():
        return once(of or fingerprint(), work, refuse, at=at)


def done(body: bytes = b"made") -> Callable[[], tuple[int, bytes]]:
    return lambda: (201, body)


def raising(error: Exception) -> Callable[[], tuple[int, bytes]]:
    def work() -> tuple[int, bytes]:
        raise error

    return work


@pytest.fixture
def shared_keys(transactional_db: None) -> Iterator[None]:
    """An empty table of keys, and a table `effects` that work writes to."""
    execute("TRUNCATE idempotency_key", "CREATE TABLE effects (body text)")
    yield
    execute("TRUNCATE idempotency_key", "DROP TABLE effects")


def execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db
def test_the_first_answer_is_given_again() -> None:
    assert call(done(b"first")) == (201, b"first", False)
    assert call(done(b"second")) == (201, b"first", True)


@pytest.mark.django_db
def test_another_body_is_refused() -> None:
    call(done())
    with pytest.raises(KeyReused):
        call(done(), fingerprint(b"other"))


@pytest.mark.django_db
def test_keys_of_different_callers_do_not_meet() -> None:
    call(done(b"mine"))
    assert call(done(b"yours"), fingerprint(b"other", scope="key:2 POST /orders")) == (201, b"yours", False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "refusal", [Conflict(), NotFound(noun="order", ref="1"), Refused([Conflict(), Conflict()])]
)
def test_a_business_answer_is_remembered_and_its_writes_undone(refusal: Exception) -> None:
    execute("CREATE TEMP TABLE effects (body text) ON COMMIT DROP")

    def work() -> tuple[int, bytes]:
        execute("INSERT INTO effects VALUES ('half')")
        raise refusal

    status, body, replayed = call(work)
    assert (status, replayed) == (404 if isinstance(refusal, NotFound) else 409, False)
    assert count("effects") == 0
    assert call(done()) == (status, body, True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "error",
    [
        InvalidInput(),
        Forbidden(permission="orders:write"),
        Busy(),
        Refused([Conflict(), InvalidInput()]),
        DeadlockDetected("passing"),
        ZeroDivisionError(),
    ],
)
def test_what_is_no_business_answer_is_raised_and_forgotten(error: Exception) -> None:
    with pytest.raises(type(error)):
        call(raising(error))
    assert call(done()) == (201, b"made", False)


@pytest.mark.django_db
def test_the_key_is_found_in_the_partition_before() -> None:
    call(done(b"old"), at=AT - timedelta(days=6, hours=23))
    assert call(done(b"new")) == (201, b"old", True)


@pytest.mark.django_db
def test_a_key_is_forgotten_after_seven_days() -> None:
    call(done(b"old"), at=AT - timedelta(days=8))
    assert call(done(b"new")) == (201, b"new", False)


@pytest.mark.django_db
def test_old_partitions_are_dropped_whole() -> None:
    partitions = "pg_inherits WHERE inhparent = 'idempotency_key'::regclass"
    maintain(at=AT)
    before = count(partitions)
    call(done())
    maintain(at=AT + timedelta(days=6))
    assert count("idempotency_key") == 1
    maintain(at=AT + timedelta(days=15))
    assert count("idempotency_key") == 0
    assert count(partitions) <= before + 1


@pytest.mark.django_db(transaction=True)
def test_a_transaction_is_required(shared_keys: None) -> None:
    with pytest.raises(NoTransaction):
        once(fingerprint(), done(), refuse, at=AT)


def at_once(bodies: list[bytes], *, pause: float = 0.15) -> list[Outcome]:
    """All bodies under one key, started together, each working for a while before it writes."""
    gate = threading.Barrier(len(bodies))

    def one(body: bytes) -> Outcome:
        def work() -> tuple[int, bytes]:
            time.sleep(pause)
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO effects VALUES (%s)", [body.decode()])
            return 201, b"made " + body

        try:
            with transaction.atomic():
                gate.wait()
                return once(fingerprint(body), work, refuse, at=datetime.now(UTC))
        except KeyReused as reused:
            return reused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(bodies)) as pool:
        return list(pool.map(one, bodies))


UNGUARDED = "SELECT %(name)s::bytea"
"""Stands for lock.sql: looks the key up without waiting for whoever works under it."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("bodies", [[b"same"] * 4, [b"one", b"other"]])
def test_without_the_lock_both_would_run(
    shared_keys: None, monkeypatch: pytest.MonkeyPatch, bodies: list[bytes]
) -> None:
    monkeypatch.setattr(keys._statement("lock.sql"), "text", UNGUARDED)
    at_once(bodies)
    assert count("effects") > 1


@pytest.mark.django_db(transaction=True)
def test_one_runs_and_the_others_get_its_answer(shared_keys: None) -> None:
    outcomes = at_once([b"same"] * 4)
    assert sorted(outcomes) == [(201, b"made same", False)] + [(201, b"made same", True)] * 3
    assert count("effects") == 1


@pytest.mark.django_db(transaction=True)
def test_one_key_with_two_bodies_at_once(shared_keys: None) -> None:
    outcomes = at_once([b"one", b"other"])
    assert sum(each == "idempotency_key_reused" for each in outcomes) == 1
    assert count("effects") == 1


@pytest.mark.django_db(transaction=True)
def test_the_next_one_runs_when_the_first_fails(shared_keys: None) -> None:
    started, results = threading.Event(), []

    def failing() -> tuple[int, bytes]:
        started.set()
        time.sleep(0.15)
        raise ZeroDivisionError

    def first() -> None:
        with pytest.raises(ZeroDivisionError):
            call(failing)
        connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    started.wait()
    results.append(call(done(b"second")))
    thread.join()
    assert results == [(201, b"second", False)]
