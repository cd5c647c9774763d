"""The words of the event log: events, entries to append, and what consumers are given.

An event is a fact in the past tense. It holds ids, codes and quantities, never personal data: it is kept when
a contact is erased.

    class OrderPlaced(Event, frozen=True, kw_only=True):
        kind: ClassVar[str] = "orders.placed"
        order_id: UUID
        channel_id: int
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol, TypeVar

import msgspec

E = TypeVar("E", bound="Event")
SHARDS = 64
"""Events are spread over this many shards by the hash of their aggregate."""

_kinds: dict[str, type["Event"]] = {}


class UnknownKind(LookupError):
    """The log holds an event of a kind that no class of this release reads."""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all events. `kind` is `room.past_tense`, unique; `schema` grows when the fields change meaning.

    Additive changes (a new field with a default) keep the schema number. For any other change raise it and
    teach `upcast` to read the older ones.
    """

    kind: ClassVar[str] = ""
    schema: ClassVar[int] = 1

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        kind = cls.__dict__.get("kind", "")
        known = _kinds.get(kind)
        if known is not None and (known.__module__, known.__qualname__) != (cls.__module__, cls.__qualname__):
            raise TypeError(f"two events are called {kind}: {known.__qualname__} and {cls.__qualname__}")
        if kind:
            _kinds[kind] = cls

    @classmethod
    def upcast(cls, schema: int, facts: dict[str, Any]) -> dict[str, Any]:
        """The fields of this release from those stored under the older `schema`."""
        raise UnknownKind(f"{cls.kind} is at schema {cls.schema}, not {schema} (fields {sorted(facts)})")


@dataclass(frozen=True, slots=True)
class Entry:
    """One event to append.

    `aggregate` is `noun:id` (`order:0190…`, `sku:42`), at most 80 characters. `version` is the aggregate's next
    one, from 1 without gaps, taken by the command under the lock of the aggregate's row. `channel` and
    `location` (internal ids) say who may see the event in the public feed: a caller that is limited to
    channels or places sees only events that name one of its own. `actor` and `at` replace those of the call
    where one transaction carries several callers' work.
    """

    aggregate: str
    version: int
    event: Event
    channel: int | None = None
    location: int | None = None
    actor: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """One event as the log gives it: gapless `position` over all, `version` within its aggregate.

    `at` is when it happened, as the command was told; `sequenced_at` when the log numbered it.
    """

    position: int
    aggregate: str
    version: int
    event: Event
    actor: str
    at: datetime
    sequenced_at: datetime

    @property
    def kind(self) -> str:
        return self.event.kind


class Reaction(Protocol):
    """What a room does when facts arrive: one call with the batch, ordered by position.

    Its writes commit together with the cursor, so their effect happens exactly once.
    """

    __name__: str
    __module__: str

    def __call__(self, batch: Sequence[Recorded], *, at: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class Consumer:
    """A reaction with its durable cursors.

    `batch` events at most a call. `parallel` > 1 lets as many workers share its shards at the same time.
    `from_start` false makes a new consumer begin at the end of the log instead of reading all history.
    """

    name: str
    kinds: frozenset[str]
    react: Callable[..., None]
    batch: int = 1000
    parallel: int = 1
    from_start: bool = True


def event_kinds() -> dict[str, type[Event]]:
    """All event classes that are imported, by kind."""
    return dict(_kinds)


def read_event(kind: str, schema: int, payload: str) -> Event:
    """The event stored as JSON `payload`; raises UnknownKind for a kind or schema from another release."""
    cls = _kinds.get(kind)
    if cls is None:
        raise UnknownKind(kind)
    if schema == cls.schema:
        return msgspec.json.decode(payload, type=cls)
    return msgspec.convert(cls.upcast(schema, msgspec.json.decode(payload)), cls, strict=False)
