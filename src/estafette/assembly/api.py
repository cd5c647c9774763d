"""All API routers, in the order in which their addresses are matched: the hottest first."""

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from estafette.assembly.config import current
from estafette.assembly.published import PUBLICATIONS
from estafette.catalog.api import router as catalog
from estafette.customers.api import router as customers
from estafette.inventory.api import router as stock
from estafette.network.api import router as network
from estafette.notifications.api import router as webhooks_router
from estafette.orders.api import router as orders
from estafette.platform.api.contract import Router
from estafette.platform.api.openapi import describe
from estafette.platform.api.serving import urls
from estafette.platform.eventlog.api import router as events_router
from estafette.pricing.api import router as pricing
from estafette.sourcing.api import router as sourcing

PREFIX = "/api/v1"
ROUTERS: tuple[Router, ...] = (
    stock,
    orders,
    sourcing,
    catalog,
    network,
    customers,
    pricing,
    events_router(PUBLICATIONS),
    webhooks_router(PUBLICATIONS, private=current().webhooks_private),
)


def document(_request: HttpRequest) -> HttpResponse:
    """The OpenAPI 3.1 description of this server."""
    body = msgspec.json.encode(describe(ROUTERS, prefix=PREFIX))
    return HttpResponse(body, content_type="application/json")


def api_urls() -> list[URLPattern]:
    """Routes of the API and of its description."""
    routes = urls(ROUTERS, prefix=PREFIX.lstrip("/") + "/")
    return [*routes, path("api/v1/openapi.json", document, name="openapi")]
