"""The timeline in words: one sentence an event."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from estafette.orders.events import (
    HoldCleared,
    LinesCanceled,
    NoteAdded,
    OrderHeld,
    OrderPlaced,
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
    NoteAdded: _noted,
    TagsChanged: _tagged,
}
