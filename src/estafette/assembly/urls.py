"""All addresses."""

from django.urls import URLPattern, URLResolver

from estafette.assembly.api import api_urls

urlpatterns: list[URLPattern | URLResolver] = [*api_urls()]
