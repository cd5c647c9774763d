"""Founding, signing in, users and keys, in a browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, barriers, let_in, sign_in

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SCHEMES = ("light", "dark")
LANGUAGES = ("en", "fr")


def test_the_first_visit_makes_the_first_administrator(visit: OpenPage) -> None:
    page = visit("/")
    expect(page.get_by_role("heading", name="Welcome to Estafette")).to_be_visible()
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("E-mail address").fill("ada@example.com")
    page.get_by_label("Password").fill("too short")
    page.get_by_role("button", name="Make my account").click()
    expect(page.locator("#password-wrong")).to_contain_text("too easy to guess")
    expect(page.get_by_label("Your name")).to_have_value("Ada")
    page.get_by_label("Password").fill("relay baton seventeen")
    page.get_by_role("button", name="Make my account").click()
    expect(page.get_by_role("navigation", name="Main menu")).to_be_visible()
    assert visit("/welcome").title().startswith("Not found")


def test_signing_in_with_the_keyboard_alone_and_out_again(visit: OpenPage) -> None:
    let_in("ada@example.com", "administrator")
    page = visit("/settings/keys")
    page.locator("#username").focus()
    page.keyboard.type("ada@example.com")
    page.keyboard.press("Tab")
    page.keyboard.type("relay baton seventeen")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/settings/keys$"))
    page.locator("header summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Sign out").press("Enter")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_pages_work_without_scripts(visit: OpenPage) -> None:
    let_in("ada@example.com", "administrator")
    page = visit("/sign-in", java_script_enabled=False)
    sign_in(page, "ada@example.com")
    page.goto("/settings/keys/new")
    page.get_by_label("Name").fill("Shop")
    page.get_by_label("See orders").check()
    page.get_by_role("button", name="Make the key").click()
    expect(page.get_by_text(re.compile(r"^est_\w{8}_"))).to_be_visible()
    page.get_by_role("link", name="I have it").click()
    page.get_by_role("button", name="Revoke the key Shop").click()
    page.get_by_role("button", name="Revoke for good").click()
    expect(page.get_by_text("Revoked", exact=True)).to_be_visible()


def test_the_colors_are_remembered(visit: OpenPage) -> None:
    let_in("ada@example.com", "administrator")
    page = visit("/sign-in", color_scheme="light")
    page.get_by_role("button", name="Dark colors").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_role("button", name="Dark colors").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")


@pytest.mark.parametrize("width", [1280, 1024, 390])
def test_no_page_is_wider_than_the_screen(visit: OpenPage, width: int) -> None:
    let_in("ada@example.com", "administrator")
    page = visit("/sign-in", viewport={"width": width, "height": 800})
    sign_in(page, "ada@example.com")
    for path in (
        "/settings/users",
        "/settings/users/new",
        "/settings/keys",
        "/settings/keys/new",
        "/account",
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") == width, path


def test_the_menu_opens_on_a_small_screen(visit: OpenPage) -> None:
    let_in("ada@example.com", "administrator")
    page = visit("/sign-in", viewport={"width": 390, "height": 800})
    sign_in(page, "ada@example.com")
    link = page.get_by_role("navigation", name="Main menu").get_by_role("link", name="API keys")
    expect(link).not_to_be_in_viewport()
    page.locator("#nav-open").focus()
    page.keyboard.press("Space")
    expect(link).to_be_in_viewport()
    link.click()
    expect(page).to_have_url(re.compile("/settings/keys$"))


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_bars_the_way(visit: OpenPage, scheme: str, language: str) -> None:
    """WCAG 2.1 AA on every page, as far as a machine can tell."""
    page = visit("/welcome", color_scheme=scheme, locale=language)
    found = {"/welcome": barriers(page)}
    let_in("ada@example.com", "administrator", language=language)
    let_in("bo@example.com", "viewer")
    page.goto("/sign-in")
    found["/sign-in"] = barriers(page)
    page.fill("#username", "ada@example.com")
    page.fill("#password", "wrong")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    found["refused"] = barriers(page)
    sign_in(page, "ada@example.com")
    assert page.locator("html").get_attribute("lang") == language
    for path in (
        "/settings/users",
        "/settings/users/new",
        "/settings/keys",
        "/settings/keys/new",
        "/account",
        "/nothing-here",
    ):
        page.goto(path)
        found[path] = barriers(page)
    assert {path: faults for path, faults in found.items() if faults} == {}
