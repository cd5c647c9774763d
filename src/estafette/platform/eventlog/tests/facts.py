"""Events, reactions and short cuts for the tests of the log."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar

from django.db import connection, transaction

from estafette.platform.access.types import SYSTEM
from estafette.platform.eventlog.append import append
from estafette.platform.eventlog.consuming import register, step
from estafette.platform.eventlog.sequencer import Sequencer
from estafette.platform.eventlog.types import Consumer, Entry, Event, Recorded

AT = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)


class Counted(Event, frozen=True, kw_only=True):
    kind: ClassVar[str] = "testing.counted"
    number: int


class Renamed(Event, frozen=True, kw_only=True):
    kind: ClassVar[str] = "testing.renamed"
    schema: ClassVar[int] = 2
    title: str

    @classmethod
    def upcast(cls, schema: int, facts: dict[str, Any]) -> dict[str, Any]:
        return {"title": facts["name"]} if schema == 1 else super().upcast(schema, facts)


def write(*numbered: tuple[str, int]) -> None:
    """Append one event for each (aggregate, version), in one transaction."""
    with transaction.atomic(savepoint=False):
        append(
            [Entry(name, version, Counted(number=version)) for name, version in numbered], by=SYSTEM, at=AT
        )


def sequence() -> int:
    return Sequencer().step()


class Seen:
    """A reaction that remembers what it was given, and fails on what the test says."""

    __name__ = "seen"

    def __init__(self, fails: Callable[[Recorded], bool] = lambda _: False) -> None:
        self.batches: list[list[tuple[str, int]]] = []
        self.fails = fails

    def __call__(self, batch: Sequence[Recorded], *, at: datetime) -> None:
        for each in batch:
            if self.fails(each):
                raise ValueError(f"cannot take {each.aggregate} {each.version}")
        self.batches.append([(each.aggregate, each.version) for each in batch])

    @property
    def events(self) -> list[tuple[str, int]]:
        return [each for batch in self.batches for each in batch]


def consumer(react: Callable[..., None], **options: Any) -> Consumer:
    made = Consumer("testing.seen", frozenset({Counted.kind, Renamed.kind}), react, **options)
    register((made,))
    return made


def drain(of: Consumer) -> int:
    """Steps until nothing is left; how many events were handled."""
    total = 0
    while (count := step(of, at=AT)) is not None:
        total += count
    return total


def rows(text: str, *params: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        return list(cursor.fetchall()) if cursor.description else []
