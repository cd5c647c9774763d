"""Tables range-partitioned by time: partitions made ahead, old ones dropped whole.

A parent is `PARTITION BY RANGE (column)` with a default partition `<parent>_default`, so that a late job never
makes an insert fail. Partitions are called `<parent>_<first day>`; all bounds are midnights in UTC.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.sql import SQL, Composed, Identifier, Literal

_LOCK_TIMEOUT = "SET LOCAL lock_timeout = '500ms'"
"""Whoever waits for such a lock makes all that come after wait too; the next run of the job tries again."""


class Span(StrEnum):
    """How much time one partition holds; weeks begin on Monday."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Partitioned:
    """One partitioned table: its name, the column it is split by, and how much time a partition holds."""

    table: str
    column: str
    span: Span
    ahead: int = 3


def ensure(tables: list[Partitioned], *, at: datetime, using: BaseDatabaseWrapper | None = None) -> list[str]:
    """Make the partitions that hold `at` and the `ahead` ones after it; the names of those made.

    Rows that fell into the default partition meanwhile move into the new one. Migrations call it with their
    schema editor's connection, a job calls it every day.
    """
    wrapper = using or connection
    made = []
    for table in tables:
        for first, after in _bounds(table, at):
            with transaction.atomic(using=wrapper.alias), wrapper.cursor() as cursor:
                name = f"{table.table}_{first:%Y%m%d}"
                if _exists(cursor, name):
                    continue
                cursor.execute(_LOCK_TIMEOUT)
                for statement in _attach(table, name, first, after):
                    cursor.execute(statement)
                made.append(name)
    return made


def drop_before(table: Partitioned, *, before: datetime) -> list[str]:
    """Drop every partition that ends at or before `before`; the names of those dropped."""
    dropped = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LOCK_TIMEOUT)
        for name, first in _attached(cursor, table):
            if _next(table.span, first) <= before.astimezone(UTC).date():
                cursor.execute(SQL("DROP TABLE {}").format(Identifier(name)))
                dropped.append(name)
    return dropped


def _bounds(table: Partitioned, at: datetime) -> Iterator[tuple[date, date]]:
    first = _first(table.span, at.astimezone(UTC).date())
    for _ in range(table.ahead + 1):
        after = _next(table.span, first)
        yield first, after
        first = after


def _first(span: Span, day: date) -> date:
    if span is Span.MONTH:
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if span is Span.WEEK else day


def _next(span: Span, first: date) -> date:
    if span is Span.MONTH:
        return (first + timedelta(days=32)).replace(day=1)
    return first + timedelta(days=7 if span is Span.WEEK else 1)


def _exists(cursor: Any, name: str) -> bool:
    cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [name])
    return bool(cursor.fetchone()[0])


def _attach(table: Partitioned, name: str, first: date, after: date) -> list[Composed]:
    """Fill the new table before it is attached: ATTACH locks out nobody, CREATE … PARTITION OF everybody."""
    names = {
        "parent": Identifier(table.table),
        "new": Identifier(name),
        "rest": Identifier(f"{table.table}_default"),
        "column": Identifier(table.column),
        "first": Literal(f"{first} 00:00+00"),
        "after": Literal(f"{after} 00:00+00"),
    }
    statements = (
        "CREATE TABLE {new} (LIKE {parent} INCLUDING ALL EXCLUDING IDENTITY)",
        "WITH late AS (DELETE FROM {rest} WHERE {column} >= {first} AND {column} < {after} RETURNING *)"
        " INSERT INTO {new} SELECT * FROM late",
        "ALTER TABLE {parent} ATTACH PARTITION {new} FOR VALUES FROM ({first}) TO ({after})",
    )
    return [SQL(each).format(**names) for each in statements]


def _attached(cursor: Any, table: Partitioned) -> list[tuple[str, date]]:
    cursor.execute(
        "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
        " WHERE i.inhparent = %s::regclass AND c.relname ~ '_[0-9]{8}$' ORDER BY 1",
        [table.table],
    )
    return [
        (name, datetime.strptime(name[-8:], "%Y%m%d").replace(tzinfo=UTC).date())
        for (name,) in cursor.fetchall()
    ]
