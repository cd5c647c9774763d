"""Write what was accepted, and keep the answer of what was refused."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from estafette.customers.commands.ensure_contacts import ensure_contacts
from estafette.customers.types import ContactDraft
from estafette.inventory.commands.owe import Owed, owe
from estafette.inventory.queries.pools import pools_of
from estafette.inventory.types import DemandKind
from estafette.orders.commands.place.claim import Claims
from estafette.orders.commands.place.prepare import Planned, PlannedLine, hold_for_stock
from estafette.orders.events import OrderPlaced
from estafette.orders.types import AddressDraft, Placed
from estafette.platform import sql
from estafette.platform.access.types import SYSTEM
from estafette.platform.eventlog import append
from estafette.platform.eventlog.types import Entry
from estafette.platform.ids import uuid7
from estafette.platform.refusal import Refused


def write(claims: Claims, answers: list[Placed | Refused | None], *, at: datetime) -> None:
    """Write the new orders with everything that belongs to them, and answer them.

    All statements go out in one pipeline: nothing here waits for anything else. Only demand without a place is
    recorded before, because it looks for supply to be pegged to.
    """
    orders = list(claims.fresh.values())
    held_late = [order for order in orders if _is_short(order)]
    _owe(orders, at)
    with sql.pipeline():
        for order in held_late:
            hold_for_stock(order)
        _write_contacts(orders, at)
        _write_orders(orders, at)
        _remember(claims, answers, held_late)
        append([_entry(order) for order in orders], by=SYSTEM, at=at)
    for position, order in claims.fresh.items():
        answers[position] = Placed(
            order.id, order.number, order.channel.code, order.draft.reference, order.status,
            tuple(hold["kind"] for hold in order.holds),
        )  # fmt: skip


def _is_short(order: Planned) -> bool:
    return any(line.short and not line.backorder for line in order.lines)


def _owe(orders: Iterable[Planned], at: datetime) -> None:
    owed = [
        Owed(
            sku_id=line.sku_id or 0,
            channel_id=order.channel.id,
            quantity=line.short,
            kind=DemandKind.BACKORDER if line.backorder else DemandKind.SHORTAGE,
            owner_id=order.id,
            owner_line=line.line,
        )
        for order in orders
        for line in order.lines
        if line.short
    ]
    if owed:
        channels = {order.channel.id: order.channel for order in orders}
        owe(owed=owed, pools=pools_of(channels=list(channels.values())), by=SYSTEM, at=at)


def _write_contacts(orders: Iterable[Planned], at: datetime) -> None:
    contacts: list[ContactDraft] = []
    for order in orders:
        draft = order.draft
        if draft.ship_to is not None:
            order.ship_contact = _contact(draft.ship_to, order, contacts)
        if draft.bill_to is not None:
            order.bill_contact = _contact(draft.bill_to, order, contacts)
    if contacts:
        ensure_contacts(drafts=contacts, by=SYSTEM, at=at)


def _contact(address: AddressDraft, order: Planned, contacts: list[ContactDraft]) -> str:
    contact = ContactDraft(
        id=uuid7(),
        customer_id=order.draft.customer_id,
        name=address.name,
        company=address.company,
        email=address.email,
        phone=address.phone,
        street1=address.street1,
        street2=address.street2,
        postcode=address.postcode,
        city=address.city,
        region=address.region,
        country=address.country,
    )
    contacts.append(contact)
    return str(contact.id)


def _write_orders(orders: list[Planned], at: datetime) -> None:
    if not orders:
        return
    sql.load(__package__, "insert_orders.sql").send(
        orders=sql.json([_order_row(order) for order in orders]),
        lines=sql.json([_line_row(order.id, line) for order in orders for line in order.lines]),
        kits=sql.json([kit for order in orders for kit in order.kits]),
        at=at,
    )
    extras = {
        "holds": [hold for order in orders for hold in order.holds],
        "tags": [{"o": order.id, "tag": tag} for order in orders for tag in order.draft.tags],
        "notes": [
            {"o": order.id, "text": order.draft.note, "author": order.draft.by.label()}
            for order in orders
            if order.draft.note
        ],
        "sent": [
            {"o": order.id, "body": _without_people(order.draft.raw)}
            for order in orders
            if order.draft.raw is not None and any(hold["kind"] == "content" for hold in order.holds)
        ],
    }
    if any(extras.values()):
        sql.load(__package__, "insert_extras.sql").send(
            **{name: sql.json(rows) for name, rows in extras.items()}, at=at
        )


def _without_people(raw: object) -> dict[str, Any]:
    """What was sent, less what is about people: addresses live in contacts alone, which can be erased."""
    body: dict[str, Any] = msgspec.to_builtins(raw)
    return {key: value for key, value in body.items() if key not in ("ship_to", "bill_to", "note")}


def _order_row(order: Planned) -> dict[str, Any]:
    draft, channel = order.draft, order.channel
    return {
        "id": order.id,
        "number": order.number,
        "channel": channel.id,
        "entity": channel.legal_entity_id,
        "brand": channel.brand_id,
        "ref": draft.reference,
        "status": order.status,
        "customer": draft.customer_id,
        "ship": order.ship_contact,
        "bill": order.bill_contact,
        "language": draft.language or channel.language,
        "currency": order.currency,
        "tax_in": order.tax_in,
        "goods": order.goods,
        "discount": order.discount,
        "shipping": draft.shipping,
        "fees": draft.fees,
        "tax": order.tax,
        "charges_tax": draft.charges_tax,
        "adjustment": order.adjustment,
        "total": order.total,
        "method": draft.method,
        "paid": draft.paid,
        "placed_at": order.placed_at,
    }


def _line_row(order_id: str, line: PlannedLine) -> dict[str, Any]:
    row: dict[str, Any] = {
        "o": order_id,
        "line": line.line,
        "sku_id": line.sku_id,
        "sku": line.sku,
        "q": line.quantity,
        "price": line.unit_price,
        "amount": line.amount,
    }
    if line.title:
        row["title"] = line.title
    if line.short and line.backorder:
        row["back"] = line.short
    if line.discount or line.tax or line.tax_rate is not None:
        row |= {"discount": line.discount, "tax": line.tax, "rate": line.tax_rate}
    if line.parent is not None:
        row |= {"parent": line.parent, "kit": line.kit_version}
    if line.personalization:
        row["text"] = line.personalization
    return row


def _remember(claims: Claims, answers: list[Placed | Refused | None], held_late: list[Planned]) -> None:
    """Keep under the references what the claim could not know: refusals, and holds for want of stock."""
    rows: list[dict[str, Any]] = [
        {
            "channel": order.channel.id,
            "ref": order.draft.reference,
            "id": order.id,
            "outcome": order.status,
            "answer": [hold["kind"] for hold in order.holds],
        }
        for order in held_late
    ]
    for position, order in claims.claimed.items():
        answer = answers[position]
        if position not in claims.fresh and isinstance(answer, Refused) and order.number:
            rows.append(
                {
                    "channel": order.channel.id,
                    "ref": order.draft.reference,
                    "id": None,
                    "outcome": "refused",
                    "answer": [{"field": each.field, "data": each.data} for each in answer.refusals],
                }
            )
    if rows:
        sql.load(__package__, "settle_references.sql").send(answers=sql.json(rows))


def _entry(order: Planned) -> Entry:
    event = OrderPlaced(
        order_id=order.id,
        number=order.number,
        channel_id=order.channel.id,
        status=order.status,
        currency=order.currency,
        total=order.total,
        lines=[(line.line, line.sku_id or 0, line.quantity, line.reserved) for line in order.lines],
        holds=[hold["kind"] for hold in order.holds],
    )
    return Entry(
        aggregate=f"order:{order.id}", version=1, event=event, channel=order.channel.id,
        actor=order.draft.by.label(),
    )  # fmt: skip
