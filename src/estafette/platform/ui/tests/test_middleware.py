"""Pages pass through all their layers, machines through none."""

import json
from collections.abc import Callable

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from estafette.platform.ui.errors import server_fault
from estafette.platform.ui.middleware import PagesMiddleware

passed: list[str] = []


def layer(get_response: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A layer that writes down who passed."""

    def through(request: object) -> HttpResponse:
        passed.append("layer")
        return get_response(request)

    return through


@override_settings(PAGE_MIDDLEWARE=[f"{__name__}.layer"])
@pytest.mark.parametrize(
    ("path", "expected"),
    [("/orders", 1), ("/", 1), ("/apia", 1), ("/api/v1/orders", 0), ("/health/live", 0), ("/metrics", 0)],
)
def test_only_pages_pass_the_layers(path: str, expected: int) -> None:
    passed.clear()
    middleware = PagesMiddleware(lambda request: HttpResponse(b"ok"))
    assert middleware(RequestFactory().get(path)).status_code == 200
    assert len(passed) == expected


@pytest.mark.django_db
def test_a_page_in_french_leaves_no_french_behind() -> None:
    page = Client().get("/nothing-here", headers={"Accept-Language": "fr"})
    assert "Introuvable" in page.content.decode()
    assert translation.get_language() == "en"


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_in_words() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/language", {"language": "fr"})
    assert answer.status_code == 403
    assert "This form is too old" in answer.content.decode()


@pytest.mark.django_db
def test_a_form_with_its_token_is_taken() -> None:
    client = Client(enforce_csrf_checks=True)
    client.get("/welcome")
    token = client.cookies["csrftoken"].value
    assert client.post("/language", {"language": "fr", "csrfmiddlewaretoken": token}).status_code == 302


@pytest.mark.django_db
def test_pages_forbid_what_they_do_not_need() -> None:
    for path in ("/welcome", "/nothing-here"):
        headers = Client().get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
def test_no_template_has_inline_scripts_or_styles() -> None:
    for path in ("/welcome", "/nothing-here"):
        text = Client().get(path).content.decode()
        assert "<style" not in text
        assert " style=" not in text
        assert " onclick" not in text
        assert text.count("<script") == text.count("<script src=")


def test_static_files_are_served_without_a_session_and_kept_for_a_year() -> None:
    answer = Client().get("/static/ui/app.css")
    assert answer.status_code == 200
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    assert not answer.cookies


@pytest.mark.django_db
def test_machines_get_problems_and_cost_no_session() -> None:
    with CaptureQueriesContext(connection) as asked:
        answer = Client().get("/api/v1/nothing", headers={"Accept-Language": "fr"})
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "no_such_address"
    assert len(asked) == 0
    assert not answer.cookies


@pytest.mark.django_db
def test_an_unknown_page_says_so_in_the_reader_s_language() -> None:
    english = Client().get("/nothing-here")
    assert english.status_code == 404
    assert "Not found" in english.content.decode()


def test_a_fault_is_told_without_database_or_session() -> None:
    with translation.override("fr"):
        page = server_fault(RequestFactory().get("/orders"))
    assert page.status_code == 500
    assert "La faute est de notre côté" in page.content.decode()
    answer = server_fault(RequestFactory().get("/api/v1/orders"))
    assert json.loads(answer.content)["code"] == "server_fault"


@pytest.mark.django_db
def test_a_wrong_host_is_refused_in_words() -> None:
    answer = Client().get("/sign-in", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "could not be understood" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/sign-in?next=%00%ff", "/orders?after=%ff%fe", "/%ff", "/orders/%00", "/static/../x"]
)
def test_odd_addresses_are_never_a_fault_of_ours(path: str) -> None:
    assert Client().get(path).status_code < 500
