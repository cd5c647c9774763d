"""The middleware of pages, which calls of the API, of health checks and of metrics never pass through.

Sessions, languages, CSRF and headers cost more than a whole API call, so there is one door-keeper: it
builds the chain of `settings.PAGE_MIDDLEWARE` once and leads only pages through it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.module_loading import import_string

Handler = Callable[[HttpRequest], HttpResponseBase]
NOT_PAGES = ("/api/", "/health", "/metrics")


def is_page(request: HttpRequest) -> bool:
    """Whether the address belongs to people rather than to machines."""
    return not request.path_info.startswith(NOT_PAGES)


def _guarded(handler: Handler) -> Handler:
    """Turn what is raised inside into an error page here, so that the layers outside see an answer."""
    return cast(Handler, convert_exception_to_response(handler))


class PagesMiddleware:
    """Leads pages through their own chain, all else straight on."""

    def __init__(self, get_response: Handler) -> None:
        self.straight = get_response
        self.view_hooks: list[Callable[..., HttpResponseBase | None]] = []
        handler = _guarded(get_response)
        for name in reversed(settings.PAGE_MIDDLEWARE):
            layer = import_string(name)(handler)
            if hasattr(layer, "process_view"):
                self.view_hooks.insert(0, layer.process_view)
            handler = _guarded(layer)
        self.through_pages: Handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_page(request):
            return self.straight(request)
        try:
            return self.through_pages(request)
        finally:
            # The thread serves others next: they must not be answered in this visitor's language.
            translation.deactivate()

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., Any],
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
    ) -> HttpResponseBase | None:
        """What Django would have asked each layer itself: the CSRF check is made here."""
        if is_page(request):
            for hook in self.view_hooks:
                answer = hook(request, view, args, kwargs)
                if answer is not None:
                    return answer
        return None
