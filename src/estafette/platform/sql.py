"""Hot statements live in `.sql` files, one a file, named by their verb; this loads and runs them.

Parameters are psycopg's `%(name)s`. Statements go straight to psycopg (server-side binding, prepared),
inside the Django transaction of the calling thread.
"""

import re
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any, cast

import msgspec
import psycopg
from django.db import connection
from django.db.utils import OperationalError
from psycopg.rows import dict_row

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
        """Run it; every row as a tuple."""
        with psycopg.Cursor(raw_connection()) as cursor:
            cursor.execute(self.text, params, prepare=True)
            return cursor.fetchall() if cursor.description else []

    def dicts(self, **params: Any) -> list[dict[str, Any]]:
        """Run it; every row as a dictionary by column name."""
        with psycopg.Cursor(raw_connection(), row_factory=dict_row) as cursor:
            cursor.execute(self.text, params, prepare=True)
            return cursor.fetchall() if cursor.description else []

    def run(self, **params: Any) -> int:
        """Run it; the number of rows touched."""
        with psycopg.Cursor(raw_connection()) as cursor:
            cursor.execute(self.text, params, prepare=True)
            return cursor.rowcount


@cache
def load(package: str | None, name: str) -> Statement:
    """The statement in file `name` of the folder `sql` of `package` (pass `__package__`)."""
    folder = (package or "").removesuffix(".commands").removesuffix(".queries")
    text = resources.files(folder).joinpath("sql", name).read_text(encoding="utf-8")
    return Statement(text, f"{folder}/{name}")


def array(values: Iterable[object]) -> str:
    """`values` (numbers, UUIDs, booleans) as an array literal: PostgreSQL parses it faster than Python adapts."""
    return "{" + ",".join(map(str, values)) + "}"


def json(value: object) -> str:
    """`value` as JSON for a `jsonb` or `json` parameter; UUIDs, dates and decimals become strings."""
    return _encoder.encode(value).decode()


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
    return cast("psycopg.Connection[Any]", raw)
