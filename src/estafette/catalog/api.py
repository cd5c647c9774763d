"""HTTP door of the catalog."""

from typing import Annotated

from msgspec import Meta

from estafette.catalog import commands, queries
from estafette.catalog.queries.views import ScannedView, SkuView, StyleView
from estafette.catalog.types import (
    MAX_BULK,
    BarcodeSet,
    Done,
    KitDraft,
    SkuDraft,
    SkuKind,
    StyleDraft,
    TextSet,
)
from estafette.platform.api.contract import Call, Input, NoQuery, Output, Router
from estafette.platform.api.paging import Page, PageQuery
from estafette.platform.codes import Code, Instant

router = Router("catalog")
READ, WRITE = "catalog:read", "catalog:write"
BODY = 8 << 20
"""Bytes of a body with five hundred SKUs and their texts."""

Bulk = Meta(min_length=1, max_length=MAX_BULK)
Search = Annotated[str, Meta(max_length=100, description="The beginning of a code, or words of a name.")]


class Skus(Input, frozen=True, kw_only=True):
    """SKUs to create or change."""

    skus: Annotated[list[SkuDraft], Bulk]


class Styles(Input, frozen=True, kw_only=True):
    """Styles to create or change."""

    styles: Annotated[list[StyleDraft], Bulk]


class Kits(Input, frozen=True, kw_only=True):
    """Kits to define."""

    kits: Annotated[list[KitDraft], Bulk]


class BarcodeSets(Input, frozen=True, kw_only=True):
    """SKUs with all the barcodes that they shall have."""

    sets: Annotated[list[BarcodeSet], Bulk]


class TextSets(Input, frozen=True, kw_only=True):
    """SKUs with all the texts that they shall have."""

    sets: Annotated[list[TextSet], Bulk]


class Codes(Input, frozen=True, kw_only=True):
    """Codes of SKUs."""

    skus: Annotated[list[Code], Bulk]


class Answers(Output, frozen=True, kw_only=True):
    """One answer for each thing sent, in the same order."""

    items: list[Done]


class SkuQuery(PageQuery, frozen=True, kw_only=True):
    """Filters of the list of SKUs."""

    q: Search = ""
    kind: Annotated[str, Meta(max_length=4, extra_json_schema={"enum": ["", *SkuKind]})] = ""
    active: bool | None = None
    style: Annotated[str, Meta(max_length=64)] = ""
    gtin: Annotated[str, Meta(max_length=14)] = ""
    changed_since: Instant | None = None


class StyleQuery(PageQuery, frozen=True, kw_only=True):
    """Filters of the list of styles."""

    q: Search = ""


@router.put("/skus", scope=WRITE, body=Skus, answer=Answers, max_body=BODY)
def put_skus(call: Call[Skus, NoQuery]) -> Answers:
    """Create or change SKUs by their codes, at most 500 at once."""
    return Answers(items=commands.upsert_skus(drafts=call.body.skus, by=call.actor, at=call.at))


@router.get("/skus", scope=READ, query=SkuQuery, answer=Page[SkuView])
def list_skus(call: Call[None, SkuQuery]) -> Page[SkuView]:
    """List SKUs by code."""
    sent = call.query
    return queries.list_skus(
        access=call.access,
        q=sent.q,
        kind=sent.kind,
        active=sent.active,
        style=sent.style,
        gtin=sent.gtin,
        changed_since=sent.changed_since,
        limit=sent.limit,
        cursor=sent.cursor,
    )


@router.get("/skus/{code}", scope=READ, answer=SkuView)
def read_sku(call: Call[None, NoQuery]) -> SkuView:
    """Read one SKU with its texts, barcodes, personalization fields and the versions of a kit."""
    return queries.read_sku(code=call.path["code"], access=call.access)


@router.put("/skus-retired", scope=WRITE, body=Codes, answer=Answers)
def retire_skus(call: Call[Codes, NoQuery]) -> Answers:
    """Take SKUs out of sale. A component of a kit that stays in sale is refused."""
    return Answers(items=commands.retire(codes=call.body.skus, by=call.actor, at=call.at))


@router.put("/styles", scope=WRITE, body=Styles, answer=Answers, max_body=BODY)
def put_styles(call: Call[Styles, NoQuery]) -> Answers:
    """Create or change styles by their codes, at most 500 at once."""
    return Answers(items=commands.upsert_styles(drafts=call.body.styles, by=call.actor, at=call.at))


@router.get("/styles", scope=READ, query=StyleQuery, answer=Page[StyleView])
def list_styles(call: Call[None, StyleQuery]) -> Page[StyleView]:
    """List styles by code."""
    sent = call.query
    return queries.list_styles(access=call.access, q=sent.q, limit=sent.limit, cursor=sent.cursor)


@router.get("/styles/{code}", scope=READ, answer=StyleView)
def read_style(call: Call[None, NoQuery]) -> StyleView:
    """Read one style and the codes of its SKUs."""
    return queries.read_style(code=call.path["code"], access=call.access)


@router.put("/kits", scope=WRITE, body=Kits, answer=Answers, max_body=BODY)
def put_kits(call: Call[Kits, NoQuery]) -> Answers:
    """Say what kits are made of from an instant on. The same make-up again makes no new version."""
    return Answers(items=commands.define_kit(drafts=call.body.kits, by=call.actor, at=call.at))


@router.put("/barcodes", scope=WRITE, body=BarcodeSets, answer=Answers)
def put_barcodes(call: Call[BarcodeSets, NoQuery]) -> Answers:
    """Give each SKU exactly the barcodes sent."""
    return Answers(items=commands.set_barcodes(sets=call.body.sets, by=call.actor, at=call.at))


@router.get("/barcodes/{gtin}", scope=READ, answer=ScannedView)
def read_barcode(call: Call[None, NoQuery]) -> ScannedView:
    """Read what a barcode stands for."""
    return queries.read_barcode(gtin=call.path["gtin"], access=call.access, at=call.at)


@router.put("/sku-texts", scope=WRITE, body=TextSets, answer=Answers, max_body=BODY)
def put_texts(call: Call[TextSets, NoQuery]) -> Answers:
    """Give each SKU exactly the texts sent, by locale."""
    return Answers(items=commands.set_texts(sets=call.body.sets, by=call.actor, at=call.at))
