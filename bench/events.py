"""The event log: appended, sequenced, through all consumers; beside orders written in bulk, and after a burst."""

import argparse
import multiprocessing as mp
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import ClassVar

import psycopg
from django.db import connection, transaction

from bench.report import emit
from bench.scratch import boot, scratch
from estafette.platform import clock
from estafette.platform.access.types import SYSTEM
from estafette.platform.eventlog import append
from estafette.platform.eventlog.runner import run
from estafette.platform.eventlog.types import Consumer, Entry, Event, Recorded
from estafette.platform.ids import uuid7

BATCH = 200
"""Orders of one place-many request, each with one event."""
CONSUMERS = ("first", "second", "third")
TABLES = """
CREATE TABLE bench_order (id uuid PRIMARY KEY, channel_id integer NOT NULL, at timestamptz NOT NULL);
CREATE TABLE bench_line (order_id uuid, line smallint, sku_id bigint, quantity integer, PRIMARY KEY (order_id, line));
CREATE TABLE bench_level (sku_id bigint PRIMARY KEY, reserved bigint NOT NULL);
INSERT INTO bench_level SELECT n, 0 FROM generate_series(1, 10000) n;
CREATE TABLE bench_effect (
    consumer text NOT NULL, position bigint NOT NULL, at timestamptz NOT NULL, seen_at timestamptz NOT NULL
);
"""
PLACE = """
WITH o AS (
    INSERT INTO bench_order SELECT id, 1, %(at)s FROM unnest(%(ids)s::uuid[]) AS id RETURNING id
), l AS (
    INSERT INTO bench_line
    SELECT o.id, n, 1 + (hashtextextended(o.id::text, n) & 4095), 1 FROM o CROSS JOIN generate_series(1, 3) AS n
    RETURNING sku_id
), d AS (
    SELECT sku_id, count(*) AS units FROM l GROUP BY sku_id
), locked AS MATERIALIZED (
    SELECT v.sku_id FROM bench_level AS v WHERE v.sku_id IN (SELECT sku_id FROM d) ORDER BY v.sku_id FOR UPDATE
)
UPDATE bench_level AS v SET reserved = v.reserved + d.units
FROM d JOIN locked USING (sku_id) WHERE v.sku_id = d.sku_id
"""


class Placed(Event, frozen=True, kw_only=True):
    """An event of the size that a placed order of three lines has."""

    kind: ClassVar[str] = "bench.placed"
    order_id: str
    number: int
    channel_id: int
    status: str
    currency: str
    total: int
    lines: list[tuple[int, int, int, int]]


def main(arguments: Sequence[str]) -> int:
    """Run all cases; one JSON line each."""
    parser = argparse.ArgumentParser(prog="estafette bench events", description=__doc__)
    parser.add_argument("--n", type=int, default=100_000, help="events of the burst")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long writers write in each case")
    parser.add_argument("--writers", type=int, default=2)
    parser.add_argument("--database-url", help="a server to measure on; default: a durable one of this run")
    parser.add_argument("--json", action="store_true", help="the only form there is")
    options = parser.parse_args(arguments)
    with scratch(options.database_url) as url:
        with connection.cursor() as cursor:
            cursor.execute(TABLES)
        alone = _write_for(options.seconds, options.writers, url)
        with _worker(url):
            _caught_up(url)
            beside(options.seconds, options.writers, url, alone)
            burst(options.n, url)
    return 0


def beside(seconds: float, writers: int, url: str, alone: float) -> None:
    """Orders written in bulk while a worker takes their events through all consumers."""
    _clear(url)
    _write_for(seconds, writers, url)
    behind = _behind(url)
    _caught_up(url)
    total, writing, took = _effects(url)
    emit(bench="events", case="bulk orders without a worker", figure=alone, unit="orders/s", n=BATCH, url=url)
    emit(
        bench="events",
        case="through all consumers beside bulk orders",
        figure=total / took,
        unit="events/s",
        limit=total / writing,
        target=0.95,
        n=total,
        url=url,
        samples_ms=_delays(url),
    )
    emit(
        bench="events",
        case="events behind when writers stop",
        figure=behind,
        unit="events",
        n=total,
        url=url,
    )


def burst(count: int, url: str) -> None:
    """So many events at once: how long until the last one is through all consumers."""
    _clear(url)
    started = time.monotonic()
    for first in range(0, count, 1000):
        with transaction.atomic():
            _append([uuid7() for _ in range(min(1000, count - first))], clock.now())
    appended = time.monotonic()
    _caught_up(url)
    done = time.monotonic()
    delays = _delays(url)
    emit(
        bench="events",
        case=f"lag after a burst of {count}",
        figure=done - appended,
        unit="s",
        n=count,
        url=url,
        samples_ms=delays,
    )
    emit(
        bench="events",
        case=f"a burst of {count} through all consumers",
        figure=count / (done - started),
        unit="events/s",
        limit=count / (appended - started),
        n=count,
        url=url,
    )


def place_many(at: datetime) -> None:
    """Two hundred orders of three lines, their stock and their events, as capture in bulk writes them."""
    ids = [uuid7() for _ in range(BATCH)]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(PLACE, {"ids": ids, "at": at})
        _append(ids, at)


def _append(ids: Sequence[object], at: datetime) -> None:
    lines = [(1, 4711, 2, 2), (2, 4712, 1, 1), (3, 4713, 1, 1)]
    entries = [
        Entry(
            f"order:{each}",
            1,
            Placed(
                order_id=str(each),
                number=1_000_000,
                channel_id=1,
                status="placed",
                currency="EUR",
                total=11970,
                lines=lines,
            ),
            channel=1,
        )
        for each in ids
    ]
    append(entries, by=SYSTEM, at=at)


def _write_for(seconds: float, writers: int, url: str) -> float:
    """Orders a second that several processes write in bulk at the same time."""
    context = mp.get_context("spawn")
    with context.Pool(writers, initializer=boot, initargs=(url,)) as pool:
        pool.map(_warm, range(writers))
        counts = pool.starmap(_write, [(seconds,)] * writers, chunksize=1)
    return sum(counts) / seconds


def _warm(_: int) -> None:
    connection.ensure_connection()


def _write(seconds: float) -> int:
    until, count = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        place_many(clock.now())
        count += BATCH
    return count


def _note(name: str, batch: Sequence[Recorded]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bench_effect SELECT %s, p, t, clock_timestamp()"
            " FROM unnest(%s::bigint[], %s::timestamptz[]) AS e (p, t)",
            [name, [each.position for each in batch], [each.at for each in batch]],
        )


class _Reaction:
    """A reaction with an effect of its own: a row for each event."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, batch: Sequence[Recorded], **_: object) -> None:
        _note(self.name, batch)


def _work(url: str) -> None:
    boot(url)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    kinds = frozenset({Placed.kind})
    run(stop, [Consumer(f"bench.{name}", kinds, _Reaction(name)) for name in CONSUMERS])


@contextmanager
def _worker(url: str) -> Iterator[None]:
    """A worker process, as `estafette worker` runs one: a sequencer and all consumers."""
    process = mp.get_context("spawn").Process(target=_work, args=(url,))
    process.start()
    try:
        yield
    finally:
        process.terminate()
        process.join()


def _clear(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as raw:
        raw.execute("TRUNCATE bench_effect")


def _behind(url: str) -> int:
    """Events that the slowest consumer has not seen, numbered or not."""
    with psycopg.connect(url) as raw:
        found = raw.execute(
            "SELECT (SELECT count(*) FROM eventlog_pending) + coalesce(max(h.position - c.position)"
            " FILTER (WHERE c.position < s.head), 0)"
            " FROM eventlog_head h, eventlog_consumer c JOIN eventlog_shard s USING (shard)"
        ).fetchone()
    return int(found[0]) if found else 0


def _caught_up(url: str) -> None:
    """Wait until every consumer is there and has seen everything."""
    with psycopg.connect(url, autocommit=True) as raw:
        while True:
            found = raw.execute(
                "SELECT NOT EXISTS (SELECT FROM eventlog_pending) AND NOT EXISTS ("
                "  SELECT FROM eventlog_consumer c JOIN eventlog_shard s USING (shard) WHERE c.position < s.head)"
                " AND (SELECT count(*) FROM eventlog_consumer) = %s",
                [64 * len(CONSUMERS)],
            ).fetchone()
            if found and found[0]:
                return
            time.sleep(0.01)


def _effects(url: str) -> tuple[int, float, float]:
    """Events that all consumers have handled; the seconds from the first one's instant to the last one's, and to
    the last effect."""
    with psycopg.connect(url) as raw:
        found = raw.execute(
            "SELECT count(DISTINCT position), extract(epoch FROM max(at) - min(at))::float8,"
            " extract(epoch FROM max(seen_at) - min(at))::float8 FROM bench_effect"
        ).fetchone()
    assert found is not None
    return int(found[0]), float(found[1]), float(found[2])


def _delays(url: str) -> list[float]:
    """Milliseconds from the instant of an event to its effect, over all consumers."""
    with psycopg.connect(url) as raw:
        found = raw.execute("SELECT extract(epoch FROM seen_at - at)::float8 * 1000 FROM bench_effect")
        return [row[0] for row in found.fetchall()]
