"""What inventory does by itself, on a schedule, and loads that take longer than a request."""

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from datetime import datetime

from psycopg.errors import UniqueViolation

from estafette.inventory.commands.keep import make_partitions, prune_changes, take_snapshot
from estafette.inventory.commands.load import Fault, Form, merge, stage, understand
from estafette.inventory.commands.release import BATCH, expire
from estafette.platform import clock
from estafette.platform.access.types import SYSTEM, Access, Actor
from estafette.platform.refusal import Busy
from estafette.platform.transactions import door

TRIES = 5
ROUNDS = 100
"""Batches that one run of a job works off at most, so that others have their turn."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a load is: rows understood, parts merged of all parts, figures changed, and what was left out."""

    rows: int
    parts: int
    merged: int
    changed: int
    left_out: int
    faults: tuple[Fault, ...]


def load_stock(
    *, lines: Iterable[bytes], source: str, by: Actor, access: Access
) -> Generator[Progress, None, None]:
    """Load the lines of a CSV file (sku, location, on_hand, with as_of and sequence or without), header first.

    A figure is of now, or of its `as_of`. A bad row never stops the others. Yields after every part; each is
    durable by then. Interrupted, run it again: what was taken over is recognized. Raises `bad_header`.
    """
    with door():
        staged = stage(lines=lines, by=by, at=clock.now())
    with door():
        found = understand(staged=staged, by=by, access=access, at=clock.now())
    changed = 0
    for number, part in enumerate(found.parts, start=1):
        changed += _merge(part, staged.form, source, by, access)
        yield Progress(found.rows, len(found.parts), number, changed, found.left_out, found.faults)
    if not found.parts:
        yield Progress(0, 0, 0, 0, found.left_out, found.faults)


def _merge(part: tuple[int, int], form: Form, source: str, by: Actor, access: Access) -> int:
    """One part, again when others were in its way."""
    for again in range(TRIES):
        try:
            with door():
                return merge(
                    part=part, form=form, source=source, by=by, access=access, at=clock.now()
                ).changed
        except (Busy, UniqueViolation):
            # Somebody else was in its way, or has made a level that was missing: all of it is undone.
            if again == TRIES - 1:
                raise
    raise AssertionError("unreachable")


def expire_reservations() -> int:
    """Close all reservations whose time is over; how many."""
    closed = 0
    for _ in range(ROUNDS):
        with door():
            done = expire(by=SYSTEM, at=clock.now())
        closed += done
        if done < BATCH:
            break
    return closed


def keep_snapshot() -> int:
    """Keep the levels of today, so that a question about the past reads a day at most."""
    with door():
        return take_snapshot(by=SYSTEM, at=clock.now())


def forget_changes() -> int:
    """Forget old rows of the change feed."""
    with door():
        return prune_changes(by=SYSTEM, at=clock.now())


def maintain(*, at: datetime) -> None:
    """Make the partitions of the ledger ahead of time."""
    make_partitions(by=SYSTEM, at=at)
