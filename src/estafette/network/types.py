"""The words of the network: kinds of places, who masters stock, what holds an order, and frozen answers."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from estafette.platform.api.contract import Input
from estafette.platform.codes import Code
from estafette.platform.refusal import Forbidden, InvalidInput, NotFound


class LocationKind(StrEnum):
    """What a place is."""

    WAREHOUSE = "warehouse"
    STORE = "store"
    SUPPLIER = "supplier"  # sends to our customers for us
    THIRD_PARTY = "third_party"  # a logistics provider's site
    PICKUP_POINT = "pickup_point"  # lockers and partner counters


class StockMaster(StrEnum):
    """Whose count of the stock of a place is the truth."""

    US = "us"
    OUTSIDE = "outside"


class Authority(StrEnum):
    """Who accepts orders: our own checkout, or a channel that has accepted already when it tells us."""

    OWN = "own"
    EXTERNAL = "external"


class HoldKind(StrEnum):
    """Why an order waits."""

    PAYMENT = "payment"
    FRAUD = "fraud"
    REMORSE = "remorse"
    ADDRESS = "address"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold that orders of a channel get at capture, when their total is at least `threshold_minor`."""

    kind: HoldKind
    reason: str
    threshold_minor: int | None


@dataclass(frozen=True, slots=True)
class ChannelRef:
    """What a channel code means to order capture. `pool` holds enabled location ids by rank."""

    id: int
    code: str
    active: bool
    legal_entity_id: int
    brand_id: int
    currency: str
    prices_include_tax: bool
    authority: Authority
    country: str
    language: str
    remorse_minutes: int
    holds: tuple[Hold, ...]
    pool: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LocationRef:
    """What a location code means to other rooms."""

    id: int
    code: str
    kind: LocationKind
    active: bool
    legal_entity_id: int
    stock_master: StockMaster
    stock_system: str
    time_zone: str
    ships: bool
    hands_over: bool
    receives_returns: bool
    sells: bool


@dataclass(frozen=True, slots=True)
class Site:
    """A place as sourcing sees it at an instant: its local `day`, and the room left on it (None: no limit)."""

    id: int
    code: str
    kind: str
    active: bool
    ships: bool
    country: str
    day: date
    orders_left: int | None
    units_left: int | None

    @property
    def limited(self) -> bool:
        return self.orders_left is not None or self.units_left is not None


@dataclass(frozen=True, slots=True)
class Room:
    """Room at a place on one of its local days: orders and units."""

    location_id: int
    day: date
    orders: int
    units: int


@dataclass(frozen=True, slots=True)
class Interval:
    """One weekly open interval: ISO weekday (Monday 1), minutes of local time; `closes` above 1440 is next day."""

    weekday: int
    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a place is open. Without any weekly interval it is open all day; an exception replaces its date.

    `exceptions` maps a local date to its intervals in minutes; none means closed.
    """

    time_zone: str
    weekly: tuple[Interval, ...]
    exceptions: dict[date, tuple[tuple[int, int], ...]]


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one thing that was sent: created, changed or same, and its version now."""

    code: str
    outcome: str
    version: int


MAX_BULK = 500
"""Things that one call may create or change."""
MAX_MINOR = 10**15
MAX_PER_DAY = 1_000_000
MAX_RANK = 1_000_000
MAX_REMORSE = 7 * 24 * 60
"""Minutes for which a buyer may change their mind: a week at most."""
MAX_EXCEPTIONS = 500
MAX_INTERVALS = 70

Name = Annotated[str, Meta(min_length=1, max_length=200)]
Line = Annotated[str, Meta(max_length=200)]
Country = Annotated[str, Meta(max_length=2, description="ISO 3166-1 alpha-2.")]
Currency = Annotated[str, Meta(max_length=3, description="ISO 4217.")]
Clock = Annotated[
    str, Meta(max_length=5, description="Local time, 09:30; 24:00 for midnight at the end of a day.")
]
PerDay = Annotated[int, Meta(ge=0, le=MAX_PER_DAY)]


def word(words: type[StrEnum]) -> Meta:
    """The bounds of a text that must be one of `words`."""
    return Meta(max_length=40, extra_json_schema={"enum": [each.value for each in words]})


class LegalEntityDraft(Input, frozen=True, kw_only=True):
    """A company. `vat_numbers` are by country."""

    code: Code
    name: Name
    country: Country
    currency: Currency
    vat_numbers: Annotated[dict[Country, Annotated[str, Meta(max_length=20)]], Meta(max_length=60)] = {}


class BrandDraft(Input, frozen=True, kw_only=True):
    """A name that customers know."""

    code: Code
    name: Name


class HoldDraft(Input, frozen=True, kw_only=True):
    """A hold that orders get at capture when their total is at least `threshold_minor` (null: every order)."""

    kind: Annotated[str, word(HoldKind)]
    reason: Line = ""
    threshold_minor: Annotated[int, Meta(ge=0, le=MAX_MINOR)] | None = None
    active: bool = True


class ChannelDraft(Input, frozen=True, kw_only=True):
    """A channel as it shall be. Holds are left as they are when null; the pool has a door of its own."""

    code: Code
    name: Name
    legal_entity: Code
    brand: Code
    currency: Currency
    country: Country
    active: bool = True
    prices_include_tax: bool = True
    authority: Annotated[str, word(Authority)] = Authority.OWN.value
    language: Annotated[str, Meta(max_length=5)] = "en"
    remorse_minutes: Annotated[int, Meta(ge=0, le=MAX_REMORSE)] = 0
    holds: Annotated[tuple[HoldDraft, ...], Meta(max_length=20)] | None = None


class PoolDraft(Input, frozen=True, kw_only=True):
    """A location that may serve a channel; lower ranks are asked first."""

    location: Code
    rank: Annotated[int, Meta(ge=0, le=MAX_RANK)] = 100
    enabled: bool = True


class OpenDraft(Input, frozen=True, kw_only=True):
    """Open from `opens` to `closes` in local time; a closing time not after the opening time is on the next day."""

    opens: Clock
    closes: Clock


class WeeklyDraft(Input, frozen=True, kw_only=True):
    """Open on an ISO weekday (Monday 1) from `opens` to `closes` in local time."""

    weekday: Annotated[int, Meta(ge=1, le=7)]
    opens: Clock
    closes: Clock


class ExceptionDraft(Input, frozen=True, kw_only=True):
    """What holds on one local date instead of the weekly hours; no interval means closed."""

    on: date
    open: Annotated[tuple[OpenDraft, ...], Meta(max_length=10)] = ()
    reason: Line = ""


class LocationDraft(Input, frozen=True, kw_only=True):
    """A location as it shall be. Opening hours and exceptions are left as they are when null.

    `stock_master` is `us`, or `outside` with the name of the system in `stock_system`.
    """

    code: Code
    name: Name
    kind: Annotated[str, word(LocationKind)]
    legal_entity: Code
    country: Country
    time_zone: Annotated[str, Meta(max_length=64, description="IANA, such as Europe/Paris.")]
    active: bool = True
    street1: Line = ""
    street2: Line = ""
    postcode: Annotated[str, Meta(max_length=20)] = ""
    city: Line = ""
    region: Line = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    stock_master: Annotated[str, word(StockMaster)] = StockMaster.US.value
    stock_system: Annotated[str, Meta(max_length=64)] = ""
    ships: bool = False
    hands_over: bool = False
    receives_returns: bool = False
    sells: bool = False
    orders_per_day: PerDay | None = None
    units_per_day: PerDay | None = None
    opening_hours: Annotated[tuple[WeeklyDraft, ...], Meta(max_length=MAX_INTERVALS)] | None = None
    exceptions: Annotated[tuple[ExceptionDraft, ...], Meta(max_length=MAX_EXCEPTIONS)] | None = None


class UnknownLegalEntity(InvalidInput):
    code = "unknown_legal_entity"
    message = "There is no legal entity “{ref}”."
    remedy = "Check its code, or create it first."


class UnknownBrand(InvalidInput):
    code = "unknown_brand"
    message = "There is no brand “{ref}”."
    remedy = "Check its code, or create it first."


class UnknownLocation(InvalidInput):
    code = "unknown_location"
    message = "There is no location “{ref}”."
    remedy = "Check its code, or create it first."


class UnknownChannel(InvalidInput):
    code = "unknown_channel"
    message = "There is no channel “{ref}”."
    remedy = "Check its code, or create it first."


class NoLocation(NotFound):
    code = "no_location"
    message = "There is no location “{ref}”."


class NoChannel(NotFound):
    code = "no_channel"
    message = "There is no channel “{ref}”."


class OutsideLimits(Forbidden):
    code = "outside_limits"
    message = "This user or key is limited to certain places or channels, and “{ref}” is none of them."
    remedy = "Ask an administrator, or use a key without that limit."


class UnknownTimeZone(InvalidInput):
    code = "unknown_time_zone"
    message = "“{value}” is not a time zone."
    remedy = "Send a name of the IANA database, such as Europe/Paris."


class UnknownKind(InvalidInput):
    code = "unknown_word"
    message = "“{value}” is none of the words that are known here."
    remedy = "Send one of: {known}."


class BadPosition(InvalidInput):
    code = "bad_position"
    message = "A latitude is from -90 to 90 and a longitude from -180 to 180 degrees; send both or none."
    remedy = "Send decimal degrees (WGS 84), such as 48.856614 and 2.352222."


class BadMaster(InvalidInput):
    code = "bad_stock_master"
    message = "An outside stock master needs the name of its system, and ours has none."
    remedy = "Send stock_system with stock_master “outside”, or leave it empty."


class BadName(InvalidInput):
    code = "bad_name"
    message = "This needs from 1 to {most} characters."
    remedy = "Send a text that is not empty and not too long."


class BadNumber(InvalidInput):
    code = "bad_number"
    message = "{value} is out of range: it must be from {least} to {most}."
    remedy = "Send a whole number in the range."


class BadVatNumber(InvalidInput):
    code = "bad_vat_number"
    message = "“{value}” is not a VAT number of {country}."
    remedy = "Send it with its country's prefix, without spaces, such as FR40303265045."


class BadClock(InvalidInput):
    code = "bad_clock"
    message = "“{value}” is not a time of day."
    remedy = "Send hours and minutes, such as 09:30."


class OverlappingHours(InvalidInput):
    code = "overlapping_hours"
    message = "These hours overlap with others of the same place."
    remedy = "Send intervals that do not overlap."
