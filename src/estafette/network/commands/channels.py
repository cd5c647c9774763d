"""Channels, their holds and their pools."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from estafette.network import rules
from estafette.network.commands.limits import outside_channels
from estafette.network.events import ChannelChanged
from estafette.network.models import Brand, Channel, ChannelPool, HoldPolicy, LegalEntity, Location
from estafette.network.queries import forget_channels
from estafette.network.types import (
    ChannelDraft,
    Done,
    NoChannel,
    PoolDraft,
    UnknownBrand,
    UnknownLegalEntity,
    UnknownLocation,
)
from estafette.platform.access.types import EVERYTHING, Access, Actor
from estafette.platform.coded import Outcome, lock, replace_parts, save, touch
from estafette.platform.eventlog.append import append
from estafette.platform.eventlog.types import Entry
from estafette.platform.refusal import Refusal, refuse_all
from estafette.platform.transactions import requires_transaction

PLAIN = (
    "name", "active", "currency", "prices_include_tax", "authority", "country", "language", "remorse_minutes",
)  # fmt: skip
WRITTEN = (*PLAIN, "legal_entity_id", "brand_id")


@requires_transaction
def upsert_channels(
    *, drafts: Sequence[ChannelDraft], by: Actor, at: datetime, access: Access = EVERYTHING
) -> list[Done]:
    """Create or change channels by code; one answer each, in order.

    One bad draft refuses all, and every bad field is named as `channels[n].field`. A caller that is limited to
    channels changes only its own.
    """
    refuse_all(rules.channel_faults(drafts))
    existing = lock(Channel, [draft.code for draft in drafts])
    refuse_all(outside_channels([draft.code for draft in drafts], existing, access))
    entities = dict(
        LegalEntity.objects.filter(code__in={d.legal_entity for d in drafts}).values_list("code", "pk")
    )
    brands = dict(Brand.objects.filter(code__in={d.brand for d in drafts}).values_list("code", "pk"))
    refuse_all(_unknown(drafts, entities, brands))
    rows = [_row(draft, entities, brands) for draft in drafts]
    changed: set[int] = set()

    def parts(rows: Sequence[Channel]) -> Collection[int]:
        pairs = zip(rows, drafts, strict=True)
        wanted = {row.pk: _holds(row.pk, draft) for row, draft in pairs if draft.holds is not None}
        fields = ("kind", "reason", "threshold_minor", "active")
        changed.update(replace_parts(HoldPolicy, "channel_id", wanted, fields=fields))
        return changed

    saved = save(rows, existing, fields=WRITTEN, at=at, parts=parts)
    entries = []
    for row in (each.row for each in saved if each.is_new):
        before = existing.get(row.code)
        itself = before is None or any(getattr(row, name) != getattr(before, name) for name in WRITTEN)
        entries.append(
            _changed(row, (*(("channel",) if itself else ()), *(("holds",) if row.pk in changed else ())))
        )
    append(entries, by=by, at=at)
    transaction.on_commit(forget_channels)
    return [Done(each.row.code, each.outcome.value, each.row.version) for each in saved]


@requires_transaction
def set_pool(
    *, channel: str, pool: Sequence[PoolDraft], by: Actor, at: datetime, access: Access = EVERYTHING
) -> Done:
    """Say which locations may serve a channel, in which order; the whole pool is replaced.

    Refuses with `no_channel`, and with `unknown_location` or `sent_twice` at `pool[n].location`.
    """
    refuse_all(rules.pool_faults(pool))
    row = lock(Channel, [channel]).get(channel)
    if row is None or not access.sees_channel(row.pk):
        raise NoChannel(ref=channel)
    refuse_all(outside_channels([channel], {channel: row}, access))
    places = dict(
        Location.objects.filter(code__in={each.location for each in pool}).values_list("code", "pk")
    )
    refuse_all(
        [
            UnknownLocation(field=f"pool[{n}].location", ref=each.location)
            for n, each in enumerate(pool)
            if each.location not in places
        ]
    )
    entries = [
        ChannelPool(
            channel_id=row.pk, location_id=places[each.location], rank=each.rank, enabled=each.enabled
        )
        for each in pool
    ]
    changed = replace_parts(
        ChannelPool, "channel_id", {row.pk: entries}, fields=("location_id", "rank", "enabled")
    )
    for touched in touch(Channel, changed, at=at):
        append([_changed(touched, ("pool",))], by=by, at=at)
        row = touched
    transaction.on_commit(forget_channels)
    return Done(row.code, (Outcome.CHANGED if changed else Outcome.SAME).value, row.version)


def _unknown(
    drafts: Sequence[ChannelDraft], entities: Mapping[str, int], brands: Mapping[str, int]
) -> list[Refusal]:
    faults: list[Refusal] = []
    for n, draft in enumerate(drafts):
        if draft.legal_entity not in entities:
            faults.append(UnknownLegalEntity(field=f"channels[{n}].legal_entity", ref=draft.legal_entity))
        if draft.brand not in brands:
            faults.append(UnknownBrand(field=f"channels[{n}].brand", ref=draft.brand))
    return faults


def _row(draft: ChannelDraft, entities: Mapping[str, int], brands: Mapping[str, int]) -> Channel:
    values = {name: getattr(draft, name) for name in PLAIN}
    return Channel(
        code=draft.code, legal_entity_id=entities[draft.legal_entity], brand_id=brands[draft.brand], **values
    )


def _holds(channel_id: int, draft: ChannelDraft) -> list[HoldPolicy]:
    return [
        HoldPolicy(
            channel_id=channel_id,
            kind=each.kind,
            reason=each.reason,
            threshold_minor=each.threshold_minor,
            active=each.active,
        )
        for each in draft.holds or ()
    ]


def _changed(row: Channel, parts: tuple[str, ...]) -> Entry:
    event = ChannelChanged(channel_id=row.pk, code=row.code, active=row.active, parts=parts)
    return Entry(f"channel:{row.pk}", row.version, event, channel=row.pk)
