"""Tags and filters that every template has: assets, icons, form fields, money and instants."""

import hashlib
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_datetime, format_timedelta
from babel.numbers import format_currency, format_decimal
from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from estafette.platform import clock
from estafette.platform.money import exponent, to_decimal
from estafette.platform.ui.forms import Form

register = template.Library()


@cache
def _version(path: str) -> str:
    found = finders.find(path)
    return hashlib.sha256(Path(str(found)).read_bytes()).hexdigest()[:10] if found else "missing"


@register.simple_tag
def asset(path: str) -> str:
    """The address of a static file, with a hash of its content so that it can be kept for ever."""
    if settings.DEBUG:
        _version.cache_clear()
    return f"{settings.STATIC_URL}{path}?v={_version(path)}"


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """An icon of the sprite; it only repeats what words say, so readers of the screen skip it."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true"><use href="{}#{}"/></svg>',
        extra,
        asset("ui/icons.svg"),
        name,
    )


def _field(form: Form, name: str, label: str, **options: Any) -> dict[str, Any]:
    refusal = form.wrong.get(name)
    return {"form": form, "name": name, "label": label, "value": form.text(name), "wrong": refusal, **options}


@register.inclusion_tag("ui/fields/text.html")
def text_field(form: Form, name: str, label: str, **options: Any) -> dict[str, Any]:
    """One line of text. Options: type, hint, autocomplete, required, placeholder, min, max."""
    if options.get("type") == "password":
        options["value"] = ""
    return {**_field(form, name, label), **options}


@register.inclusion_tag("ui/fields/choice.html")
def choice_field(form: Form, name: str, label: str, choices: Any, **options: Any) -> dict[str, Any]:
    """One of several. `choices` are pairs of value and words."""
    return _field(form, name, label, choices=choices, **options)


@register.inclusion_tag("ui/fields/checks.html")
def checks_field(form: Form, name: str, label: str, choices: Any, **options: Any) -> dict[str, Any]:
    """Any number of several. `choices` are pairs of value and words."""
    return _field(form, name, label, choices=choices, chosen=form.all(name), **options)


@register.filter
def money(minor: int | None, currency: str) -> str:
    """An amount of minor units in the reader's way of writing it."""
    if minor is None:
        return ""
    return format_currency(to_decimal(minor, currency), currency, locale=_locale())


@register.filter
def price(amount: Decimal, currency: str) -> str:
    """A unit price: with all its decimals, at least those of its currency."""
    places = max(exponent(currency), -int(amount.normalize().as_tuple().exponent))
    return format_currency(
        amount, currency, locale=_locale(), currency_digits=False, format=_price_format(places)
    )


def _price_format(places: int) -> str:
    decimals = "0" * places
    figure = f"#,##0.{decimals}" if places else "#,##0"
    return f"{figure}\u00a0¤" if _locale().startswith("fr") else f"¤{figure}"


@register.filter
def number(value: Any) -> str:
    """A number in the reader's way of writing it."""
    return "" if value is None else format_decimal(value, locale=_locale())


@register.filter
def instant(at: datetime | None, style: str = "medium") -> str:
    """A moment in the reader's language and time zone."""
    if at is None:
        return ""
    return format_datetime(timezone.localtime(at), style, locale=_locale())


@register.filter
def ago(at: datetime | None) -> str:
    """How long ago, in words."""
    if at is None:
        return ""
    delta = at - clock.now()
    if abs(delta) < timedelta(seconds=1):
        delta = timedelta(seconds=-1)
    return format_timedelta(delta, add_direction=True, threshold=1.2, locale=_locale())


def _locale() -> str:
    return "fr_FR" if (get_language() or "en").startswith("fr") else "en_GB"
