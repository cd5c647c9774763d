"""The words of inventory."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

MAX_UNITS = 1_000_000_000
"""No quantity of one row may be larger: sums of a pool stay inside 64 bits, levels inside 32."""


class Condition(StrEnum):
    """Where a unit stands as goods; only `sellable` counts as on hand."""

    SELLABLE = "sellable"
    DAMAGED = "damaged"
    QUALITY = "quality"
    DISPLAY = "display"
    INSPECTION = "inspection"


class Reason(StrEnum):
    """Why a movement happened."""

    RECEIPT = "receipt"
    SALE = "sale"
    TILL_SALE = "till_sale"
    RETURN = "return"
    COUNT = "count"
    ADJUSTMENT = "adjustment"
    DAMAGE = "damage"
    LOSS = "loss"
    FOUND = "found"
    TRANSFER_OUT = "transfer_out"
    TRANSFER_IN = "transfer_in"
    RECONCILIATION = "reconciliation"
    OPENING = "opening"
    CONDITION = "condition"
    SHIPMENT = "shipment"


class State(StrEnum):
    """Life of a reservation."""

    SOFT = "soft"
    HELD = "held"
    TENTATIVE = "tentative"
    ASSIGNED = "assigned"
    CONSUMED = "consumed"
    EXPIRED = "expired"
    RELEASED = "released"
    MOVED = "moved"
    CONFIRMED = "confirmed"
    BACKORDERED = "backordered"


class OwnerKind(StrEnum):
    CART = "cart"
    QUOTE = "quote"
    ORDER_LINE = "order_line"
    TRANSFER = "transfer"


class DemandKind(StrEnum):
    """Why demand has no place yet."""

    BACKORDER = "backorder"
    PREORDER = "preorder"
    SHORTAGE = "shortage"


class RuleKind(StrEnum):
    """What a buffer rule holds back, and where in the formula it stands."""

    SAFETY = "safety"  # of one place, per SKU: deducted before clamping
    PLACE = "place"  # of places, by rule: the larger of it and safety is deducted
    GLOBAL = "global"  # of a channel: deducted after the places are added up
    CAP = "cap"  # of a channel: the most it may show


@dataclass(frozen=True, slots=True)
class Pool:
    """The eligible places of a channel by rank, and the channels (itself included) that share one of them."""

    channel_id: int
    locations: tuple[int, ...]
    peers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Want:
    """One line of a group that asks for stock.

    `whole` groups get all their lines or none; others take what there is and leave the rest short.
    `hint` is a location to try first, or 0.
    """

    group: int
    line: int
    sku_id: int
    quantity: int
    owner_id: UUID
    channel_id: int
    whole: bool = True
    hint: int = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """What a `Want` got at one location; `location_id` 0 names the part that is short."""

    group: int
    line: int
    location_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Move:
    """One movement to record: signed units of one SKU at one location in one condition."""

    sku_id: int
    location_id: int
    quantity: int
    reason: Reason
    condition: Condition = Condition.SELLABLE
    source_kind: str = ""
    source_ref: str = ""
    effective_at: datetime | None = None
    lot_id: str | None = None
    bin_id: str | None = None
    owner_id: str | None = None
    unit_cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What an outside stock master says of one SKU at one location: absolute, as of an instant."""

    sku_id: int
    location_id: int
    on_hand: int
    as_of: datetime
    sequence: int


@dataclass(frozen=True, slots=True)
class PlaceDerivation:
    """How one location contributes to a channel's figure."""

    location: str
    on_hand: int
    reserved: int
    held_back: int
    supply: int
    net: int
    counted: int


@dataclass(frozen=True, slots=True)
class Derivation:
    """The whole way from levels to the figure that a channel shows."""

    sku: str
    places: tuple[PlaceDerivation, ...]
    places_total: int
    global_buffer: int
    unassigned_demand: int
    cap: int | None
    atp: int


@dataclass(frozen=True, slots=True)
class Availability:
    """ATP of one SKU on one channel, in base units."""

    sku: str
    atp: int
    as_of: datetime
    derivation: Derivation | None = None
    components: Mapping[str, int] = field(default_factory=dict)
