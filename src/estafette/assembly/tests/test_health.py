"""Alive, ready, measured: what machines are told about the house, and who is told."""

from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection
from django.test import Client, override_settings

from estafette.assembly import health
from estafette.assembly.config import Config, current


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    health._seen_complete.clear()
    yield
    health._seen_complete.clear()


@pytest.fixture
def client() -> Iterator[Client]:
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        yield Client(raise_request_exception=False)


def test_alive_without_a_database(client: Client) -> None:
    assert client.get("/health/live").content == b"alive\n"


@pytest.mark.django_db
def test_ready_with_a_migrated_database(client: Client) -> None:
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "checks": {"database": "ok", "migrations": "ok"}}


@pytest.mark.django_db
def test_not_ready_while_a_migration_is_missing(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"database": "ok", "migrations": "missing"}
    assert health.unapplied() == ["sessions.0001_initial"]


def test_not_ready_without_a_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone:
        def cursor(self) -> None:
            raise OperationalError("gone")

        def close(self) -> None:
            pass

    monkeypatch.setattr(health, "connection", Gone())
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "checks": {"database": "unreachable", "migrations": "unknown"}}


@pytest.mark.django_db
def test_measures_count_requests_by_route(client: Client) -> None:
    client.get("/health/live")
    text = client.get("/metrics").content.decode()
    line = 'estafette_http_request_seconds_count{method="GET",route="health/live",status="200"}'
    assert line in text
    assert "estafette_eventlog_pending_events" in text


@pytest.mark.django_db
def test_measures_tell_of_jobs_and_workers(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now()), (now() - interval '1 h')"
        )
        cursor.execute(
            """INSERT INTO procrastinate_jobs (queue_name, task_name, status)
               VALUES ('q', 't', 'todo'), ('q', 't', 'todo'), ('q', 't', 'failed'), ('q', 't', 'succeeded')"""
        )
        cursor.execute(
            "UPDATE procrastinate_events SET at = now() - interval '100 s' WHERE type = 'deferred'"
        )
    text = client.get("/metrics").content.decode()
    found = dict(line.rsplit(" ", 1) for line in text.splitlines() if line.startswith("estafette_"))
    assert found['estafette_jobs{state="todo"}'] == "2.0"
    assert found['estafette_jobs{state="doing"}'] == "0.0"
    assert found['estafette_jobs{state="failed"}'] == "1.0"
    assert found["estafette_workers"] == "1.0"
    assert 100 <= float(found["estafette_jobs_oldest_seconds"]) < 200


@pytest.mark.django_db
def test_what_a_caller_typed_is_in_no_label(client: Client) -> None:
    client.get("/api/v1/jane.doe@example.com")
    client.generic("BREW", "/health/live")
    text = client.get("/metrics").content.decode()
    assert "jane" not in text
    assert "BREW" not in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("extra", "status"),
    [
        ({}, 200),
        ({"REMOTE_ADDR": "192.0.2.7"}, 403),
        ({"HTTP_X_FORWARDED_FOR": "192.0.2.7"}, 403),
        ({"HTTP_FORWARDED": "for=192.0.2.7"}, 403),
    ],
)
def test_measures_are_for_this_machine(client: Client, extra: dict[str, str], status: int) -> None:
    assert client.get("/metrics", **extra).status_code == status  # type: ignore[arg-type]


@pytest.mark.django_db
def test_with_a_token_only_the_token_counts(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "current", lambda: Config(metrics_token="sésame"))
    assert client.get("/metrics").status_code == 403
    assert client.get("/metrics", headers={"Authorization": "Bearer sesame"}).status_code == 403
    sent = "Bearer sésame"
    assert client.get("/metrics", headers={"Authorization": sent}, REMOTE_ADDR="192.0.2.7").status_code == 200
    assert current().metrics_token == ""
