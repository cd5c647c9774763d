"""Giving a batch to a reaction: whole if it can be, halved under savepoints down to the culprit if not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction
from django.db.utils import InterfaceError, OperationalError

from estafette.platform.eventlog.types import Recorded
from estafette.platform.refusal import Busy

MAX_ERROR = 2000
"""Characters of an error that are kept beside a parked event."""

PASSING = ("08", "40", "53", "55P03", "57", "58")
"""SQLSTATEs (by prefix) that speak of the server or of other transactions, not of the event: connection,
rollback, resources, lock not given, canceled or shutting down, system."""


@dataclass(frozen=True, slots=True)
class Taken:
    """An event as a worker has taken it: `waits` is set when an earlier one of its aggregate is in the way,
    `unreadable` when this release cannot read it."""

    recorded: Recorded
    kind: str
    shard: int
    waits: str | None = None
    unreadable: str = ""


@dataclass(slots=True)
class Delivery:
    """What came of a batch: events `given`, culprits with their error, and events that wait behind a culprit."""

    react: Callable[..., None]
    at: datetime
    given: list[Taken] = field(default_factory=list)
    culprits: list[tuple[Taken, str]] = field(default_factory=list)
    waiting: list[tuple[Taken, str]] = field(default_factory=list)
    _stuck: set[str] = field(default_factory=set)

    def give(self, events: Sequence[Taken]) -> None:
        """Call the reaction; on an error that speaks of an event, find out of which.

        Halves are given in order, so that what comes later in an aggregate finds its culprit already known.
        Errors that pass (locks, the connection, the server) are raised: the same batch will do later.
        """
        free = self._free(events)
        if not free:
            return
        try:
            with transaction.atomic():
                self.react([each.recorded for each in free], at=self.at)
        except Exception as error:
            if passes(error) or broken():
                raise
            if len(free) == 1:
                self._park(free[0], f"{type(error).__name__}: {error}")
                return
        else:
            self.given.extend(free)
            return
        half = len(free) // 2
        self.give(free[:half])
        self.give(free[half:])

    def _free(self, events: Sequence[Taken]) -> list[Taken]:
        free = []
        for each in events:
            if each.waits:
                self.waiting.append((each, each.waits))
            elif each.recorded.aggregate in self._stuck:
                self.waiting.append((each, "held"))
            elif each.unreadable:
                self._park(each, each.unreadable)
            else:
                free.append(each)
        return free

    def _park(self, culprit: Taken, error: str) -> None:
        self.culprits.append((culprit, error.replace("\x00", "")[:MAX_ERROR]))
        self._stuck.add(culprit.recorded.aggregate)


def passes(error: BaseException) -> bool:
    """Whether the same work may succeed when it is simply done again."""
    if isinstance(error, Busy):
        return True
    for each in (error, error.__cause__):
        state = getattr(each, "sqlstate", None)
        if state:
            return str(state).startswith(PASSING)
    return isinstance(error, (OperationalError, InterfaceError))


def broken() -> bool:
    """Whether the transaction around the reaction is lost, so that nothing more can be tried in it."""
    raw = connection.connection
    return bool(connection.needs_rollback or raw is None or raw.closed)
