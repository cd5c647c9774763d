"""The way in and out, and the language."""

from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from estafette.platform import clock
from estafette.platform.access import rules
from estafette.platform.access.commands import create_first_administrator, set_language
from estafette.platform.access.models import User
from estafette.platform.access.queries import actor_of, is_founded
from estafette.platform.access.types import UserDraft, WrongSignIn
from estafette.platform.transactions import door
from estafette.platform.ui.forms import Form, attempt


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with e-mail address and password; the first visit of all is led to the founding."""
    if isinstance(request.user, User):
        return HttpResponseRedirect(_next(request))
    if not is_founded():
        return redirect("welcome")
    form = Form.sent(request.POST)
    if request.method == "POST":
        user = authenticate(request, username=name_sent(request), password=form.text("password"))
        if isinstance(user, User):
            return _enter(request, user)
        form.refuse(WrongSignIn())
    status = 401 if form.wrong else 200
    return render(request, "access/sign_in.html", {"form": form, "next": _next(request)}, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """The first visit makes the first administrator; afterwards there is nothing here."""
    if is_founded():
        raise Http404
    form = Form.blank(time_zone="Europe/Paris")
    if request.method == "POST":
        form = Form.sent(request.POST)
        made = attempt(form, lambda: create_first_administrator(draft=_founder(form), at=clock.now()))
        if made is not None:
            return _enter(request, User.objects.get(pk=made))
        if is_founded():
            return redirect("sign-in")
    zones = [(zone, zone) for zone in rules.time_zones()]
    status = 422 if form.wrong else 200
    return render(request, "access/welcome.html", {"form": form, "time_zones": zones}, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session."""
    logout(request)
    return redirect("sign-in")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Change the language of the pages, for this browser and for the user who is signed in."""
    wanted = request.POST.get("language", "")
    response = HttpResponseRedirect(_next(request))
    if wanted in rules.LANGUAGES:
        if isinstance(request.user, User):
            user = request.user
            with door():
                set_language(user_id=user.pk, language=wanted, by=actor_of(user), at=clock.now())
        _remember_language(response, wanted)
    return response


def locked_out(request: HttpRequest, _response: Any = None, _credentials: Any = None) -> HttpResponse:
    """After too many wrong passwords: a pause, in words."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "access/locked_out.html", {"minutes": minutes}, status=429)


def name_sent(request: HttpRequest, _credentials: Any = None) -> str:
    """The user name as wrong attempts are counted by it: capital letters make no new one."""
    return Form.sent(request.POST).text("username").strip().lower()[:254]


def _founder(form: Form) -> UserDraft:
    return UserDraft(
        email=form.text("email"),
        name=form.text("name"),
        password=form.text("password"),
        roles=(),
        language=(get_language() or "en")[:2],
        time_zone=form.text("time_zone"),
    )


def _enter(request: HttpRequest, user: User) -> HttpResponse:
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    response = HttpResponseRedirect(_next(request))
    _remember_language(response, user.language)
    return response


def _remember_language(response: HttpResponse, wanted: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        wanted,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
    )


def _next(request: HttpRequest) -> str:
    """Where to go afterwards: a page of this server, else the start."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    host = request.get_host()
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={host}, require_https=request.is_secure()):
        return wanted
    return reverse("start")
