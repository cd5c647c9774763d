"""The story of capture: plan, claim, reserve, write."""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime

from django.db import transaction

from estafette.inventory.commands.reserve import release_carts, reserve
from estafette.inventory.queries.pools import pools_of
from estafette.inventory.types import OwnerKind, State, Taken, Want
from estafette.network.types import ChannelRef
from estafette.orders.commands.place import refusals as no
from estafette.orders.commands.place.claim import claim
from estafette.orders.commands.place.hints import forget, hint, remember
from estafette.orders.commands.place.lookups import look_up
from estafette.orders.commands.place.prepare import Planned, PlannedLine, plan
from estafette.orders.commands.place.write import write
from estafette.orders.types import Draft, Placed
from estafette.platform.access.types import SYSTEM, Access
from estafette.platform.refusal import Refusal, Refused
from estafette.platform.transactions import requires_transaction

Answer = Placed | Refused


@requires_transaction
def place(*, drafts: Sequence[Draft], access: Access, at: datetime) -> list[Answer]:
    """Accept each order whole, or refuse it with its reasons; one answer a draft, in order.

    A reference that was placed before gets its first answer again; with another content it is refused. Each
    line is reserved at once at some eligible place that has it. Orders of channels that have accepted them
    already are never refused for their content or for stock: they are stored and put on hold. One refusal
    never touches its neighbors. At most three statements that wait for each other, whatever the size.
    """
    answers: list[Answer | None] = [None] * len(drafts)
    planned = _plan(drafts, access, at, answers)
    claims = claim(planned, answers, at=at)
    _reserve(claims.fresh, answers, at)
    write(claims, answers, at=at)
    claims.repeat(answers)
    return [answer for answer in answers if answer is not None]


def _plan(
    drafts: Sequence[Draft], access: Access, at: datetime, answers: list[Answer | None]
) -> dict[int, Planned]:
    """The orders that can be understood, by position; the others get their refusals."""
    channels, known = look_up(drafts, at=at)
    planned: dict[int, Planned] = {}
    for position, draft in enumerate(drafts):
        channel: ChannelRef | None = channels.get(draft.channel)
        if channel is None or not channel.active or not access.sees_channel(channel.id):
            answers[position] = Refused([no.UnknownChannel(field="channel", channel=draft.channel)])
            continue
        result = plan(draft, channel, known)
        if isinstance(result, list):
            answers[position] = Refused(result)
        else:
            planned[position] = result
    return planned


def _reserve(fresh: dict[int, Planned], answers: list[Answer | None], at: datetime) -> None:
    """Reserve for all new orders in one go; those that are short and want all or nothing are refused.

    The cart of an order that is refused goes on holding what it held: then all is undone and done again
    without that order.
    """
    while fresh:
        carts = any(order.draft.cart is not None for order in fresh.values())
        with transaction.atomic() if carts else nullcontext():
            _take_over_carts(fresh, at)
            failed = _failing(fresh, at)
            with_cart = {position for position in failed if fresh[position].draft.cart is not None}
            if with_cart:
                transaction.set_rollback(True)
        for position in sorted(with_cart or failed):
            answers[position] = Refused(_shortages(fresh.pop(position)))
        if not with_cart:
            return


def _failing(fresh: dict[int, Planned], at: datetime) -> set[int]:
    """Reserve for all; the positions that are short and want all or nothing.

    An order may be short only because a neighbor held units that it gave back when it failed itself: then the
    failed ones are tried once more, one after the other.
    """
    failed, gave_back = _try(fresh, at)
    if gave_back and len(failed) > 1:
        failed = {position for position in failed if _try({position: fresh[position]}, at)[0]}
    return failed


def _try(orders: dict[int, Planned], at: datetime) -> tuple[set[int], bool]:
    """Reserve; the positions that are short and want all or nothing, and whether they gave units back."""
    channels = {order.channel.id: order.channel for order in orders.values()}
    wants = [want for position, order in orders.items() for want in _wants(position, order)]
    lines = {(position, line.line): line for position, order in orders.items() for line in order.lines}
    for line in lines.values():
        line.reserved = line.short = 0
    taken = reserve(
        wants=wants,
        pools=pools_of(channels=list(channels.values())),
        state=State.TENTATIVE,
        owner_kind=OwnerKind.ORDER_LINE,
        by=SYSTEM,
        at=at,
    )
    failed = {row.group for row in taken if _note(row, orders[row.group], lines[row.group, row.line])}
    return failed, any(row.location_id and row.group in failed for row in taken)


def _note(row: Taken, order: Planned, line: PlannedLine) -> bool:
    """Keep what a line got; True when it is short and the order wants all or nothing."""
    if row.location_id:
        line.reserved += row.quantity
        remember(order.channel.id, line.sku_id or 0, row.location_id)
        return False
    line.short = row.quantity
    forget(order.channel.id, line.sku_id or 0)
    return order.whole and not line.backorder


def _wants(position: int, order: Planned) -> list[Want]:
    channel = order.channel.id
    return [
        Want(
            position, line.line, line.sku_id, line.quantity, order.id, channel,
            order.whole and not line.backorder, hint(channel, line.sku_id, order.channel.pool),
        )
        for line in order.lines
        if line.sku_id is not None and line.quantity
    ]  # fmt: skip


def _take_over_carts(fresh: dict[int, Planned], at: datetime) -> None:
    """Close what the orders' carts hold; the same transaction reserves the same units at the same places."""
    carts = {str(order.draft.cart): order for order in fresh.values() if order.draft.cart is not None}
    for cart, sku_id, location_id, _ in release_carts(
        carts=list(carts), state=State.CONFIRMED, by=SYSTEM, at=at
    ):
        remember(carts[cart].channel.id, sku_id, location_id)


def _shortages(order: Planned) -> list[Refusal]:
    """What is missing, each named by the line that was sent: components by their kit."""
    sent = sorted(
        [kit["line"] for kit in order.kits] + [each.line for each in order.lines if not each.parent]
    )
    position = {line: index for index, line in enumerate(sent)}
    return [
        no.OutOfStock(
            field=f"lines[{position[line.parent or line.line]}].quantity",
            sku=line.sku,
            wanted=line.quantity,
            available=line.quantity - line.short,
        )
        for line in order.lines
        if line.short and not line.backorder
    ]
