"""Who reacts to what: every event of the house, and the reactions that rooms have to it.

A reaction runs in the worker, in batches, with its cursor in the transaction of its own writes. An event that
nobody reacts to yet stands here with an empty list: it is in the log and in the public feed all the same.
"""

from estafette.catalog.events import KitDefined, SkuChanged, SkuRetired, StyleChanged
from estafette.customers.events import (
    ConsentsChanged,
    ContactErased,
    ContactsAdded,
    CustomerCreated,
    CustomerErased,
)
from estafette.inventory.events import (
    ReservationsExpired,
    RulesChanged,
    ShortfallFound,
    StockMoved,
    StockReconciled,
    SupplyChanged,
)
from estafette.network.events import BrandChanged, ChannelChanged, LegalEntityChanged, LocationChanged
from estafette.orders.events import (
    HoldCleared,
    LinesAssigned,
    LinesCanceled,
    LinesUnassigned,
    NoteAdded,
    OrderHeld,
    OrderPlaced,
    SourcingFailed,
    TagsChanged,
)
from estafette.orders.reactions import assign_ready
from estafette.platform.eventlog.subscriptions import Flow, consumers
from estafette.pricing.events import PriceListChanged, PricesSet, TaxRateSet

FLOW: Flow = {
    OrderPlaced: [assign_ready],
    LinesCanceled: [],
    OrderHeld: [],
    HoldCleared: [assign_ready],
    LinesAssigned: [],
    LinesUnassigned: [],
    SourcingFailed: [],
    NoteAdded: [],
    TagsChanged: [],
    StockMoved: [],
    StockReconciled: [],
    ShortfallFound: [],
    RulesChanged: [],
    SupplyChanged: [],
    ReservationsExpired: [],
    PriceListChanged: [],
    PricesSet: [],
    TaxRateSet: [],
    CustomerCreated: [],
    ContactsAdded: [],
    ConsentsChanged: [],
    CustomerErased: [],
    ContactErased: [],
    SkuChanged: [],
    SkuRetired: [],
    KitDefined: [],
    StyleChanged: [],
    LegalEntityChanged: [],
    BrandChanged: [],
    ChannelChanged: [],
    LocationChanged: [],
}
CONSUMERS = consumers(FLOW)
