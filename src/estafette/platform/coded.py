"""Things that people know by a code: written in bulk, created or changed by that code, with a version each.

A command locks the rows that exist (`lock`), checks what was sent against them, and then writes (`save`). The
version grows by one for each thing that really changed, so that its events are numbered without gaps.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from django.db import IntegrityError, models
from psycopg.errors import UniqueViolation

from estafette.platform.refusal import Busy


class Coded(models.Model):
    """Base of models with a code and a version. Its id is an identity column, given by the database."""

    code = models.TextField(unique=True)
    version = models.IntegerField(default=0)
    updated_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.code


M = TypeVar("M", bound=Coded)
P = TypeVar("P", bound=models.Model)


class Outcome(StrEnum):
    """What became of one thing that was sent."""

    CREATED = "created"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Saved(Generic[M]):
    """One thing after it was written."""

    row: M
    outcome: Outcome

    @property
    def is_new(self) -> bool:
        """Whether there is anything to tell: it was created or changed."""
        return self.outcome is not Outcome.SAME


def lock(model: type[M], codes: Iterable[str]) -> dict[str, M]:
    """The rows with these codes, locked in the order of their codes; unknown codes are left out."""
    rows = model._default_manager.filter(code__in=set(codes)).order_by("code")
    return {row.code: row for row in rows.select_for_update(no_key=True, of=("self",))}


def save(
    rows: Sequence[M],
    existing: Mapping[str, M],
    *,
    fields: Collection[str],
    at: datetime,
    parts: Callable[[Sequence[M]], Collection[int]] | None = None,
) -> list[Saved[M]]:
    """Insert the rows whose code is not in `existing`, update those that differ in `fields`; in the order given.

    `parts` writes what hangs on the rows (they have their ids by then) and returns the ids whose parts
    changed: these count as changed too. Refuses with `busy` when somebody else has just made the same code.
    """
    if not rows:
        return []
    model = type(rows[0])
    _insert(model, [_stamp(row, version=1, at=at) for row in rows if row.code not in existing])
    for row in rows:
        if row.code in existing:
            row.pk = existing[row.code].pk
    touched = set(parts(rows)) if parts else set()
    saved = [Saved(row, _outcome(row, existing.get(row.code), fields, touched)) for row in rows]
    changed = [each.row for each in saved if each.outcome is Outcome.CHANGED]
    _update(model, [_stamp(row, version=existing[row.code].version + 1, at=at) for row in changed], fields)
    for each in saved:
        if each.outcome is Outcome.SAME:
            each.row.version = existing[each.row.code].version
    return saved


def touch(model: type[M], ids: Collection[int], *, at: datetime) -> list[M]:
    """Raise the version of rows whose parts have changed; the rows afterwards, by code. Lock them before."""
    rows = list(model._default_manager.filter(pk__in=ids).order_by("code"))
    _update(model, [_stamp(row, version=row.version + 1, at=at) for row in rows], ())
    return rows


def replace_parts(
    model: type[P], owner: str, wanted: Mapping[int, Sequence[P]], *, fields: Sequence[str]
) -> set[int]:
    """Make the parts of each owner exactly those in `wanted`; the ids of the owners whose parts changed.

    `owner` names the column of the owner's id. At most three statements, whatever the number of owners.
    Refuses with `busy` when somebody else has just taken a key of theirs.
    """
    if not wanted:
        return set()
    before: dict[int, set[tuple[Any, ...]]] = {key: set() for key in wanted}
    for row in model._default_manager.filter(**{f"{owner}__in": list(wanted)}):
        before[getattr(row, owner)].add(_frozen(row, fields))
    changed = {key for key, rows in wanted.items() if {_frozen(row, fields) for row in rows} != before[key]}
    gone = [key for key in changed if before[key]]
    if gone:
        model._default_manager.filter(**{f"{owner}__in": gone}).delete()
    _insert(model, [row for key in sorted(changed) for row in wanted[key]])
    return changed


def _frozen(row: models.Model, fields: Sequence[str]) -> tuple[Any, ...]:
    values = (getattr(row, name) for name in fields)
    return tuple(repr(value) if isinstance(value, list | dict) else value for value in values)


def _stamp(row: M, *, version: int, at: datetime) -> M:
    row.version, row.updated_at = version, at
    return row


def _outcome(row: M, before: M | None, fields: Collection[str], touched: Collection[int]) -> Outcome:
    if before is None:
        return Outcome.CREATED
    differs = any(getattr(row, name) != getattr(before, name) for name in fields)
    return Outcome.CHANGED if differs or row.pk in touched else Outcome.SAME


def _insert(model: type[P], rows: list[P]) -> None:
    try:
        model._default_manager.bulk_create(rows)
    except IntegrityError as error:
        if isinstance(error.__cause__, UniqueViolation):
            raise Busy() from error
        raise


def _update(model: type[M], rows: list[M], fields: Collection[str]) -> None:
    """One statement, whatever the number of rows: the rows exist and are locked, so all of them conflict."""
    names: list[Any] = [*fields, "version", "updated_at"]
    model._default_manager.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=names)
