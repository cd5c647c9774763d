"""The order list and the order page, in a browser."""

import re
from uuid import UUID

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from estafette.orders.commands.cancel import Request, cancel
from estafette.orders.commands.place import place
from estafette.orders.types import Draft, Placed
from estafette.platform.access.types import EVERYTHING, SYSTEM
from estafette.testing.world import START, World, build, order
from tests.browser.conftest import AT, PASSWORD, OpenPage, barriers, let_in, sign_in

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world() -> World:
    stock = {(sku, spot): 40 for sku in "ABC" for spot in ("W1", "S1")}
    return build(stock=stock, kits={"BOX": {"A": 1, "B": 2}}, at=START)


def placed(*drafts: Draft) -> list[Placed]:
    with transaction.atomic():
        answers = place(drafts=list(drafts), access=EVERYTHING, at=AT)
    return [each for each in answers if isinstance(each, Placed)]


def at_work(visit: OpenPage, *roles: str, **options: object) -> Page:
    let_in("ada@example.com", *roles)
    page = visit("/sign-in", **options)
    sign_in(page, "ada@example.com")
    page.goto("/orders")
    return page


def test_a_new_order_appears_by_itself_and_nothing_else_moves(visit: OpenPage, world: World) -> None:
    [first] = placed(order("first", {"A": 1}))
    page = at_work(visit, "agent")
    row = page.locator(f"#order-{first.number}")
    expect(row).to_be_visible()
    row.evaluate("element => { element.markedByTest = true; }")
    page.locator("#q").fill("")
    page.locator("#q").focus()
    [second] = placed(order("second", {"B": 1}))
    expect(page.locator(f"#order-{second.number}")).to_be_visible(timeout=10_000)
    assert row.evaluate("element => element.markedByTest") is True, "the row was not put there anew"
    expect(page.locator("#q")).to_be_focused()


def test_a_list_whose_session_has_ended_leads_to_the_sign_in_and_back(visit: OpenPage, world: World) -> None:
    placed(order("one", {"A": 1}))
    page = at_work(visit, "agent")
    page.goto("/orders?status=placed")
    page.context.clear_cookies()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible(timeout=10_000)
    page.fill("#username", "ada@example.com")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/orders\?status=placed$"))


def test_the_page_says_that_the_order_has_changed_meanwhile(visit: OpenPage, world: World) -> None:
    [one] = placed(order("one", {"A": 3}))
    page = at_work(visit, "agent")
    page.goto(f"/orders/{one.number}")
    page.locator("#note").fill("half a sentence")
    with transaction.atomic():
        cancel(requests=[Request(UUID(one.id), "elsewhere", {1: 1})], by=SYSTEM, access=EVERYTHING, at=AT)
    expect(page.get_by_text("This order has changed meanwhile.")).to_be_visible(timeout=10_000)
    expect(page.locator("#note")).to_have_value("half a sentence")


def test_filters_stand_in_the_address_and_survive_a_reload(visit: OpenPage, world: World) -> None:
    web, held = placed(order("web", {"A": 1}), order("held", {"A": 1}, channel="HELD"))
    page = at_work(visit, "agent")
    page.get_by_label("State").select_option("on_hold")
    expect(page.locator(f"#order-{web.number}")).to_be_hidden()
    expect(page.locator(f"#order-{held.number}")).to_be_visible()
    expect(page).to_have_url(re.compile("status=on_hold"))
    page.reload()
    expect(page.get_by_label("State")).to_have_value("on_hold")
    expect(page.locator(f"#order-{web.number}")).to_be_hidden()
    page.goto("/orders")
    page.get_by_label("Number, reference or e-mail").fill("web")
    expect(page.locator(f"#order-{held.number}")).to_be_hidden()
    expect(page.locator(f"#order-{web.number}")).to_be_visible()
    page.get_by_label("Number, reference or e-mail").fill("nobody")
    expect(page.get_by_text("No order fits")).to_be_visible()


def test_an_order_is_held_released_and_canceled_with_the_keyboard(visit: OpenPage, world: World) -> None:
    [one] = placed(order("one", {"BOX": 2, "C": 3}))
    page = at_work(visit, "agent")
    page.get_by_role("link", name=str(one.number)).press("Enter")
    expect(page.get_by_role("heading", name=str(one.number))).to_be_visible()
    page.get_by_role("button", name="Hold", exact=True).press("Enter")
    expect(page.get_by_label("Why it must wait")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_label("Why it must wait")).to_be_hidden()
    page.get_by_role("button", name="Hold", exact=True).press("Enter")
    page.get_by_label("Why it must wait").fill("Call first")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The order is on hold.")).to_be_visible()
    page.get_by_label("Why it is cleared").fill("Called")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The hold is cleared.")).to_be_visible()
    page.get_by_role("button", name="Cancel units of C").press("Enter")
    page.locator("#units-4").fill("2")
    page.locator("#reason-4").fill("Too many")
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 units canceled.")).to_be_visible()
    page.get_by_role("button", name="Cancel the order").first.press("Enter")
    page.locator("#cancel-reason").fill("Changed mind")
    page.keyboard.press("Enter")
    expect(page.get_by_text("7 units canceled.")).to_be_visible()
    expect(page.get_by_role("banner").get_by_text("Canceled")).to_be_visible()
    expect(page.get_by_text("Order canceled")).to_be_visible()


def test_a_double_click_cancels_once(visit: OpenPage, world: World) -> None:
    [one] = placed(order("one", {"C": 3}))
    page = at_work(visit, "agent")
    page.goto(f"/orders/{one.number}")
    page.get_by_role("button", name="Cancel units of C").click()
    page.locator("#units-1").fill("1")
    page.locator("#reason-1").fill("One less")
    page.get_by_role("button", name="Cancel these units").dblclick()
    expect(page.get_by_text("1 unit canceled.")).to_be_visible()
    expect(page.get_by_text("1 canceled")).to_be_visible()


def test_who_may_only_look_sees_no_buttons(visit: OpenPage, world: World) -> None:
    [held] = placed(order("held", {"C": 3}, channel="HELD"))
    page = at_work(visit, "viewer")
    page.goto(f"/orders/{held.number}")
    expect(page.get_by_text("Payment")).to_be_visible()
    expect(page.locator("main form")).to_have_count(0)
    expect(page.get_by_role("link", name="Users")).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 1024, 390])
def test_no_page_is_wider_than_the_screen(visit: OpenPage, world: World, width: int) -> None:
    [one] = placed(order("a" * 100, {"BOX": 2, "C": 3}, channel="HELD", note="x" * 400, tags=("t" * 50,)))
    page = at_work(visit, "agent", viewport={"width": width, "height": 800})
    for path in ("/orders", f"/orders/{one.number}", "/orders?q=nothing"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") == width, path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_nothing_bars_the_way(visit: OpenPage, world: World, scheme: str, language: str) -> None:
    """WCAG 2.1 AA, as far as a machine can tell, with all colors of states on the page."""
    held, gone = placed(
        order("held", {"BOX": 1, "C": 3}, channel="HELD", note="Ring", tags=("vip",)), order("gone", {"A": 2})
    )
    let_in("ada@example.com", "operations", language=language)
    page = visit("/sign-in", color_scheme=scheme, locale=language)
    sign_in(page, "ada@example.com")
    page.goto(f"/orders/{gone.number}")
    page.locator("#cancel-reason").evaluate("input => { input.value = 'r'; input.form.submit(); }")
    page.wait_for_selector("[role=status]")
    found = {"canceled": barriers(page)}
    for path in ("/orders", f"/orders/{held.number}", "/orders?q=nothing"):
        page.goto(path)
        found[path] = barriers(page)
        for dialog in page.locator("[popover]").all():
            dialog.evaluate("element => element.showPopover()")
            found[f"{path} {dialog.get_attribute('id')}"] = barriers(page)
            dialog.evaluate("element => element.hidePopover()")
    assert {path: faults for path, faults in found.items() if faults} == {}
