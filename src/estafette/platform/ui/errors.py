"""Error pages in words. Machines, that is callers of the API, get problem+json instead."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _

from estafette.platform.api.problems import problem_response
from estafette.platform.api.serving import language_of
from estafette.platform.refusal import Refusal
from estafette.platform.ui.middleware import is_page


class NoSuchAddress(Refusal):
    code = "no_such_address"
    status = 404
    message = "There is nothing at this address."
    remedy = "Check the address against the API description."


class ServerFault(Refusal):
    code = "server_fault"
    status = 500
    message = "Something went wrong on our side."
    remedy = "Send it again with the same key; if it stays, tell whoever runs this server."


class BadRequest(Refusal):
    code = "bad_request"
    status = 400
    message = "The request could not be understood."
    remedy = "Check it against the API description."


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """An error page for a refusal, with its own words."""
    title = {
        403: _("This is not open to you"),
        404: _("Not found"),
    }.get(refusal.status, _("This could not be done"))
    return _page(
        request, status=refusal.status, title=title, words=refusal.sentence(), advice=refusal.advice()
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """What Django could not make sense of (400)."""
    if not is_page(request):
        return problem_response(BadRequest(), language=language_of(request))
    return _page(
        request,
        status=400,
        title=_("This request could not be understood"),
        words=_("Something in the address or in what was sent is not as it should be."),
        advice=_("Go back and try once more."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Not for this visitor (403)."""
    return _page(
        request,
        status=403,
        title=_("This is not open to you"),
        words=_("Your account does not have the permission for this page."),
        advice=_("Ask an administrator if you need it."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Nothing there (404)."""
    if not is_page(request):
        return problem_response(NoSuchAddress(), language=language_of(request))
    return _page(
        request,
        status=404,
        title=_("Not found"),
        words=_("There is nothing at this address, or it is not for you to see."),
        advice=_("Check the address, or start again from the menu."),
    )


def wrong_method(request: HttpRequest, methods: Sequence[str]) -> HttpResponse:
    """An address that only takes what a form sends, opened as a page, or the other way round (405)."""
    response = _page(
        request,
        status=405,
        title=_("There is no page here"),
        words=_("This address only takes what a form sends."),
        advice=_("Go back to the page with the form."),
    )
    response.headers["Allow"] = ", ".join(methods)
    return response


def server_fault(request: HttpRequest) -> HttpResponse:
    """The last resort: must need neither the database nor a session."""
    if not is_page(request):
        return problem_response(ServerFault(), language=language_of(request))
    context = {
        "title": _("Something went wrong"),
        "words": _("The fault is on our side. It has been written down."),
        "advice": _("Try again in a moment; what you had saved is safe."),
        "status": 500,
    }
    return HttpResponse(loader.render_to_string("ui/fault.html", context), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """A form that did not come from a page of ours, or came from one too old (403)."""
    return _page(
        request,
        status=403,
        title=_("This form is too old"),
        words=_("For your safety a form can be sent only from the page on which it was shown."),
        advice=_("Go back, load the page again and send it once more. Cookies must be allowed."),
    )


def _page(request: HttpRequest, *, status: int, title: str, words: str, advice: str) -> HttpResponse:
    context = {"status": status, "title": title, "words": words, "advice": advice}
    return render(request, "ui/error.html", context, status=status)
