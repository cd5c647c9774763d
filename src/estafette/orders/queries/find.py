"""Lists of orders: newest first, filtered, bounded, flat as history grows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from estafette.network.queries import channel_refs
from estafette.orders.types import Status
from estafette.platform import sql
from estafette.platform.access.types import Access

LAST = UUID(int=2**128 - 1)
FIRST = UUID(int=0)
STATES = tuple(each.value for each in Status)


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """What to find. Channels and states narrow everything; of the exact criteria one is used at a time."""

    channels: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    since: datetime | None = None
    number: int | None = None
    reference: str | None = None
    customer: UUID | None = None
    contacts: tuple[UUID, ...] = field(default_factory=tuple)
    hold: str | None = None
    tag: str | None = None

    @property
    def exact(self) -> bool:
        """Whether one of the exact criteria is set."""
        one = (self.number, self.reference, self.customer, self.hold, self.tag)
        return any(each is not None for each in one) or bool(self.contacts)


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order of a list. Amounts are minor units; `lines` is a JSON array."""

    id: str
    number: int
    channel_id: int
    reference: str
    status: str
    version: int
    currency: str
    total: int
    canceled_total: int
    placed_at: datetime
    recorded_at: datetime
    lines: str | None
    holds: list[str] | None
    tags: list[str] | None


def find(*, wanted: OrderFilter, access: Access, limit: int, before: UUID = LAST) -> list[OrderRow]:
    """Orders that the caller sees, newest first, with ids before `before`, at most `limit`."""
    access.require("orders:read")
    channels = _channels(wanted.channels, access)
    common: dict[str, Any] = {
        "channels": sql.array(channels),
        "states": sql.array(wanted.states or STATES),
    }
    if wanted.exact:
        ids = _exact(wanted, channels, limit, before)
        rows = sql.load(__package__, "list_by_ids.sql").rows(ids=sql.array(ids), **common)
    else:
        rows = sql.load(__package__, "list_orders.sql").rows(
            before=before, since=_first_id(wanted.since), limit=limit, **common
        )
    return [OrderRow(*row) for row in rows]


def _channels(codes: Sequence[str], access: Access) -> list[int]:
    return [
        ref.id for ref in channel_refs() if access.sees_channel(ref.id) and (not codes or ref.code in codes)
    ]


def _exact(wanted: OrderFilter, channels: Sequence[int], limit: int, before: UUID) -> list[str]:
    rows = sql.load(__package__, "find_ids.sql").rows(
        number=wanted.number,
        reference=wanted.reference,
        customer=wanted.customer,
        contacts=sql.array(wanted.contacts),
        hold=wanted.hold,
        tag=wanted.tag,
        channels=sql.array(channels),
        states=sql.array(wanted.states or STATES),
        before=before,
        limit=limit,
    )
    return [row[0] for row in rows]


def _first_id(since: datetime | None) -> UUID:
    """The smallest id that an order recorded at `since` can have: its first 48 bits are milliseconds."""
    return FIRST if since is None else UUID(int=max(0, int(since.timestamp() * 1000)) << 80)
