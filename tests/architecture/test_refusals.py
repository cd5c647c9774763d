"""Refusals: one meaning a code, whole sentences, and every placeholder of a sentence is given where it is raised."""

import ast
import importlib
import re
import string
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from estafette.platform.refusal import Refusal
from tests.architecture.tree import Source, report, sources

Placeholders = Mapping[str, frozenset[str]]
"""Name of a refusal class -> the fields that its sentences need."""


@cache
def refusals() -> tuple[type[Refusal], ...]:
    """Every refusal of the product."""
    for source in sources():
        if source.is_product and "message = " in source.text and not source.is_migration:
            _import(source)
    return tuple(sorted(_below(Refusal), key=lambda kind: (kind.__module__, kind.__qualname__)))


def _import(source: Source) -> None:
    importlib.import_module(".".join(part for part in source.parts if part != "__init__"))


def _below(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for each in kind.__subclasses__():
        if each.__module__.startswith("estafette.") and ".tests." not in each.__module__:
            yield each
        yield from _below(each)


def fields(template: str) -> frozenset[str]:
    """The placeholders of a sentence."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)


def needed(kinds: Iterable[type[Refusal]]) -> Placeholders:
    """What each class needs; of two classes with one name, what both need."""
    found: dict[str, frozenset[str]] = {}
    for kind in kinds:
        wanted = fields(kind.message) | fields(kind.remedy)
        found[kind.__name__] = found.get(kind.__name__, wanted) & wanted
    return found


def unfilled(source: Source, wanted: Placeholders) -> Iterator[str]:
    """Calls of refusal classes that leave a placeholder empty: the answer would be a fault instead of a refusal."""
    others = {each.name for each in source.public_classes() if not _has_code(each)}
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        given = {keyword.arg for keyword in node.keywords}
        missing = wanted.get(name, frozenset()) - given
        if missing and None not in given and name not in others:
            yield source.at(node, f"{name} is raised without {', '.join(sorted(missing))}")


def _has_code(node: ast.ClassDef) -> bool:
    return any(isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == "code" for each in node.body)


def test_every_placeholder_is_given() -> None:
    wanted = needed(refusals())
    findings = [fault for source in sources() if source.is_product for fault in unfilled(source, wanted)]
    assert len(wanted) > 20
    assert not findings, report(findings)


def test_a_missing_placeholder_is_seen() -> None:
    wanted = {"TooMany": frozenset({"limit"})}
    assert list(unfilled(Source("src/x.py", "raise TooMany(field='a')"), wanted))
    assert not list(unfilled(Source("src/x.py", "raise TooMany(limit=3)\nraise TooMany(**data)"), wanted))
    assert fields("{limit} of {name}.") == {"limit", "name"}


def test_a_code_has_one_status() -> None:
    """Rooms may word it in their own way; a machine that acts on the code must not be surprised."""
    statuses: dict[str, set[int]] = defaultdict(set)
    for kind in refusals():
        statuses[kind.code].add(kind.status)
    assert {code: found for code, found in statuses.items() if len(found) > 1} == {}


def test_sentences_are_whole() -> None:
    findings = [
        f"{kind.__module__}.{kind.__qualname__}: {text!r}"
        for kind in refusals()
        for text in (kind.message, kind.remedy)
        if text and not is_sentence(text)
    ]
    assert not findings, report(findings)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", kind.code) for kind in refusals())


def is_sentence(text: str) -> bool:
    """Begins with a capital or a filled-in word, ends with a full stop; whole sentences may be filled in behind."""
    return bool(re.fullmatch(r"[A-Z0-9“{].*[.?](?: {\w+})?", text))


def test_half_sentences_are_seen() -> None:
    assert is_sentence("The SKU is unknown.")
    assert is_sentence("“{code}” is unknown.")
    assert not is_sentence("unknown SKU")
    assert not is_sentence("Unknown SKU")
