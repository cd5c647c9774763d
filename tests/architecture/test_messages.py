"""Every sentence that people read is French too, with the same placeholders, and compiled."""

import importlib
import pkgutil
import sys
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog
from django.utils import translation
from tools import messages

import estafette
from estafette.platform.refusal import NotFound, Refusal


def test_nothing_is_left_untranslated() -> None:
    assert messages.check() == []


def catalogs(message: str, french: str) -> tuple[Catalog, Catalog]:
    template, translated = Catalog(), Catalog(locale="fr")
    template.add(message)
    translated.add(message, french)
    return template, translated


@pytest.mark.parametrize(
    ("message", "french", "fault"),
    [
        ("Sign in", "", "not translated"),
        ("Sign in", "Sign in", "the French is the English"),
        ("{n} of {m} units", "{n} unités", "placeholders differ"),
        ("%(n)s units", "%(m)s unités", "placeholders differ"),
        ("Total", "Total", ""),
        ("{n} of {m} units", "de {m} unités, {n}", ""),
    ],
)
def test_faults_are_seen(message: str, french: str, fault: str) -> None:
    found = messages.faults(*catalogs(message, french))
    assert [fault in each for each in found] == ([True] if fault else [])


def test_a_sentence_that_nobody_says_any_more_is_seen() -> None:
    _, translated = catalogs("Gone", "Parti")
    assert "no longer used" in messages.faults(Catalog(), translated)[0]


def refusals(kind: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    yield kind
    for child in kind.__subclasses__():
        yield from refusals(child)


def test_the_source_is_read_for_every_refusal_that_exists() -> None:
    """The tool reads the source; this asks the classes themselves."""
    for module in pkgutil.walk_packages(estafette.__path__, "estafette."):
        if ".tests" not in module.name and "testing" not in module.name and "__main__" not in module.name:
            importlib.import_module(module.name)
    known = {message.id for message in messages.gather()}
    ours = [
        kind
        for kind in refusals()
        if kind.__module__.startswith("estafette.") and ".tests" not in kind.__module__
    ]
    assert len(ours) > 50
    assert {kind.message for kind in ours} | {kind.remedy for kind in ours if kind.remedy} <= known
    assert sys.modules["estafette.platform.refusal"]


def test_a_refusal_speaks_french_and_so_does_the_noun_in_it() -> None:
    refusal = NotFound(noun="key", ref="abc")
    assert refusal.sentence() == "There is no key “abc”."
    with translation.override("fr"):
        assert refusal.sentence() == "Introuvable\u00a0: clé «\u00a0abc\u00a0»."
