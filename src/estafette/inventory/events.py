"""Facts about stock. Each is an aggregate of its own (`stock:<id>`), so that loads never wait for each other."""

from typing import ClassVar

from estafette.platform.eventlog.types import Event


class StockMoved(Event, frozen=True, kw_only=True):
    """Movements were recorded; at most a thousand places are named, `rows` counts all."""

    kind: ClassVar[str] = "inventory.stock_moved"
    reason: str
    rows: int
    units: int
    places: list[tuple[int, int, int]] = []


class StockReconciled(Event, frozen=True, kw_only=True):
    """Absolute figures of a count or of an outside stock master were taken over."""

    kind: ClassVar[str] = "inventory.stock_reconciled"
    source: str
    rows: int
    changed: int
    units: int


class ShortfallFound(Event, frozen=True, kw_only=True):
    """A place holds less than is promised there: (sku id, location id, missing units)."""

    kind: ClassVar[str] = "inventory.shortfall_found"
    places: list[tuple[int, int, int]]


class RulesChanged(Event, frozen=True, kw_only=True):
    """Safety stock, buffers or caps were set."""

    kind: ClassVar[str] = "inventory.rules_changed"
    rules: int


class SupplyChanged(Event, frozen=True, kw_only=True):
    """Expected supply was announced, changed, received or closed."""

    kind: ClassVar[str] = "inventory.supply_changed"
    rows: int


class ReservationsExpired(Event, frozen=True, kw_only=True):
    """Soft reservations reached their end and gave their units back."""

    kind: ClassVar[str] = "inventory.reservations_expired"
    rows: int
    units: int
