"""Set rules and expected supply by codes."""

from collections.abc import Sequence
from datetime import datetime

from estafette.inventory.commands.expect import Expected, Receipt, announce, receive
from estafette.inventory.commands.hold_back import RuleChange, set_rules
from estafette.inventory.queries.refs import channels_of, items_at
from estafette.inventory.types import ReceiptDraft, RuleDraft, RuleKind, SupplyDraft
from estafette.network.types import OutsideLimits
from estafette.platform.access.types import Access, Actor
from estafette.platform.refusal import refuse_all
from estafette.platform.transactions import requires_transaction


@requires_transaction
def plan_rules(
    *, drafts: Sequence[RuleDraft], by: Actor, access: Access, at: datetime
) -> tuple[int, set[int]]:
    """Set or end rules, all or none: levels that hold back another quantity now, and SKU ids (0 for all).

    Raises what `set_rules` does, `unknown_sku`, `kit_has_no_stock`, `unknown_location`, `unknown_channel`, and
    `outside_limits` where a caller with limits would bind others too.
    """
    pairs = [(draft.sku, draft.location) for draft in drafts]
    found = items_at(pairs=pairs, name="rules", access=access, at=at)
    channels = channels_of(codes=[draft.channel for draft in drafts], name="rules", access=access)
    refuse_all(
        [
            OutsideLimits(field=f"rules[{n}]", ref=draft.kind.value)
            for n, draft in enumerate(drafts)
            if not _within(draft, access)
        ]
    )
    changes = [
        RuleChange(
            kind=draft.kind,
            quantity=draft.quantity,
            sku_id=None if sku is None else sku.id,
            location_id=None if place is None else place.id,
            channel_id=channel,
        )
        for draft, (sku, place), channel in zip(drafts, found, channels, strict=True)
    ]
    changed = set_rules(changes=changes, by=by, at=at)
    return changed, {change.sku_id or 0 for change in changes}


@requires_transaction
def plan_supply(*, drafts: Sequence[SupplyDraft], by: Actor, access: Access, at: datetime) -> int:
    """Announce or change expected supply by its source; the rows kept. Raises what `announce` does."""
    pairs = [(draft.sku, draft.location) for draft in drafts]
    found = items_at(pairs=pairs, name="supply", access=access, at=at)
    expected = [
        Expected(sku.id, place.id, draft.source_kind, draft.source_ref, draft.quantity, draft.due_at)
        for draft, (sku, place) in zip(drafts, found, strict=True)
        if sku and place
    ]
    return announce(expected=expected, by=by, at=at)


@requires_transaction
def record_receipts(*, drafts: Sequence[ReceiptDraft], by: Actor, access: Access, at: datetime) -> set[int]:
    """Book what came in from expected supply, all or none; the ids of the SKUs. Raises what `receive` does."""
    pairs = [(draft.sku, draft.location) for draft in drafts]
    found = items_at(pairs=pairs, name="receipts", access=access, at=at)
    receipts = [
        Receipt(sku.id, place.id, draft.source_kind, draft.source_ref, draft.quantity, draft.close)
        for draft, (sku, place) in zip(drafts, found, strict=True)
        if sku and place
    ]
    receive(receipts=receipts, by=by, at=at)
    return {each.sku_id for each in receipts}


def _within(draft: RuleDraft, access: Access) -> bool:
    """A rule that names no place or channel binds all of them: only callers without that limit may set it."""
    if draft.kind in (RuleKind.SAFETY, RuleKind.PLACE):
        return draft.location is not None or access.places is None
    if access.places is not None:
        return False
    return draft.channel is not None or access.channels is None
