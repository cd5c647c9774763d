"""The committed style sheet knows every class that the templates use: it was built after they were written."""

import re
from pathlib import Path

import estafette
from estafette.orders.web.words import QUANTITIES, STATES

SOURCE = Path(estafette.__file__).parent
_CLASS = re.compile(r'class="([^"]*)"')
_TAG = re.compile(r"{%.*?%}|{{.*?}}", re.S)
_SELECTOR = re.compile(r"\.((?:\\.|[\w-])+)")


def used() -> set[str]:
    """Classes in templates and in words with a color."""
    names: set[str] = set()
    for path in SOURCE.rglob("templates/**/*.html"):
        text = path.read_text(encoding="utf-8")
        # A class beside a tag stands alone; a class that a tag makes is left to the words below.
        quoted = re.sub(r"{%[^%]*%}", lambda tag: tag.group().replace('"', "'"), text)
        for value in _CLASS.findall(re.sub(r"{{[^}]*}}", " ", quoted)):
            names |= set(_TAG.sub(" ", value).split())
    return names | {color for _, color in (*STATES.values(), *QUANTITIES.values())}


def built() -> set[str]:
    """Classes that the style sheet has rules for."""
    css = (SOURCE / "platform/ui/static/ui/app.css").read_text(encoding="utf-8")
    return {re.sub(r"\\(.)", r"\1", name) for name in _SELECTOR.findall(css)}


def test_every_class_has_a_rule() -> None:
    assert len(used()) > 150
    assert used() - built() == set(), "run `npm run build` in ui-build"
