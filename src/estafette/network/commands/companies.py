"""Legal entities and brands."""

from collections.abc import Sequence
from datetime import datetime

from estafette.network import rules
from estafette.network.commands.limits import require_unlimited
from estafette.network.events import BrandChanged, LegalEntityChanged
from estafette.network.models import Brand, LegalEntity
from estafette.network.types import BrandDraft, Done, LegalEntityDraft
from estafette.platform.access.types import EVERYTHING, Access, Actor
from estafette.platform.coded import lock, save
from estafette.platform.eventlog.append import append
from estafette.platform.eventlog.types import Entry
from estafette.platform.refusal import refuse_all
from estafette.platform.transactions import requires_transaction


@requires_transaction
def upsert_legal_entities(
    *, drafts: Sequence[LegalEntityDraft], by: Actor, at: datetime, access: Access = EVERYTHING
) -> list[Done]:
    """Create or change legal entities by code; one answer each, in order. Needs a caller without limits."""
    require_unlimited(access, "legal_entities")
    refuse_all(rules.entity_faults(drafts))
    existing = lock(LegalEntity, [draft.code for draft in drafts])
    names = ("name", "country", "currency", "vat_numbers")
    rows = [
        LegalEntity(code=draft.code, **{name: getattr(draft, name) for name in names}) for draft in drafts
    ]
    saved = save(rows, existing, fields=names, at=at)
    entries = [
        Entry(
            f"legal_entity:{row.pk}", row.version, LegalEntityChanged(legal_entity_id=row.pk, code=row.code)
        )
        for row in (each.row for each in saved if each.is_new)
    ]
    append(entries, by=by, at=at)
    return [Done(each.row.code, each.outcome.value, each.row.version) for each in saved]


@requires_transaction
def upsert_brands(
    *, drafts: Sequence[BrandDraft], by: Actor, at: datetime, access: Access = EVERYTHING
) -> list[Done]:
    """Create or change brands by code; one answer each, in order. Needs a caller without limits."""
    require_unlimited(access, "brands")
    refuse_all(rules.brand_faults(drafts))
    existing = lock(Brand, [draft.code for draft in drafts])
    saved = save(
        [Brand(code=draft.code, name=draft.name) for draft in drafts], existing, fields=("name",), at=at
    )
    entries = [
        Entry(f"brand:{row.pk}", row.version, BrandChanged(brand_id=row.pk, code=row.code))
        for row in (each.row for each in saved if each.is_new)
    ]
    append(entries, by=by, at=at)
    return [Done(each.row.code, each.outcome.value, each.row.version) for each in saved]
