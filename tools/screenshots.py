"""Take the pictures of the documentation from a running server, such as one started by `estafette demo`.

    python tools/screenshots.py --address http://127.0.0.1:8000 --email … --password …

Needs Chromium. Pictures go to docs/images.
"""

import argparse
import os
import shutil
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

IMAGES = Path(__file__).resolve().parent.parent / "docs/images"
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
        for language in ("en", "fr"):
            for scheme in ("light", "dark"):
                context = browser.new_context(
                    base_url=chosen.address, color_scheme=scheme, locale=language, device_scale_factor=1.5
                )
                page = context.new_page()
                _sign_in(page, chosen.email, chosen.password, language)
                _take_all(page, f"{scheme}-{language}")
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


def _take_all(page: Page, suffix: str) -> None:
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.goto("/orders")
        _take(page, f"orders-{size}-{suffix}")
        page.goto("/orders?status=on_hold")
        page.locator("#orders .row-link").first.click()
        page.wait_for_selector("#lines-head")
        _take(page, f"order-{size}-{suffix}")
        page.goto("/settings/keys")
        _take(page, f"keys-{size}-{suffix}")


def _take(page: Page, name: str) -> None:
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(200)
    page.screenshot(path=IMAGES / f"{name}.png")


if __name__ == "__main__":
    main()
