"""The parts of the order page, made from what the queries answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from estafette.customers.queries import contacts_by_id
from estafette.inventory.queries.reserved import reserved_for
from estafette.network.queries import channel_refs, locations_by_id
from estafette.orders.commands.hold import FINISHED
from estafette.orders.queries import OrderView
from estafette.orders.queries.timeline import Happened, actor_names
from estafette.orders.rules import Quantities
from estafette.orders.web.facts import facts
from estafette.orders.web.words import QUANTITIES, RESERVATIONS, Words, hold_words, method_words
from estafette.platform.access.types import Access

_UNITS = tuple(Quantities.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Place:
    """Units of a line and where they are reserved."""

    name: str
    quantity: int
    words: Words


@dataclass(slots=True)
class Line:
    """A line as the page shows it. A kit's own line has `parts`; `cancelable` counts units."""

    number: int
    sku: str
    title: str
    ordered: int
    unit_price: Decimal
    amount: int
    discount: int
    part: bool = False
    kit: bool = False
    cancelable: int = 0
    states: list[tuple[int, Words, str]] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    personalization: dict[str, str] = field(default_factory=dict)

    @property
    def dialog(self) -> str:
        """The id of the element that asks how many units to cancel."""
        return f"cancel-{self.number}"


@dataclass(frozen=True, slots=True)
class HoldShown:
    """A hold as the page shows it."""

    id: str
    words: Words
    reason: str
    until: datetime | None
    placed_at: datetime
    placed_by: str
    cleared_at: datetime | None
    cleared_by: str
    note: str


@dataclass(frozen=True, slots=True)
class NoteShown:
    """A note as the page shows it."""

    text: str
    author: str
    at: datetime


def all_of(view: OrderView, happened: Sequence[Happened], *, access: Access) -> dict[str, Any]:
    """Everything that the template needs of the order itself."""
    order = view.order
    lines = lines_of(view, access=access)
    labels = [each[name] for each in view.holds for name in ("placed_by", "cleared_by") if each[name]]
    names = actor_names(labels=[*labels, *(note["author"] for note in view.notes)], access=access)
    notes = {note["id"]: note["text"] for note in view.notes}
    return {
        "order": {**order, **{name: _instant(order[name]) for name in ("placed_at", "recorded_at")}},
        "method": method_words(order["method"]),
        "channel": next((ref.code for ref in channel_refs() if ref.id == order["channel_id"]), ""),
        "lines": lines,
        "cancelable": any(line.cancelable for line in lines),
        "holdable": order["status"] not in FINISHED,
        "holds": [_hold(each, names) for each in view.holds],
        "notes": [_note(each, names) for each in reversed(view.notes)],
        "tags": view.tags,
        "timeline": facts(happened, currency=order["currency"], notes=notes),
        "contacts": _contacts(order, access, at_own_place=any(line.places for line in lines)),
        "due": order["total"] - order["canceled_total"],
    }


def lines_of(view: OrderView, *, access: Access) -> list[Line]:
    """Lines in order, each kit before its parts."""
    places = _places(UUID(view.order["id"]), access)
    kits = {kit["line"]: _kit(kit) for kit in view.kits}
    shown: dict[int, list[Line]] = {number: [kit] for number, kit in kits.items()}
    for row in view.lines:
        line = _line(row, places.get(row["line"], []))
        shown.setdefault(row["parent_line"] or row["line"], []).append(line)
        kit = kits.get(row["parent_line"] or 0)
        if kit is not None:
            kit.cancelable = max(kit.cancelable, line.cancelable * kit.ordered // max(row["ordered"], 1))
    return [line for number in sorted(shown) for line in shown[number]]


def _line(row: dict[str, Any], places: list[Place]) -> Line:
    units = Quantities(**{name: row[name] for name in _UNITS})
    return Line(
        number=row["line"],
        sku=row["sku"],
        title=row["title"],
        ordered=row["ordered"],
        unit_price=Decimal(str(row["unit_price"])),
        amount=row["amount"],
        discount=row["discount"],
        part=row["parent_line"] is not None,
        cancelable=units.cancelable,
        states=[(row[name], *QUANTITIES[name]) for name in QUANTITIES if row[name]],
        places=places,
        personalization=row["personalization"] or {},
    )


def _kit(row: dict[str, Any]) -> Line:
    return Line(
        number=row["line"],
        sku=row["sku"],
        title=row["title"],
        ordered=row["quantity"],
        unit_price=Decimal(str(row["unit_price"])),
        amount=row["amount"],
        discount=row["discount"],
        kit=True,
    )


def _places(order_id: UUID, access: Access) -> dict[int, list[Place]]:
    rows = reserved_for(owner_id=order_id, access=access)
    names = locations_by_id(ids={row.location_id for row in rows})
    places: dict[int, list[Place]] = {}
    for row in rows:
        name = names[row.location_id].code if row.location_id in names else str(row.location_id)
        place = Place(name, row.quantity, RESERVATIONS.get(row.state, row.state))
        places.setdefault(row.line, []).append(place)
    return places


def _hold(row: dict[str, Any], names: dict[str, str]) -> HoldShown:
    return HoldShown(
        id=row["id"],
        words=hold_words(row["kind"]),
        reason=row["reason"],
        until=_instant(row["until"]),
        placed_at=datetime.fromisoformat(row["placed_at"]),
        placed_by=names.get(row["placed_by"], row["placed_by"]),
        cleared_at=_instant(row["cleared_at"]),
        cleared_by=names.get(row["cleared_by"] or "", row["cleared_by"] or ""),
        note=row["cleared_note"] or "",
    )


def _note(row: dict[str, Any], names: dict[str, str]) -> NoteShown:
    author = names.get(row["author"], row["author"])
    return NoteShown(row["text"], author, datetime.fromisoformat(row["written_at"]))


def _contacts(order: dict[str, Any], access: Access, *, at_own_place: bool) -> dict[str, Any]:
    """Who to send to and who to bill, for those who may see customers; a place sees those of its own orders."""
    own = access.locations is None or at_own_place
    if not (own and access.allows("customers:read")):
        return {}
    named = {name: order[f"{name}_contact_id"] for name in ("ship", "bill")}
    found = contacts_by_id(ids=[UUID(each) for each in named.values() if each])
    shown = {name: found.get(UUID(each)) for name, each in named.items() if each}
    if named["bill"] == named["ship"]:
        shown.pop("bill", None)
    return shown


def _instant(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
