"""Writing to the event log: one set-based statement, in the transaction of the command."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from estafette.platform import sql
from estafette.platform.access.types import Actor
from estafette.platform.eventlog.types import Entry
from estafette.platform.transactions import requires_transaction


@requires_transaction
def append(entries: Sequence[Entry], *, by: Actor, at: datetime) -> None:
    """Append the events, in the order given; they become visible to consumers after the commit.

    A version that is not the aggregate's next one is a fault of the caller (UniqueViolation while the other
    one waits to be sequenced), never a refusal.
    """
    if entries:
        _append().run(**_params(entries, by=by, at=at))


def append_statement(entries: Sequence[Entry], *, by: Actor, at: datetime) -> tuple[str, dict[str, Any]]:
    """The same as text and parameters, for a psycopg pipeline that carries other statements too.

    Run it with `prepare=True`. An empty list is allowed and appends nothing.
    """
    return _append().text, _params(entries, by=by, at=at)


def _append() -> sql.Statement:
    return sql.load(__package__, "append.sql")


def _params(entries: Sequence[Entry], *, by: Actor, at: datetime) -> dict[str, Any]:
    rows = [
        {
            "aggregate": entry.aggregate,
            "version": entry.version,
            "kind": entry.event.kind,
            "schema": entry.event.schema,
            "payload": entry.event,
            "channel": entry.channel,
            "location": entry.location,
            "actor": entry.actor,
            "at": entry.at,
        }
        for entry in entries
    ]
    return {"entries": sql.json(rows), "actor": by.label(), "at": at}
