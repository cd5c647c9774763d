"""Around every request: an id, its duration by route and status, and a log line when it was slow or failed."""

import re
import secrets
import time
from collections.abc import Callable
from functools import lru_cache

import structlog
from django.http import HttpRequest, HttpResponseBase
from prometheus_client import Histogram
from structlog.contextvars import bind_contextvars, clear_contextvars

from estafette.platform.observability.metrics import histogram

SLOW_SECONDS = 1.0
METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_FIT = re.compile(r"[A-Za-z0-9._-]{8,64}")

REQUESTS = histogram(
    name="http_request_seconds",
    help="Time from the request's arrival in Django to its answer, by route, method and status.",
    labels=("route", "method", "status"),
)
log = structlog.get_logger("estafette.request")

Handler = Callable[[HttpRequest], HttpResponseBase]


def observe(get_response: Handler) -> Handler:
    """Middleware. The id comes from `X-Request-ID` when a proxy gave a fit one, and goes back in the answer."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        sent = request.headers.get("X-Request-ID", "")
        request_id = sent if _FIT.fullmatch(sent) else secrets.token_hex(8)
        bind_contextvars(request_id=request_id)
        try:
            response = get_response(request)
            response.headers["X-Request-ID"] = request_id
            _record(request, response.status_code, time.perf_counter() - began)
        finally:
            clear_contextvars()
        return response

    return middleware


def _record(request: HttpRequest, status: int, seconds: float) -> None:
    match = request.resolver_match
    route = match.route if match is not None else "unmatched"
    method = request.method if request.method in METHODS else "other"
    _measure(route, str(method), status).observe(seconds)
    # The route, not the path: a path may hold what a person typed. 503 is an answer of ours (busy, not ready).
    if status >= 500 and status != 503:
        log.error("request failed", route=route, method=method, status=status, ms=round(seconds * 1000, 1))
    elif seconds >= SLOW_SECONDS or status == 503:
        log.warning(
            "slow or refused request", route=route, method=method, status=status, ms=round(seconds * 1000, 1)
        )
    else:
        log.debug("request", route=route, method=method, status=status, ms=round(seconds * 1000, 1))


@lru_cache(maxsize=4096)
def _measure(route: str, method: str, status: int) -> Histogram:
    return REQUESTS.labels(route, method, str(status))
