"""All pages, the menu that leads to them, and what surrounds every page."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from estafette.network.queries.choices import Choice, channel_choices, location_choices
from estafette.orders import web as orders
from estafette.platform.access import web as access
from estafette.platform.access.models import User
from estafette.platform.access.queries import access_of
from estafette.platform.access.types import EVERYTHING, Access, Limits
from estafette.platform.ui.pages import Visit, page

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu."""

    title: Words
    icon: str
    name: str
    permission: str


MENU: tuple[tuple[Words, tuple[Entry, ...]], ...] = (
    ("", (Entry(title=_("Orders"), icon="shopping-bag", name="orders", permission="orders:read"),)),
    (
        _("Settings"),
        (
            Entry(title=_("Users"), icon="users", name="users", permission="admin"),
            Entry(title=_("API keys"), icon="key-round", name="keys", permission="admin"),
        ),
    ),
)


def limits() -> Limits:
    """Channels, locations and suppliers to which a user or key can be limited."""
    places = location_choices(access=EVERYTHING)
    return Limits(
        channels=[_choice(each) for each in channel_choices(access=EVERYTHING)],
        locations=[_choice(each) for each in places if not each.supplier],
        suppliers=[_choice(each) for each in places if each.supplier],
    )


def _choice(choice: Choice) -> tuple[str, str]:
    return str(choice.id), f"{choice.code} · {choice.name}"


@page()
def start(visit: Visit) -> HttpResponse:
    """To the first page of the menu that the visitor may see."""
    for _title, entries in MENU:
        for entry in entries:
            if visit.access.allows(entry.permission):
                return redirect(entry.name)
    return redirect("account")


def page_urls() -> list[URLPattern]:
    """Addresses of all pages."""
    return [path("", start, name="start"), *orders.urls(), *access.urls(limits=limits)]


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """What the layout shows on every page: language, colors, the menu, the user."""
    theme = request.COOKIES.get("theme", "")
    visitor: object = getattr(request, "user", None)
    user = visitor if isinstance(visitor, User) else None
    return {
        "language": (get_language() or "en")[:2],
        "languages": [("en", "English"), ("fr", "Français")],
        "theme": theme if theme in ("light", "dark") else "",
        "user_name": user.name if user else "",
        "navigation": _menu(request, access_of(user)) if user else [],
    }


def _menu(request: HttpRequest, allowed: Access) -> list[dict[str, Any]]:
    sections = []
    for title, entries in MENU:
        shown = [_line(request, entry) for entry in entries if allowed.allows(entry.permission)]
        if shown:
            sections.append({"title": title, "entries": shown})
    return sections


def _line(request: HttpRequest, entry: Entry) -> dict[str, Any]:
    address = reverse(entry.name)
    current = request.path == address or request.path.startswith(f"{address}/")
    return {"title": entry.title, "icon": entry.icon, "address": address, "current": current}
