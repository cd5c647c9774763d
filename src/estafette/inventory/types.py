"""The words of inventory."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from estafette.platform.api.contract import Input
from estafette.platform.codes import Code, Instant
from estafette.platform.refusal import Conflict, InvalidInput, NotFound

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
    """Whose units a reservation holds."""

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


class Want(msgspec.Struct, frozen=True):
    """One line of a group that asks for stock.

    `whole` groups get all their lines or none; others take what there is and leave the rest short.
    `hint` is a location to try first, or 0.
    """

    group: int
    line: int
    sku_id: int
    quantity: int
    owner_id: UUID | str
    channel_id: int
    whole: bool = True
    hint: int = 0


class Taken(msgspec.Struct, frozen=True):
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
class Part:
    """What one unit asks of one article: itself once, or a component of the kit so many times."""

    quantity: int
    derivation: Derivation


@dataclass(frozen=True, slots=True)
class Availability:
    """ATP of one SKU on one channel, in base units, with the way to it: an item has one part, a kit several."""

    sku: str
    atp: int
    parts: tuple[Part, ...]


class Cause(StrEnum):
    """The reasons for a movement that somebody outside may give; the others are booked by what we do ourselves."""

    RECEIPT = "receipt"
    SALE = "sale"
    TILL_SALE = "till_sale"
    RETURN = "return"
    ADJUSTMENT = "adjustment"
    DAMAGE = "damage"
    LOSS = "loss"
    FOUND = "found"
    TRANSFER_OUT = "transfer_out"
    TRANSFER_IN = "transfer_in"
    OPENING = "opening"
    CONDITION = "condition"


HAPPENED = frozenset(
    {Cause.RECEIPT, Cause.SALE, Cause.TILL_SALE, Cause.RETURN, Cause.TRANSFER_OUT, Cause.TRANSFER_IN}
)
"""What an outside stock master sees too, so that we may book it at once; corrections of its figure are its own."""

MAX_MOVES = 1000
MAX_FIGURES = 5000
MAX_RULES = 1000
MAX_SUPPLY = 1000
MAX_CART = 200

Units = Annotated[int, Meta(ge=0, le=MAX_UNITS)]
Signed = Annotated[int, Meta(ge=-MAX_UNITS, le=MAX_UNITS)]
Word = Annotated[str, Meta(max_length=64)]
Name = Annotated[str, Meta(min_length=1, max_length=64)]
Sequence64 = Annotated[int, Meta(ge=0, le=2**62)]


class MovementDraft(Input, frozen=True, kw_only=True):
    """Units that came (+) or went (−) at a place. `unit_cost` is in the currency of the place's legal entity."""

    sku: Code
    location: Code
    quantity: Signed
    reason: Cause
    condition: Condition = Condition.SELLABLE
    source_kind: Word = ""
    source_ref: Annotated[str, Meta(max_length=200)] = ""
    effective_at: Instant | None = None
    lot: Word | None = None
    bin: Word | None = None
    owner: Word | None = None
    unit_cost: Decimal | None = None


class SnapshotDraft(Input, frozen=True, kw_only=True):
    """What an outside stock master says: units on hand as of an instant; `sequence` grows with each that it says."""

    sku: Code
    location: Code
    on_hand: Units
    as_of: Instant
    sequence: Sequence64


class CountDraft(Input, frozen=True, kw_only=True):
    """What people counted at a place, as of an instant."""

    sku: Code
    location: Code
    on_hand: Units
    as_of: Instant | None = None


class RuleDraft(Input, frozen=True, kw_only=True):
    """A rule to set: safety and place rules name places, global buffers and caps channels; a null quantity ends it."""

    kind: RuleKind
    quantity: Units | None
    sku: Code | None = None
    location: Code | None = None
    channel: Code | None = None


class SupplyDraft(Input, frozen=True, kw_only=True):
    """Units expected at a place from a source (a purchase order, a transfer), in all, and when they are due."""

    sku: Code
    location: Code
    source_kind: Name
    source_ref: Name
    quantity: Annotated[int, Meta(ge=1, le=MAX_UNITS)]
    due_at: Instant


class ReceiptDraft(Input, frozen=True, kw_only=True):
    """Units that came in from a source; `close` says that no more will."""

    sku: Code
    location: Code
    source_kind: Name
    source_ref: Name
    quantity: Units
    close: bool = False


class CartLineDraft(Input, frozen=True, kw_only=True):
    """Units of one SKU that a cart wants."""

    sku: Code
    quantity: Annotated[int, Meta(ge=1, le=1_000_000)]


class KitHasNoStock(InvalidInput):
    code = "kit_has_no_stock"
    message = "“{sku}” is a kit: it has no stock of its own."
    remedy = "Name its components."


class NotTheStockMaster(Conflict):
    code = "not_the_stock_master"
    message = "The stock of “{location}” is kept by {master}, so this is not for the caller to say."
    remedy = "Send snapshots for places with an outside stock master; counts, corrections and openings for our own."


class BadCost(InvalidInput):
    code = "bad_cost"
    message = "A unit cost is a number from 0 with at most twelve digits before and six after the point."
    remedy = "Send it as text, such as 12.50."


class NoReservation(NotFound):
    code = "no_reservation"
    message = "Nothing is reserved for the cart “{ref}”."
    remedy = "Reserve it again: its time may be over."
