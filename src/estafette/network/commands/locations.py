"""Locations and when they are open."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from estafette.network import rules
from estafette.network.commands.limits import outside_locations
from estafette.network.events import LocationChanged
from estafette.network.models import LegalEntity, Location, OpeningException, OpeningHours
from estafette.network.queries import forget_channels
from estafette.network.types import (
    Done,
    ExceptionDraft,
    LocationDraft,
    NoLocation,
    UnknownLegalEntity,
    WeeklyDraft,
)
from estafette.platform.access.types import EVERYTHING, Access, Actor
from estafette.platform.coded import Outcome, lock, replace_parts, save, touch
from estafette.platform.eventlog.append import append
from estafette.platform.eventlog.types import Entry
from estafette.platform.refusal import refuse_all
from estafette.platform.transactions import requires_transaction

PLAIN = (
    "name", "kind", "active", "street1", "street2", "postcode", "city", "region", "country", "time_zone",
    "stock_master", "stock_system", "ships", "hands_over", "receives_returns", "sells", "orders_per_day",
    "units_per_day",
)  # fmt: skip
WRITTEN = (*PLAIN, "latitude", "longitude", "legal_entity_id")


@requires_transaction
def upsert_locations(
    *, drafts: Sequence[LocationDraft], by: Actor, at: datetime, access: Access = EVERYTHING
) -> list[Done]:
    """Create or change locations by code; one answer each, in order.

    One bad draft refuses all, and every bad field is named as `locations[n].field`. A caller that is limited to
    locations changes only its own.
    """
    refuse_all(rules.location_faults(drafts))
    existing = lock(Location, [draft.code for draft in drafts])
    refuse_all(outside_locations([draft.code for draft in drafts], existing, access))
    entities = dict(
        LegalEntity.objects.filter(code__in={d.legal_entity for d in drafts}).values_list("code", "pk")
    )
    refuse_all(
        [
            UnknownLegalEntity(field=f"locations[{n}].legal_entity", ref=draft.legal_entity)
            for n, draft in enumerate(drafts)
            if draft.legal_entity not in entities
        ]
    )
    changed: dict[int, list[str]] = defaultdict(list)

    def parts(rows: Sequence[Location]) -> Collection[int]:
        ids = {row.code: row.pk for row in rows}
        hours = {ids[draft.code]: draft.opening_hours for draft in drafts if draft.opening_hours is not None}
        dated = {ids[draft.code]: draft.exceptions for draft in drafts if draft.exceptions is not None}
        for name, found in (("hours", _write_hours(hours)), ("exceptions", _write_exceptions(dated))):
            for location_id in sorted(found):
                changed[location_id].append(name)
        return changed

    saved = save([_row(draft, entities) for draft in drafts], existing, fields=WRITTEN, at=at, parts=parts)
    entries = []
    for row in (each.row for each in saved if each.is_new):
        before = existing.get(row.code)
        itself = before is None or any(getattr(row, name) != getattr(before, name) for name in WRITTEN)
        entries.append(_changed(row, (*(("location",) if itself else ()), *changed.get(row.pk, ()))))
    append(entries, by=by, at=at)
    transaction.on_commit(forget_channels)
    return [Done(each.row.code, each.outcome.value, each.row.version) for each in saved]


@requires_transaction
def set_opening_hours(
    *, location: str, hours: Sequence[WeeklyDraft], by: Actor, at: datetime, access: Access = EVERYTHING
) -> Done:
    """Say when a location is open in each week; none at all means all day.

    Refuses with `no_location`, and with `bad_clock` or `overlapping_hours` at `opening_hours[n]`.
    """
    refuse_all(rules.hours_faults(hours))
    row = _own(location, access)
    return _told(row, _write_hours({row.pk: hours}), "hours", by, at)


@requires_transaction
def set_opening_exceptions(
    *,
    location: str,
    exceptions: Sequence[ExceptionDraft],
    by: Actor,
    at: datetime,
    access: Access = EVERYTHING,
) -> Done:
    """Say what holds on certain dates instead of the weekly hours; all exceptions are replaced.

    Refuses with `no_location`, and with `bad_clock`, `overlapping_hours` or `sent_twice` at `exceptions[n]`.
    """
    refuse_all(rules.exception_faults(exceptions))
    row = _own(location, access)
    return _told(row, _write_exceptions({row.pk: exceptions}), "exceptions", by, at)


def _own(code: str, access: Access) -> Location:
    """The location, locked; refuses with `no_location` when the caller may not see it."""
    row = lock(Location, [code]).get(code)
    seen = rules.visible_locations(access)
    if row is None or (seen is not None and row.pk not in seen):
        raise NoLocation(ref=code)
    return row


def _told(row: Location, changed: set[int], part: str, by: Actor, at: datetime) -> Done:
    for touched in touch(Location, changed, at=at):
        append([_changed(touched, (part,))], by=by, at=at)
        row = touched
    return Done(row.code, (Outcome.CHANGED if changed else Outcome.SAME).value, row.version)


def _row(draft: LocationDraft, entities: Mapping[str, int]) -> Location:
    values = {name: getattr(draft, name) for name in PLAIN}
    latitude, longitude = rules.six_places(draft.latitude), rules.six_places(draft.longitude)
    entity = entities[draft.legal_entity]
    return Location(code=draft.code, legal_entity_id=entity, latitude=latitude, longitude=longitude, **values)


def _write_hours(wanted: Mapping[int, Sequence[WeeklyDraft]]) -> set[int]:
    rows = {
        location_id: [
            OpeningHours(location_id=location_id, weekday=each.weekday, opens=each.opens, closes=each.closes)
            for each in rules.weekly(drafts)
        ]
        for location_id, drafts in wanted.items()
    }
    return replace_parts(OpeningHours, "location_id", rows, fields=("weekday", "opens", "closes"))


def _write_exceptions(wanted: Mapping[int, Sequence[ExceptionDraft]]) -> set[int]:
    rows = {
        location_id: [
            OpeningException(
                location_id=location_id,
                on=draft.on,
                intervals=[list(each) for each in rules.spans(draft.open)],
                reason=draft.reason,
            )
            for draft in drafts
        ]
        for location_id, drafts in wanted.items()
    }
    return replace_parts(OpeningException, "location_id", rows, fields=("on", "intervals", "reason"))


def _changed(row: Location, parts: tuple[str, ...]) -> Entry:
    event = LocationChanged(location_id=row.pk, code=row.code, active=row.active, parts=parts)
    return Entry(f"location:{row.pk}", row.version, event, location=row.pk)
