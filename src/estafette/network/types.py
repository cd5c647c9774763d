"""The words of the network: kinds of places, who masters stock, what holds an order, and frozen answers."""

from dataclasses import dataclass
from enum import StrEnum


class LocationKind(StrEnum):
    WAREHOUSE = "warehouse"
    STORE = "store"
    SUPPLIER = "supplier"  # sends to our customers for us
    THIRD_PARTY = "third_party"  # a logistics provider's site
    PICKUP_POINT = "pickup_point"  # lockers and partner counters


class StockMaster(StrEnum):
    US = "us"
    OUTSIDE = "outside"


class Authority(StrEnum):
    """Who accepts orders: our own checkout, or a channel that has accepted already when it tells us."""

    OWN = "own"
    EXTERNAL = "external"


class HoldKind(StrEnum):
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
