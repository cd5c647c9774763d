"""What the network shows: codes and words, never internal ids."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class LegalEntityView:
    """A legal entity as it is."""

    code: str
    name: str
    country: str
    currency: str
    vat_numbers: dict[str, str]
    version: int


@dataclass(frozen=True, slots=True)
class BrandView:
    """A brand as it is."""

    code: str
    name: str
    version: int


@dataclass(frozen=True, slots=True)
class HoldView:
    """A hold that orders of a channel get at capture."""

    kind: str
    reason: str
    threshold_minor: int | None
    active: bool


@dataclass(frozen=True, slots=True)
class PoolView:
    """A location that may serve a channel."""

    location: str
    rank: int
    enabled: bool


@dataclass(frozen=True, slots=True)
class ChannelView:
    """A channel as it is. The pool holds the locations that the caller may see, by rank."""

    code: str
    name: str
    active: bool
    legal_entity: str
    brand: str
    currency: str
    prices_include_tax: bool
    authority: str
    country: str
    language: str
    remorse_minutes: int
    holds: tuple[HoldView, ...]
    pool: tuple[PoolView, ...]
    version: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class OpenView:
    """Open from one time of day to another; a closing time not after the opening time is on the next day."""

    opens: str
    closes: str


@dataclass(frozen=True, slots=True)
class WeeklyView:
    """Open on an ISO weekday (Monday 1), in local time."""

    weekday: int
    opens: str
    closes: str


@dataclass(frozen=True, slots=True)
class ExceptionView:
    """What holds on one date instead of the weekly hours; no interval means closed."""

    on: date
    open: tuple[OpenView, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class LocationView:
    """A location as it is. Without any opening hours it is open all day."""

    code: str
    name: str
    kind: str
    active: bool
    legal_entity: str
    street1: str
    street2: str
    postcode: str
    city: str
    region: str
    country: str
    latitude: Decimal | None
    longitude: Decimal | None
    time_zone: str
    stock_master: str
    stock_system: str
    ships: bool
    hands_over: bool
    receives_returns: bool
    sells: bool
    orders_per_day: int | None
    units_per_day: int | None
    opening_hours: tuple[WeeklyView, ...]
    exceptions: tuple[ExceptionView, ...]
    version: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class OpeningView:
    """Whether a location is open at an instant, and when it is open next."""

    location: str
    at: datetime
    open: bool
    next_opening: datetime | None
