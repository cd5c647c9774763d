"""What users change about themselves."""

from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from estafette.platform.access import rules
from estafette.platform.access.commands import change_password, set_profile
from estafette.platform.access.words import roles_in_words
from estafette.platform.ui.forms import Form, attempt, say
from estafette.platform.ui.pages import Visit, page


@page(methods=("GET", "HEAD", "POST"))
def account(visit: Visit) -> HttpResponse:
    """Name and time zone."""
    form = Form.blank(name=visit.user.name, time_zone=visit.user.time_zone)
    if visit.posted:
        form = Form.sent(visit.request.POST)
        attempt(form, lambda: _set_profile(visit, form))
        if not form.wrong:
            say(visit.request, _("Saved."))
            return redirect("account")
    return _show(visit, profile=form, secret=Form())


@page(methods=("POST",))
def password(visit: Visit) -> HttpResponse:
    """A new password; other sessions end, this one goes on."""
    form = Form.sent(visit.request.POST)
    attempt(form, lambda: _change_password(visit, form))
    if form.wrong:
        profile = Form.blank(name=visit.user.name, time_zone=visit.user.time_zone)
        return _show(visit, profile=profile, secret=form)
    visit.user.refresh_from_db()
    update_session_auth_hash(visit.request, visit.user)
    say(visit.request, _("The password has been changed. All other sessions have ended."))
    return redirect("account")


def _show(visit: Visit, *, profile: Form, secret: Form) -> HttpResponse:
    return visit.show(
        "access/account.html",
        status=422 if profile.wrong or secret.wrong else 200,
        profile=profile,
        secret=secret,
        time_zones=[(zone, zone) for zone in rules.time_zones()],
        roles=roles_in_words(visit.user.roles),
    )


def _set_profile(visit: Visit, form: Form) -> None:
    set_profile(
        user_id=visit.user.pk,
        name=form.text("name"),
        time_zone=form.text("time_zone"),
        by=visit.actor,
        at=visit.at,
    )


def _change_password(visit: Visit, form: Form) -> None:
    change_password(
        user_id=visit.user.pk,
        present=form.text("present"),
        password=form.text("password"),
        by=visit.actor,
        at=visit.at,
    )
