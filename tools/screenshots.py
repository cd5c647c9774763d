"""Take the pictures of the documentation from a running server, such as one started by `estafette demo`.

    python tools/screenshots.py --address http://127.0.0.1:8000 --email … --password …

Needs Chromium. Pictures go to docs/images.
"""

import argparse
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page, sync_playwright

IMAGES = Path(__file__).resolve().parent.parent / "docs/images"
ADDRESSES = {"orders": "/orders", "order": "/orders?status=on_hold", "keys": "/settings/keys"}


@dataclass(frozen=True)
class Picture:
    """What to show, and how."""

    what: str
    size: str = "wide"
    scheme: Literal["light", "dark"] = "light"
    language: str = "en"


PICTURES = (
    Picture("orders"),
    Picture("orders", scheme="dark"),
    Picture("order"),
    Picture("order", language="fr"),
    Picture("keys"),
)
SIZES = {"wide": (1280, 800), "phone": (390, 844)}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--address", default="http://127.0.0.1:8000")
    parser.add_argument("--email", required=True)
    parser.add_argument("--password", required=True)
    chosen = parser.parse_args()
    IMAGES.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        for picture in PICTURES:
            width, height = SIZES[picture.size]
            context = browser.new_context(
                base_url=chosen.address,
                color_scheme=picture.scheme,
                locale=picture.language,
                viewport={"width": width, "height": height},
                device_scale_factor=1.5,
            )
            page = context.new_page()
            _sign_in(page, chosen.email, chosen.password, picture.language)
            _take(page, picture)
            context.close()
        browser.close()


def _sign_in(page: Page, email: str, password: str, language: str) -> None:
    page.goto("/sign-in")
    page.fill("#username", email)
    page.fill("#password", password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/sign-in" not in address)
    if page.locator("html").get_attribute("lang") != language:
        page.locator(f"button[name=language][value={language}]").click()
        page.wait_for_selector(f"html[lang={language}]")


def _take(page: Page, picture: Picture) -> None:
    page.goto(ADDRESSES[picture.what])
    if picture.what == "order":
        page.locator("#orders .row-link").first.click()
        page.wait_for_selector("#lines-head")
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(200)
    page.screenshot(path=IMAGES / f"{picture.what}-{picture.size}-{picture.scheme}-{picture.language}.png")


if __name__ == "__main__":
    main()
