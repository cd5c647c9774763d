"""The timeline in words: one sentence an event."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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
from estafette.orders.queries.timeline import Happened
from estafette.orders.web.words import hold_words
from estafette.platform.ui.templatetags.ui import money


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the timeline."""

    at: datetime
    actor: str
    sentence: str
    detail: str = ""


def facts(happened: Sequence[Happened], *, currency: str, notes: Mapping[str, str]) -> list[Fact]:
    """What happened in words, in the active language; events of a later release show their kind."""
    return [_fact(each, currency, notes) for each in happened]


def _fact(happened: Happened, currency: str, notes: Mapping[str, str]) -> Fact:
    told = _TELLERS.get(type(happened.event))
    sentence, detail = told(happened.event, currency, notes) if told else (happened.kind, "")
    return Fact(happened.at, happened.actor, sentence, detail)


def _placed(event: OrderPlaced, currency: str, _notes: Mapping[str, str]) -> tuple[str, str]:
    return _("Order placed"), money(event.total, currency)


def _canceled(event: LinesCanceled, currency: str, _notes: Mapping[str, str]) -> tuple[str, str]:
    units = sum(count for _line, count in event.lines)
    some = ngettext("{n} unit canceled", "{n} units canceled", units).format(n=units)
    sentence = _("Order canceled") if event.all else some
    return sentence, " · ".join(part for part in (event.reason, money(event.amount, currency)) if part)


def _held(event: OrderHeld, _currency: str, _notes: Mapping[str, str]) -> tuple[str, str]:
    return _("Put on hold: {hold}").format(hold=hold_words(event.hold)), ""


def _cleared(event: HoldCleared, _currency: str, _notes: Mapping[str, str]) -> tuple[str, str]:
    return _("Hold cleared: {hold}").format(hold=hold_words(event.hold)), ""


def _assigned(event: LinesAssigned, _currency: str, _notes: Mapping[str, str]) -> tuple[str, str]:
    units = sum(line[2] for line in event.lines)
    places = len({line[1] for line in event.lines})
    sentence = ngettext("{n} unit assigned", "{n} units assigned", units).format(n=units)
    return sentence, ngettext("{n} place", "{n} places", places).format(n=places)


def _unassigned(event: LinesUnassigned, _currency: str, _notes: Mapping[str, str]) -> tuple[str, str]:
    units = sum(line[2] for line in event.lines)
    sentence = ngettext("{n} unit taken from its place", "{n} units taken from their place", units)
    return sentence.format(n=units), event.reason


def _unsourced(event: SourcingFailed, _currency: str, _notes: Mapping[str, str]) -> tuple[str, str]:
    units = sum(line[1] for line in event.lines)
    return ngettext("No place for {n} unit", "No place for {n} units", units).format(n=units), ""


def _noted(event: NoteAdded, _currency: str, notes: Mapping[str, str]) -> tuple[str, str]:
    return _("Note written"), notes.get(event.note_id, "")


def _tagged(event: TagsChanged, _currency: str, _notes: Mapping[str, str]) -> tuple[str, str]:
    changes = [f"+ {tag}" for tag in event.added] + [f"− {tag}" for tag in event.removed]
    return _("Tags changed"), ", ".join(changes)


_TELLERS: dict[type, Callable[[Any, str, Mapping[str, str]], tuple[str, str]]] = {
    OrderPlaced: _placed,
    LinesCanceled: _canceled,
    OrderHeld: _held,
    HoldCleared: _cleared,
    LinesAssigned: _assigned,
    LinesUnassigned: _unassigned,
    SourcingFailed: _unsourced,
    NoteAdded: _noted,
    TagsChanged: _tagged,
}
