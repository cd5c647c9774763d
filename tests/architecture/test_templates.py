"""Templates: nothing inline that a strict policy would block, nothing from elsewhere, no untranslated words."""

import re
from collections.abc import Callable
from functools import cache

import pytest

from tests.architecture.tree import ROOT, report

TAG = re.compile(r"{%.*?%}|{#.*?#}", re.DOTALL)
VARIABLE = re.compile(r"{{.*?}}", re.DOTALL)
TRANSLATED = re.compile(
    r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}|{%\s*comment\s*%}.*?{%\s*endcomment\s*%}",
    re.DOTALL,
)
INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|\son[a-z]+=|\sstyle=|<style\b|javascript:", re.IGNORECASE)
OUTSIDE = re.compile(r"(?:src|href|action)=[\"'](?:https?:)?//", re.IGNORECASE)
SPOKEN = re.compile(r"\b(?:aria-label|title|placeholder|alt)=\"([^\"]*)\"")
MARKUP = re.compile(r"<[^>]*>", re.DOTALL)
WORDS = re.compile(r"[A-Za-zÀ-ÿ]{2,}")
SAME_EVERYWHERE = re.compile(
    r"\b(?:Estafette|English|Français|SKU|GTIN|EUR|API|id|https?|[A-Z]{2,4})\b|&\w+;"
)


@cache
def templates() -> dict[str, str]:
    """Path -> text of every page template."""
    files = sorted((ROOT / "src").rglob("templates/**/*.html"))
    return {file.relative_to(ROOT).as_posix(): file.read_text(encoding="utf-8") for file in files}


def inline(text: str) -> list[str]:
    """Scripts, handlers and styles that the content security policy refuses."""
    return [found.group().strip() for found in INLINE.finditer(TAG.sub("", text))]


def outside(text: str) -> list[str]:
    """Addresses of other servers."""
    return [found.group() for found in OUTSIDE.finditer(text)]


def untranslated(text: str) -> list[str]:
    """Words that a reader sees and that do not go through translation."""
    plain = VARIABLE.sub("", TAG.sub("", TRANSLATED.sub("", text)))
    spoken = [*SPOKEN.findall(plain), *MARKUP.sub("\n", plain).split("\n")]
    return [each.strip() for each in spoken if WORDS.search(SAME_EVERYWHERE.sub("", each))]


CHECKS: dict[str, tuple[Callable[[str], list[str]], list[str], list[str]]] = {
    "nothing inline": (
        inline,
        ["<script>x()</script>", '<a onclick="x()">', '<p style="color:red">', "<style>p{}</style>"],
        ['<script src="{% static "a.js" %}"></script>', '<p class="style">one=two</p>'],
    ),
    "nothing from elsewhere": (
        outside,
        ['<script src="https://example.org/x.js">', '<a href="//example.org/">'],
        ['<a href="/orders">', '<a href="{{ address }}">'],
    ),
    "words are translated": (
        untranslated,
        ["<p>Sign in</p>", '<input placeholder="Your name">', "<p>{{ n }} orders</p>"],
        [
            '<p>{% trans "Sign in" %}</p>',
            "<p>{% blocktranslate %}Sign in{% endblocktranslate %}</p>",
            '<p>Estafette · {{ name }}</p><input placeholder="{% trans "Name" %}">',
        ],
    ),
}


@pytest.mark.parametrize("name", CHECKS)
def test_holds(name: str) -> None:
    check, _, _ = CHECKS[name]
    findings = [f"{path}: {fault}" for path, text in templates().items() for fault in check(text)]
    assert templates()
    assert not findings, report(findings)


@pytest.mark.parametrize("name", CHECKS)
def test_can_fail(name: str) -> None:
    check, bad, good = CHECKS[name]
    assert all(check(sample) for sample in bad)
    assert not any(check(sample) for sample in good)
