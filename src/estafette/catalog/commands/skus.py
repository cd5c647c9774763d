"""Create, change and retire SKUs and styles, many at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from estafette.catalog import rules
from estafette.catalog.commands.noting import _note_change
from estafette.catalog.commands.parts import gtins_taken, write_barcodes, write_fields, write_texts
from estafette.catalog.events import SkuChanged, SkuRetired, StyleChanged
from estafette.catalog.models import Sku, Style, StyleText
from estafette.catalog.types import (
    Done,
    KindFixed,
    SkuDraft,
    StillInKit,
    StyleDraft,
    UnitFixed,
    UnknownSku,
    UnknownStyle,
    VariantTaken,
)
from estafette.platform import sql
from estafette.platform.access.types import Actor
from estafette.platform.coded import Saved, lock, replace_parts, save
from estafette.platform.eventlog.append import append
from estafette.platform.eventlog.types import Entry
from estafette.platform.refusal import Refusal, refuse_all
from estafette.platform.transactions import requires_transaction

FIELDS = (
    "kind", "active", "sellable", "sold_alone", "base_unit", "display_unit", "display_factor", "weight_g",
    "length_mm", "width_mm", "height_mm", "hazard_class", "minimum_age", "cold_chain", "tax_category",
)  # fmt: skip
WRITTEN = (*FIELDS, "style_id", "options")


@requires_transaction
def upsert_skus(*, drafts: Sequence[SkuDraft], by: Actor, at: datetime) -> list[Done]:
    """Create the SKUs whose code is new, change the others to what is sent; one answer each, in order.

    One bad draft refuses all, and every bad field is named as `skus[n].field`. The kind and the base unit of
    a SKU never change.
    """
    refuse_all(rules.sku_faults(drafts))
    styles = lock(Style, [draft.style for draft in drafts if draft.style])
    existing = lock(Sku, [draft.code for draft in drafts])
    refuse_all(_conflicts(drafts, existing, styles, at))
    changed: dict[int, list[str]] = defaultdict(list)

    def parts(rows: Sequence[Sku]) -> Collection[int]:
        ids = {row.code: row.pk for row in rows}
        for name, ids_changed in _write_parts(drafts, ids):
            for sku_id in sorted(ids_changed):
                changed[sku_id].append(name)
        return changed

    rows = [_row(draft, styles) for draft in drafts]
    saved = save(rows, existing, fields=WRITTEN, at=at, parts=parts)
    append([_changed(each, existing, changed) for each in saved if each.is_new], by=by, at=at)
    _note_change()
    return [Done(each.row.code, each.outcome.value, each.row.version) for each in saved]


@requires_transaction
def upsert_styles(*, drafts: Sequence[StyleDraft], by: Actor, at: datetime) -> list[Done]:
    """Create the styles whose code is new, change the others; one answer each, in order."""
    refuse_all(rules.style_faults(drafts))
    existing = lock(Style, [draft.code for draft in drafts])

    def parts(rows: Sequence[Style]) -> Collection[int]:
        wanted = {
            row.pk: [
                StyleText(style_id=row.pk, locale=text.locale, name=text.name, description=text.description)
                for text in draft.texts
            ]
            for row, draft in zip(rows, drafts, strict=True)
            if draft.texts is not None
        }
        return replace_parts(StyleText, "style_id", wanted, fields=("locale", "name", "description"))

    rows = [Style(code=draft.code, active=draft.active) for draft in drafts]
    saved = save(rows, existing, fields=("active",), at=at, parts=parts)
    told = [each.row for each in saved if each.is_new]
    append([_style_changed(row) for row in told], by=by, at=at)
    return [Done(each.row.code, each.outcome.value, each.row.version) for each in saved]


@requires_transaction
def retire(*, codes: Sequence[str], by: Actor, at: datetime) -> list[Done]:
    """Take SKUs out of sale for good; one answer each, in order. Their stock and their past stay.

    Refuses with `unknown_sku`, and with `still_in_kit` for a component of a kit that stays in sale.
    """
    existing = lock(Sku, codes)
    unknown = [
        UnknownSku(field=f"skus[{n}]", sku=code) for n, code in enumerate(codes) if code not in existing
    ]
    refuse_all(
        [*unknown, *_still_in_kits({code: f"skus[{n}]" for n, code in enumerate(codes)}, existing, at)]
    )
    rows = [_retired(existing[code]) for code in dict.fromkeys(codes)]
    saved = save(rows, existing, fields=("active",), at=at)
    told = [each.row for each in saved if each.is_new]
    entries = [Entry(f"sku:{row.pk}", row.version, SkuRetired(sku_id=row.pk, code=row.code)) for row in told]
    append(entries, by=by, at=at)
    _note_change()
    answers = {each.row.code: Done(each.row.code, each.outcome.value, each.row.version) for each in saved}
    return [answers[code] for code in codes]


def _row(draft: SkuDraft, styles: Mapping[str, Style]) -> Sku:
    values = {name: getattr(draft, name) for name in FIELDS}
    style_id = styles[draft.style].pk if draft.style else None
    return Sku(code=draft.code, style_id=style_id, options=dict(draft.options), **values)


def _retired(row: Sku) -> Sku:
    values = {name: getattr(row, name) for name in WRITTEN}
    return Sku(code=row.code, **{**values, "active": False})


def _conflicts(
    drafts: Sequence[SkuDraft], existing: Mapping[str, Sku], styles: Mapping[str, Style], at: datetime
) -> list[Refusal]:
    """What the state of the catalog does not allow."""
    faults: list[Refusal] = []
    for n, draft in enumerate(drafts):
        before = existing.get(draft.code)
        if draft.style and draft.style not in styles:
            faults.append(UnknownStyle(field=f"skus[{n}].style", style=draft.style))
        if before and before.kind != draft.kind:
            faults.append(KindFixed(field=f"skus[{n}].kind", sku=draft.code, kind=before.kind))
        if before and before.base_unit != draft.base_unit:
            faults.append(UnitFixed(field=f"skus[{n}].base_unit", sku=draft.code, unit=before.base_unit))
    faults += _variants_taken(drafts, styles)
    faults += gtins_taken(
        [(f"skus[{n}]", d.code, d.barcodes) for n, d in enumerate(drafts) if d.barcodes], existing
    )
    ending = {draft.code: f"skus[{n}].active" for n, draft in enumerate(drafts) if not draft.active}
    return [*faults, *_still_in_kits(ending, existing, at)]


def _variants_taken(drafts: Sequence[SkuDraft], styles: Mapping[str, Style]) -> list[Refusal]:
    """Two variants of one style never have the same options; SKUs of this call give up what they had."""
    codes = [draft.code for draft in drafts]
    others = Sku.objects.filter(style__in=styles.values()).exclude(code__in=codes)
    holders = {(style_id, _key(options)): code for code, style_id, options in others.values_list(
        "code", "style_id", "options"
    )}  # fmt: skip
    faults: list[Refusal] = []
    for n, draft in enumerate(drafts):
        style = styles.get(draft.style or "")
        if style is None:
            continue
        holder = holders.setdefault((style.pk, _key(draft.options)), draft.code)
        if holder != draft.code:
            faults.append(VariantTaken(field=f"skus[{n}].options", style=style.code, sku=holder))
    return faults


def _key(options: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(options.items()))


def _still_in_kits(ending: Mapping[str, str], existing: Mapping[str, Sku], at: datetime) -> list[Refusal]:
    """Components of kits that stay in sale; `ending` is SKU code -> path."""
    ids = [existing[code].pk for code in ending if code in existing and existing[code].active]
    if not ids:
        return []
    rows = sql.load(__package__, "kits_with.sql").rows(ids=ids, at=at)
    return [StillInKit(field=ending[code], sku=code, kit=kit) for _, code, kit in rows if kit not in ending]


def _write_parts(drafts: Sequence[SkuDraft], ids: Mapping[str, int]) -> Iterable[tuple[str, set[int]]]:
    yield "barcodes", write_barcodes({ids[d.code]: d.barcodes for d in drafts if d.barcodes is not None})
    yield "texts", write_texts({ids[d.code]: d.texts for d in drafts if d.texts is not None})
    fields = {ids[d.code]: d.personalization for d in drafts if d.personalization is not None}
    yield "personalization", write_fields(fields)


def _changed(each: Saved[Sku], existing: Mapping[str, Sku], changed: Mapping[int, Sequence[str]]) -> Entry:
    row, before = each.row, existing.get(each.row.code)
    itself = before is None or any(getattr(row, name) != getattr(before, name) for name in WRITTEN)
    parts = (*(("sku",) if itself else ()), *changed.get(row.pk, ()))
    return sku_changed(row, parts)


def sku_changed(row: Sku, parts: tuple[str, ...]) -> Entry:
    """The event of a SKU that was created or changed, under its new version."""
    event = SkuChanged(sku_id=row.pk, code=row.code, sku_kind=row.kind, active=row.active, parts=parts)
    return Entry(f"sku:{row.pk}", row.version, event)


def _style_changed(row: Style) -> Entry:
    return Entry(
        f"style:{row.pk}", row.version, StyleChanged(style_id=row.pk, code=row.code, active=row.active)
    )
