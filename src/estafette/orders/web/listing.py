"""The list of orders: newest first, filtered by what stands in the address, looked at again by itself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from django.http import HttpResponse, QueryDict

from estafette.customers.queries import find_contacts
from estafette.network.queries import channel_refs
from estafette.orders.queries import OrderFilter, OrderRow, find
from estafette.orders.queries.find import LAST
from estafette.orders.web.words import HOLDS, STATES, Words, hold_choices, hold_words, state, state_choices
from estafette.platform.access.types import Access
from estafette.platform.api.paging import decode_cursor, encode_cursor
from estafette.platform.ui.forms import Form
from estafette.platform.ui.pages import Visit, page

ROWS = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. A search stands alone; the other filters narrow together."""

    search: str = ""
    status: str = ""
    channel: str = ""
    hold: str = ""
    after: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> "Asked":
        """From an address; states and holds that do not exist are left out."""
        form = Form.sent(query)
        status, hold = form.text("status"), form.text("hold")
        return cls(
            search=form.text("q").strip()[:100],
            status=status if status in STATES else "",
            channel=form.text("channel")[:64],
            hold=hold if hold in HOLDS else "",
            after=form.text("after")[:400],
        )

    @property
    def filter(self) -> OrderFilter:
        digits = self.search.isascii() and self.search.isdigit() and len(self.search) < 18
        return OrderFilter(
            channels=(self.channel,) if self.channel else (),
            states=(self.status,) if self.status else (),
            number=int(self.search) if digits else None,
            reference=self.search or None,
            hold=None if self.search else self.hold or None,
        )

    @property
    def before(self) -> UUID:
        key = decode_cursor(self.after, UUID)
        return key[0] if key else LAST

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out on purpose."""
        return bool(self.search or self.status or self.channel or self.hold)

    def address(self, after: str = "") -> str:
        """The address of this list, or of the page after a cursor."""
        named = {"q": self.search, "status": self.status, "channel": self.channel, "hold": self.hold}
        given = {name: value for name, value in {**named, "after": after}.items() if value}
        return f"?{urlencode(given)}" if given else ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One order as the list shows it."""

    row: OrderRow
    channel: str
    words: Words
    color: str
    units: int
    articles: str
    holds: tuple[Words, ...]

    @property
    def due(self) -> int:
        """What remains of the total, in minor units."""
        return self.row.total - self.row.canceled_total


@page(permission="orders:read")
def orders(visit: Visit) -> HttpResponse:
    """The list, or only its rows when they are looked at again."""
    asked = Asked.read(visit.request.GET)
    wanted = replace(asked.filter, contacts=_contacts(asked.search, visit.access))
    rows = find(wanted=wanted, access=visit.access, limit=ROWS + 1, before=asked.before)
    template = "orders/rows.html" if visit.fragment else "orders/list.html"
    return visit.show(template, **_context(asked, rows, visit.access))


def _contacts(search: str, access: Access) -> tuple[UUID, ...]:
    """Contacts with the e-mail address that is searched, for those who may look customers up."""
    limited = access.channels is not None or access.locations is not None
    if "@" not in search or limited or not access.allows("customers:read"):
        return ()
    found = find_contacts(access=access, email=search, limit=ROWS)
    return tuple(contact.id for contact in found.items)


def _context(asked: Asked, rows: Sequence[OrderRow], access: Access) -> dict[str, Any]:
    codes = {ref.id: ref.code for ref in channel_refs() if access.sees_channel(ref.id)}
    more = len(rows) > ROWS
    return {
        "asked": asked,
        "rows": [_shown(row, codes) for row in rows[:ROWS]],
        "here": asked.address(asked.after),
        "older": asked.address(encode_cursor(rows[ROWS - 1].id)) if more else "",
        "newest": asked.address(),
        "states": state_choices(),
        "holds": hold_choices(),
        "channels": sorted(codes.values()),
    }


def _shown(row: OrderRow, codes: dict[int, str]) -> Shown:
    words, color = state(row.status)
    lines = msgspec.json.decode(row.lines or "[]")
    return Shown(
        row=row,
        channel=codes.get(row.channel_id, ""),
        words=words,
        color=color,
        units=sum(line["ordered"] - line["canceled"] for line in lines),
        articles=", ".join(line["sku"] for line in lines[:3]) + (" …" if len(lines) > 3 else ""),
        holds=tuple(hold_words(kind) for kind in dict.fromkeys(row.holds or ())),
    )
