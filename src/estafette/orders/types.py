"""The words of orders."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec

from estafette.platform.access.types import Actor

MAX_UNITS = 1_000_000
"""Units of one line at most: larger orders are several lines or a typing error."""
MAX_LINES = 1_000


class Status(StrEnum):
    """Where an order stands; derived from its line quantities and holds."""

    PLACED = "placed"
    ON_HOLD = "on_hold"
    IN_PROGRESS = "in_progress"
    PARTIALLY_SHIPPED = "partially_shipped"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    PARTIALLY_RETURNED = "partially_returned"
    RETURNED = "returned"
    CANCELED = "canceled"


class HoldKind(StrEnum):
    """Why an order waits; the first three come from the channel's policy, `content` from what was sent."""

    PAYMENT = "payment"
    FRAUD = "fraud"
    REMORSE = "remorse"
    ADDRESS = "address"
    REVIEW = "review"
    CONTENT = "content"
    STOCK = "stock"
    MANUAL = "manual"


class AddressDraft(msgspec.Struct, frozen=True):
    """A person's address as sent."""

    name: str = ""
    company: str = ""
    email: str = ""
    phone: str = ""
    street1: str = ""
    street2: str = ""
    postcode: str = ""
    city: str = ""
    region: str = ""
    country: str = ""


class LineDraft(msgspec.Struct, frozen=True):
    """One line as sent. Amounts are minor units for the whole line, before (`discount` positive) and of tax."""

    sku: str
    quantity: int
    unit_price: Decimal | None = None
    discount: int = 0
    tax: int = 0
    tax_rate: Decimal | None = None
    title: str = ""
    backorder: bool = False
    personalization: Mapping[str, str] = {}


class Draft(msgspec.Struct, frozen=True):
    """An order as it came in, before it is accepted. Amounts are minor units of `currency`."""

    channel: str
    reference: str
    lines: tuple[LineDraft, ...]
    fingerprint: bytes
    by: Actor
    currency: str = ""
    placed_at: datetime | None = None
    ship_to: AddressDraft | None = None
    bill_to: AddressDraft | None = None
    customer_id: UUID | None = None
    language: str = ""
    prices_include_tax: bool | None = None
    shipping: int = 0
    fees: int = 0
    charges_tax: int = 0
    method: str = ""
    total: int | None = None
    paid: bool = False
    cart: UUID | None = None
    tags: tuple[str, ...] = ()
    note: str = ""
    raw: Any = None


class Placed(msgspec.Struct, frozen=True):
    """An accepted order. `replayed` says that it had been accepted before."""

    id: str
    number: int
    channel: str
    reference: str
    status: str
    holds: tuple[str, ...] = ()
    replayed: bool = False
