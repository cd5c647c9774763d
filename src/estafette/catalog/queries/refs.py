"""What codes mean, in bulk: the look-ups of capture, stock and prices."""

import threading
import time
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from estafette.catalog import rules
from estafette.catalog.models import Barcode, PersonalizationField
from estafette.catalog.rules import gtin14
from estafette.catalog.types import Component, FieldDraft, SkuKind, SkuRef
from estafette.platform import sql
from estafette.platform.recent import Recent
from estafette.platform.refusal import Refusal

FRESH = 1.0
"""Seconds between two looks at whether the catalog has changed: how late a change may be felt."""
_SPAN = timedelta(seconds=2)
_DAY = 86_400.0

_parts = msgspec.json.Decoder(list[tuple[int, str, int, int, int | None]])
_recent: Recent[str, tuple[SkuRef, datetime]] = Recent(seconds=_DAY, most=200_000)


def skus_by_code(*, codes: Collection[str], at: datetime) -> dict[str, SkuRef]:
    """Code -> what it means at `at`; unknown codes are left out. One statement, read now."""
    if not codes:
        return {}
    rows = sql.load(__package__, "skus_by_code.sql").rows(codes=list(codes), at=at)
    return {row[1]: _ref(row) for row in rows}


def skus_by_id(*, ids: Collection[int], at: datetime) -> dict[int, SkuRef]:
    """Internal id -> what it means at `at`; unknown ids are left out. One statement, read now."""
    if not ids:
        return {}
    rows = sql.load(__package__, "skus_by_id.sql").rows(ids=list(ids), at=at)
    return {row[0]: _ref(row) for row in rows}


def sku_refs(*, codes: Collection[str], at: datetime) -> dict[str, SkuRef]:
    """As `skus_by_code`, from the memory of this process where nothing has changed since it was read.

    For the path of every order: changes of the catalog are felt within a second. A kit whose `at` is further
    than two seconds from its reading is read again, because it may have been another one then.
    """
    _watch.look()
    found = _recent.get(codes, lambda missing: _read(missing, at))
    refs = {
        code: ref
        for code, (ref, as_of) in found.items()
        if ref.kind is SkuKind.ITEM or abs(at - as_of) <= _SPAN
    }
    if len(refs) < len(found):
        refs.update(skus_by_code(codes=[code for code in found if code not in refs], at=at))
    return refs


def forget_skus() -> None:
    """Let this process read SKUs again, after it has changed some."""
    _recent.forget()


def skus_by_gtin(*, gtins: Sequence[str], at: datetime) -> dict[str, tuple[SkuRef, int]]:
    """GTIN as sent -> (SKU, units that the barcode stands for); unknown ones are left out. Two statements."""
    rows = Barcode.objects.filter(pk__in={gtin14(gtin) for gtin in gtins}).values_list(
        "pk", "sku_id", "quantity"
    )
    found = {key: (sku_id, quantity) for key, sku_id, quantity in rows}
    refs = skus_by_id(ids={sku_id for sku_id, _ in found.values()}, at=at)
    known = {gtin: found[gtin14(gtin)] for gtin in gtins if gtin14(gtin) in found}
    return {gtin: (refs[sku_id], quantity) for gtin, (sku_id, quantity) in known.items()}


def personalization_faults(*, filled: Sequence[tuple[int, Mapping[str, str]]]) -> list[list[Refusal]]:
    """What is wrong with what buyers filled in, for each (SKU id, name -> value), in order. One statement.

    Refusals have the path `personalization.<name>`; a required field that is missing is one too. Ask for SKUs
    whose `personalized` is true, and for all with values.
    """
    fields: dict[int, list[FieldDraft]] = {sku_id: [] for sku_id, _ in filled}
    for row in PersonalizationField.objects.filter(sku_id__in=fields).order_by("sku_id", "position"):
        fields[row.sku_id].append(
            FieldDraft(
                name=row.name,
                kind=row.kind,
                max_length=row.max_length,
                characters=row.characters,
                choices=tuple(row.choices),
                required=row.required,
            )
        )
    return [rules.personalization_faults(fields[sku_id], values) for sku_id, values in filled]


class _Watch:
    """Looks, at most once a second, whether a change of the catalog has become visible since the last look.

    By visibility, not by time or number: a transaction that began earlier may commit later.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._looked = 0.0
        self._since: str | None = None

    def look(self) -> None:
        """Forget what was read when something changed. One caller looks, the others go on."""
        if time.monotonic() - self._looked < FRESH or not self._lock.acquire(blocking=False):
            return
        try:
            [(now, changed)] = sql.load(__package__, "poll_change.sql").rows(since=self._since)
            if changed:
                _recent.forget()
            self._since, self._looked = now, time.monotonic()
        finally:
            self._lock.release()


_watch = _Watch()


def _read(codes: list[str], at: datetime) -> dict[str, tuple[SkuRef, datetime]]:
    return {code: (ref, at) for code, ref in skus_by_code(codes=codes, at=at).items()}


def _ref(row: tuple[Any, ...]) -> SkuRef:
    number, components = row[9], row[10]
    return SkuRef(
        id=row[0],
        code=row[1],
        kind=SkuKind(row[2]),
        active=row[3],
        sellable=row[4],
        sold_alone=row[5],
        base_unit=row[6],
        weight_g=row[7],
        tax_category=row[8],
        kit_version=number,
        components=tuple(Component(*part) for part in _parts.decode(components)) if components else (),
        personalized=row[11],
    )
