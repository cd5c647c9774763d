"""One thing that callers send wrongly, and the refusal that it gets: in two languages, with nothing written."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from estafette.assembly.check import run as check
from estafette.testing.http import Caller
from tests.journeys.counting import content

LANGUAGES = ("en", "fr-FR,fr;q=0.9")


@dataclass(frozen=True)
class Case:
    """A call, and the code, field and status of its refusal. `kept` refusals are answers of the business, which
    are remembered under their key. `{language}` in a header becomes the language."""

    name: str
    body: dict[str, Any] | bytes
    code: str
    at: str
    status: int = 422
    method: str = "POST"
    path: str = "/orders"
    headers: Mapping[str, str] = field(default_factory=dict)
    type: str = "application/json"
    kept: bool = False


Call = Callable[[Case, str], Any]


def caller() -> Call:
    """An outside system that may do everything."""
    token = Caller().token
    client = Client()

    def call(case: Case, language: str) -> Any:
        sent = {"Authorization": f"Bearer {token}", "Accept-Language": language, **case.headers}
        headers = {name: value.format(language=language) for name, value in sent.items()}
        body = case.body if isinstance(case.body, bytes) else json.dumps(case.body).encode()
        return client.generic(case.method, f"/api/v1{case.path}", body, case.type, headers=headers)

    return call


def expect_refusal(case: Case, call: Call) -> None:
    """Make the call in both languages, and look at everything that a refusal promises."""
    before = content()
    said = []
    for language in LANGUAGES:
        response = call(case, language)
        assert response.status_code == case.status, response.content
        assert response["Content-Type"] == "application/problem+json"
        assert response["Content-Language"] == language[:2]
        problem = response.json()
        found = (problem["code"], problem.get("field", ""), problem["status"])
        assert found == (case.code, case.at, case.status)
        assert problem["type"] == f"urn:estafette:problem:{case.code}"
        said.append((problem["detail"], problem["remedy"]))
    assert all(sentence and "{" not in sentence for sentences in said for sentence in sentences)
    (english, remedy), (french, remede) = said
    assert english != french
    assert remedy != remede
    assert case.kept or content() == before
    assert check().clean
