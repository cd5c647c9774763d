"""All addresses."""

from django.urls import URLPattern, URLResolver, path

from estafette.assembly import health
from estafette.assembly.api import api_urls
from estafette.assembly.pages import page_urls

urlpatterns: list[URLPattern | URLResolver] = [
    *api_urls(),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("metrics", health.metrics, name="metrics"),
    *page_urls(),
]
handler400 = "estafette.platform.ui.errors.bad_request"
handler403 = "estafette.platform.ui.errors.forbidden"
handler404 = "estafette.platform.ui.errors.not_found"
handler500 = "estafette.platform.ui.errors.server_fault"
