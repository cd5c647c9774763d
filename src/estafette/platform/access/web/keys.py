"""API keys, for administrators."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from estafette.platform.access.commands import create_key, revoke_key
from estafette.platform.access.queries import list_keys
from estafette.platform.access.types import BadExpiry, KeyDraft, Limits
from estafette.platform.access.web.limits import chosen
from estafette.platform.access.words import permission_choices
from estafette.platform.ui.forms import Form, act, attempt, new_key
from estafette.platform.ui.pages import Visit, page

ReadLimits = Callable[[], Limits]


@page(permission="admin")
def keys(visit: Visit, limits: ReadLimits) -> HttpResponse:
    """All keys."""
    rows = list_keys(access=visit.access, at=visit.at)
    return visit.show("access/keys.html", rows=rows, limits=limits(), key=new_key())


@page(permission="admin", methods=("GET", "HEAD", "POST"))
def new(visit: Visit, limits: ReadLimits) -> HttpResponse:
    """Make a key; its secret is shown on the answer and never again."""
    form = Form.blank(per_minute="0")
    if visit.posted:
        form = Form.sent(visit.request.POST)
        made = attempt(form, lambda: create_key(draft=_draft(form), by=visit.actor, at=visit.at))
        if made is not None:
            return visit.show("access/key_made.html", made=made, name=form.text("name"))
    return visit.show(
        "access/key_new.html",
        status=422 if form.wrong else 200,
        form=form,
        permissions=permission_choices(),
        limits=limits(),
    )


@page(permission="admin", methods=("POST",))
def revoke(visit: Visit, public_id: str) -> HttpResponse:
    """End a key for good."""

    def work() -> str:
        revoke_key(public_id=public_id, by=visit.actor, at=visit.at)
        return _("The key {public_id} is revoked; calls with it are refused.").format(public_id=public_id)

    return act(visit, work, back=reverse("keys"))


def _draft(form: Form) -> KeyDraft:
    return KeyDraft(
        name=form.text("name"),
        permissions=form.all("permissions"),
        per_minute=form.whole("per_minute"),
        expires_at=_end_of(form.text("expires")),
        **chosen(form),
    )


def _end_of(day: str) -> datetime | None:
    """The end of the day in the visitor's time zone; none when nothing was given."""
    if not day:
        return None
    try:
        date = parse_date(day)
    except ValueError:
        date = None
    if date is None or date.year > 9000:
        raise BadExpiry(field="expires")
    return datetime.combine(date + timedelta(days=1), time(0), tzinfo=timezone.get_current_timezone())
