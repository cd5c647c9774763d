"""API doors: a scope each, harmless when repeated, lists in pages, everything that comes in has a bound."""

from collections.abc import Iterator
from typing import Any, get_origin

import msgspec
import pytest
from msgspec import inspect

from estafette.assembly.api import ROUTERS
from estafette.platform.api.contract import Endpoint, Input, Output, Repeat
from estafette.platform.api.paging import Page, PageQuery
from tests.architecture.tree import report, sources

ENDPOINTS = [endpoint for router in ROUTERS for endpoint in router.endpoints]
SCOPES = frozenset(
    {f"{room}:{verb}" for room in ("orders", "stock", "catalog", "network", "customers", "pricing")
     for verb in ("read", "write")} | {"events:read", "webhooks:read", "webhooks:write", "admin"}
)  # fmt: skip
BOUNDED_ELSEWHERE = {
    "POST /orders: .lines": "an order that a channel has accepted is stored with all its lines; the body has a bound",
    "POST /orders/batch: .orders[].lines": "the same",
}
"""Lists without a bound of their own, and why."""
MUTATING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def faults(endpoint: Endpoint) -> list[str]:
    """What is wrong with one endpoint."""
    found = [f"{endpoint.method} {endpoint.path}: {words}" for words in _faults(endpoint)]
    return [
        each for each in found if each.removesuffix(": a list without max_length") not in BOUNDED_ELSEWHERE
    ]


def _faults(endpoint: Endpoint) -> Iterator[str]:
    if endpoint.scope not in SCOPES:
        yield f"unknown scope {endpoint.scope!r}"
    if (endpoint.method in MUTATING) == (endpoint.repeat is Repeat.SAFE):
        yield f"repeat is {endpoint.repeat.value!r}"
    if not endpoint.handler.__doc__:
        yield "the handler has no docstring"
    if get_origin(endpoint.answer) is list:
        yield "answers with a bare list; lists come in pages"
    asked = [kind for kind in (endpoint.query, endpoint.body) if isinstance(kind, type)]
    if get_origin(endpoint.answer) is Page and not any(issubclass(kind, PageQuery) for kind in asked):
        yield "answers with a page and takes no PageQuery"
    for kind in (endpoint.body, endpoint.query):
        if kind is not None:
            yield from unbounded(inspect.type_info(kind), "", frozenset())


def unbounded(kind: inspect.Type, where: str, seen: frozenset[Any]) -> Iterator[str]:
    """Paths into `kind` whose text, list, mapping or number has no upper bound."""
    if isinstance(kind, inspect.StrType | inspect.BytesType) and kind.max_length is None:
        yield f"{where}: text without max_length"
    elif isinstance(kind, inspect.IntType | inspect.FloatType) and kind.le is None and kind.lt is None:
        yield f"{where}: a number without an upper bound"
    elif isinstance(kind, inspect.CollectionType):
        if kind.max_length is None:
            yield f"{where}: a list without max_length"
        yield from unbounded(kind.item_type, f"{where}[]", seen)
    elif isinstance(kind, inspect.DictType):
        if kind.max_length is None:
            yield f"{where}: a mapping without max_length"
        yield from unbounded(kind.key_type, f"{where}.keys", seen)
        yield from unbounded(kind.value_type, f"{where}.values", seen)
    elif isinstance(kind, inspect.Metadata):
        yield from unbounded(kind.type, where, seen)
    elif isinstance(kind, inspect.UnionType):
        for each in kind.types:
            yield from unbounded(each, where, seen)
    elif isinstance(kind, inspect.StructType) and kind.cls not in seen:
        for field in kind.fields:
            yield from unbounded(field.type, f"{where}.{field.encode_name}", seen | {kind.cls})


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_holds(endpoint: Endpoint) -> None:
    findings = faults(endpoint)
    assert not findings, report(findings)


def test_names_are_unique() -> None:
    names = [endpoint.name for endpoint in ENDPOINTS]
    assert sorted(names) == sorted(set(names))


def test_every_door_is_in_the_assembly() -> None:
    with_door = {source.room for source in sources() if source.room and source.place == "api"}
    assert with_door - {endpoint.handler.__module__.split(".")[1] for endpoint in ENDPOINTS} == set()


class Sent(Input, kw_only=True, frozen=True):
    """A body without bounds, for the test alone."""

    names: list[str]
    count: int
    when: dict[str, int] | None = None


class Told(Output, kw_only=True, frozen=True):
    """An answer, for the test alone."""


def handler(call: Any) -> Told:
    """A handler, for the test alone."""
    return Told()


def endpoint(**changes: Any) -> Endpoint:
    """A sound endpoint with `changes`."""
    sound: dict[str, Any] = {
        "method": "GET", "path": "/x", "scope": "orders:read", "handler": handler, "answer": Told,
        "summary": "x", "tag": "orders",
    }  # fmt: skip
    return Endpoint(**{**sound, **changes})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"scope": "orders"}, "unknown scope"),
        ({"method": "POST"}, "repeat is"),
        ({"repeat": Repeat.KEY}, "repeat is"),
        ({"handler": lambda call: None}, "no docstring"),
        ({"answer": list[Told]}, "bare list"),
        ({"answer": Page[Told]}, "no PageQuery"),
        ({"body": Sent}, ".names: a list without max_length"),
        ({"body": Sent}, ".names[]: text without max_length"),
        ({"body": Sent}, ".count: a number without an upper bound"),
        ({"body": Sent}, ".when: a mapping without max_length"),
    ],
)
def test_can_fail(changes: dict[str, Any], words: str) -> None:
    assert any(words in fault for fault in faults(endpoint(**changes)))
    assert msgspec.json.encode(handler(None)) == b"{}"


def test_a_sound_endpoint_passes() -> None:
    assert faults(endpoint()) == []
    assert faults(endpoint(answer=Page[Told], query=PageQuery)) == []
