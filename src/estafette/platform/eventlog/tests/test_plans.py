"""The hot statements touch what their heads say: no sequential scan of a large log."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from estafette.platform import sql
from estafette.platform.eventlog.tests.facts import AT, rows

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
EVENTS = 60_000
SMALL = {"eventlog_consumer", "eventlog_shard", "eventlog_head"}
"""Tables of a fixed few rows, read whole."""


@pytest.fixture
def large(log: None) -> datetime:
    """A log of sixty thousand events over two partitions, two consumers half-way, parked events of another."""
    [(now,)] = rows("SELECT date_trunc('day', now())")
    rows(
        "INSERT INTO eventlog_event SELECT n, %s::timestamptz + n * interval '1 minute', now(), 1, n %% 64, 1, n %% 5,"
        " NULL, 'order:' || n, 'testing.counted', 'system:x', '{\"number\": 1}' FROM generate_series(1, %s) n",
        now,
        EVENTS,
    )
    rows(
        "INSERT INTO eventlog_pending (shard, aggregate, version, kind, schema, payload, actor, at, appended_at)"
        " SELECT 1, 'order:' || n, 2, 'testing.counted', 1, '{}', 'x', now(), now() FROM generate_series(1, 20000) n"
    )
    rows(
        "INSERT INTO eventlog_parked (consumer, shard, position, sequenced_at, aggregate, version, kind, state,"
        " attempts, parked_at, resolved_at) SELECT 'testing.b', n %% 64, n, now(), 'order:' || n, 1, 'k',"
        " CASE WHEN n %% 100 = 0 THEN 'parked' WHEN n %% 100 = 1 THEN 'ready' ELSE 'done' END, 1, now(),"
        " CASE WHEN n %% 100 > 1 THEN now() END FROM generate_series(1, 20000) n"
    )
    rows(f"UPDATE eventlog_shard SET head = {EVENTS}")
    rows(f"UPDATE eventlog_head SET position = {EVENTS}")
    rows(
        "INSERT INTO eventlog_consumer SELECT c, n, %s, %s FROM generate_series(0, 63) n,"
        " unnest(ARRAY['testing.a', 'testing.b']) c",
        EVENTS // 2,
        now,
    )
    rows("ANALYZE eventlog_event, eventlog_pending, eventlog_parked, eventlog_consumer, eventlog_shard")
    return datetime(2026, 1, 1, tzinfo=UTC)


CLAIMED: dict[str, Any] = {"name": "testing.b", "shards": list(range(64)), "batch": 1000}
STATEMENTS: list[tuple[str, dict[str, Any]]] = [
    ("sequence.sql", {"low": 0, "batch": 5000}),
    ("claim.sql", {"name": "testing.b", "shards": 64}),
    (
        "read.sql",
        {
            **CLAIMED,
            "cursors": [EVENTS // 2] * 64,
            "after": EVENTS // 2,
            "upto": EVENTS // 2 + 2000,
            "kinds": ["testing.counted"],
        },
    ),
    ("read_ready.sql", CLAIMED),
    ("advance.sql", {"name": "testing.b", "shards": [1, 2], "upto": EVENTS // 2 + 10}),
    ("settle.sql", {"name": "testing.b", "positions": [101, 201], "at": AT}),
    (
        "feed.sql",
        {
            "after": EVENTS // 2,
            "upto": EVENTS // 2 + 20000,
            "kinds": ["testing.counted"],
            "channels": [1],
            "locations": None,
            "limit": 50,
        },
    ),
    ("moment.sql", {"position": 4000}),
    ("parked.sql", {"after": None, "limit": 50}),
]


@pytest.mark.parametrize(("name", "params"), STATEMENTS, ids=[name for name, _ in STATEMENTS])
def test_no_sequential_scan(large: datetime, name: str, params: dict[str, Any]) -> None:
    text = sql.load("estafette.platform.eventlog", name).text
    needed = {**params, "since": large} if "%(since)s" in text else params
    empty = {row[0] for row in rows("SELECT relname FROM pg_class WHERE reltuples <= 0")}
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {text}", needed)
        [(plan,)] = cursor.fetchall()
        assert set(sequential(plan[0]["Plan"])) - SMALL <= empty
        cursor.execute(f"EXPLAIN (FORMAT JSON, GENERIC_PLAN) {numbered(text)}")
        [(plan,)] = cursor.fetchall()
        assert set(sequential(plan[0]["Plan"])) - SMALL <= empty


def numbered(text: str) -> str:
    """The statement with $1, $2 … as psycopg prepares it: the plan that is kept when it is run often."""
    order: dict[str, str] = {}
    return re.sub(r"%\((\w+)\)s", lambda found: order.setdefault(found[1], f"${len(order) + 1}"), text)


def sequential(plan: dict[str, Any]) -> list[str]:
    own = [plan["Relation Name"]] if plan["Node Type"] == "Seq Scan" else []
    return own + [name for child in plan.get("Plans", []) for name in sequential(child)]


def test_a_cursor_prunes_the_partitions_before_it(large: datetime) -> None:
    [(last,)] = rows("SELECT max(sequenced_at) FROM eventlog_event")
    text = sql.load("estafette.platform.eventlog", "moment.sql").text
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (COSTS OFF) {text}", {"position": EVENTS, "since": last})
        later = [line for (line,) in cursor.fetchall() if " on eventlog_event" in line]
        cursor.execute(f"EXPLAIN (COSTS OFF) {text}", {"position": EVENTS, "since": large})
        every = [line for (line,) in cursor.fetchall() if " on eventlog_event" in line]
    assert 0 < len(later) < len(every)
