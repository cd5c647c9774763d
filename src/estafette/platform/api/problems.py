"""RFC 9457 problem+json, and what callers may send wrongly before any room sees it."""

import re
from collections.abc import Sequence
from typing import Any

import msgspec
from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext

from estafette.platform.refusal import InvalidInput, Refusal

_encoder = msgspec.json.Encoder(decimal_format="string")


class FieldMissing(InvalidInput):
    code = "field_missing"
    message = "The field “{name}” is missing."
    remedy = "Send it."


class FieldUnknown(InvalidInput):
    code = "field_unknown"
    message = "There is no field “{name}” here."
    remedy = "Leave it out, or check its spelling against the API description."


class WrongType(InvalidInput):
    code = "wrong_type"
    message = "Expected {expected}, got {got}."
    remedy = "Send a value of the expected type."


class OutOfRange(InvalidInput):
    code = "out_of_range"
    message = "The value must be {bound}."
    remedy = "Send a value inside the bound."


class BadFormat(InvalidInput):
    code = "bad_format"
    message = "The value does not have the right form: {reason}."
    remedy = "Send it in the form that the API description gives."


class MalformedJson(InvalidInput):
    code = "malformed_json"
    status = 400
    message = "The body is not valid JSON in UTF-8: {reason}."
    remedy = "Send valid JSON, encoded as UTF-8, without NUL characters."


class BodyTooLarge(InvalidInput):
    code = "body_too_large"
    status = 413
    message = "The body has more than {limit} bytes."
    remedy = "Send less at once, in several requests."


class NotJson(InvalidInput):
    code = "not_json"
    status = 415
    message = "The body must be application/json."
    remedy = "Send the header Content-Type: application/json."


class KeyRequired(InvalidInput):
    code = "idempotency_key_required"
    status = 400
    message = "This call needs the header Idempotency-Key."
    remedy = "Send a key of your own (at most 200 visible ASCII characters), the same one when you try again."


class TooManyRequests(Refusal):
    code = "too_many_requests"
    status = 429
    message = "More than {limit} requests a minute with this key."
    remedy = "Wait {seconds} s, then go on more slowly."


class MethodNotAllowed(Refusal):
    code = "method_not_allowed"
    status = 405
    message = "This address does not take {method}."
    remedy = "Use one of: {allowed}."


_SHAPES: tuple[tuple[re.Pattern[str], type[Refusal], tuple[str, ...]], ...] = (
    (re.compile(r"Object missing required field `(.+?)`"), FieldMissing, ("name",)),
    (re.compile(r"Object contains unknown field `(.+?)`"), FieldUnknown, ("name",)),
    (
        re.compile(r"Expected `(?:\w+)` ((?:of length )?(?:<|>|==)=? ?.+?)(?: - at.*)?$"),
        OutOfRange,
        ("bound",),
    ),
    (re.compile(r"Expected `(.+?)`, got `(.+?)`"), WrongType, ("expected", "got")),
)
_AT = re.compile(r" - at `\$?\.?(.*?)`$")


def from_msgspec(error: msgspec.ValidationError) -> Refusal:
    """msgspec's sentence as a refusal with a field path and words in two languages."""
    text = str(error)
    at = _AT.search(text)
    path = at.group(1) if at else ""
    for shape, kind, names in _SHAPES:
        found = shape.search(text)
        if found:
            data = dict(zip(names, found.groups(), strict=True))
            if kind in (FieldMissing, FieldUnknown):
                path = f"{path}.{data['name']}".lstrip(".")
            return kind(field=path, **data)
    return BadFormat(field=path, reason=_AT.sub("", text))


class Problem(msgspec.Struct, kw_only=True, omit_defaults=True):
    """RFC 9457 problem details, with a stable code, the field and the remedy."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    field: str = ""
    remedy: str = ""
    data: dict[str, Any] = {}
    errors: list[dict[str, Any]] = []


def describe(refusal: Refusal) -> dict[str, Any]:
    """A refusal as one entry of a list of errors, in the active language."""
    entry: dict[str, Any] = {"code": refusal.code, "detail": refusal.sentence()}
    if refusal.field:
        entry["field"] = refusal.field
    if refusal.remedy:
        entry["remedy"] = refusal.advice()
    if refusal.data:
        entry["data"] = refusal.data
    return entry


def problem(refusals: Sequence[Refusal], *, language: str) -> tuple[int, bytes]:
    """Status and body for one or several refusals of one request; the first one speaks for all."""
    first = refusals[0]
    with translation.override(language):
        body = Problem(
            type=f"urn:estafette:problem:{first.code}",
            title=gettext("Refused"),
            status=first.status,
            detail=first.sentence(),
            code=first.code,
            field=first.field,
            remedy=first.advice(),
            data=first.data,
            errors=[describe(each) for each in refusals] if len(refusals) > 1 else [],
        )
    return first.status, _encoder.encode(body)


def problem_response(*refusals: Refusal, language: str) -> HttpResponse:
    """The HTTP answer for refusals."""
    status, body = problem(refusals, language=language)
    response = HttpResponse(body, status=status, content_type="application/problem+json")
    response["Content-Language"] = language
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="estafette"'
    if isinstance(refusals[0], TooManyRequests):
        response["Retry-After"] = str(refusals[0].data["seconds"])
    return response
