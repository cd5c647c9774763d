"""One step of one consumer: claim shards, read the next batch, react, move the cursors; one transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
import psycopg
from django.db import transaction

from estafette.platform import sql
from estafette.platform.eventlog.delivery import Delivery, Taken
from estafette.platform.eventlog.types import SHARDS, Consumer, Event, Recorded, UnknownKind, read_event

WINDOW = 20_000
"""Positions that one step looks through at most, when few of them are of the consumer's kinds."""
_UNCLAIMED = 2**63 - 1


@dataclass(frozen=True, slots=True)
class _Claim:
    """The shards that this transaction holds for a consumer, and `cursors` of all shards; `after` and `since`
    are the oldest cursor held."""

    shards: list[int]
    cursors: list[int]
    after: int
    since: datetime
    head: int


def register(consumers: tuple[Consumer, ...]) -> None:
    """Give each consumer its cursors; those known already keep theirs."""
    for consumer in consumers:
        _statement("register.sql").run(name=consumer.name, from_start=consumer.from_start)


def step(consumer: Consumer, *, at: datetime, batch: int | None = None) -> int | None:
    """Handle one batch; how many events it had, or None when there was nothing to claim.

    Whatever the reaction wrote commits together with the cursors, or neither does.
    """
    size = batch or consumer.batch
    with transaction.atomic():
        claim = _claim(consumer)
        if claim is None:
            return None
        ready = _read("read_ready.sql", name=consumer.name, shards=claim.shards, batch=size)
        if ready:
            return _again(consumer, ready, at)
        return _onward(consumer, claim, size, at)


def _claim(consumer: Consumer) -> _Claim | None:
    share = max(1, SHARDS // consumer.parallel)
    rows = _statement("claim.sql").rows(name=consumer.name, shards=share)
    if not rows:
        return None
    shards, positions, since, heads = zip(*rows, strict=True)
    held = dict(zip(shards, positions, strict=True))
    cursors = [held.get(shard, _UNCLAIMED) for shard in range(SHARDS)]
    return _Claim(list(shards), cursors, min(positions), min(since), max(heads))


def _read(statement: str, **params: Any) -> list[tuple[Any, ...]]:
    """Rows in binary form: instants and ids are then read many times faster than as text."""
    with psycopg.Cursor(sql.raw_connection()) as cursor:
        cursor.execute(_statement(statement).text, params, prepare=True, binary=True)
        return cursor.fetchall()


def _onward(consumer: Consumer, claim: _Claim, size: int, at: datetime) -> int:
    """Events after the cursors."""
    upto = min(claim.head, claim.after + WINDOW)
    rows = _read(
        "read.sql",
        name=consumer.name,
        cursors=claim.cursors,
        after=claim.after,
        upto=upto,
        since=claim.since,
        kinds=sorted(consumer.kinds),
        batch=size,
    )
    if len(rows) == size:
        upto = rows[-1][0]
    delivery = Delivery(consumer.react, at)
    delivery.give([_taken(row) for row in rows])
    _keep(consumer, delivery)
    _statement("advance.sql").run(name=consumer.name, shards=claim.shards, upto=upto, since=claim.since)
    return len(rows)


def _again(consumer: Consumer, rows: list[tuple[Any, ...]], at: datetime) -> int:
    """Events that were parked or waited behind one, now that somebody has decided."""
    delivery = Delivery(consumer.react, at)
    delivery.give([_taken(row) for row in rows])
    _keep(consumer, delivery)
    positions = [each.recorded.position for each in delivery.given]
    _statement("settle.sql").run(name=consumer.name, positions=positions, at=at)
    return len(rows)


def _keep(consumer: Consumer, delivery: Delivery) -> None:
    """Write down what could not be given."""
    parked = [_parked(each, "parked", error) for each, error in delivery.culprits]
    waiting = [_parked(each, state, "") for each, state in delivery.waiting]
    if not parked and not waiting:
        return
    _statement("park.sql").run(name=consumer.name, rows=sql.json(parked + waiting), at=delivery.at)
    aggregates = [each.recorded.aggregate for each, _ in delivery.culprits]
    _statement("hold_rest.sql").run(name=consumer.name, aggregates=aggregates)


def _parked(each: Taken, state: str, error: str) -> dict[str, Any]:
    recorded = each.recorded
    return {
        "shard": each.shard,
        "position": recorded.position,
        "sequenced_at": recorded.sequenced_at,
        "aggregate": recorded.aggregate,
        "version": recorded.version,
        "kind": each.kind,
        "state": state,
        "error": error,
    }


def _taken(row: tuple[Any, ...]) -> Taken:
    position, aggregate, version, kind, schema, payload, actor, at, sequenced_at, shard, waits = row
    unreadable = ""
    event = _NOTHING
    try:
        event = read_event(kind, schema, payload)
    except (UnknownKind, msgspec.MsgspecError) as error:
        unreadable = f"{type(error).__name__}: {error}"
    recorded = Recorded(position, aggregate, version, event, actor, at, sequenced_at)
    return Taken(recorded, kind, shard, waits, unreadable)


_NOTHING = Event()


def _statement(name: str) -> sql.Statement:
    return sql.load(__package__, name)
