"""A real browser before a real server. Needs Chromium: `apt-get install chromium`."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from estafette.platform.access.commands import create_user
from estafette.platform.access.types import SYSTEM, UserDraft

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSWORD = "relay baton seventeen"
AXE = (Path(__file__).parent / "vendor/axe.js").read_text(encoding="utf-8")
EXPECTED = ("the server responded with a status of",)

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM", "") or shutil.which("chromium") or shutil.which("google-chrome")
    if not path:
        pytest.fail("The browser tests need Chromium: apt-get install chromium, or set CHROMIUM to its path.")
    # Playwright runs a loop in this thread; Django must not take its calls for asynchronous ones.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def visit(chromium: Browser, live_server: LiveServer) -> Iterator[OpenPage]:
    """Open a page of this server; the test fails when the browser complained about anything."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(part in message.text for part in EXPECTED):
            complaints.append(message.text)

    def open_page(path: str, **options: Any) -> Page:
        context = chromium.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", heard)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def let_in(email: str, *roles: str, **fields: Any) -> None:
    """Make a user who can sign in."""
    draft = UserDraft(email=email, name=email.split("@")[0].title(), password=PASSWORD, roles=roles, **fields)
    with transaction.atomic():
        create_user(draft=draft, by=SYSTEM, at=AT)


def sign_in(page: Page, email: str) -> None:
    """Fill in the sign-in form and wait until it has led on."""
    page.goto("/sign-in")
    page.fill("#username", email)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/sign-in" not in address)


def barriers(page: Page) -> list[str]:
    """What axe finds against WCAG 2.1 A and AA on the page as it stands."""
    page.evaluate(AXE)
    found = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']}).then(r => r.violations.map("
        "v => v.id + ': ' + v.nodes.map(n => n.target.join(' ') + ' ' + n.failureSummary).join(' | ')))"
    )
    return [str(each) for each in found]
