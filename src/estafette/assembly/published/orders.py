"""What happened to orders, as outsiders see it."""

from collections.abc import Sequence
from datetime import datetime

from estafette.assembly.published.naming import codes_of_channels, location_codes, sku_codes
from estafette.orders.events import (
    HoldCleared,
    LinesAssigned,
    LinesCanceled,
    LinesUnassigned,
    NoteAdded,
    OrderHeld,
    OrderPlaced,
    SourcingFailed,
    TagsChanged,
)
from estafette.platform.api.contract import Output
from estafette.platform.eventlog.feed import Publication


class PlacedLine(Output, frozen=True, kw_only=True):
    """A line with its SKU (null when the catalog does not know it), the units ordered and those reserved."""

    line: int
    sku: str | None
    ordered: int
    reserved: int


class Placed(Output, frozen=True, kw_only=True):
    """An order was accepted. `total` is in minor units of the currency; `holds` are the kinds of its holds."""

    order_id: str
    number: int
    channel: str
    status: str
    currency: str
    total: int
    lines: list[PlacedLine]
    holds: list[str]


class CanceledLine(Output, frozen=True, kw_only=True):
    line: int
    units: int


class Canceled(Output, frozen=True, kw_only=True):
    """Units of lines were canceled, worth `amount` in minor units. `complete`: nothing is left of the order."""

    order_id: str
    channel: str
    lines: list[CanceledLine]
    amount: int
    reason: str
    complete: bool


class Held(Output, frozen=True, kw_only=True):
    """An order was put on hold."""

    order_id: str
    channel: str
    hold_id: str
    hold: str


class Cleared(Output, frozen=True, kw_only=True):
    """A hold was cleared; `released` says that no other one is open."""

    order_id: str
    channel: str
    hold_id: str
    hold: str
    released: bool


class Noted(Output, frozen=True, kw_only=True):
    """Somebody wrote a note; read its text with the order."""

    order_id: str
    channel: str
    note_id: str


class Tagged(Output, frozen=True, kw_only=True):
    """Tags were added and removed."""

    order_id: str
    channel: str
    added: list[str]
    removed: list[str]


class LineAtPlace(Output, frozen=True, kw_only=True):
    line: int
    location: str
    units: int


class AssignedLines(Output, frozen=True, kw_only=True):
    """Places will serve units of lines; `decision` says why."""

    order_id: str
    channel: str
    decision: str
    lines: list[LineAtPlace]


class UnassignedLines(Output, frozen=True, kw_only=True):
    """A place will not serve units that it had; they wait again."""

    order_id: str
    channel: str
    lines: list[LineAtPlace]
    reason: str


class WaitingLine(Output, frozen=True, kw_only=True):
    line: int
    units: int


class Unsourced(Output, frozen=True, kw_only=True):
    """No place can serve these units; they wait on."""

    order_id: str
    channel: str
    lines: list[WaitingLine]


def placed(events: Sequence[OrderPlaced], at: datetime) -> list[Placed]:
    channels = codes_of_channels(ids=(each.channel_id for each in events))
    skus = sku_codes(ids=(line[1] for each in events for line in each.lines), at=at)
    return [
        Placed(
            order_id=each.order_id,
            number=each.number,
            channel=channels.get(each.channel_id, ""),
            status=each.status,
            currency=each.currency,
            total=each.total,
            lines=[
                PlacedLine(line=line, sku=skus.get(sku_id), ordered=ordered, reserved=reserved)
                for line, sku_id, ordered, reserved in each.lines
            ],
            holds=each.holds,
        )
        for each in events
    ]


def canceled(events: Sequence[LinesCanceled], _at: datetime) -> list[Canceled]:
    channels = codes_of_channels(ids=(each.channel_id for each in events))
    return [
        Canceled(
            order_id=each.order_id,
            channel=channels.get(each.channel_id, ""),
            lines=[CanceledLine(line=line, units=units) for line, units in each.lines],
            amount=each.amount,
            reason=each.reason,
            complete=each.all,
        )
        for each in events
    ]


def held(events: Sequence[OrderHeld], _at: datetime) -> list[Held]:
    channels = codes_of_channels(ids=(each.channel_id for each in events))
    return [
        Held(
            order_id=each.order_id,
            channel=channels.get(each.channel_id, ""),
            hold_id=each.hold_id,
            hold=each.hold,
        )
        for each in events
    ]


def cleared(events: Sequence[HoldCleared], _at: datetime) -> list[Cleared]:
    channels = codes_of_channels(ids=(each.channel_id for each in events))
    return [
        Cleared(
            order_id=each.order_id,
            channel=channels.get(each.channel_id, ""),
            hold_id=each.hold_id,
            hold=each.hold,
            released=each.released,
        )
        for each in events
    ]


def noted(events: Sequence[NoteAdded], _at: datetime) -> list[Noted]:
    channels = codes_of_channels(ids=(each.channel_id for each in events))
    return [
        Noted(order_id=each.order_id, channel=channels.get(each.channel_id, ""), note_id=each.note_id)
        for each in events
    ]


def tagged(events: Sequence[TagsChanged], _at: datetime) -> list[Tagged]:
    channels = codes_of_channels(ids=(each.channel_id for each in events))
    return [
        Tagged(
            order_id=each.order_id,
            channel=channels.get(each.channel_id, ""),
            added=each.added,
            removed=each.removed,
        )
        for each in events
    ]


def assigned(events: Sequence[LinesAssigned], _at: datetime) -> list[AssignedLines]:
    channels, places = _names(events)
    return [
        AssignedLines(
            order_id=each.order_id,
            channel=channels.get(each.channel_id, ""),
            decision=each.decision_id,
            lines=_at_places(each.lines, places),
        )
        for each in events
    ]


def unassigned(events: Sequence[LinesUnassigned], _at: datetime) -> list[UnassignedLines]:
    channels, places = _names(events)
    return [
        UnassignedLines(
            order_id=each.order_id,
            channel=channels.get(each.channel_id, ""),
            lines=_at_places(each.lines, places),
            reason=each.reason,
        )
        for each in events
    ]


def unsourced(events: Sequence[SourcingFailed], _at: datetime) -> list[Unsourced]:
    channels = codes_of_channels(ids=(each.channel_id for each in events))
    return [
        Unsourced(
            order_id=each.order_id,
            channel=channels.get(each.channel_id, ""),
            lines=[WaitingLine(line=line, units=units) for line, units in each.lines],
        )
        for each in events
    ]


def _names(events: Sequence[LinesAssigned | LinesUnassigned]) -> tuple[dict[int, str], dict[int, str]]:
    """Codes of the channels and of the places that events name."""
    channels = codes_of_channels(ids=(each.channel_id for each in events))
    return channels, location_codes(ids=(line[1] for each in events for line in each.lines))


def _at_places(lines: Sequence[tuple[int, int, int]], places: dict[int, str]) -> list[LineAtPlace]:
    return [
        LineAtPlace(line=line, location=places.get(place, ""), units=units) for line, place, units in lines
    ]


PUBLICATIONS = (
    Publication(OrderPlaced, "order.placed", Placed, placed),
    Publication(LinesCanceled, "order.lines_canceled", Canceled, canceled),
    Publication(OrderHeld, "order.held", Held, held),
    Publication(HoldCleared, "order.hold_cleared", Cleared, cleared),
    Publication(NoteAdded, "order.note_added", Noted, noted),
    Publication(TagsChanged, "order.tags_changed", Tagged, tagged),
    Publication(LinesAssigned, "order.lines_assigned", AssignedLines, assigned),
    Publication(LinesUnassigned, "order.lines_unassigned", UnassignedLines, unassigned),
    Publication(SourcingFailed, "order.sourcing_failed", Unsourced, unsourced),
)
