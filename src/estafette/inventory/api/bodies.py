"""What callers of the stock API send and get."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from msgspec import Meta

from estafette.inventory.types import (
    MAX_CART,
    MAX_FIGURES,
    MAX_MOVES,
    MAX_RULES,
    MAX_SUPPLY,
    CartLineDraft,
    CountDraft,
    MovementDraft,
    ReceiptDraft,
    RuleDraft,
    RuleKind,
    SnapshotDraft,
    SupplyDraft,
)
from estafette.platform.api.contract import Input, Output
from estafette.platform.api.paging import PageQuery
from estafette.platform.codes import Instant

MAX_ASKED = 200
MAX_MINUTES = 30 * 24 * 60

Asked = Annotated[str, Meta(min_length=1, max_length=64)]
SkuList = Annotated[list[Asked], Meta(max_length=MAX_ASKED)]
PlaceList = Annotated[list[Asked], Meta(max_length=MAX_ASKED)]
Known = Annotated[
    str,
    Meta(max_length=20_000, description="`known_at` of an earlier answer, or an instant with its offset."),
]
Minutes = Annotated[int, Meta(ge=1, le=MAX_MINUTES)]


class AvailabilityQuery(Input, frozen=True, kw_only=True):
    """What is asked of a channel's availability, in an address."""

    channel: Asked
    sku: Annotated[list[Asked], Meta(min_length=1, max_length=MAX_ASKED)]
    derivation: bool = False
    until: Instant | None = None
    known_at: Known | None = None


class AvailabilityAsked(Input, frozen=True, kw_only=True):
    """What is asked of a channel's availability, in a body."""

    channel: Asked
    skus: Annotated[list[Asked], Meta(min_length=1, max_length=MAX_ASKED)]
    derivation: bool = False
    until: Instant | None = None
    known_at: Known | None = None


class DerivedPlace(Output, frozen=True, kw_only=True):
    """How one location contributes: net = on hand − reserved − held back + supply; counted is never below 0."""

    location: str
    on_hand: int
    reserved: int
    held_back: int
    supply: int
    net: int
    counted: int


class Derived(Output, frozen=True, kw_only=True):
    """How the figure of an item came about; `quantity` of it are in one unit of what was asked for."""

    sku: str
    quantity: int
    places: list[DerivedPlace]
    places_total: int
    global_buffer: int
    unassigned_demand: int
    cap: int | None
    atp: int


class AvailableItem(Output, frozen=True, kw_only=True, omit_defaults=True):
    """Units of one SKU that the channel may promise; the derivation only when it was asked for."""

    sku: str
    atp: int
    derivation: list[Derived] | None = None


class AvailabilityAnswer(Output, frozen=True, kw_only=True, omit_defaults=True):
    """Figures of a channel at `as_of`. Send `known_at` to get the same answer again at any later time."""

    channel: str
    as_of: datetime
    items: list[AvailableItem]
    until: datetime | None = None
    known_at: str | None = None


class LevelQuery(PageQuery, frozen=True, kw_only=True):
    """Filters of the list of levels."""

    sku: SkuList = []
    location: PlaceList = []


class LevelRead(Output, frozen=True, kw_only=True):
    """Units of one SKU at one location; net is what may be promised, negative when too much has been."""

    sku: str
    location: str
    on_hand: int
    reserved: int
    held_back: int
    net: int
    unsellable: dict[str, int]


class LedgerQuery(PageQuery, frozen=True, kw_only=True):
    """Whose ledger."""

    sku: Asked
    location: PlaceList = []


class MovementRead(Output, frozen=True, kw_only=True):
    """One row of the ledger: when it happened, and when it was recorded."""

    id: str
    location: str
    condition: str
    quantity: int
    reason: str
    source_kind: str
    source_ref: str
    actor: str
    effective_at: datetime
    recorded_at: datetime
    lot: str | None
    bin: str | None
    owner: str | None
    unit_cost: Decimal | None


class Movements(Input, frozen=True, kw_only=True):
    """Movements to record, all or none."""

    movements: Annotated[list[MovementDraft], Meta(min_length=1, max_length=MAX_MOVES)]


class Snapshots(Input, frozen=True, kw_only=True):
    """Figures of an outside stock master."""

    figures: Annotated[list[SnapshotDraft], Meta(min_length=1, max_length=MAX_FIGURES)]


class Counts(Input, frozen=True, kw_only=True):
    """Figures of a count, and its document."""

    figures: Annotated[list[CountDraft], Meta(min_length=1, max_length=MAX_FIGURES)]
    source_ref: Annotated[str, Meta(max_length=200)] = ""


class Rows(Output, frozen=True, kw_only=True):
    """How many rows were written."""

    rows: int


class FigureRead(Output, frozen=True, kw_only=True):
    """What became of one figure: taken, unchanged or stale (older than what was said before, so left out).

    `missing` units are promised at the place and not there.
    """

    sku: str
    location: str
    outcome: str
    on_hand: int
    difference: int
    missing: int


class Figures(Output, frozen=True, kw_only=True):
    """One answer for each figure, in the order sent."""

    items: list[FigureRead]


class Rules(Input, frozen=True, kw_only=True):
    """Rules to set or end, all or none."""

    rules: Annotated[list[RuleDraft], Meta(min_length=1, max_length=MAX_RULES)]


class RulesSet(Output, frozen=True, kw_only=True):
    """Rules that were set, and levels that now hold back another quantity."""

    rules: int
    levels_changed: int


class RuleQuery(PageQuery, frozen=True, kw_only=True):
    """Filters of the list of rules. Rules for all places or channels are listed with those of any one."""

    kind: RuleKind | None = None
    sku: SkuList = []
    location: PlaceList = []
    channel: PlaceList = []


class RuleRead(Output, frozen=True, kw_only=True):
    """An open rule; null in a scope stands for all."""

    id: str
    kind: str
    quantity: int
    sku: str | None
    location: str | None
    channel: str | None
    actor: str
    since: datetime


class Supplies(Input, frozen=True, kw_only=True):
    """Expected supply to announce or change."""

    supply: Annotated[list[SupplyDraft], Meta(min_length=1, max_length=MAX_SUPPLY)]


class SupplyQuery(PageQuery, frozen=True, kw_only=True):
    """Filters of the list of expected supply."""

    sku: SkuList = []
    location: PlaceList = []


class SupplyRead(Output, frozen=True, kw_only=True):
    """Units expected in all, received of them, and pegged: what backorders of buyers wait for."""

    id: str
    sku: str
    location: str
    source_kind: str
    source_ref: str
    quantity: int
    received: int
    pegged: int
    due_at: datetime


class Receipts(Input, frozen=True, kw_only=True):
    """Receipts to book, all or none."""

    receipts: Annotated[list[ReceiptDraft], Meta(min_length=1, max_length=MAX_SUPPLY)]


class CartHold(Input, frozen=True, kw_only=True):
    """What a cart shall hold, and for how many minutes."""

    channel: Asked
    lines: Annotated[list[CartLineDraft], Meta(min_length=1, max_length=MAX_CART)]
    minutes: Minutes = 15


class CartExtension(Input, frozen=True, kw_only=True):
    """For how many minutes from now; `held` makes it the reservation of a quote."""

    minutes: Minutes
    held: bool = False


class CartUnits(Output, frozen=True, kw_only=True):
    """Units of an item that are reserved at a location."""

    sku: str
    location: str
    quantity: int
    state: str
    expires_at: datetime


class CartRead(Output, frozen=True, kw_only=True):
    """What a cart holds; kits by their components."""

    cart: str
    units: list[CartUnits]


class CartReleased(Output, frozen=True, kw_only=True):
    """Units that were given back."""

    cart: str
    units: int
