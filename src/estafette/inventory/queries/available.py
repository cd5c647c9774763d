"""ATP on a channel: the figure, and the whole way to it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from estafette.catalog.types import SkuKind, SkuRef
from estafette.inventory import rules
from estafette.inventory.types import Availability, Derivation, PlaceDerivation, Pool
from estafette.platform import sql
from estafette.platform.access.types import Access


def atp(*, skus: Sequence[SkuRef], pool: Pool, access: Access) -> dict[int, int]:
    """ATP now by SKU id, in base units; kits by the component that is scarcest. One statement.

    Raises `forbidden` for a channel that the caller does not see.
    """
    access.require("stock:read")
    items = {each.id for each in skus if each.kind is SkuKind.ITEM}
    items.update(part.sku_id for each in skus for part in each.components)
    rows = sql.load(__package__, "availability.sql").rows(
        skus=sql.array(sorted(items)),
        channel=pool.channel_id,
        pool=sql.array(pool.locations),
        peers=sql.array(pool.peers),
    )
    figures: dict[int, int] = {sku: units for sku, units in rows}
    for kit in (each for each in skus if each.kind is SkuKind.KIT):
        figures[kit.id] = rules.kit_atp(
            components=[(figures[part.sku_id], part.quantity) for part in kit.components]
        )
    return {each.id: figures[each.id] for each in skus}


def derive(
    *,
    skus: Sequence[SkuRef],
    pool: Pool,
    places: Mapping[int, str],
    at: datetime,
    until: datetime,
    access: Access,
) -> list[Availability]:
    """ATP of each SKU with its derivation; `until` later than `at` adds the supply due by then.

    `places` gives the codes of the pool's locations. Three statements, whatever the number of SKUs.
    """
    access.require("stock:read")
    components = {part.sku_id: part.code for each in skus for part in each.components}
    names = {each.id: each.code for each in skus if each.kind is SkuKind.ITEM} | components
    ids = sql.array(sorted(names))
    levels: dict[int, list[PlaceDerivation]] = defaultdict(list)
    for sku, place, on_hand, reserved, held_back, supply in sql.load(__package__, "derivation.sql").rows(
        skus=ids, pool=sql.array(pool.locations), at=at, until=until
    ):
        net = rules.net(on_hand=on_hand, reserved=reserved, held_back=held_back, supply=supply)
        levels[sku].append(
            PlaceDerivation(places[place], on_hand, reserved, held_back, supply, net, max(0, net))
        )
    limits = sql.load(__package__, "channel_limits.sql").rows(
        skus=ids, channel=pool.channel_id, peers=sql.array(pool.peers)
    )
    found = {
        sku: _derivation(names[sku], levels[sku], buffer=buffer, demand=demand, cap=cap)
        for sku, buffer, demand, cap in limits
    }
    return [_answer(each, found, until) for each in skus]


def _derivation(
    sku: str, places: list[PlaceDerivation], *, buffer: int, demand: int, cap: int | None
) -> Derivation:
    return Derivation(
        sku=sku,
        places=tuple(places),
        places_total=sum(each.counted for each in places),
        global_buffer=buffer,
        unassigned_demand=demand,
        cap=cap,
        atp=rules.channel_atp(
            nets=[each.net for each in places], global_buffer=buffer, unassigned_demand=demand, cap=cap
        ),
    )


def _answer(sku: SkuRef, found: Mapping[int, Derivation], as_of: datetime) -> Availability:
    if sku.kind is SkuKind.ITEM:
        return Availability(sku.code, found[sku.id].atp, as_of, found[sku.id])
    parts = {part.code: found[part.sku_id].atp for part in sku.components}
    whole = rules.kit_atp(components=[(parts[part.code], part.quantity) for part in sku.components])
    return Availability(sku.code, whole, as_of, None, parts)
