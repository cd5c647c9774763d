"""All addresses."""

from django.urls import URLPattern, URLResolver, path

from estafette.assembly import health
from estafette.assembly.api import api_urls

urlpatterns: list[URLPattern | URLResolver] = [
    *api_urls(),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("metrics", health.metrics, name="metrics"),
]
