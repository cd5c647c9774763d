"""Users, for administrators."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from estafette.platform.access import rules
from estafette.platform.access.commands import change_password, create_user, set_active, set_rights
from estafette.platform.access.queries import list_users, read_user
from estafette.platform.access.types import Limits, UserDraft
from estafette.platform.access.web.limits import chosen, shown
from estafette.platform.access.words import role_choices, roles_in_words
from estafette.platform.ui.forms import Form, act, attempt, new_key, say
from estafette.platform.ui.pages import Visit, page

ReadLimits = Callable[[], Limits]


@page(permission="admin")
def users(visit: Visit) -> HttpResponse:
    """All users."""
    rows = [(row, roles_in_words(row.roles)) for row in list_users(access=visit.access)]
    return visit.show("access/users.html", rows=rows)


@page(permission="admin", methods=("GET", "HEAD", "POST"))
def new(visit: Visit, limits: ReadLimits) -> HttpResponse:
    """Let a person in."""
    form = Form.blank(time_zone=visit.user.time_zone, language=visit.user.language)
    if visit.posted:
        form = Form.sent(visit.request.POST)
        attempt(form, lambda: create_user(draft=_draft(form), by=visit.actor, at=visit.at))
        if not form.wrong:
            say(visit.request, _("{name} can sign in now.").format(name=form.text("name")))
            return redirect("users")
    zones = [(zone, zone) for zone in rules.time_zones()]
    return _show(visit, "access/user_new.html", form, limits, time_zones=zones)


@page(permission="admin", methods=("GET", "HEAD", "POST"))
def user(visit: Visit, user_id: UUID, limits: ReadLimits) -> HttpResponse:
    """One user, and what it may see and do."""
    row = read_user(user_id=user_id, access=visit.access)
    form = Form.blank(roles=row.roles, **shown(row.channels, row.locations, row.suppliers))
    if visit.posted:
        form = Form.sent(visit.request.POST)
        attempt(form, lambda: _set_rights(visit, user_id, form))
        if not form.wrong:
            say(visit.request, _("Saved."))
            return redirect("user", user_id=user_id)
    return _show(visit, "access/user.html", form, limits, row=row, secret=Form(), key=new_key())


@page(permission="admin", methods=("POST",))
def active(visit: Visit, user_id: UUID) -> HttpResponse:
    """Let a user in again, or keep one out."""
    wanted = visit.request.POST.get("active") == "yes"

    def work() -> str:
        set_active(user_id=user_id, active=wanted, by=visit.actor, at=visit.at)
        return _("The user can sign in again.") if wanted else _("The user can no longer sign in.")

    return act(visit, work, back=f"/settings/users/{user_id}")


@page(permission="admin", methods=("POST",))
def password(visit: Visit, user_id: UUID, limits: ReadLimits) -> HttpResponse:
    """A new password set by an administrator."""
    secret = Form.sent(visit.request.POST)
    attempt(secret, lambda: _set_password(visit, user_id, secret))
    if not secret.wrong:
        say(visit.request, _("The password has been changed. All sessions of the user have ended."))
        return redirect("user", user_id=user_id)
    row = read_user(user_id=user_id, access=visit.access)
    form = Form.blank(roles=row.roles, **shown(row.channels, row.locations, row.suppliers))
    return _show(visit, "access/user.html", form, limits, row=row, secret=secret, key=new_key())


def _show(visit: Visit, template: str, form: Form, limits: ReadLimits, **context: object) -> HttpResponse:
    secret = context.get("secret")
    wrong = form.wrong or (isinstance(secret, Form) and secret.wrong)
    return visit.show(
        template, status=422 if wrong else 200, form=form, roles=role_choices(), limits=limits(), **context
    )


def _draft(form: Form) -> UserDraft:
    return UserDraft(
        email=form.text("email"),
        name=form.text("name"),
        password=form.text("password"),
        roles=form.all("roles"),
        language=form.text("language", "en"),
        time_zone=form.text("time_zone"),
        **chosen(form),
    )


def _set_rights(visit: Visit, user_id: UUID, form: Form) -> None:
    set_rights(user_id=user_id, roles=form.all("roles"), **chosen(form), by=visit.actor, at=visit.at)


def _set_password(visit: Visit, user_id: UUID, form: Form) -> None:
    change_password(
        user_id=user_id, present=None, password=form.text("password"), by=visit.actor, at=visit.at
    )
