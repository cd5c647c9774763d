"""Load absolute stock figures by the million: staged by COPY, understood and merged in SQL, part by part.

The steps are `stage`, `understand`, then `merge` for each part, each in a transaction of its own (see jobs.py).
Run again after an interruption, a load recognizes what it has taken over and goes on behind it.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

import psycopg
from django.db import transaction
from psycopg.sql import SQL, Identifier, Literal

from estafette.catalog.types import UnknownSku
from estafette.inventory.commands.reconcile import (
    OLDEST,
    SKEW,
    BadFigure,
    BadInstant,
    SaidTwice,
    take_snapshots,
)
from estafette.inventory.events import ShortfallFound, StockReconciled
from estafette.inventory.types import MAX_UNITS, KitHasNoStock, Snapshot
from estafette.network.types import OutsideLimits, UnknownLocation
from estafette.platform import sql
from estafette.platform.access.types import Access, Actor
from estafette.platform.eventlog import append
from estafette.platform.eventlog.types import Entry
from estafette.platform.ids import uuid7
from estafette.platform.refusal import InvalidInput, Refusal
from estafette.platform.transactions import requires_transaction

COLUMNS = ("sku", "location", "on_hand")
DATED = ("as_of", "sequence")
BLOCK = 50_000
"""Rows that one part, one transaction and one event stand for."""
MAX_FAULTS = 10_000
"""Faults that are told one by one; beyond that they are only counted."""
NAMED = 1000
MAX_LINE = 10_000


class BadHeader(InvalidInput):
    code = "bad_header"
    message = "The first line does not name the columns sku, location and on_hand, with as_of and sequence or without."
    remedy = "Begin the file with a line such as: sku,location,on_hand."


class BadLine(InvalidInput):
    code = "bad_line"
    message = "This line does not have the columns of the first line, or is not text in UTF-8."
    remedy = "Write every line in the form of the first one."


class BadSequence(InvalidInput):
    code = "bad_sequence"
    message = "“{value}” is not the number of a message."
    remedy = "Send a whole number that grows with every message of the stock master."


@dataclass(frozen=True, slots=True)
class Form:
    """The columns of a file in their order, and what separates them."""

    columns: tuple[str, ...]
    delimiter: str

    @property
    def dated(self) -> bool:
        return "as_of" in self.columns


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that was left out; `row` 1 is the first below the header."""

    row: int
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Staged:
    """What was read of a file: rows, and those that are no rows."""

    form: Form
    rows: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Understood:
    """What the rows mean: how many do, the parts in which they are merged, and the faults of the others."""

    rows: int
    parts: tuple[tuple[int, int], ...]
    faults: tuple[Fault, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Merged:
    """What one part changed."""

    changed: int
    units: int
    short: tuple[tuple[int, int, int], ...] = field(default=())


def form_of(header: bytes) -> Form:
    """The form of a file by its first line. Raises `bad_header`."""
    try:
        text = header.decode("utf-8-sig").strip().lower()
    except UnicodeDecodeError:
        raise BadHeader() from None
    delimiter = max(",;\t", key=text.count)
    columns = tuple(name.strip().strip('"') for name in text.split(delimiter))
    if sorted(columns) not in (sorted(COLUMNS), sorted((*COLUMNS, *DATED))):
        raise BadHeader()
    return Form(columns, delimiter)


@requires_transaction
def stage(*, lines: Iterable[bytes], by: Actor, at: datetime) -> Staged:
    """Read the lines of a CSV file, header first, into this session's own table. Raises `bad_header`."""
    supply = iter(lines)
    form = form_of(next(supply, b""))
    sql.load(__package__, "load_stage.sql").run()
    rows = 0
    faults: list[Fault] = []
    while block := list(islice(supply, BLOCK)):
        try:
            with transaction.atomic():
                _copy(form, b"".join(block), first=rows + 1)
        except psycopg.DataError:
            _copy_carefully(form, block, rows + 1, faults)
        rows += len(block)
    return Staged(form, rows, tuple(faults))


@requires_transaction
def understand(*, staged: Staged, by: Actor, access: Access, at: datetime) -> Understood:
    """Find out what the staged rows mean, and which mean nothing: unknown, out of limits, impossible or double."""
    access.require("stock:write")
    raw = sql.raw_connection()
    raw.execute("SET LOCAL work_mem = '128MB'")
    asked = {
        "dated": staged.form.dated,
        "places": None if access.places is None else sql.array(sorted(access.places)),
        "most": MAX_UNITS,
        "oldest": at - OLDEST,
        "newest": at + SKEW,
    }
    sql.load(__package__, "load_resolve.sql").run(**asked)
    [(rows, pages)] = sql.load(__package__, "load_pages.sql").rows()
    faults = list(staged.faults)
    left_out = staged.rows - rows
    if left_out > len(faults):
        found = sql.load(__package__, "load_faults.sql").rows(limit=MAX_FAULTS - len(faults), **asked)
        faults += [Fault(row[0], _refusal(*row[1:6])) for row in found]
    step = max(1, round(pages * BLOCK / rows)) if rows else 1
    parts = tuple((first, first + step) for first in range(0, pages, step))
    return Understood(rows, parts, tuple(sorted(faults, key=lambda fault: fault.row)), left_out)


@requires_transaction
def merge(
    *, part: tuple[int, int], form: Form, source: str, by: Actor, access: Access, at: datetime
) -> Merged:
    """Take over one part: levels, ledger and one event. `source` names the file in the ledger."""
    access.require("stock:write")
    pages = {"first": f"({part[0]},0)", "after": f"({part[1]},0)"}
    if form.dated:
        return _merge_dated(pages, by, at)
    with sql.pipeline():
        sql.load(__package__, "share_rules.sql").send()
        sql.load(__package__, "load_plan.sql").send()
    [(ruled, known)] = sql.load(__package__, "load_state.sql").rows(**pages)
    [(changed, units, short)] = sql.load(__package__, "load_merge.sql").rows(
        **pages, ruled=ruled, known=known, source=source, actor=by.label(), at=at
    )
    missing = tuple((sku, place, gap) for sku, place, gap in sql.parse(short))
    event = StockReconciled(source="load", rows=changed, changed=changed, units=units)
    events = [event, *([ShortfallFound(places=list(missing[:NAMED]))] if missing else [])]
    if changed:
        append([Entry(aggregate=f"stock:{uuid7()}", version=1, event=each) for each in events], by=by, at=at)
    return Merged(changed, units, missing)


def _merge_dated(pages: dict[str, str], by: Actor, at: datetime) -> Merged:
    """Figures as of an instant are reconciled with what happened since, as a snapshot over HTTP is."""
    rows = sql.load(__package__, "load_part.sql").rows(**pages)
    results = take_snapshots(snapshots=[Snapshot(*row) for row in rows], by=by, at=at)
    return Merged(
        changed=sum(1 for each in results if each.difference),
        units=sum(each.difference for each in results),
        short=tuple((each.sku_id, each.location_id, each.missing) for each in results if each.missing),
    )


def _copy(form: Form, data: bytes, *, first: int) -> None:
    raw = sql.raw_connection()
    raw.execute("SELECT setval('inventory_load_n', %s, false)", [first])
    statement = SQL("COPY inventory_load ({}) FROM STDIN (FORMAT csv, DELIMITER {}, ENCODING 'UTF8')").format(
        SQL(", ").join(Identifier(name) for name in form.columns), Literal(form.delimiter)
    )
    with raw.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(data)


def _copy_carefully(form: Form, block: Sequence[bytes], first: int, faults: list[Fault]) -> None:
    """One line at a time, because some of them are no rows."""
    statement = SQL("COPY inventory_load (n, {}) FROM STDIN").format(
        SQL(", ").join(Identifier(name) for name in form.columns)
    )
    with sql.raw_connection().cursor() as cursor, cursor.copy(statement) as copy:
        for row, values in _rows(form, block, first):
            if values is None:
                faults.append(Fault(row, BadLine()))
            else:
                copy.write_row((row, *values))


def _rows(form: Form, block: Sequence[bytes], first: int) -> Iterator[tuple[int, list[str] | None]]:
    for row, line in enumerate(block, start=first):
        try:
            text = line.decode("utf-8")
            [values] = csv.reader([text], delimiter=form.delimiter, strict=True)
        except (ValueError, csv.Error):
            yield row, None
            continue
        fits = len(values) == len(form.columns) and "\x00" not in text and len(line) <= MAX_LINE
        yield row, values if fits else None


def _refusal(why: str, sku: str, location: str, on_hand: str, as_of: str) -> Refusal:
    made: dict[str, Any] = {
        "sku": UnknownSku(field="sku", sku=sku or ""),
        "kit": KitHasNoStock(field="sku", sku=sku),
        "location": UnknownLocation(field="location", ref=location or ""),
        "limits": OutsideLimits(field="location", ref=location),
        "on_hand": BadFigure(field="on_hand", quantity=on_hand or "", limit=MAX_UNITS),
        "sequence": BadSequence(field="sequence", value=""),
        "as_of": BadInstant(field="as_of", instant=as_of or ""),
        "twice": SaidTwice(field="sku"),
    }
    refusal: Refusal = made[why]
    return refusal
