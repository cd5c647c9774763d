"""What the codes of a request mean to stock, with a refusal for each that means nothing or is out of bounds."""

from collections.abc import Sequence
from datetime import datetime

from estafette.catalog.queries import sku_refs
from estafette.catalog.types import SkuKind, SkuRef, UnknownSku
from estafette.inventory.queries.pools import pools_of
from estafette.inventory.types import KitHasNoStock, Pool
from estafette.network.queries import channels_by_code, locations_by_code
from estafette.network.types import ChannelRef, LocationRef, OutsideLimits, UnknownChannel, UnknownLocation
from estafette.platform.access.types import Access
from estafette.platform.refusal import Refusal, refuse_all


def channel_of(*, code: str, access: Access, field: str = "channel") -> ChannelRef:
    """What a channel code means. Raises `unknown_channel`, or `outside_limits` for one that is not the caller's."""
    found = channels_by_code(codes=[code]).get(code)
    if found is None:
        raise UnknownChannel(field=field, ref=code)
    if not access.sees_channel(found.id):
        raise OutsideLimits(field=field, ref=code)
    return found


def channels_of(*, codes: Sequence[str | None], name: str, access: Access) -> list[int | None]:
    """Ids of channels, None for None. Raises `Refused`; a caller with limits must name a channel of its own."""
    refs = channels_by_code(codes={code for code in codes if code})
    refusals: list[Refusal] = []
    for position, code in enumerate(codes):
        field = f"{name}[{position}].channel"
        if code is None:
            continue
        if code not in refs:
            refusals.append(UnknownChannel(field=field, ref=code))
        elif not access.sees_channel(refs[code].id):
            refusals.append(OutsideLimits(field=field, ref=code))
    refuse_all(refusals)
    return [refs[code].id if code else None for code in codes]


def pool_of(*, channel: ChannelRef) -> Pool:
    """The pool of one channel."""
    return pools_of(channels=[channel])[channel.id]


def skus_of(*, codes: Sequence[str], name: str, at: datetime) -> list[SkuRef]:
    """What SKU codes mean, in the order given. Raises `unknown_sku` for each that is none, by its position."""
    refs = sku_refs(codes=set(codes), at=at)
    if len(refs) < len(set(codes)):
        refuse_all(
            [UnknownSku(field=f"{name}[{n}]", sku=code) for n, code in enumerate(codes) if code not in refs]
        )
    return [refs[code] for code in codes]


def locations_of(*, codes: Sequence[str], name: str, access: Access) -> list[LocationRef]:
    """What location codes mean. Raises `unknown_location` and `outside_limits`, by position."""
    refs = locations_by_code(codes=set(codes))
    refuse_all(
        [
            refusal
            for n, code in enumerate(codes)
            if (refusal := _place_refusal(code, refs.get(code), f"{name}[{n}]", access))
        ]
    )
    return [refs[code] for code in codes]


def items_at(
    *, pairs: Sequence[tuple[str | None, str | None]], name: str, access: Access, at: datetime
) -> list[tuple[SkuRef | None, LocationRef | None]]:
    """What pairs of a SKU and a location code mean (None for None), in the order given.

    Raises `Refused` with `unknown_sku`, `kit_has_no_stock`, `unknown_location` and `outside_limits`, each at the
    field of its row. Two statements, whatever the number.
    """
    skus = sku_refs(codes={sku for sku, _ in pairs if sku is not None}, at=at)
    places = locations_by_code(codes={place for _, place in pairs if place is not None})
    refusals: list[Refusal] = []
    for n, (sku, place) in enumerate(pairs):
        if sku is not None and sku not in skus:
            refusals.append(UnknownSku(field=f"{name}[{n}].sku", sku=sku))
        elif sku is not None and skus[sku].kind is SkuKind.KIT:
            refusals.append(KitHasNoStock(field=f"{name}[{n}].sku", sku=sku))
        if place is not None:
            refusal = _place_refusal(place, places.get(place), f"{name}[{n}].location", access)
            refusals += [refusal] if refusal else []
    refuse_all(refusals)
    return [
        (None if sku is None else skus[sku], None if place is None else places[place]) for sku, place in pairs
    ]


def _place_refusal(code: str, found: LocationRef | None, field: str, access: Access) -> Refusal | None:
    if found is None:
        return UnknownLocation(field=field, ref=code)
    if not access.sees_location(found.id):
        return OutsideLimits(field=field, ref=code)
    return None
