"""Hot statements live in `.sql` files, one a file, named by their verb; this loads and runs them.

Parameters are psycopg's `%(name)s`. Statements go straight to psycopg (server-side binding, prepared),
inside the Django transaction of the calling thread.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import resources
from typing import Any, cast

import msgspec
import psycopg
from django.db import connection
from django.db.utils import OperationalError
from psycopg.rows import dict_row

_PART = re.compile(r"\.(commands|queries|api)(\..*)?$")
_HEAD = re.compile(r"\A(--[^\n]*\n)+")
_encoder = msgspec.json.Encoder(decimal_format="string")


class Statement:
    """One statement of a `.sql` file."""

    def __init__(self, text: str, name: str) -> None:
        self.text = _HEAD.sub("", text).strip().rstrip(";")
        self.name = name

    def __repr__(self) -> str:
        return f"<Statement {self.name}>"

    def rows(self, **params: Any) -> list[tuple[Any, ...]]:
        """Run it; every row as a tuple. Not inside `pipeline()`, where there is no outcome yet."""
        raw = raw_connection()
        if raw.pgconn.pipeline_status:
            raise RuntimeError(f"{self.name}: rows are asked for inside a pipeline")
        with psycopg.Cursor(raw) as cursor:
            cursor.execute(self.text, params, prepare=True)
            return cursor.fetchall() if cursor.description else []

    def dicts(self, **params: Any) -> list[dict[str, Any]]:
        """Run it; every row as a dictionary by column name."""
        with psycopg.Cursor(raw_connection(), row_factory=dict_row) as cursor:
            cursor.execute(self.text, params, prepare=True)
            return cursor.fetchall() if cursor.description else []

    def send(self, **params: Any) -> None:
        """Run it without asking for its outcome: inside `pipeline()` it does not wait for the server."""
        with psycopg.Cursor(raw_connection()) as cursor:
            cursor.execute(self.text, params, prepare=True)

    def run(self, **params: Any) -> int:
        """Run it; the number of rows touched."""
        with psycopg.Cursor(raw_connection()) as cursor:
            cursor.execute(self.text, params, prepare=True)
            return cursor.rowcount


@cache
def load(package: str | None, name: str) -> Statement:
    """The statement in file `name` of the folder `sql` of `package` (pass `__package__`)."""
    folder = _PART.sub("", package or "")
    text = resources.files(folder).joinpath("sql", name).read_text(encoding="utf-8")
    return Statement(text, f"{folder}/{name}")


@contextmanager
def pipeline() -> Iterator[None]:
    """Send the statements inside together; an error of any of them is raised at the end."""
    with raw_connection().pipeline():
        yield


def array(values: Iterable[object]) -> str:
    """`values` (numbers, UUIDs, booleans) as an array literal: PostgreSQL parses it faster than Python adapts."""
    return "{" + ",".join(map(str, values)) + "}"


def json(value: object) -> str:
    """`value` as JSON for a `jsonb` or `json` parameter; UUIDs, dates and decimals become strings."""
    return _encoder.encode(value).decode()


def parse(value: str | None) -> Any:
    """A `json` or `jsonb` column as Python sees it: Django's connections hand them over as text."""
    return None if value is None else msgspec.json.decode(value)


def raw_connection() -> "psycopg.Connection[Any]":
    """The psycopg connection under Django's, for statements, COPY and pipelines; opened when it is not."""
    connection.ensure_connection()
    raw = connection.connection
    if raw is not None and raw.closed and not connection.in_atomic_block:
        # The server went away under it. Django did not see that error, so it would keep the dead connection.
        connection.close()
        connection.ensure_connection()
        raw = connection.connection
    if raw is None:
        raise OperationalError("no database connection")
    if raw.prepare_threshold is None:
        # Django turns preparing off; hot statements live from not being planned again.
        raw.prepare_threshold, raw.prepared_max = 5, 500
    return cast("psycopg.Connection[Any]", raw)
