"""A key's limit holds over all processes together, and is felt with the seconds to wait."""

import threading

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from estafette.platform.access.types import Access, Actor, ActorKind, Caller
from estafette.platform.api import ratelimit
from estafette.platform.api.problems import TooManyRequests
from estafette.testing.http import Caller as Outsider


@pytest.fixture(autouse=True)
def _fresh() -> None:
    ratelimit.forget()


def caller(limit: int, name: str = "abcdefgh") -> Caller:
    return Caller(actor=Actor(ActorKind.KEY, name, "test"), access=Access(), per_minute=limit)


def taken(limit: int, tries: int, name: str = "abcdefgh") -> int:
    """How many of so many calls are let through."""
    through = 0
    for _ in range(tries):
        try:
            ratelimit.take(caller(limit, name))
            through += 1
        except TooManyRequests:
            pass
    return through


@pytest.mark.django_db
def test_a_key_without_a_limit_asks_nobody() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert taken(0, 1000) == 1000
    assert len(asked) == 0


@pytest.mark.django_db
def test_a_minute_s_worth_is_let_through_at_once_and_no_more() -> None:
    assert taken(30, 100) == 30
    with pytest.raises(TooManyRequests) as refused:
        ratelimit.take(caller(30))
    assert refused.value.data == {"limit": 30, "seconds": 2}


@pytest.mark.django_db
def test_the_limit_is_one_for_all_processes() -> None:
    through = 0
    for _process in range(10):
        ratelimit.forget()
        through += taken(600, 90)
    assert through <= 600 + 10, "what was lent to a process that ended is lost, never doubled"
    assert through > 400


@pytest.mark.django_db
def test_time_fills_the_bucket_again() -> None:
    assert taken(30, 100) == 30
    with connection.cursor() as cursor:
        cursor.execute("UPDATE access_bucket SET at = at - interval '10 seconds'")
    ratelimit.forget()
    assert taken(30, 100) == 5
    with connection.cursor() as cursor:
        cursor.execute("UPDATE access_bucket SET at = at - interval '1 day'")
    ratelimit.forget()
    assert taken(30, 100) == 30


@pytest.mark.django_db
def test_keys_do_not_take_from_each_other() -> None:
    assert taken(30, 40, "aaaaaaaa") == 30
    assert taken(30, 40, "bbbbbbbb") == 30


@pytest.mark.django_db(transaction=True)
def test_threads_at_once_get_no_more_than_the_limit() -> None:
    through: list[int] = []

    def run() -> None:
        through.append(taken(120, 60))
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert 100 <= sum(through) <= 120 + 20, "a second of filling at most"


@pytest.mark.django_db
def test_over_http_it_is_a_429_with_the_time_to_wait() -> None:
    outsider = Outsider("orders:read", per_minute=2)
    header = {"Authorization": f"Bearer {outsider.token}"}
    answers = [Client().get("/api/v1/orders", headers=header) for _ in range(3)]
    assert [each.status_code for each in answers] == [200, 200, 429]
    assert answers[-1].json()["code"] == "too_many_requests"
    assert 20 <= int(answers[-1].headers["Retry-After"]) <= 31
