"""VAT rates: sent by a user, or taken from what is published."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from estafette.platform.access.types import EVERYTHING, Access, Actor
from estafette.platform.eventlog.append import append
from estafette.platform.eventlog.types import Entry
from estafette.platform.refusal import refuse_all
from estafette.platform.transactions import requires_transaction
from estafette.pricing import rules
from estafette.pricing.events import TaxRateSet
from estafette.pricing.models import TaxRate
from estafette.pricing.types import OutsideChannels, RateInPast, TaxRateDraft

_Known = dict[tuple[str, str], list[TaxRate]]


@requires_transaction
def set_tax_rates(
    *, drafts: Sequence[TaxRateDraft], by: Actor, at: datetime, access: Access = EVERYTHING
) -> int:
    """Say which VAT rates hold from a date on; how many were new. What is known already is not written again.

    A rate that was in force before today never changes: such a draft refuses with `rate_in_past` at
    `tax_rates[n].valid_from`. Needs a caller without limits.
    """
    if not rules.sees_all(access):
        raise OutsideChannels(ref="tax_rates")
    refuse_all(rules.tax_rate_faults(drafts))
    known = _known(draft.country for draft in drafts)
    today = at.date()
    new = [(n, draft) for n, draft in enumerate(drafts) if not _stands(known, draft, today)]
    refuse_all(
        [RateInPast(field=f"tax_rates[{n}].valid_from") for n, draft in new if _is_past(known, draft, today)]
    )
    _write([draft for _, draft in new], known, source="user", by=by, at=at)
    return len(new)


@requires_transaction
def seed_tax_rates(*, by: Actor, at: datetime) -> int:
    """Take over the published rates that differ from the last one known; how many were new.

    They hold from the day on for which they were verified. A rate with a later date, such as one that a user
    has sent, is left alone.
    """
    verified = rules.published_on()
    published = rules.published_rates()
    known = _known(country for country, _, _ in published)
    drafts = [
        TaxRateDraft(country=country, category=category.value, percent=percent, valid_from=verified)
        for country, category, percent in published
    ]
    new = [draft for draft in drafts if not _later(known, draft) and not _same(known, draft)]
    _write(new, known, source=rules.published_source(), by=by, at=at)
    return len(new)


def _known(countries: Iterable[str]) -> _Known:
    """(country, category) -> its rates, the earliest first."""
    known: _Known = {}
    rows = TaxRate.objects.select_for_update().filter(country__in=set(countries))
    for row in rows.order_by("country", "category", "valid_from"):
        known.setdefault((row.country, row.category), []).append(row)
    return known


def _in_force(known: _Known, draft: TaxRateDraft) -> TaxRate | None:
    """The rate that holds at the beginning of the draft."""
    rows = [
        row for row in known.get((draft.country, draft.category), []) if row.valid_from <= draft.valid_from
    ]
    return rows[-1] if rows else None


def _is_past(known: _Known, draft: TaxRateDraft, today: date) -> bool:
    """Whether the draft would change what has been in force; knowing a rate before the first one does not."""
    row = _in_force(known, draft)
    if row is None:
        return False
    return draft.valid_from < today or (row.valid_from == draft.valid_from == today)


def _stands(known: _Known, draft: TaxRateDraft, today: date) -> bool:
    """Whether it is known already; a plan only from its very day, for another may still come before it."""
    row = _in_force(known, draft)
    if row is None or row.rate != draft.percent:
        return False
    return draft.valid_from <= today or row.valid_from == draft.valid_from


def _same(known: _Known, draft: TaxRateDraft) -> bool:
    rows = known.get((draft.country, draft.category), [])
    return bool(rows) and rows[-1].rate == draft.percent


def _later(known: _Known, draft: TaxRateDraft) -> bool:
    rows = known.get((draft.country, draft.category), [])
    return bool(rows) and rows[-1].valid_from >= draft.valid_from


def _write(drafts: Sequence[TaxRateDraft], known: _Known, *, source: str, by: Actor, at: datetime) -> None:
    """Write rates; one that was planned for the same day, and is not in force yet, gives way."""
    rows = [
        TaxRate(
            country=draft.country,
            category=draft.category,
            valid_from=draft.valid_from,
            rate=draft.percent,
            source=source,
            version=_version(known, draft) + 1,
            recorded_at=at,
            recorded_by=by.label(),
        )
        for draft in drafts
    ]
    TaxRate.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["country", "category", "valid_from"],
        update_fields=["rate", "source", "version", "recorded_at", "recorded_by"],
    )
    append([_set(row) for row in rows], by=by, at=at)


def _version(known: _Known, draft: TaxRateDraft) -> int:
    rows = known.get((draft.country, draft.category), [])
    return next((row.version for row in rows if row.valid_from == draft.valid_from), 0)


def _set(row: TaxRate) -> Entry:
    event = TaxRateSet(
        country=row.country, category=row.category, percent=row.rate, valid_from=row.valid_from
    )
    return Entry(f"tax_rate:{row.country}:{row.category}:{row.valid_from}", row.version, event)
