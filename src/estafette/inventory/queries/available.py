"""ATP on a channel: the figure, and the whole way to it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from estafette.catalog.types import SkuKind, SkuRef
from estafette.inventory import rules
from estafette.inventory.types import Availability, Pool
from estafette.platform import sql
from estafette.platform.access.types import Access


def atp(*, skus: Sequence[SkuRef], pool: Pool, access: Access) -> dict[int, int]:
    """ATP now by SKU id, in base units; kits by the component that is scarcest. One statement."""
    access.require("stock:read")
    rows = sql.load(__package__, "availability.sql").rows(
        skus=sql.array(sorted(rules.items_of(skus=skus))),
        channel=pool.channel_id,
        pool=sql.array(pool.locations),
        peers=sql.array(pool.peers),
    )
    figures: dict[int, int] = dict(rows)
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

    `places` gives the codes of the pool's locations; those without a unit are left out. Two statements, which
    agree in a `consistent_read()`.
    """
    access.require("stock:read")
    names = rules.items_of(skus=skus)
    ids = sql.array(sorted(names))
    levels = sql.load(__package__, "derivation.sql").rows(
        skus=ids, pool=sql.array(pool.locations), at=at, until=until
    )
    limits = sql.load(__package__, "channel_limits.sql").rows(
        skus=ids, channel=pool.channel_id, peers=sql.array(pool.peers)
    )
    return rules.assemble(skus=skus, places=places, levels=levels, limits=limits)
