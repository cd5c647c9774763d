"""Expected supply: announce it, change it, receive it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from estafette.inventory.commands.move import move
from estafette.inventory.events import SupplyChanged
from estafette.inventory.types import MAX_UNITS, Move, Reason
from estafette.platform import sql
from estafette.platform.access.types import Actor
from estafette.platform.eventlog import append
from estafette.platform.eventlog.types import Entry
from estafette.platform.ids import uuid7
from estafette.platform.refusal import InvalidInput, NotFound, Refused
from estafette.platform.transactions import requires_transaction


class BadSupply(InvalidInput):
    code = "bad_quantity"
    message = "The expected quantity {quantity} is not possible: it is a whole number from 1 to {limit}."
    remedy = "Send the units that are still to come together with those received."


class UnknownSupply(NotFound):
    code = "unknown_supply"
    message = "No open expected supply “{ref}” of the article at the place."
    remedy = "Announce it first, or record the units as a receipt movement."


@dataclass(frozen=True, slots=True)
class Expected:
    """Units of one SKU expected at one location from one source, in all."""

    sku_id: int
    location_id: int
    source_kind: str
    source_ref: str
    quantity: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """Units that came in from a source; `close` says that no more will."""

    sku_id: int
    location_id: int
    source_kind: str
    source_ref: str
    quantity: int
    close: bool = False


@requires_transaction
def announce(*, expected: Sequence[Expected], by: Actor, at: datetime) -> int:
    """Announce or change expected supply, by its source; the rows kept. Raises `Refused` with `bad_quantity`.

    The last of several lines with one source counts. When less is to come than demand waits for, that demand
    waits for stock again.
    """
    refusals = [
        BadSupply(field=f"supply[{position}].quantity", quantity=each.quantity, limit=MAX_UNITS)
        for position, each in enumerate(expected)
        if not 1 <= each.quantity <= MAX_UNITS
    ]
    if refusals:
        raise Refused(refusals)
    latest = {(e.sku_id, e.location_id, e.source_kind, e.source_ref): e for e in expected}
    if not latest:
        return 0
    rows = sql.load(__package__, "announce.sql").rows(rows=sql.json(list(latest.values())), actor=by.label())
    over = [_source(*row[:4]) for row in rows if row[4]]
    if over:
        sql.load(__package__, "unpeg.sql").rows(rows=sql.json(over), actor=by.label())
    _tell(len(rows), by=by, at=at)
    return len(rows)


@requires_transaction
def receive(*, receipts: Sequence[Receipt], by: Actor, at: datetime) -> None:
    """Book receipts: supply falls and on hand grows, in one transaction; all or none.

    A receipt of nothing may only close. Raises `Refused` with `unknown_supply` for each receipt whose supply is
    not open, and `bad_quantity`.
    """
    if not receipts:
        return
    _check(receipts)
    given = sql.json(_totals(receipts))
    sql.load(__package__, "lock_supply.sql").rows(rows=given)
    sql.load(__package__, "unpeg.sql").rows(rows=given, actor=by.label())
    rows = sql.load(__package__, "receive.sql").rows(rows=given, actor=by.label())
    known = {tuple(row) for row in rows}
    refusals = [
        UnknownSupply(field=f"receipts[{position}].source_ref", noun="supply", ref=each.source_ref)
        for position, each in enumerate(receipts)
        if (each.sku_id, each.location_id, each.source_kind, each.source_ref) not in known
    ]
    if refusals:
        raise Refused(refusals)
    move(
        moves=[
            Move(
                sku_id=each.sku_id,
                location_id=each.location_id,
                quantity=each.quantity,
                reason=Reason.RECEIPT,
                source_kind=each.source_kind,
                source_ref=each.source_ref,
            )
            for each in receipts
            if each.quantity
        ],
        by=by,
        at=at,
    )
    _tell(len(rows), by=by, at=at)


def _check(receipts: Sequence[Receipt]) -> None:
    total: Counter[tuple[int, int, str, str]] = Counter()
    refusals = []
    for position, each in enumerate(receipts):
        key = (each.sku_id, each.location_id, each.source_kind, each.source_ref)
        total[key] += each.quantity
        if each.quantity < 0 or total[key] > MAX_UNITS or (each.quantity == 0 and not each.close):
            field = f"receipts[{position}].quantity"
            refusals.append(BadSupply(field=field, quantity=each.quantity, limit=MAX_UNITS))
    if refusals:
        raise Refused(refusals)


def _totals(receipts: Sequence[Receipt]) -> list[dict[str, object]]:
    """One row a source, however many lines name it."""
    totals: dict[tuple[int, int, str, str], dict[str, object]] = {}
    units: Counter[tuple[int, int, str, str]] = Counter()
    for each in receipts:
        key = (each.sku_id, each.location_id, each.source_kind, each.source_ref)
        units[key] += each.quantity
        closes = each.close or bool(totals.get(key, {}).get("close"))
        totals[key] = {**_source(*key), "quantity": units[key], "close": closes}
    return list(totals.values())


def _source(sku_id: int, location_id: int, kind: str, ref: str) -> dict[str, object]:
    return {"sku_id": sku_id, "location_id": location_id, "source_kind": kind, "source_ref": ref}


def _tell(rows: int, *, by: Actor, at: datetime) -> None:
    event = SupplyChanged(rows=rows)
    append([Entry(aggregate=f"stock:{uuid7()}", version=1, event=event)], by=by, at=at)
