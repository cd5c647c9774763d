"""Reserve stock: for orders at capture, and softly for carts and quotes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from estafette.inventory.types import OwnerKind, Pool, State, Taken, Want
from estafette.platform import sql
from estafette.platform.access.types import Actor
from estafette.platform.refusal import Conflict, InvalidInput
from estafette.platform.transactions import requires_transaction

MAX_HOLD = timedelta(days=30)


class NotEnoughStock(Conflict):
    code = "not_enough_stock"
    message = "Only {available} of the {wanted} wanted units of “{sku}” can be had."
    remedy = "Lower the quantity, allow backorder, or choose another article."


class BadExpiry(InvalidInput):
    code = "bad_expiry"
    message = "The reservation must end in the future, at most 30 days from now."
    remedy = "Send a shorter time."


@dataclass(frozen=True, slots=True)
class CartLine:
    """What a cart or a quote wants of one SKU."""

    line: int
    sku_id: int
    sku: str
    quantity: int


@requires_transaction
def reserve(
    *,
    wants: Sequence[Want],
    pools: Mapping[int, Pool],
    state: State,
    owner_kind: OwnerKind,
    by: Actor,
    at: datetime,
    expires_at: datetime | None = None,
) -> list[Taken]:
    """Take stock for every want at some eligible place, or say how much is short (`location_id` 0).

    `pools` maps channel ids to their eligible places. A group with `whole` wants gets all or nothing; its
    answer then still names what was short. Never more is taken than a place's net and, where a channel has a
    buffer, a cap or demand without a place, the channel's ATP. One statement, whatever the size.
    """
    if not wants:
        return []
    rows = sql.load(__package__, "reserve.sql").rows(
        group=sql.array([want.group for want in wants]),
        line=sql.array([want.line for want in wants]),
        sku=sql.array([want.sku_id for want in wants]),
        quantity=sql.array([want.quantity for want in wants]),
        owner=sql.array([want.owner_id for want in wants]),
        channel=sql.array([want.channel_id for want in wants]),
        whole=sql.array([want.whole for want in wants]),
        hint=sql.array([want.hint for want in wants]),
        pools=sql.json({str(key): pool.locations for key, pool in pools.items()}),
        peers=sql.json({str(key): pool.peers for key, pool in pools.items()}),
        state=state.value,
        owner_kind=owner_kind.value,
        expires=expires_at,
        actor=by.label(),
    )
    return [Taken(*row) for row in rows]


@requires_transaction
def hold_for_cart(
    *, cart: UUID, lines: Sequence[CartLine], pool: Pool, expires_at: datetime, by: Actor, at: datetime
) -> list[Taken]:
    """Reserve a cart's lines softly, all or none, in place of what the cart held before.

    Raises `not_enough_stock` for the first line that is short and `bad_expiry` for a time out of bounds.
    """
    if not at < expires_at <= at + MAX_HOLD:
        raise BadExpiry(field="minutes")
    sql.load(__package__, "lock_cart.sql").rows(cart=cart)
    release_carts(carts=[cart], state=State.RELEASED, by=by, at=at)
    wants = [
        Want(group=0, line=each.line, sku_id=each.sku_id, quantity=each.quantity, owner_id=cart,
             channel_id=pool.channel_id)
        for each in lines
    ]  # fmt: skip
    taken = reserve(
        wants=wants, pools={pool.channel_id: pool}, state=State.SOFT, owner_kind=OwnerKind.CART,
        expires_at=expires_at, by=by, at=at,
    )  # fmt: skip
    for short in (each for each in taken if each.location_id == 0):
        line = next(each for each in lines if each.line == short.line)
        raise NotEnoughStock(
            field=f"lines[{short.line - 1}].quantity",
            sku=line.sku,
            wanted=line.quantity,
            available=line.quantity - short.quantity,
        )
    return taken


@requires_transaction
def extend_cart(*, cart: UUID, expires_at: datetime, held: bool, by: Actor, at: datetime) -> int:
    """Give a cart's open reservations until `expires_at` (never less than they had); the number of rows.

    `held` turns soft reservations into those of a quote. Raises `bad_expiry` for a time out of bounds.
    """
    if not at < expires_at <= at + MAX_HOLD:
        raise BadExpiry(field="minutes")
    return sql.load(__package__, "extend.sql").run(owner=cart, expires=expires_at, held=held, at=at)


@requires_transaction
def release_carts(
    *, carts: Sequence[UUID | str], state: State, by: Actor, at: datetime
) -> list[tuple[str, int, int, int]]:
    """Close all that the carts hold; rows of (cart, sku id, location id, units) given back.

    `state` says why: released by the shopper, or confirmed by the order that is being placed in the same
    transaction, which takes the same units at the same places before anybody else can.
    """
    if not carts:
        return []
    rows = sql.load(__package__, "close_cart.sql").rows(owners=sql.array(carts), state=state.value)
    return [(str(cart), int(sku), int(place), int(units)) for cart, sku, place, units in rows]
