"""What may be done on the order page. Each form is done once for its hidden key, and leads back to the page."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from estafette.orders.commands.annotate import add_note, change_tags
from estafette.orders.commands.cancel import Request, cancel
from estafette.orders.commands.hold import clear_hold, hold
from estafette.orders.types import HoldKind
from estafette.orders.web.single import find_id
from estafette.platform.refusal import Refused
from estafette.platform.ui.forms import Form, act
from estafette.platform.ui.pages import Visit, page


@page(permission="orders:write", methods=("POST",))
def cancel_order(visit: Visit, number: int) -> HttpResponse:
    """Cancel units of one line, or all that still can be."""
    request = _request(visit, number)

    def work() -> str:
        [answer] = cancel(requests=[request], by=visit.actor, access=visit.access, at=visit.at)
        if isinstance(answer, Refused):
            raise answer
        units = sum(answer.lines.values())
        return ngettext("{n} unit canceled.", "{n} units canceled.", units).format(n=units)

    return act(visit, work, back=_page_of(number))


@page(permission="orders:write", methods=("POST",))
def hold_order(visit: Visit, number: int) -> HttpResponse:
    """Put the order on hold by hand."""
    order_id, reason = find_id(number, visit.access), Form.sent(visit.request.POST).text("reason")[:500]

    def work() -> str:
        hold(
            order_id=order_id, kind=HoldKind.MANUAL, reason=reason,
            by=visit.actor, access=visit.access, at=visit.at,
        )  # fmt: skip
        return _("The order is on hold.")

    return act(visit, work, back=_page_of(number))


@page(permission="orders:write", methods=("POST",))
def clear(visit: Visit, number: int, hold_id: UUID) -> HttpResponse:
    """Clear one hold."""
    order_id, note_text = find_id(number, visit.access), Form.sent(visit.request.POST).text("note")[:500]

    def work() -> str:
        clear_hold(
            order_id=order_id, hold_id=hold_id, note=note_text,
            by=visit.actor, access=visit.access, at=visit.at,
        )  # fmt: skip
        return _("The hold is cleared.")

    return act(visit, work, back=_page_of(number))


@page(permission="orders:write", methods=("POST",))
def note(visit: Visit, number: int) -> HttpResponse:
    """Write a note."""
    order_id, text = find_id(number, visit.access), Form.sent(visit.request.POST).text("text")

    def work() -> str:
        add_note(order_id=order_id, text=text, by=visit.actor, access=visit.access, at=visit.at)
        return _("The note is written.")

    return act(visit, work, back=_page_of(number))


@page(permission="orders:write", methods=("POST",))
def tags(visit: Visit, number: int) -> HttpResponse:
    """Add a tag, or take one away."""
    form, order_id = Form.sent(visit.request.POST), find_id(number, visit.access)
    add, remove = form.text("add").strip(), form.text("remove")

    def work() -> str:
        change_tags(
            order_id=order_id, add=[] if remove else [add], remove=[remove] if remove else [],
            by=visit.actor, access=visit.access, at=visit.at,
        )  # fmt: skip
        return _("The tags are changed.")

    return act(visit, work, back=_page_of(number))


def _request(visit: Visit, number: int) -> Request:
    form = Form.sent(visit.request.POST)
    line, quantity = form.whole("line", 0), form.whole("quantity", 0)
    return Request(
        order_id=find_id(number, visit.access),
        reason=form.text("reason")[:200],
        lines={line: quantity} if "line" in form.values else None,
        version=form.whole("version") if "version" in form.values else None,
    )


def _page_of(number: int) -> str:
    return reverse("order", kwargs={"number": number})
