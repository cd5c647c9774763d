"""What hangs on SKUs: barcodes, texts, personalization fields. Each set replaces what was there."""

from collections.abc import Mapping, Sequence

from estafette.catalog.models import Barcode, PersonalizationField, Sku, SkuText
from estafette.catalog.rules import gtin14
from estafette.catalog.types import BarcodeDraft, FieldDraft, GtinTaken, TextDraft
from estafette.platform.coded import replace_parts
from estafette.platform.refusal import Refusal

_Sets = Sequence[tuple[str, str, Sequence[BarcodeDraft]]]


def write_barcodes(wanted: Mapping[int, Sequence[BarcodeDraft]]) -> set[int]:
    """Make the barcodes of each SKU exactly these; the ids of the SKUs whose barcodes changed."""
    rows = {
        sku_id: [
            Barcode(gtin14=gtin14(each.gtin), gtin=each.gtin, sku_id=sku_id, quantity=each.quantity)
            for each in drafts
        ]
        for sku_id, drafts in wanted.items()
    }
    return replace_parts(Barcode, "sku_id", rows, fields=("gtin14", "gtin", "quantity"))


def write_texts(wanted: Mapping[int, Sequence[TextDraft]]) -> set[int]:
    """Make the texts of each SKU exactly these; the ids of the SKUs whose texts changed."""
    rows = {
        sku_id: [
            SkuText(sku_id=sku_id, locale=each.locale, name=each.name, description=each.description)
            for each in drafts
        ]
        for sku_id, drafts in wanted.items()
    }
    return replace_parts(SkuText, "sku_id", rows, fields=("locale", "name", "description"))


def write_fields(wanted: Mapping[int, Sequence[FieldDraft]]) -> set[int]:
    """Make the personalization fields of each SKU exactly these; the ids of the SKUs whose fields changed."""
    rows = {
        sku_id: [
            PersonalizationField(
                sku_id=sku_id,
                position=position,
                name=each.name,
                kind=each.kind,
                max_length=each.max_length,
                characters=each.characters,
                choices=list(each.choices),
                required=each.required,
            )
            for position, each in enumerate(drafts)
        ]
        for sku_id, drafts in wanted.items()
    }
    fields = ("position", "name", "kind", "max_length", "characters", "choices", "required")
    return replace_parts(PersonalizationField, "sku_id", rows, fields=fields)


def gtins_taken(sets: _Sets, owners: Mapping[str, Sku]) -> list[Refusal]:
    """Barcodes that belong to a SKU which this call does not give others; sets are (path, SKU code, drafts)."""
    released = [owners[code].pk for _, code, _ in sets if code in owners]
    wanted = {gtin14(each.gtin) for _, _, drafts in sets for each in drafts}
    rows = Barcode.objects.filter(pk__in=wanted).exclude(sku_id__in=released).values_list("pk", "sku__code")
    holders = dict(rows)
    return [
        GtinTaken(field=f"{path}.barcodes[{k}].gtin", gtin=each.gtin, sku=holders[gtin14(each.gtin)])
        for path, _, drafts in sets
        for k, each in enumerate(drafts)
        if gtin14(each.gtin) in holders
    ]
