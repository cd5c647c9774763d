"""What kits are made of."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from estafette.catalog import rules
from estafette.catalog.commands.noting import _note_change
from estafette.catalog.events import KitDefined
from estafette.catalog.models import KitComponent, KitVersion, Sku
from estafette.catalog.types import (
    ComponentDraft,
    ComponentRetired,
    Done,
    KitDraft,
    KitInKit,
    KitInPast,
    NotAKit,
    SkuKind,
    UnknownSku,
)
from estafette.platform.access.types import Actor
from estafette.platform.coded import Outcome, lock, touch
from estafette.platform.eventlog.append import append
from estafette.platform.eventlog.types import Entry
from estafette.platform.refusal import Refusal, refuse_all
from estafette.platform.transactions import requires_transaction

_MakeUp = tuple[tuple[int, int, int], ...]


@requires_transaction
def define_kit(*, drafts: Sequence[KitDraft], by: Actor, at: datetime) -> list[Done]:
    """Give kits another make-up from an instant on; one answer each, in order.

    A make-up that is the same as the last one makes no new version. Refuses, with the path `kits[n].…`:
    `unknown_sku`, `not_a_kit`, `kit_in_kit`, `component_retired`, `kit_in_past`.
    """
    refuse_all(rules.kit_faults(drafts))
    skus = lock(Sku, [code for d in drafts for code in (d.sku, *(part.sku for part in d.components))])
    refuse_all([fault for n, draft in enumerate(drafts) for fault in _faults(n, draft, skus, at)])
    known = _versions([skus[draft.sku].pk for draft in drafts])
    said = [draft for draft in drafts if not _stands(known.get(skus[draft.sku].pk, []), draft, skus, at)]
    new = {skus[draft.sku].pk: _made_of(draft.components, skus) for draft in said}
    starts = {skus[draft.sku].pk: draft.effective_from or at for draft in said}
    numbers = {kit: max((version.number for version in known.get(kit, [])), default=0) + 1 for kit in new}
    _write(new, numbers, starts, by, at)
    rows = {row.pk: row for row in touch(Sku, list(new), at=at)}
    append(
        [_defined(rows[kit], numbers[kit], starts[kit], parts) for kit, parts in new.items()], by=by, at=at
    )
    _note_change()
    return [_done(skus[draft.sku], rows, known) for draft in drafts]


def _faults(n: int, draft: KitDraft, skus: Mapping[str, Sku], at: datetime) -> list[Refusal]:
    path, kit = f"kits[{n}]", skus.get(draft.sku)
    faults: list[Refusal] = []
    if kit is None:
        faults.append(UnknownSku(field=f"{path}.sku", sku=draft.sku))
    elif kit.kind != SkuKind.KIT:
        faults.append(NotAKit(field=f"{path}.sku", sku=draft.sku))
    if draft.effective_from is not None and draft.effective_from < at:
        faults.append(KitInPast(field=f"{path}.effective_from"))
    for k, part in enumerate(draft.components):
        field, sku = f"{path}.components[{k}].sku", skus.get(part.sku)
        if sku is None:
            faults.append(UnknownSku(field=field, sku=part.sku))
        elif sku.kind == SkuKind.KIT:
            faults.append(KitInKit(field=field, sku=part.sku))
        elif not sku.active:
            faults.append(ComponentRetired(field=field, sku=part.sku))
    return faults


@dataclass(frozen=True, slots=True)
class _Version:
    """A make-up that is known, in the order in which later ones win."""

    effective_from: datetime
    number: int
    parts: _MakeUp


def _versions(kits: Sequence[int]) -> dict[int, list[_Version]]:
    """Kit -> its versions. Two statements."""
    parts: dict[tuple[int, int], list[tuple[int, int, int]]] = defaultdict(list)
    for row in KitComponent.objects.filter(kit_id__in=kits).order_by("position"):
        parts[row.kit_id, row.number].append((row.component_id, row.quantity, row.share))
    known: dict[int, list[_Version]] = defaultdict(list)
    for each in KitVersion.objects.filter(kit_id__in=kits).order_by("effective_from", "number"):
        version = _Version(each.effective_from, each.number, tuple(parts[each.kit_id, each.number]))
        known[each.kit_id].append(version)
    return known


def _stands(versions: Sequence[_Version], draft: KitDraft, skus: Mapping[str, Sku], at: datetime) -> bool:
    """Whether the same is said already; a plan only from its very instant, for another may come before it."""
    start = draft.effective_from or at
    valid = [version for version in versions if version.effective_from <= start]
    if not valid or valid[-1].parts != _made_of(draft.components, skus):
        return False
    return draft.effective_from is None or valid[-1].effective_from == start


def _made_of(components: Sequence[ComponentDraft], skus: Mapping[str, Sku]) -> _MakeUp:
    return tuple((skus[part.sku].pk, part.quantity, part.share) for part in components)


def _write(
    new: Mapping[int, _MakeUp],
    numbers: Mapping[int, int],
    starts: Mapping[int, datetime],
    by: Actor,
    at: datetime,
) -> None:
    KitVersion.objects.bulk_create(
        KitVersion(
            kit_id=kit,
            number=numbers[kit],
            effective_from=starts[kit],
            recorded_at=at,
            recorded_by=by.label(),
        )
        for kit in new
    )
    KitComponent.objects.bulk_create(
        KitComponent(
            kit_id=kit,
            number=numbers[kit],
            position=position,
            component_id=sku,
            quantity=quantity,
            share=share,
        )
        for kit, parts in new.items()
        for position, (sku, quantity, share) in enumerate(parts)
    )


def _defined(row: Sku, number: int, start: datetime, parts: _MakeUp) -> Entry:
    event = KitDefined(sku_id=row.pk, code=row.code, number=number, effective_from=start, components=parts)
    return Entry(f"sku:{row.pk}", row.version, event)


def _done(kit: Sku, touched: Mapping[int, Sku], known: Mapping[int, object]) -> Done:
    after = touched.get(kit.pk)
    if after is None:
        return Done(kit.code, Outcome.SAME.value, kit.version)
    outcome = Outcome.CHANGED if kit.pk in known else Outcome.CREATED
    return Done(kit.code, outcome.value, after.version)
