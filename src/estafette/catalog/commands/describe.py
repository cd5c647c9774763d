"""Barcodes and texts of SKUs that exist."""

from collections.abc import Sequence
from datetime import datetime

from estafette.catalog import rules
from estafette.catalog.commands.noting import _note_change
from estafette.catalog.commands.parts import gtins_taken, write_barcodes, write_texts
from estafette.catalog.commands.skus import sku_changed
from estafette.catalog.models import Sku
from estafette.catalog.types import BarcodeSet, Done, TextSet, UnknownSku
from estafette.platform.access.types import Actor
from estafette.platform.coded import Outcome, lock, touch
from estafette.platform.eventlog.append import append
from estafette.platform.refusal import Refusal, refuse_all
from estafette.platform.transactions import requires_transaction


@requires_transaction
def set_barcodes(*, sets: Sequence[BarcodeSet], by: Actor, at: datetime) -> list[Done]:
    """Give each SKU exactly the barcodes sent; one answer each, in order.

    Refuses, each with the path `sets[n].barcodes[k].gtin`: `bad_gtin`, `wrong_check_digit`, `sent_twice`, and
    `gtin_taken` for a barcode of a SKU that is not in this call.
    """
    faults: list[Refusal] = [*rules.twice([each.sku for each in sets], "sets[{n}].sku")]
    for n, each in enumerate(sets):
        faults += rules.under(f"sets[{n}].", rules.barcode_faults(each.barcodes))
    shared = rules.shared_gtins([(n, each.sku, each.barcodes) for n, each in enumerate(sets)], "sets")
    refuse_all([*faults, *shared])
    existing = _owners([each.sku for each in sets])
    refuse_all(
        gtins_taken([(f"sets[{n}]", each.sku, each.barcodes) for n, each in enumerate(sets)], existing)
    )
    changed = write_barcodes({existing[each.sku].pk: each.barcodes for each in sets})
    return _told([existing[each.sku] for each in sets], changed, "barcodes", by, at)


@requires_transaction
def set_texts(*, sets: Sequence[TextSet], by: Actor, at: datetime) -> list[Done]:
    """Give each SKU exactly the texts sent, by locale; one answer each, in order."""
    faults: list[Refusal] = [*rules.twice([each.sku for each in sets], "sets[{n}].sku")]
    for n, each in enumerate(sets):
        faults += rules.under(f"sets[{n}].", rules.text_faults(each.texts))
    refuse_all(faults)
    existing = _owners([each.sku for each in sets])
    changed = write_texts({existing[each.sku].pk: each.texts for each in sets})
    return _told([existing[each.sku] for each in sets], changed, "texts", by, at)


def _owners(codes: Sequence[str]) -> dict[str, Sku]:
    """The SKUs, locked; refuses with `unknown_sku`."""
    existing = lock(Sku, codes)
    refuse_all(
        [UnknownSku(field=f"sets[{n}].sku", sku=code) for n, code in enumerate(codes) if code not in existing]
    )
    return existing


def _told(rows: Sequence[Sku], changed: set[int], part: str, by: Actor, at: datetime) -> list[Done]:
    """Raise the versions of what changed and tell of it."""
    touched = {row.pk: row for row in touch(Sku, changed, at=at)}
    append([sku_changed(row, (part,)) for row in touched.values()], by=by, at=at)
    _note_change()
    return [_done(row, touched.get(row.pk)) for row in rows]


def _done(before: Sku, after: Sku | None) -> Done:
    if after is None:
        return Done(before.code, Outcome.SAME.value, before.version)
    return Done(after.code, Outcome.CHANGED.value, after.version)
