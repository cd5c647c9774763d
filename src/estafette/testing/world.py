"""The world builder: a small retailer made through the same commands as a real one, for tests and benches."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from estafette.catalog.commands.kits import define_kit
from estafette.catalog.commands.skus import upsert_skus
from estafette.catalog.queries import skus_by_code
from estafette.catalog.types import ComponentDraft, KitDraft, SkuDraft
from estafette.inventory.commands.move import move
from estafette.inventory.types import Move, Reason
from estafette.network.commands.channels import set_pool, upsert_channels
from estafette.network.commands.companies import upsert_brands, upsert_legal_entities
from estafette.network.commands.locations import upsert_locations
from estafette.network.queries import channel_refs, locations_by_code
from estafette.network.types import (
    BrandDraft,
    ChannelDraft,
    HoldDraft,
    LegalEntityDraft,
    LocationDraft,
    PoolDraft,
)
from estafette.orders.types import AddressDraft, Draft, LineDraft
from estafette.platform.access.types import SYSTEM
from estafette.platform.recent import forget_all

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass(slots=True)
class World:
    """Codes and internal ids of what was built."""

    skus: dict[str, int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    channels: dict[str, int] = field(default_factory=dict)


def build(
    *,
    skus: Sequence[str] = ("A", "B", "C"),
    places: Sequence[str] = ("W1", "S1", "S2"),
    stock: Mapping[tuple[str, str], int] | None = None,
    kits: Mapping[str, Mapping[str, int]] | None = None,
    channels: Sequence[ChannelDraft] | None = None,
    outside: Sequence[str] = (),
    at: datetime = START,
) -> World:
    """Build a legal entity, a brand, channels (WEB of our own, MKT external), places, SKUs, kits and stock.

    `stock` gives units by (SKU, place); places in `outside` have an outside stock master. Every channel is
    served by all places, in the order given.
    """
    world = World()
    with transaction.atomic():
        _companies(at)
        _places(places, outside, at)
        wanted = list(channels or default_channels())
        upsert_channels(drafts=wanted, by=SYSTEM, at=at)
        for each in wanted:
            pool = [PoolDraft(location=place, rank=rank) for rank, place in enumerate(places)]
            set_pool(channel=each.code, pool=pool, by=SYSTEM, at=at)
        _articles(skus, kits or {}, at)
        forget_all()
        world.skus = {code: ref.id for code, ref in skus_by_code(codes=[*skus, *(kits or {})], at=at).items()}
        world.places = {code: ref.id for code, ref in locations_by_code(codes=places).items()}
        world.channels = {ref.code: ref.id for ref in channel_refs()}
        put(world, stock or {}, at=at)
    return world


def put(world: World, stock: Mapping[tuple[str, str], int], *, at: datetime = START) -> None:
    """Bring stock in as opening movements: units by (SKU, place)."""
    moves = [
        Move(world.skus[sku], world.places[place], units, Reason.OPENING)
        for (sku, place), units in stock.items()
        if units
    ]
    move(moves=moves, by=SYSTEM, at=at)


def default_channels() -> list[ChannelDraft]:
    """WEB, our own checkout; MKT, a marketplace that has accepted orders already; HELD, with every hold."""
    common: Any = {"legal_entity": "FR", "brand": "MAIN", "currency": "EUR", "country": "FR"}
    return [
        ChannelDraft(code="WEB", name="Web shop", **common),
        ChannelDraft(code="MKT", name="Marketplace", authority="external", **common),
        ChannelDraft(
            code="HELD",
            name="Held shop",
            remorse_minutes=30,
            holds=(HoldDraft(kind="payment", reason="Not paid yet"), HoldDraft(kind="remorse")),
            **common,
        ),
    ]


def order(
    reference: str,
    lines: Mapping[str, int],
    *,
    channel: str = "WEB",
    price: str = "10.00",
    backorder: bool = False,
    **more: object,
) -> Draft:
    """An order as a channel sends it: units by SKU, one price for all."""
    content = repr((reference, sorted(lines.items()), channel, price, sorted(more.items(), key=str)))
    return Draft(
        channel=channel,
        reference=reference,
        lines=tuple(
            LineDraft(sku=sku, quantity=units, unit_price=Decimal(price), backorder=backorder)
            for sku, units in lines.items()
        ),
        fingerprint=hashlib.sha256(content.encode()).digest()[:16],
        by=SYSTEM,
        ship_to=AddressDraft(name="Ada Lovelace", street1="1 rue de la Paix", postcode="75002", city="Paris",
                             country="FR"),
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


def _companies(at: datetime) -> None:
    entity = LegalEntityDraft(code="FR", name="Estafette France", country="FR", currency="EUR")
    upsert_legal_entities(drafts=[entity], by=SYSTEM, at=at)
    upsert_brands(drafts=[BrandDraft(code="MAIN", name="Main")], by=SYSTEM, at=at)


def _places(places: Sequence[str], outside: Sequence[str], at: datetime) -> None:
    drafts = [
        LocationDraft(
            code=place,
            name=f"Place {place}",
            kind="warehouse" if place.startswith("W") else "store",
            legal_entity="FR",
            country="FR",
            time_zone="Europe/Paris",
            ships=True,
            stock_master="outside" if place in outside else "us",
            stock_system="wms" if place in outside else "",
        )
        for place in places
    ]
    upsert_locations(drafts=drafts, by=SYSTEM, at=at)


def _articles(skus: Sequence[str], kits: Mapping[str, Mapping[str, int]], at: datetime) -> None:
    upsert_skus(drafts=[SkuDraft(code=code) for code in skus], by=SYSTEM, at=at)
    if kits:
        upsert_skus(drafts=[SkuDraft(code=code, kind="kit") for code in kits], by=SYSTEM, at=at)
        drafts = [
            KitDraft(
                sku=code,
                components=tuple(ComponentDraft(sku=sku, quantity=units) for sku, units in parts.items()),
            )
            for code, parts in kits.items()
        ]
        define_kit(drafts=drafts, by=SYSTEM, at=at)
