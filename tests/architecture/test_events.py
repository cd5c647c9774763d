"""Events: named by their room in the past tense, with ids and quantities and never personal data."""

import importlib
import re
from collections.abc import Iterator
from functools import cache
from typing import ClassVar

import pytest
from msgspec import inspect

from estafette.platform.eventlog import types as words
from estafette.platform.eventlog.types import Event
from tests.architecture.tree import report, sources

PERSONAL = re.compile(
    r"(?:^|_)(?:name|email|phone|street\d?|city|postcode|address|company|birth\w*|text|note|password)$"
)
KIND = re.compile(r"[a-z]+\.[a-z]+(?:_[a-z]+)*")
PAST = re.compile(r"(?:ed|en|ld)$|^(?:set|found|lost|sent|made)$")


@cache
def events() -> tuple[type[Event], ...]:
    """Every event of the product."""
    for source in sources():
        if source.is_product and source.parts[-1] == "events":
            importlib.import_module(".".join(source.parts))
    found = [kind for kind in words._kinds.values() if not _of_tests(kind)]
    return tuple(sorted(found, key=lambda kind: kind.kind))


def _of_tests(kind: type[Event]) -> bool:
    return bool({"tests", "testing"} & set(kind.__module__.split(".")))


def faults(kind: type[Event]) -> Iterator[str]:
    """What is wrong with one event."""
    room = kind.__module__.removeprefix("estafette.platform.").removeprefix("estafette.").split(".")[0]
    past = any(PAST.search(word) for word in kind.kind.split(".")[-1].split("_"))
    if not KIND.fullmatch(kind.kind) or not past:
        yield f"{kind.kind} is not `room.what_happened`"
    if kind.kind.split(".")[0] != room:
        yield f"{kind.kind} is an event of {room}"
    yield from (
        f"{kind.kind}.{name} may be personal"
        for name in _names(inspect.type_info(kind))
        if PERSONAL.search(name)
    )


def _names(info: inspect.Type) -> Iterator[str]:
    if isinstance(info, inspect.StructType):
        for each in info.fields:
            yield each.name
            yield from _names(each.type)
    elif isinstance(info, inspect.CollectionType):
        yield from _names(info.item_type)
    elif isinstance(info, inspect.UnionType):
        for one in info.types:
            yield from _names(one)


def test_events_are_facts_without_persons() -> None:
    findings = [fault for kind in events() for fault in faults(kind)]
    assert len(events()) > 10
    assert not findings, report(findings)


class Renaming(Event, kw_only=True, frozen=True):
    """An event as it must not be, for the test alone."""

    kind: ClassVar[str] = "architecture.rename"
    customer_name: str


@pytest.mark.parametrize("words", ["is not", "is an event of tests", "may be personal"])
def test_wrong_events_are_seen(words: str) -> None:
    assert any(words in fault for fault in faults(Renaming))
