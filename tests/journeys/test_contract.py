"""The whole API keeps its own description: generated calls, right and wrong ones, against every operation."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from schemathesis import Case, CheckContext, GenerationMode, Response
from schemathesis.checks import not_a_server_error
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    missing_required_header,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from estafette.assembly.api import PREFIX, ROUTERS
from estafette.assembly.wsgi import application
from estafette.platform.api.openapi import describe
from estafette.testing.http import Caller
from estafette.testing.world import build, order
from tests.journeys.selling import sell

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
EXAMPLES = int(os.environ.get("ESTAFETTE_CONTRACT_EXAMPLES", "12"))


def wrong_data_is_refused(ctx: CheckContext, response: Response, case: Case[Any]) -> bool | None:
    """What breaks the description is refused, unless nothing of it was sent: an empty list in a query is nothing.

    A body that is too large is refused for that before anybody looks into it.
    """
    if response.status_code == 413:
        return None
    if case.meta is not None:
        wrong = {
            where for where, part in case.meta.components.items() if part.mode is GenerationMode.NEGATIVE
        }
        if wrong == {ParameterLocation.QUERY} and not all(_sent(each) for each in case.query.values()):
            return None
    return negative_data_rejection(ctx, response, case)


def _sent(value: Any) -> bool:
    return value not in ("", [], {}, None)


CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    wrong_data_is_refused,
    missing_required_header,
]


def _described() -> dict[str, Any]:
    """The description without its security: every call here has a key, also the wrong ones."""
    document = describe(ROUTERS, prefix=PREFIX)
    del document["security"], document["components"]["securitySchemes"]
    return document


schema = schemathesis.openapi.from_dict(_described())
schema.app = application
REAL: dict[str, list[Any]] = {
    "channel": ["WEB", "MKT"],
    "sku": ["A", "KIT"],
    "location": ["W1", "S1"],
    "place": ["W1", "S1"],
    "quantity": [1, 2],
    "reference": ["known"],
}


@pytest.fixture
def shop() -> Iterator[dict[str, Any]]:
    """Something of everything, so that generated calls find what they name."""
    # A server gives its connection back after a request; here the test's own transaction goes on.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    build(
        stock={("A", "W1"): 1000, ("B", "S1"): 1000, ("C", "S2"): 10},
        kits={"KIT": {"A": 2, "B": 1}},
        outside=["S2"],
    )
    placed = sell(order("known", {"A": 2, "KIT": 1}, channel="HELD"))
    yield {"token": Caller().token, "order": placed.id}
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.given(data=st.data())
@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_operation_keeps_its_description(
    case: Case[Any], data: st.DataObject, shop: dict[str, Any]
) -> None:
    if case.meta is not None and case.meta.generation.mode is GenerationMode.POSITIVE:
        _make_real(case, data, shop)
    case.call_and_validate(headers={"Authorization": f"Bearer {shop['token']}"}, checks=CHECKS)


def _make_real(case: Case[Any], data: st.DataObject, shop: dict[str, Any]) -> None:
    """Half of the right calls name things that exist, so that they get past the first look-up."""
    if not data.draw(st.booleans()):
        return
    for name in case.path_parameters or {}:
        known = [shop["order"]] if name == "order" else REAL.get(name) or REAL["sku"]
        case.path_parameters[name] = data.draw(st.sampled_from(known))
    if case.query:
        case.query = {name: value for name, value in case.query.items() if name != "cursor"}
    case.body = _real(case.body, data)


def _real(value: Any, data: st.DataObject) -> Any:
    if isinstance(value, list):
        return [_real(each, data) for each in value]
    if isinstance(value, dict):
        return {
            name: data.draw(st.sampled_from(REAL[name]))
            if name in REAL and isinstance(each, type(REAL[name][0]))
            else _real(each, data)
            for name, each in value.items()
        }
    return value
