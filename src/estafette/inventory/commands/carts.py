"""Carts: hold stock softly while a buyer decides, for longer, or no more."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from estafette.catalog.types import SkuKind, SkuRef
from estafette.inventory.commands.reserve import (
    CartLine,
    NotEnoughStock,
    extend_cart,
    hold_for_cart,
    release_carts,
)
from estafette.inventory.queries.carts import CartRow, peek_cart, read_cart
from estafette.inventory.queries.refs import channel_of, pool_of, skus_of
from estafette.inventory.types import CartLineDraft, State
from estafette.network.types import OutsideLimits
from estafette.platform.access.types import Access, Actor
from estafette.platform.transactions import requires_transaction


@requires_transaction
def hold_cart(
    *,
    cart: UUID,
    channel: str,
    lines: Sequence[CartLineDraft],
    minutes: int,
    by: Actor,
    access: Access,
    at: datetime,
) -> list[CartRow]:
    """Make a cart hold exactly these lines, kits by their components, all or none; what it holds now.

    Raises `unknown_channel`, `unknown_sku`, `outside_limits`, `not_enough_stock`, `bad_expiry`.
    """
    peek_cart(cart=cart, access=access)
    pool = pool_of(channel=channel_of(code=channel, access=access))
    if not all(access.sees_location(place) for place in pool.locations):
        raise OutsideLimits(field="channel", ref=channel)
    refs = skus_of(codes=[line.sku for line in lines], name="lines", at=at)
    parts = _parts(refs, lines)
    wanted = [CartLine(n, sku_id, code, units) for n, (_, sku_id, code, units) in enumerate(parts, start=1)]
    try:
        hold_for_cart(
            cart=cart, lines=wanted, pool=pool, expires_at=at + timedelta(minutes=minutes), by=by, at=at
        )
    except NotEnoughStock as short:
        line = next(line for line, _, code, _ in parts if code == short.data["sku"])
        raise NotEnoughStock(field=f"lines[{line}].quantity", **short.data) from None
    return read_cart(cart=cart, access=access)


@requires_transaction
def prolong_cart(
    *, cart: UUID, minutes: int, held: bool, by: Actor, access: Access, at: datetime
) -> list[CartRow]:
    """Give what a cart holds until so many minutes from now, never less than it had; what it holds now.

    `held` makes it the reservation of a quote. Raises `no_reservation`, `outside_limits`, `bad_expiry`.
    """
    read_cart(cart=cart, access=access)
    extend_cart(cart=cart, expires_at=at + timedelta(minutes=minutes), held=held, by=by, at=at)
    return [row for row in read_cart(cart=cart, access=access) if row.expires_at > at]


@requires_transaction
def drop_cart(*, cart: UUID, by: Actor, access: Access, at: datetime) -> int:
    """Give back all that a cart holds; the units. Raises `outside_limits`."""
    peek_cart(cart=cart, access=access)
    rows = release_carts(carts=[cart], state=State.RELEASED, by=by, at=at)
    return sum(units for *_, units in rows)


def _parts(refs: Sequence[SkuRef], lines: Sequence[CartLineDraft]) -> list[tuple[int, int, str, int]]:
    """Position of the line, id and code of the item, units: kits by their components."""
    parts = []
    for position, (ref, line) in enumerate(zip(refs, lines, strict=True)):
        if ref.kind is SkuKind.ITEM:
            parts.append((position, ref.id, ref.code, line.quantity))
        parts += [
            (position, part.sku_id, part.code, line.quantity * part.quantity) for part in ref.components
        ]
    return parts
