"""What callers send about orders, and what they get."""

import hashlib
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

import msgspec

from estafette.orders.types import AddressDraft, Draft, HoldKind, LineDraft, Status
from estafette.platform.access.types import Actor
from estafette.platform.api.contract import Input, Output
from estafette.platform.api.paging import PageQuery
from estafette.platform.codes import Instant

Text = Annotated[str, msgspec.Meta(max_length=200)]
Minor = Annotated[int, msgspec.Meta(ge=-(10**15), le=10**15, description="Minor units of the currency.")]
Positive = Annotated[int, msgspec.Meta(ge=0, le=10**15, description="Minor units of the currency.")]
Price = Annotated[
    Decimal, msgspec.Meta(description="Decimal with at most six places, as a string or a number.")
]
Reference = Annotated[
    str,
    msgspec.Meta(
        min_length=1, max_length=100, description="Your own name of the order, and its idempotency key."
    ),
]
Units = Annotated[int, msgspec.Meta(ge=-(2**62), le=2**62, description="Units, from 1 to 1,000,000.")]


class Address(Input, frozen=True, kw_only=True):
    """A person's address. Kept in a contact of its own, which can be erased."""

    name: Text = ""
    company: Text = ""
    email: Text = ""
    phone: Text = ""
    street1: Text = ""
    street2: Text = ""
    postcode: Annotated[str, msgspec.Meta(max_length=20)] = ""
    city: Text = ""
    region: Text = ""
    country: Annotated[str, msgspec.Meta(max_length=20, description="ISO 3166, two capital letters.")] = ""

    def draft(self) -> AddressDraft:
        return AddressDraft(
            self.name, self.company, self.email, self.phone, self.street1, self.street2, self.postcode,
            self.city, self.region, self.country,
        )  # fmt: skip


class OrderLine(Input, frozen=True, kw_only=True):
    """One article. Without a unit price the channel's price list is asked."""

    sku: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    quantity: Units
    unit_price: Price | None = None
    discount: Positive = 0
    tax: Positive = 0
    tax_rate: Annotated[Decimal, msgspec.Meta(description="Percent.")] | None = None
    title: Text = ""
    backorder: bool = False
    personalization: Annotated[dict[Text, Text], msgspec.Meta(max_length=20)] = {}

    def draft(self) -> LineDraft:
        return LineDraft(
            self.sku, self.quantity, self.unit_price, self.discount, self.tax, self.tax_rate, self.title,
            self.backorder, self.personalization,
        )  # fmt: skip


class NewOrder(Input, frozen=True, kw_only=True):
    """An order. `reference` names it on its channel: sent again, the first answer is given again."""

    channel: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    reference: Reference
    lines: list[OrderLine]
    currency: Annotated[str, msgspec.Meta(max_length=20, description="ISO 4217.")] = ""
    placed_at: Instant | None = None
    ship_to: Address | None = None
    bill_to: Address | None = None
    customer: UUID | None = None
    language: Annotated[str, msgspec.Meta(max_length=10)] = ""
    prices_include_tax: bool | None = None
    shipping: Positive = 0
    fees: Positive = 0
    charges_tax: Positive = 0
    method: Text = ""
    total: Minor | None = None
    paid: bool = False
    cart: UUID | None = None
    tags: Annotated[
        list[Annotated[str, msgspec.Meta(min_length=1, max_length=50)]], msgspec.Meta(max_length=20)
    ] = []
    note: Annotated[str, msgspec.Meta(max_length=4000)] = ""

    def draft(self, by: Actor) -> Draft:
        """The order as the room takes it."""
        return Draft(
            channel=self.channel,
            reference=self.reference,
            lines=tuple([line.draft() for line in self.lines]),
            fingerprint=hashlib.sha256(_encode(self)).digest()[:16],
            by=by,
            currency=self.currency,
            placed_at=self.placed_at,
            ship_to=self.ship_to.draft() if self.ship_to is not None else None,
            bill_to=self.bill_to.draft() if self.bill_to is not None else None,
            customer_id=self.customer,
            language=self.language,
            prices_include_tax=self.prices_include_tax,
            shipping=self.shipping,
            fees=self.fees,
            charges_tax=self.charges_tax,
            method=self.method,
            total=self.total,
            paid=self.paid,
            cart=self.cart,
            tags=tuple(self.tags),
            note=self.note,
            raw=self,
        )


_encode = msgspec.json.Encoder(decimal_format="string").encode


class NewOrders(Input, frozen=True, kw_only=True):
    """Many orders at once; each is answered for itself."""

    orders: Annotated[list[NewOrder], msgspec.Meta(min_length=1, max_length=500)]


class PlacedOrder(Output, frozen=True, kw_only=True):
    """An accepted order."""

    id: str
    number: int
    channel: str
    reference: str
    status: str
    holds: list[str]


class OrderResult(Output, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one order of many: the order, or why it was refused."""

    reference: str
    order: PlacedOrder | None = None
    replayed: bool = False
    errors: list[dict[str, Any]] = []


class OrderResults(Output, frozen=True, kw_only=True):
    """One result an order, in the order sent."""

    results: list[OrderResult]


class OrderQuery(PageQuery, frozen=True, kw_only=True):
    """Filters of the order list. Of number, reference, customer, hold and tag one is used at a time."""

    channel: Annotated[list[Annotated[str, msgspec.Meta(max_length=64)]], msgspec.Meta(max_length=50)] = []
    status: Annotated[list[Status], msgspec.Meta(max_length=len(Status))] = []
    since: Instant | None = None
    number: Annotated[int, msgspec.Meta(ge=1, le=2**62)] | None = None
    reference: Annotated[str, msgspec.Meta(max_length=100)] | None = None
    customer: UUID | None = None
    hold: HoldKind | None = None
    tag: Annotated[str, msgspec.Meta(max_length=50)] | None = None


class ListedOrder(Output, frozen=True, kw_only=True):
    """One order of a list. Amounts are minor units."""

    id: str
    number: int
    channel: str
    reference: str
    status: str
    version: int
    currency: str
    total: int
    canceled_total: int
    placed_at: datetime
    recorded_at: datetime
    lines: msgspec.Raw
    holds: list[str]
    tags: list[str]


class CancelLine(Input, frozen=True, kw_only=True):
    line: Annotated[int, msgspec.Meta(ge=1, le=10**6)]
    quantity: Annotated[int, msgspec.Meta(ge=1, le=10**6)]


class CancelOrder(Input, frozen=True, kw_only=True):
    """What to cancel: units by line, or, without lines, all that still can be."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    lines: Annotated[list[CancelLine], msgspec.Meta(min_length=1, max_length=1000)] | None = None
    version: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)] | None = None


class CanceledOrder(Output, frozen=True, kw_only=True):
    """What was canceled, and the order as it stands now."""

    id: str
    lines: dict[str, int]
    amount: int
    version: int
    status: str


class Rejected(Input, frozen=True, kw_only=True):
    """Units of a line that a place will not serve; all that it has of the line when null."""

    line: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
    location: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    quantity: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] | None = None
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class ReassignOrder(Input, frozen=True, kw_only=True):
    lines: Annotated[list[Rejected], msgspec.Meta(min_length=1, max_length=100)]


class AssignedLine(Output, frozen=True, kw_only=True):
    line: int
    location: str
    quantity: int


class WaitingUnits(Output, frozen=True, kw_only=True):
    line: int
    quantity: int


class AssignedOrder(Output, frozen=True, kw_only=True):
    """What was given to places now, what no place can serve, and the order as it stands now."""

    id: str
    assigned: list[AssignedLine]
    waiting: list[WaitingUnits]
    version: int
    status: str


class NewHold(Input, frozen=True, kw_only=True):
    kind: HoldKind = HoldKind.MANUAL
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
    until: Instant | None = None
    version: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)] | None = None


class ClearHold(Input, frozen=True, kw_only=True):
    note: Annotated[str, msgspec.Meta(max_length=500)] = ""


class HeldOrder(Output, frozen=True, kw_only=True):
    """A hold as it was opened or cleared, and the order as it stands now."""

    id: str
    hold: str
    version: int
    status: str


class NewNote(Input, frozen=True, kw_only=True):
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]


class WrittenNote(Output, frozen=True, kw_only=True):
    id: str


class TagChange(Input, frozen=True, kw_only=True):
    add: Annotated[
        list[Annotated[str, msgspec.Meta(min_length=1, max_length=50)]], msgspec.Meta(max_length=20)
    ] = []
    remove: Annotated[
        list[Annotated[str, msgspec.Meta(min_length=1, max_length=50)]], msgspec.Meta(max_length=20)
    ] = []


class ChangedTags(Output, frozen=True, kw_only=True):
    added: list[str]
    removed: list[str]


class OrderDetail(Output, frozen=True, kw_only=True):
    """One order with all that belongs to it; amounts are minor units.

    The `assignments` of a line say which place serves how many of its units, and on which local day they count.
    """

    id: str
    number: int
    channel: str
    reference: str
    status: str
    version: int
    currency: str
    amounts: dict[str, int]
    prices_include_tax: bool
    language: str
    method: str
    paid: bool
    customer: str | None
    ship_to: str | None
    bill_to: str | None
    placed_at: str
    recorded_at: str
    lines: list[dict[str, Any]]
    kits: list[dict[str, Any]]
    holds: list[dict[str, Any]]
    notes: list[dict[str, Any]]
    tags: list[str]
