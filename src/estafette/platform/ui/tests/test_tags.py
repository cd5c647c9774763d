"""How amounts, prices, instants and fields are written."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.utils import timezone, translation

import estafette
from estafette.platform.access.types import BadEmail
from estafette.platform.ui.forms import Form
from estafette.platform.ui.templatetags import ui

AT = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)


@pytest.fixture
def paris() -> Iterator[None]:
    with timezone.override(ZoneInfo("Europe/Paris")):
        yield


@pytest.mark.parametrize(
    ("minor", "currency", "english", "french"),
    [
        (123456, "EUR", "€1,234.56", "1\u202f234,56\u00a0€"),
        (-490, "EUR", "-€4.90", "-4,90\u00a0€"),
        (1500, "JPY", "JP¥1,500", "1\u202f500\u00a0JPY"),
        (1234, "TND", "TND1.234", "1,234\u00a0TND"),
        (0, "GBP", "£0.00", "0,00\u00a0£GB"),
    ],
)
def test_amounts_have_the_places_of_their_currency(
    minor: int, currency: str, english: str, french: str
) -> None:
    with translation.override("en"):
        assert ui.money(minor, currency) == english
    with translation.override("fr"):
        assert ui.money(minor, currency) == french


@pytest.mark.parametrize(
    ("amount", "currency", "english", "french"),
    [
        ("19.900000", "EUR", "€19.90", "19,90\u00a0€"),
        ("0.012500", "EUR", "€0.0125", "0,0125\u00a0€"),
        ("100.000000", "EUR", "€100.00", "100,00\u00a0€"),
        ("1500", "JPY", "JP¥1,500", "1\u202f500\u00a0JPY"),
    ],
)
def test_unit_prices_keep_all_their_decimals(amount: str, currency: str, english: str, french: str) -> None:
    with translation.override("en"):
        assert ui.price(Decimal(amount), currency) == english
    with translation.override("fr"):
        assert ui.price(Decimal(amount), currency) == french


def test_instants_are_shown_in_the_reader_s_time_also_when_clocks_change(paris: None) -> None:
    with translation.override("en"):
        assert ui.instant(AT, "short") == "29/03/2026, 01:30"
        assert ui.instant(AT + timedelta(hours=1), "short") == "29/03/2026, 03:30"
        assert ui.instant(None) == ""
    with translation.override("fr"):
        assert ui.instant(AT, "short") == "29/03/2026 01:30"


def test_how_long_ago_is_said_in_words() -> None:
    with time_machine.travel(AT, tick=False):
        with translation.override("en"):
            assert ui.ago(AT - timedelta(minutes=5)) == "5 minutes ago"
            assert ui.ago(AT) == "1 second ago"
            assert ui.ago(AT + timedelta(days=3)) == "in 3 days"
        with translation.override("fr"):
            assert ui.ago(AT - timedelta(hours=2)) == "il y a 2 heures"


def test_an_asset_s_address_changes_with_its_content() -> None:
    address = ui.asset("ui/app.css")
    assert address.startswith("/static/ui/app.css?v=")
    assert "missing" not in address
    assert ui.asset("ui/app.js").split("=")[1] != address.split("=")[1]


def icons_used() -> list[str]:
    """Names of icons in all templates and menus."""
    source = Path(estafette.__file__).parent
    texts = [path.read_text(encoding="utf-8") for path in source.rglob("templates/**/*.html")]
    texts.append((source / "assembly/pages.py").read_text(encoding="utf-8"))
    return sorted({name for text in texts for name in re.findall(r'icon(?: |=)"([a-z0-9-]+)"', text)})


@pytest.mark.parametrize("name", icons_used())
def test_icons_that_pages_use_exist(name: str) -> None:
    sprite = Path(str(finders.find("ui/icons.svg"))).read_text(encoding="utf-8")
    assert f'id="{name}"' in sprite


def test_a_field_shows_its_value_and_what_is_wrong_with_it_safely() -> None:
    form = Form.blank(email='"><script>')
    form.refuse(BadEmail(field="email", email='"><script>'))
    shown = Template('{% text_field form "email" "E-mail" type="email" hint="Yours" %}').render(
        Context({"form": form})
    )
    assert "<script>" not in shown
    assert 'aria-invalid="true"' in shown
    assert 'aria-describedby="email-wrong email-hint"' in shown
    assert "is not an e-mail address" in shown


def test_a_password_is_never_sent_back() -> None:
    form = Form.blank(password="hidden words")
    shown = Template('{% text_field form "password" "P" type="password" %}').render(Context({"form": form}))
    assert "hidden" not in shown
