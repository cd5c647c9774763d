"""The door of a page: who visits, what they may see, in which language and time zone."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from estafette.platform import clock
from estafette.platform.access.models import User
from estafette.platform.access.queries import access_of, actor_of
from estafette.platform.access.types import Access, Actor
from estafette.platform.refusal import Refusal
from estafette.platform.ui.errors import refused, wrong_method

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Visit:
    """One request for a page by somebody who has signed in."""

    request: HttpRequest
    user: User
    actor: Actor
    access: Access
    at: datetime

    @property
    def fragment(self) -> bool:
        """Whether a part of the page is asked for, to be put into the page that is shown already."""
        return self.request.headers.get("HX-Request") == "true"

    @property
    def posted(self) -> bool:
        return self.request.method == "POST"

    def show(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        """The template with the context."""
        return render(self.request, template, context, status=status)


def page(
    *, permission: str | None = None, methods: tuple[str, ...] = ("GET", "HEAD")
) -> Callable[[View], View]:
    """Make a page of a function `view(visit, **parts)`.

    Strangers are led to the sign-in and back. Without the permission, or for anything the view refuses, an
    error page says so in words.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def door(request: HttpRequest, **parts: Any) -> HttpResponse:
            user = request.user
            if not isinstance(user, User):
                return to_sign_in(request)
            if request.method not in methods:
                return wrong_method(request, methods)
            access = access_of(user)
            visit = Visit(request=request, user=user, actor=actor_of(user), access=access, at=clock.now())
            with timezone.override(ZoneInfo(user.time_zone)):
                response = _answer(visit, view, permission, parts)
            response.headers.setdefault("Cache-Control", "private, no-store")
            return response

        return door

    return decorate


def _answer(visit: Visit, view: View, permission: str | None, parts: dict[str, Any]) -> HttpResponse:
    try:
        if permission is not None:
            visit.access.require(permission)
        return view(visit, **parts)
    except Refusal as refusal:
        return refused(visit.request, refusal)


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in, and from there back to where the visitor wanted to go."""
    wanted = request.get_full_path() if request.method == "GET" else ""
    fragment = request.headers.get("HX-Request") == "true"
    if fragment:
        wanted = request.headers.get("HX-Current-URL", "")
    address = reverse("sign-in") + (f"?{urlencode({'next': wanted})}" if wanted not in ("", "/") else "")
    if fragment:
        return HttpResponse(status=200, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
