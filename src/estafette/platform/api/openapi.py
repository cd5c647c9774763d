"""The OpenAPI 3.1 description, made from the endpoints' own types."""

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from estafette import __version__
from estafette.platform.api.contract import Endpoint, NoQuery, Repeat, Router
from estafette.platform.api.problems import Problem

_PART = re.compile(r"{(\w+)}")
_REFUSALS = {
    "400": "Malformed request",
    "401": "No valid API key",
    "403": "The key may not do this",
    "404": "No such thing",
    "405": "Method not allowed",
    "409": "The present state does not allow it",
    "412": "Changed by somebody else meanwhile",
    "413": "Too large",
    "415": "Not JSON",
    "422": "Refused, with the field and the remedy",
    "429": "Too many requests",
    "503": "Busy; send it again",
}


def describe(routers: Sequence[Router], *, prefix: str) -> dict[str, Any]:
    """The whole description as a JSON-ready dictionary."""
    endpoints = [endpoint for router in routers for endpoint in router.endpoints]
    types = [Problem] + [each for e in endpoints for each in (e.body, e.answer) if each is not None]
    schemas, components = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    known = {repr(kind): schema for kind, schema in zip(types, schemas, strict=True)}
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints:
        paths.setdefault(prefix + endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint, known)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Estafette",
            "version": __version__,
            "description": "Orders, stock and availability. Refusals are RFC 9457 problem+json.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{"key": []}],
        "tags": [{"name": router.tag} for router in routers],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(endpoint: Endpoint, known: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "description": (endpoint.handler.__doc__ or "").strip() + f"\n\nPermission: `{endpoint.scope}`.",
        "tags": [endpoint.tag],
        "parameters": _parameters(endpoint),
        "responses": _responses(endpoint, known),
    }
    if endpoint.body is not None:
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": known[repr(endpoint.body)]}},
        }
    return operation


def _parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _PART.findall(endpoint.path)
    ]
    if endpoint.query is not NoQuery:
        schema = msgspec.json.schema(endpoint.query)["$defs"][endpoint.query.__name__]
        required = schema.get("required", [])
        parameters += [
            {"name": name, "in": "query", "required": name in required, "schema": part}
            for name, part in schema["properties"].items()
        ]
    if endpoint.repeat is Repeat.KEY:
        parameters.append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": True,
                "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
            }
        )
    return parameters


def _responses(endpoint: Endpoint, known: dict[str, Any]) -> dict[str, Any]:
    content = {"application/json": {"schema": known[repr(endpoint.answer)]}} if endpoint.answer else {}
    refusal = {"application/problem+json": {"schema": known[repr(Problem)]}}
    responses: dict[str, Any] = {str(endpoint.status): {"description": "Done", "content": content}}
    for status, words in _REFUSALS.items():
        responses.setdefault(status, {"description": words, "content": refusal})
    return responses
