"""Endpoints: one declaration gives the route, the checks, the answer and the OpenAPI description.

Bodies, queries and answers are msgspec Structs, so that decoding, validation, encoding and the JSON Schema
come from the same types at C speed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

import msgspec

from estafette.platform.access.types import Access, Actor

B = TypeVar("B")
Q = TypeVar("Q")
Handler = Callable[[Any], Any]

MAX_BODY = 1 << 20
"""Bytes of a request body unless the endpoint says otherwise."""


class Input(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """Base of what callers send: unknown fields are refused, so that a typing error is not lost silently."""


class Output(msgspec.Struct, kw_only=True, frozen=True):
    """Base of what is answered."""


class NoQuery(Input, frozen=True):
    """An endpoint without query parameters."""


class Repeat(StrEnum):
    """What makes a repeated call harmless."""

    SAFE = "safe"  # reads
    KEY = "key"  # the Idempotency-Key header, required; the first answer is given again
    NATURAL = "natural"  # the body names what it makes, or the same call twice leaves the same state


@dataclass(frozen=True, slots=True)
class Call(Generic[B, Q]):
    """One checked call: who, when, and what was sent."""

    actor: Actor
    access: Access
    at: datetime
    body: B
    query: Q
    path: Mapping[str, str]
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with a status of its own; `body` is encoded, or sent as it is when it is bytes."""

    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method of one path."""

    method: str
    path: str
    scope: str
    handler: Handler
    answer: Any
    summary: str
    tag: str
    body: Any = None
    query: type[Input] = NoQuery
    status: int = 200
    repeat: Repeat = Repeat.SAFE
    max_body: int = MAX_BODY
    transaction: bool = True

    @property
    def name(self) -> str:
        return f"{self.tag}.{self.handler.__name__}"


class Router:
    """The endpoints of one room, in the order in which they are matched."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.endpoints: list[Endpoint] = []

    def get(self, path: str, **options: Any) -> Callable[[Handler], Handler]:
        return self._add("GET", path, repeat=Repeat.SAFE, **options)

    def post(self, path: str, *, repeat: Repeat = Repeat.KEY, **options: Any) -> Callable[[Handler], Handler]:
        return self._add("POST", path, repeat=repeat, **options)

    def put(self, path: str, **options: Any) -> Callable[[Handler], Handler]:
        return self._add("PUT", path, repeat=Repeat.NATURAL, **options)

    def patch(self, path: str, **options: Any) -> Callable[[Handler], Handler]:
        return self._add("PATCH", path, repeat=Repeat.NATURAL, **options)

    def delete(self, path: str, **options: Any) -> Callable[[Handler], Handler]:
        return self._add("DELETE", path, repeat=Repeat.NATURAL, **options)

    def _add(
        self, method: str, path: str, *, scope: str, answer: Any, repeat: Repeat, **options: Any
    ) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            summary = (handler.__doc__ or handler.__name__).strip().split("\n", 1)[0].rstrip(".")
            self.endpoints.append(
                Endpoint(
                    method=method,
                    path=path,
                    scope=scope,
                    handler=handler,
                    answer=answer,
                    summary=summary,
                    tag=self.tag,
                    repeat=repeat,
                    **options,
                )
            )
            return handler

        return register


def by_path(routers: Sequence[Router]) -> dict[str, dict[str, Endpoint]]:
    """All endpoints: path -> method -> endpoint, in order of registration; a double one is a fault."""
    table: dict[str, dict[str, Endpoint]] = {}
    for router in routers:
        for endpoint in router.endpoints:
            methods = table.setdefault(endpoint.path, {})
            if endpoint.method in methods:
                raise ValueError(f"{endpoint.method} {endpoint.path} is declared twice")
            methods[endpoint.method] = endpoint
    return table
