"""Facts about orders. The aggregate is `order:<id>`; quantities are units, amounts minor units."""

from typing import ClassVar

from estafette.platform.eventlog.types import Event


class OrderPlaced(Event, frozen=True, kw_only=True):
    """An order was accepted, with the stock that its lines got. `lines` are (line, sku id, ordered, reserved)."""

    kind: ClassVar[str] = "orders.placed"
    order_id: str
    number: int
    channel_id: int
    status: str
    currency: str
    total: int
    lines: list[tuple[int, int, int, int]]
    holds: list[str] = []


class LinesCanceled(Event, frozen=True, kw_only=True):
    """Units of lines were canceled: (line, units). `all` says that nothing is left of the order."""

    kind: ClassVar[str] = "orders.lines_canceled"
    order_id: str
    channel_id: int
    lines: list[tuple[int, int]]
    amount: int
    reason: str
    all: bool


class OrderHeld(Event, frozen=True, kw_only=True):
    """An order was put on hold."""

    kind: ClassVar[str] = "orders.held"
    order_id: str
    channel_id: int
    hold_id: str
    hold: str


class HoldCleared(Event, frozen=True, kw_only=True):
    """A hold was cleared; `released` says that no other one is open."""

    kind: ClassVar[str] = "orders.hold_cleared"
    order_id: str
    channel_id: int
    hold_id: str
    hold: str
    released: bool


class NoteAdded(Event, frozen=True, kw_only=True):
    """Somebody wrote a note. Its text is not in the log, because it may name people."""

    kind: ClassVar[str] = "orders.note_added"
    order_id: str
    channel_id: int
    note_id: str


class TagsChanged(Event, frozen=True, kw_only=True):
    """Tags were added and removed."""

    kind: ClassVar[str] = "orders.tags_changed"
    order_id: str
    channel_id: int
    added: list[str]
    removed: list[str]


class LinesAssigned(Event, frozen=True, kw_only=True):
    """Places will serve units of lines: (line, location id, units)."""

    kind: ClassVar[str] = "orders.lines_assigned"
    order_id: str
    channel_id: int
    decision_id: str
    lines: list[tuple[int, int, int]]


class LinesUnassigned(Event, frozen=True, kw_only=True):
    """A place will not serve units that it had: (line, location id, units). They wait again."""

    kind: ClassVar[str] = "orders.lines_unassigned"
    order_id: str
    channel_id: int
    lines: list[tuple[int, int, int]]
    reason: str


class SourcingFailed(Event, frozen=True, kw_only=True):
    """No place can serve these units: (line, units). They wait on and are tried again."""

    kind: ClassVar[str] = "orders.sourcing_failed"
    order_id: str
    channel_id: int
    lines: list[tuple[int, int]]
