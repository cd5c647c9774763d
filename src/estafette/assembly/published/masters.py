"""Changes of the catalog and the network, as outsiders see them: what changed, to be read again by its code."""

from collections.abc import Sequence
from datetime import datetime

from estafette.assembly.published.naming import sku_codes
from estafette.catalog.events import KitDefined, SkuChanged, SkuRetired, StyleChanged
from estafette.network.events import BrandChanged, ChannelChanged, LegalEntityChanged, LocationChanged
from estafette.platform.api.contract import Output
from estafette.platform.eventlog.feed import Publication


class Sku(Output, frozen=True, kw_only=True):
    """A SKU was created or changed; `parts` names what."""

    code: str
    kind: str
    active: bool
    parts: list[str]


class Named(Output, frozen=True, kw_only=True):
    """What the type says happened to the thing with this code."""

    code: str


class Switched(Output, frozen=True, kw_only=True):
    """The thing with this code was created or changed, and is in use or not."""

    code: str
    active: bool


class Parts(Output, frozen=True, kw_only=True):
    """The thing with this code was created or changed; `parts` names what."""

    code: str
    active: bool
    parts: list[str]


class KitPart(Output, frozen=True, kw_only=True):
    """A component of a kit: units of it, and its share of the kit's price."""

    sku: str
    quantity: int
    share: int


class Kit(Output, frozen=True, kw_only=True):
    """A kit is made up so from an instant on; `number` counts its versions."""

    code: str
    number: int
    effective_from: datetime
    components: list[KitPart]


def skus(events: Sequence[SkuChanged], _at: datetime) -> list[Sku]:
    return [
        Sku(code=each.code, kind=each.sku_kind, active=each.active, parts=list(each.parts)) for each in events
    ]


def named(events: Sequence[SkuRetired | LegalEntityChanged | BrandChanged], _at: datetime) -> list[Named]:
    return [Named(code=each.code) for each in events]


def switched(events: Sequence[StyleChanged], _at: datetime) -> list[Switched]:
    return [Switched(code=each.code, active=each.active) for each in events]


def in_parts(events: Sequence[ChannelChanged | LocationChanged], _at: datetime) -> list[Parts]:
    return [Parts(code=each.code, active=each.active, parts=list(each.parts)) for each in events]


def kits(events: Sequence[KitDefined], at: datetime) -> list[Kit]:
    codes = sku_codes(ids=(part[0] for each in events for part in each.components), at=at)
    return [
        Kit(
            code=each.code,
            number=each.number,
            effective_from=each.effective_from,
            components=[
                KitPart(sku=codes.get(sku_id, ""), quantity=quantity, share=share)
                for sku_id, quantity, share in each.components
            ],
        )
        for each in events
    ]


PUBLICATIONS = (
    Publication(SkuChanged, "sku.changed", Sku, skus),
    Publication(SkuRetired, "sku.retired", Named, named),
    Publication(KitDefined, "sku.kit_defined", Kit, kits),
    Publication(StyleChanged, "style.changed", Switched, switched),
    Publication(LegalEntityChanged, "legal_entity.changed", Named, named),
    Publication(BrandChanged, "brand.changed", Named, named),
    Publication(ChannelChanged, "channel.changed", Parts, in_parts),
    Publication(LocationChanged, "location.changed", Parts, in_parts),
)
