"""Who sells and where: companies, brands, channels with their pools and holds, and all places."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from estafette.network.types import (
    BrandDraft,
    ChannelDraft,
    HoldDraft,
    LegalEntityDraft,
    LocationDraft,
    PoolDraft,
)
from estafette.testing.demo import hours
from estafette.testing.demo.cities import LOGISTICIANS, PICKUP_POINTS, STORES, SUPPLIERS, WAREHOUSES, Site

FLAGSHIPS = frozenset(
    {"PAR-MARAIS", "PAR-STGERM", "LYO-PRESQU", "LON-MARYLE", "BRU-IXELLE", "BOR-INTEND", "MAD-SALAMA"}
)
ISLAND = "AJA-FESCH"
"""A store that sells over the counter only: parcels from it would take too long."""

COMPANIES = (
    LegalEntityDraft(code="ORVANE-FR", name="Maison Orvane SAS", country="FR", currency="EUR",
                     vat_numbers={"FR": "FR00000000000", "DE": "DE000000000", "BE": "BE0000000000"}),
    LegalEntityDraft(code="ORVANE-UK", name="Maison Orvane (UK) Ltd", country="GB", currency="GBP",
                     vat_numbers={"GB": "GB000000000"}),
)  # fmt: skip
BRANDS = (BrandDraft(code="ORVANE", name="Orvane"), BrandDraft(code="ORVANE-HOME", name="Orvane Maison"))


FRENCH: dict[str, Any] = {
    "legal_entity": "ORVANE-FR", "brand": "ORVANE", "currency": "EUR", "country": "FR", "language": "fr",
}  # fmt: skip
ABROAD = {**FRENCH, "country": "DE", "language": "en"}
LIVING = {**FRENCH, "brand": "ORVANE-HOME"}
BRITISH: dict[str, Any] = {
    "legal_entity": "ORVANE-UK", "brand": "ORVANE", "currency": "GBP", "country": "GB", "language": "en",
}  # fmt: skip
PAYMENT = HoldDraft(kind="payment", reason="Waiting for the payment")
FRAUD = HoldDraft(kind="fraud", reason="Large order, to be looked at", threshold_minor=90_000)
REMORSE = HoldDraft(kind="remorse", reason="The buyer may still change their mind")
REVIEW = HoldDraft(kind="review", reason="Large marketplace order", threshold_minor=80_000)


def channels() -> list[ChannelDraft]:
    """Seven ways of selling, each with its currency, its authority and what holds its orders."""
    own = (PAYMENT, FRAUD, REMORSE)
    return [
        ChannelDraft(code="WEB-FR", name="Boutique en ligne", remorse_minutes=30, holds=own, **FRENCH),
        ChannelDraft(code="WEB-EU", name="European web shop", remorse_minutes=30, holds=own, **ABROAD),
        ChannelDraft(code="WEB-UK", name="British web shop", holds=(PAYMENT, FRAUD), **BRITISH),
        ChannelDraft(code="HOME-FR", name="Orvane Maison en ligne", holds=(PAYMENT, FRAUD), **LIVING),
        ChannelDraft(
            code="MARKET", name="Grande Place (marketplace)", authority="external", holds=(REVIEW,), **FRENCH
        ),
        ChannelDraft(code="CALL", name="Service clients", holds=(PAYMENT,), **FRENCH),
        ChannelDraft(code="STORES", name="Ventes en magasin", holds=(), **FRENCH),
    ]


def sites(*, stores: int) -> dict[str, Site]:
    """All places by code: warehouses, stores, suppliers, the outside site, pickup points."""
    return (
        {f"WH-{site.code}": site for site in WAREHOUSES}
        | {site.code: site for site in STORES[:stores]}
        | {f"SUP-{site.code}": site for site in SUPPLIERS}
        | {f"3PL-{site.code}": site for site in LOGISTICIANS}
        | {f"PUP-{site.code}": site for site in PICKUP_POINTS}
    )


def locations(*, stores: int, today: date) -> list[LocationDraft]:
    """Every place as it is created."""
    return [_location(code, site, today) for code, site in sites(stores=stores).items()]


def pools(*, stores: int) -> dict[str, list[PoolDraft]]:
    """Which places serve which channel, and in which order they are asked."""
    shops = STORES[:stores]
    french = [site.code for site in shops if site.country == "FR" and site.code != ISLAND]
    british = [site.code for site in shops if site.country == "GB"]
    others = [site.code for site in shops if site.country not in ("FR", "GB")]
    suppliers = ["SUP-VOSGES", "SUP-ALENTEJO"]
    france = ["WH-ORLEANS", "WH-LYON", "WH-LILLE"]
    return {
        "WEB-FR": _pool(france, french, suppliers),
        "WEB-EU": _pool(["WH-LILLE", "3PL-VENLO", "WH-ORLEANS"], others, suppliers),
        "WEB-UK": _pool(["WH-DAVENTRY"], british, ["SUP-ALENTEJO"]),
        "HOME-FR": _pool(["WH-LILLE", "WH-ORLEANS"], suppliers, french[:6]),
        "MARKET": _pool(["WH-ORLEANS", "WH-LYON", "3PL-VENLO"]),
        "CALL": _pool(france, french, suppliers),
        "STORES": _pool(france, [*french, *others]),
    }


def dropships(family: str, code: str) -> bool:
    """Whether the supplier with this code sends articles of this family."""
    return (family == "POT") == (code == "SUP-ALENTEJO")


def _pool(*tiers: Sequence[str]) -> list[PoolDraft]:
    return [
        PoolDraft(location=code, rank=100 * tier + position)
        for tier, codes in enumerate(tiers, start=1)
        for position, code in enumerate(codes)
    ]


def _location(code: str, site: Site, today: date) -> LocationDraft:
    return LocationDraft(
        code=code,
        name=site.name,
        legal_entity="ORVANE-UK" if site.country == "GB" else "ORVANE-FR",
        street1=site.street,
        postcode=site.postcode,
        city=site.city,
        country=site.country,
        latitude=site.latitude,
        longitude=site.longitude,
        time_zone=site.time_zone,
        **_ways(code, site, today),
    )


def _ways(code: str, site: Site, today: date) -> dict[str, Any]:
    """What a place of its kind does, when it is open and how much it can do in a day."""
    kind = code.split("-")[0]
    if kind == "WH":
        work = _work("warehouse", 4000, 12_000, ships=True, receives_returns=True)
        closed = hours.exceptions(site, today=today, store=False)
        return work | {"opening_hours": hours.warehouse_hours(), "exceptions": closed}
    if kind == "SUP":
        return _work("supplier", 60, 120, ships=True) | {"opening_hours": hours.warehouse_hours()[:5]}
    if kind == "3PL":
        work = _work("third_party", 1500, 5000, ships=True, receives_returns=True)
        master = {"stock_master": "outside", "stock_system": "venlo-wms"}
        return work | master | {"opening_hours": hours.warehouse_hours()}
    if kind == "PUP":
        return _work("pickup_point", 80, None, hands_over=True) | {"opening_hours": hours.counter_hours()}
    large, does = code in FLAGSHIPS, {"hands_over": True, "receives_returns": True, "sells": True}
    work = _work("store", 60 if large else 25, 150 if large else 60, ships=code != ISLAND, **does)
    other = hours.exceptions(site, today=today, store=True)
    return work | {"opening_hours": hours.store_hours(site), "exceptions": other}


def _work(kind: str, orders: int, units: int | None, **does: bool) -> dict[str, Any]:
    return {"kind": kind, "orders_per_day": orders, "units_per_day": units, **does}
