"""Who reacts to what: every event of the house, and the reactions that rooms have to it.

A reaction runs in the worker, in batches, with its cursor in the transaction of its own writes. An event that
nobody reacts to yet stands here with an empty list: it is in the log and in the public feed all the same.
"""

from estafette.assembly.published import PUBLICATIONS
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
from estafette.notifications.events import WebhookChanged, WebhookDisabled
from estafette.notifications.reactions import telling
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

tell_systems = telling(PUBLICATIONS)
"""Webhooks: every event that is published, so every event."""

FLOW: Flow = {
    OrderPlaced: [assign_ready, tell_systems],
    LinesCanceled: [tell_systems],
    OrderHeld: [tell_systems],
    HoldCleared: [assign_ready, tell_systems],
    LinesAssigned: [tell_systems],
    LinesUnassigned: [tell_systems],
    SourcingFailed: [tell_systems],
    NoteAdded: [tell_systems],
    TagsChanged: [tell_systems],
    StockMoved: [tell_systems],
    StockReconciled: [tell_systems],
    ShortfallFound: [tell_systems],
    RulesChanged: [tell_systems],
    SupplyChanged: [tell_systems],
    ReservationsExpired: [tell_systems],
    PriceListChanged: [tell_systems],
    PricesSet: [tell_systems],
    TaxRateSet: [tell_systems],
    CustomerCreated: [tell_systems],
    ContactsAdded: [tell_systems],
    ConsentsChanged: [tell_systems],
    CustomerErased: [tell_systems],
    ContactErased: [tell_systems],
    SkuChanged: [tell_systems],
    SkuRetired: [tell_systems],
    KitDefined: [tell_systems],
    StyleChanged: [tell_systems],
    LegalEntityChanged: [tell_systems],
    BrandChanged: [tell_systems],
    ChannelChanged: [tell_systems],
    LocationChanged: [tell_systems],
    WebhookChanged: [tell_systems],
    WebhookDisabled: [tell_systems],
}
CONSUMERS = consumers(FLOW)
