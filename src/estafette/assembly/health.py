"""How the house is: alive, ready, and its measures."""

import hmac

import msgspec
import psycopg
import structlog
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse

from estafette.assembly.config import current
from estafette.assembly.measures import WorkCollector
from estafette.platform.eventlog.lag import LagCollector
from estafette.platform.observability.metrics import CONTENT_TYPE, exposition

log = structlog.get_logger(__name__)

LOCAL = ("127.0.0.1", "::1", "")
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")
_seen_complete: list[bool] = []


def live(_request: HttpRequest) -> HttpResponse:
    """200 as long as this process answers at all."""
    return HttpResponse(b"alive\n", content_type="text/plain")


def ready(_request: HttpRequest) -> HttpResponse:
    """200 when requests can be served: the database answers and has this release's tables. 503 otherwise."""
    checks = {"database": database_state(), "migrations": "unknown"}
    if checks["database"] == "ok":
        checks["migrations"] = migrations_state()
    well = all(state == "ok" for state in checks.values())
    body = msgspec.json.encode({"ready": well, "checks": checks})
    return HttpResponse(body, status=200 if well else 503, content_type="application/json")


def metrics(request: HttpRequest) -> HttpResponse:
    """Measures for Prometheus: with the configured token, or from this very machine when there is none."""
    if not _may_see_metrics(request):
        return HttpResponse(
            b"Give the metrics token as a bearer token.\n", status=403, content_type="text/plain"
        )
    try:
        text = exposition(asked=(LagCollector(), WorkCollector()))
    except (DatabaseError, psycopg.Error) as error:
        # Without the database there is still something to see: that requests fail.
        log.warning("measures of the database are left out", reason=str(error).strip())
        text = exposition()
    return HttpResponse(text, content_type=CONTENT_TYPE)


def database_state() -> str:
    """`ok`, or `unreachable`."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        connection.close()
        return "unreachable"
    return "ok"


def migrations_state() -> str:
    """`ok` when all migrations of this release are applied (asked no more once it was so), else `missing`."""
    if not _seen_complete:
        try:
            if unapplied():
                return "missing"
        except DatabaseError:
            return "unknown"
        _seen_complete.append(True)
    return "ok"


def unapplied() -> list[str]:
    """Migrations of this release that the database does not have, in the order of their application."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _may_see_metrics(request: HttpRequest) -> bool:
    token = current().metrics_token
    if token:
        sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(sent.encode(), token.encode())
    # Behind a proxy on the same machine everybody seems local.
    proxied = any(name in request.META for name in FORWARDED)
    return not proxied and request.META.get("REMOTE_ADDR", "") in LOCAL
