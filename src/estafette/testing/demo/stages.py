"""Build the shop through the commands of the rooms, stage by stage; each stage finds what it has done before."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from django.db import connection, transaction

from estafette.catalog.commands.kits import define_kit
from estafette.catalog.commands.skus import upsert_skus, upsert_styles
from estafette.catalog.queries import forget_skus, skus_by_code
from estafette.customers.commands.create import create
from estafette.customers.queries import customers_by_reference
from estafette.inventory.commands.expect import Expected, announce
from estafette.inventory.commands.hold_back import RuleChange, set_rules
from estafette.inventory.commands.move import move
from estafette.inventory.commands.reconcile import take_snapshots
from estafette.inventory.queries.levels import levels
from estafette.inventory.types import Condition, Move, Reason, RuleKind, Snapshot
from estafette.network.commands import set_pool, upsert_brands, upsert_channels, upsert_legal_entities
from estafette.network.commands.locations import upsert_locations
from estafette.network.queries import channel_refs, forget_channels, locations_by_code
from estafette.platform.access.types import EVERYTHING, SYSTEM
from estafette.pricing.commands.price_lists import set_prices, upsert_price_lists
from estafette.pricing.commands.tax_rates import seed_tax_rates
from estafette.pricing.queries import rates
from estafette.pricing.types import PriceDraft, PriceListDraft
from estafette.testing.demo import places
from estafette.testing.demo.plan import Plan
from estafette.testing.demo.sales import SHARES, Rates, price_of
from estafette.testing.demo.stock import Lot

BULK = 500
PRICES = 2000
MOVES = 4000
Progress = Callable[[str, int, int], None]
T = TypeVar("T")


def network(plan: Plan, *, opened: datetime, now: datetime, progress: Progress) -> None:
    """Companies, brands, places with the exceptions of the coming year, channels and their pools."""
    stores = plan.size.stores
    drafts = places.locations(stores=stores, today=now.date())
    with transaction.atomic():
        upsert_legal_entities(drafts=places.COMPANIES, by=SYSTEM, at=opened)
        upsert_brands(drafts=places.BRANDS, by=SYSTEM, at=opened)
        upsert_locations(drafts=drafts, by=SYSTEM, at=opened)
        upsert_channels(drafts=places.channels(), by=SYSTEM, at=opened)
        for channel, pool in places.pools(stores=stores).items():
            set_pool(channel=channel, pool=pool, by=SYSTEM, at=opened)
    forget_channels()
    progress("Places", len(drafts), len(drafts))


def catalog(plan: Plan, *, opened: datetime, progress: Progress) -> None:
    """Styles, then the SKUs of items and kits, then what kits are made of."""
    skus = [*(each.draft for each in plan.articles), *(kit.draft for kit in plan.kits)]
    _in_parts(
        plan.styles, BULK, "Styles", progress, lambda some: upsert_styles(drafts=some, by=SYSTEM, at=opened)
    )
    _in_parts(skus, BULK, "SKUs", progress, lambda some: upsert_skus(drafts=some, by=SYSTEM, at=opened))
    make_ups = [kit.make_up for kit in plan.kits]
    _in_parts(make_ups, BULK, "Kits", progress, lambda some: define_kit(drafts=some, by=SYSTEM, at=opened))
    forget_skus()


def prices(plan: Plan, *, opened: datetime, progress: Progress) -> None:
    """A price list for each channel with the price of everything, and the published VAT rates."""
    currencies = {draft.code: draft.currency for draft in places.channels()}
    worth = {each.code: each.price for each in plan.articles} | {kit.code: kit.price for kit in plan.kits}
    with transaction.atomic():
        seed_tax_rates(by=SYSTEM, at=opened)
        drafts = [
            PriceListDraft(code=f"{channel}-LIST", name=f"{channel} {currencies[channel]}", channel=channel,
                           currency=currencies[channel])
            for channel in SHARES
        ]  # fmt: skip
        upsert_price_lists(drafts=drafts, by=SYSTEM, at=opened)
    wanted = [
        (channel, code, price_of(channel, cents)) for channel in SHARES for code, cents in worth.items()
    ]

    def send(some: Sequence[tuple[str, str, int]]) -> None:
        for channel in dict.fromkeys(row[0] for row in some):
            mine = [
                PriceDraft(sku=code, unit_price=Decimal(minor) / 100) for at, code, minor in some if at == channel
            ]  # fmt: skip
            set_prices(price_list=f"{channel}-LIST", drafts=mine, by=SYSTEM, at=opened)

    _in_parts(wanted, PRICES, "Prices", progress, send)


def tax_rates(plan: Plan, *, now: datetime) -> Rates:
    """The VAT rates of the countries where customers live."""
    wanted = [(country, category) for country in plan.countries for category in ("standard", "reduced")]
    return {key: ref.percent for key, ref in rates(wanted=wanted, on=now.date()).items()}


def stock(plan: Plan, *, opened: datetime, now: datetime, progress: Progress) -> None:
    """Opening stock, units set aside, the outside site's snapshot, rules and expected supply; all or nothing."""
    if levels(access=EVERYTHING, limit=1):
        return
    skus = {code: ref.id for code, ref in skus_by_code(codes={a.code for a in plan.articles}, at=now).items()}
    spots = {code: ref.id for code, ref in locations_by_code(codes=plan.places).items()}
    with transaction.atomic():
        _open(plan, skus, spots, opened, progress)
        let_the_planner_know()
        _take_outside(plan, skus, spots, now)
        _keep_back(plan, skus, spots, opened)
        _expect(plan, skus, spots, now)


def let_the_planner_know() -> None:
    """Tell PostgreSQL how much there is now, rather than a minute later: plans made for empty tables are slow."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def customers(plan: Plan, *, opened: datetime, progress: Progress) -> list[UUID]:
    """Customers with their contacts; their ids, in the order of the plan."""
    names = [person.draft.references[0].ref for person in plan.people]
    known = customers_by_reference(source="crm", refs=names)
    new = [person.draft for person in plan.people if person.draft.references[0].ref not in known]
    _in_parts(new, BULK, "Customers", progress, lambda some: create(drafts=some, by=SYSTEM, at=opened))
    known = customers_by_reference(source="crm", refs=names)
    return [known[name] for name in names]


def _open(
    plan: Plan, skus: Mapping[str, int], spots: Mapping[str, int], opened: datetime, progress: Progress
) -> None:
    moves = [
        Move(
            skus[lot.sku],
            spots[lot.place],
            lot.units,
            Reason.OPENING,
            source_kind="opening",
            source_ref="demo",
        )
        for lot in plan.stock.lots
        if not _is_outside(lot)
    ]
    moves += [
        Move(skus[each.sku], spots[each.place], each.units, Reason.CONDITION, Condition(each.condition))
        for each in plan.stock.asides
    ]
    _in_parts(moves, MOVES, "Stock", progress, lambda some: move(moves=some, by=SYSTEM, at=opened))


def _take_outside(plan: Plan, skus: Mapping[str, int], spots: Mapping[str, int], now: datetime) -> None:
    as_of = now - timedelta(days=plan.size.days)
    snapshots = [
        Snapshot(skus[lot.sku], spots[lot.place], lot.units, as_of, sequence=1)
        for lot in plan.stock.lots
        if _is_outside(lot)
    ]
    take_snapshots(snapshots=snapshots, by=SYSTEM, at=as_of)


def _keep_back(plan: Plan, skus: Mapping[str, int], spots: Mapping[str, int], opened: datetime) -> None:
    """Safety stock in warehouses, one unit of everything in stores, and less to see for the marketplace."""
    market = next(ref.id for ref in channel_refs() if ref.code == "MARKET")
    scarce = [each.code for each in plan.articles if each.popularity > 6]
    changes = [
        *(
            RuleChange(RuleKind.SAFETY, units, skus[sku], spots[place])
            for (sku, place), units in plan.stock.safety.items()
        ),
        *(
            RuleChange(RuleKind.PLACE, 1, location_id=spots[code])
            for code in plan.places
            if not code.startswith(("WH-", "SUP-", "3PL-", "PUP-"))
        ),
        *(RuleChange(RuleKind.GLOBAL, 2, skus[code], channel_id=market) for code in scarce),
        *(RuleChange(RuleKind.CAP, 20, skus[code], channel_id=market) for code in scarce),
    ]
    set_rules(changes=changes, by=SYSTEM, at=opened)


def _expect(plan: Plan, skus: Mapping[str, int], spots: Mapping[str, int], now: datetime) -> None:
    expected = [
        Expected(skus[due.sku], spots[due.place], "purchase_order", due.reference, due.units,
                 now + timedelta(days=due.days))
        for due in plan.stock.due
    ]  # fmt: skip
    announce(expected=expected, by=SYSTEM, at=now)


def _is_outside(lot: Lot) -> bool:
    return lot.place.startswith("3PL-")


def _in_parts(
    rows: Sequence[T], size: int, what: str, progress: Progress, send: Callable[[Sequence[T]], object]
) -> None:
    """Send rows in parts, each in a transaction (of its own, or within the one that is open)."""
    for first in range(0, len(rows), size):
        with transaction.atomic():
            send(rows[first : first + size])
        progress(what, min(first + size, len(rows)), len(rows))
