"""Lists and single answers about SKUs and styles. A page takes the same number of statements at any size."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.contrib.postgres.search import SearchQuery, SearchVectorCombinable, SearchVectorField
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet

from estafette.catalog.models import (
    Barcode,
    KitComponent,
    KitVersion,
    PersonalizationField,
    Sku,
    SkuText,
    Style,
    StyleText,
)
from estafette.catalog.queries.refs import skus_by_gtin
from estafette.catalog.queries.views import (
    BarcodeView,
    ComponentView,
    FieldView,
    KitVersionView,
    ScannedView,
    SkuView,
    StyleView,
    TextView,
)
from estafette.catalog.rules import gtin14
from estafette.catalog.types import MAX_BULK, NoBarcode, NoSku, NoStyle
from estafette.platform.access.types import Access
from estafette.platform.api.paging import Page, decode_cursor, page

T = TypeVar("T")


class _Words(SearchVectorCombinable, Func):
    """The words of a name, written exactly as the index has them."""

    template = "to_tsvector('simple', %(expressions)s)"
    output_field = SearchVectorField()


PERMISSION = "catalog:read"


def read_sku(*, code: str, access: Access) -> SkuView:
    """The SKU with all that hangs on it. Refuses with `no_sku`."""
    access.require(PERMISSION)
    views = _views(Sku.objects.filter(code=code))
    if not views:
        raise NoSku(ref=code)
    return views[0]


def list_skus(
    *,
    access: Access,
    q: str = "",
    kind: str = "",
    active: bool | None = None,
    style: str = "",
    gtin: str = "",
    changed_since: datetime | None = None,
    limit: int = 50,
    cursor: str = "",
) -> Page[SkuView]:
    """SKUs by code. `q` finds the beginning of a code, or words of a name in any locale."""
    access.require(PERMISSION)
    after = decode_cursor(cursor, str)
    rows = _searched(Sku.objects.all(), q, SkuText, "sku_id")
    filters: dict[str, Any] = {"kind": kind or None, "active": active, "style__code": style or None}
    filters |= {"barcodes__pk": gtin14(gtin) if gtin else None, "updated_at__gte": changed_since}
    filters |= {"code__gt": after[0] if after else None}
    rows = rows.filter(**{name: value for name, value in filters.items() if value is not None})
    return page(_views(rows.order_by("code")[: limit + 1]), limit=limit, key=lambda view: (view.code,))


def read_barcode(*, gtin: str, access: Access, at: datetime) -> ScannedView:
    """What a barcode stands for. Refuses with `no_barcode`."""
    access.require(PERMISSION)
    found = skus_by_gtin(gtins=[gtin], at=at).get(gtin)
    if found is None:
        raise NoBarcode(ref=gtin)
    return ScannedView(gtin=gtin, sku=found[0].code, quantity=found[1])


def read_style(*, code: str, access: Access) -> StyleView:
    """The style, its texts and the codes of its SKUs. Refuses with `no_style`."""
    access.require(PERMISSION)
    views = _style_views(Style.objects.filter(code=code))
    if not views:
        raise NoStyle(ref=code)
    return views[0]


def list_styles(*, access: Access, q: str = "", limit: int = 50, cursor: str = "") -> Page[StyleView]:
    """Styles by code. `q` finds the beginning of a code, or words of a name in any locale."""
    access.require(PERMISSION)
    after = decode_cursor(cursor, str)
    rows = _searched(Style.objects.all(), q, StyleText, "style_id")
    rows = rows.filter(code__gt=after[0]) if after else rows
    return page(_style_views(rows.order_by("code")[: limit + 1]), limit=limit, key=lambda view: (view.code,))


def _searched(rows: "QuerySet[Any]", q: str, texts: Any, owner: str) -> "QuerySet[Any]":
    """Rows whose code begins with `q`, or a name of which holds its words, as the index on the words has them."""
    if not q.strip():
        return rows
    named = texts.objects.filter(**{owner: OuterRef("pk")}).alias(words=_Words(F("name")))
    named = named.filter(words=SearchQuery(q, config="simple", search_type="websearch"))
    return rows.filter(Q(code__startswith=q.strip()) | Exists(named))


def _views(rows: "QuerySet[Sku]") -> list[SkuView]:
    """Six statements for any number of SKUs."""
    skus = list(rows.select_related("style"))
    ids = [sku.pk for sku in skus]
    texts = _grouped(SkuText.objects.filter(sku_id__in=ids).order_by("locale"), "sku_id", _text)
    barcodes = _grouped(Barcode.objects.filter(sku_id__in=ids).order_by("pk"), "sku_id", _barcode)
    fields = _grouped(
        PersonalizationField.objects.filter(sku_id__in=ids).order_by("position"), "sku_id", _field
    )
    kits = _kits(ids)
    return [_view(sku, texts[sku.pk], barcodes[sku.pk], fields[sku.pk], kits[sku.pk]) for sku in skus]


def _view(
    sku: Sku,
    texts: list[TextView],
    barcodes: list[BarcodeView],
    fields: list[FieldView],
    kit: list[KitVersionView],
) -> SkuView:
    return SkuView(
        code=sku.code,
        kind=sku.kind,
        active=sku.active,
        sellable=sku.sellable,
        sold_alone=sku.sold_alone,
        base_unit=sku.base_unit,
        display_unit=sku.display_unit,
        display_factor=sku.display_factor,
        weight_g=sku.weight_g,
        length_mm=sku.length_mm,
        width_mm=sku.width_mm,
        height_mm=sku.height_mm,
        hazard_class=sku.hazard_class,
        minimum_age=sku.minimum_age,
        cold_chain=sku.cold_chain,
        tax_category=sku.tax_category,
        style=sku.style.code if sku.style else None,
        options=sku.options,
        version=sku.version,
        updated_at=sku.updated_at,
        texts=tuple(texts),
        barcodes=tuple(barcodes),
        personalization=tuple(fields),
        kit=tuple(kit),
    )


def _kits(ids: Sequence[int]) -> dict[int, list[KitVersionView]]:
    parts: dict[tuple[int, int], list[ComponentView]] = defaultdict(list)
    rows = KitComponent.objects.filter(kit_id__in=ids).select_related("component").order_by("position")
    for row in rows:
        view = ComponentView(sku=row.component.code, quantity=row.quantity, share=row.share)
        parts[row.kit_id, row.number].append(view)
    versions: dict[int, list[KitVersionView]] = defaultdict(list)
    for each in KitVersion.objects.filter(kit_id__in=ids).order_by("-number"):
        components = tuple(parts[each.kit_id, each.number])
        versions[each.kit_id].append(KitVersionView(each.number, each.effective_from, components))
    return versions


def _style_views(rows: "QuerySet[Style]") -> list[StyleView]:
    styles = list(rows)
    ids = [style.pk for style in styles]
    texts = _grouped(StyleText.objects.filter(style_id__in=ids).order_by("locale"), "style_id", _text)
    skus = _grouped(
        Sku.objects.filter(style_id__in=ids).only("code", "style_id").order_by("code"), "style_id", str
    )
    return [
        StyleView(
            code=style.code,
            active=style.active,
            version=style.version,
            texts=tuple(texts[style.pk]),
            skus=tuple(skus[style.pk][:MAX_BULK]),
        )
        for style in styles
    ]


def _grouped(rows: Iterable[Any], owner: str, view: Callable[[Any], T]) -> dict[int, list[T]]:
    groups: dict[int, list[T]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, owner)].append(view(row))
    return groups


def _text(row: Any) -> TextView:
    return TextView(row.locale, row.name, row.description)


def _barcode(row: Barcode) -> BarcodeView:
    return BarcodeView(row.gtin, row.quantity)


def _field(row: PersonalizationField) -> FieldView:
    return FieldView(row.name, row.kind, row.max_length, row.characters, tuple(row.choices), row.required)
