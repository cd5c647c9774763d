"""What happened to stock, as outsiders see it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from estafette.assembly.published.naming import location_codes, sku_codes
from estafette.inventory.events import (
    ReservationsExpired,
    RulesChanged,
    ShortfallFound,
    StockMoved,
    StockReconciled,
    SupplyChanged,
)
from estafette.platform.api.contract import Output
from estafette.platform.eventlog.feed import Publication

Triple = tuple[int, int, int]


class Place(Output, frozen=True, kw_only=True):
    """Units of a SKU at a location."""

    sku: str
    location: str
    units: int


class Moved(Output, frozen=True, kw_only=True):
    """Movements were recorded: `rows` in all, `units` in sum. At most a thousand `places` are named."""

    reason: str
    rows: int
    units: int
    places: list[Place]


class Reconciled(Output, frozen=True, kw_only=True):
    """Absolute figures of a count or of an outside stock master were taken over; `changed` of the `rows`."""

    source: str
    rows: int
    changed: int
    units: int


class Short(Output, frozen=True, kw_only=True):
    """Places hold less than is promised there, by so many units."""

    places: list[Place]


class RulesSet(Output, frozen=True, kw_only=True):
    """Safety stock, buffers or caps were set."""

    rules: int


class Supply(Output, frozen=True, kw_only=True):
    """Expected supply was announced, changed, received or closed."""

    rows: int


class Expired(Output, frozen=True, kw_only=True):
    """Soft reservations reached their end and gave their units back."""

    rows: int
    units: int


def moved(events: Sequence[StockMoved], at: datetime) -> list[Moved]:
    names = _Names((each.places for each in events), at)
    return [
        Moved(reason=each.reason, rows=each.rows, units=each.units, places=names.places(each.places))
        for each in events
    ]


def reconciled(events: Sequence[StockReconciled], _at: datetime) -> list[Reconciled]:
    return [
        Reconciled(source=each.source, rows=each.rows, changed=each.changed, units=each.units)
        for each in events
    ]


def short(events: Sequence[ShortfallFound], at: datetime) -> list[Short]:
    names = _Names((each.places for each in events), at)
    return [Short(places=names.places(each.places)) for each in events]


def rules_set(events: Sequence[RulesChanged], _at: datetime) -> list[RulesSet]:
    return [RulesSet(rules=each.rules) for each in events]


def supply(events: Sequence[SupplyChanged], _at: datetime) -> list[Supply]:
    return [Supply(rows=each.rows) for each in events]


def expired(events: Sequence[ReservationsExpired], _at: datetime) -> list[Expired]:
    return [Expired(rows=each.rows, units=each.units) for each in events]


class _Names:
    """Codes for the places of many events, looked up once."""

    def __init__(self, lists: Iterable[Sequence[Triple]], at: datetime) -> None:
        known = [place for places in lists for place in places]
        self._skus = sku_codes(ids=(sku_id for sku_id, _, _ in known), at=at)
        self._locations = location_codes(ids=(location_id for _, location_id, _ in known))

    def places(self, places: Sequence[Triple]) -> list[Place]:
        return [
            Place(sku=self._skus.get(sku_id, ""), location=self._locations.get(location_id, ""), units=units)
            for sku_id, location_id, units in places
        ]


PUBLICATIONS = (
    Publication(StockMoved, "stock.moved", Moved, moved),
    Publication(StockReconciled, "stock.reconciled", Reconciled, reconciled),
    Publication(ShortfallFound, "stock.short", Short, short),
    Publication(RulesChanged, "stock.rules_changed", RulesSet, rules_set),
    Publication(SupplyChanged, "stock.supply_changed", Supply, supply),
    Publication(ReservationsExpired, "stock.reservations_expired", Expired, expired),
)
