"""From an HTTP request to a checked `Call`, and back. One Django view a path."""

import hashlib
from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from estafette.platform import clock
from estafette.platform.access.keys import Caller, identify
from estafette.platform.api import problems
from estafette.platform.api.contract import Answer, Call, Endpoint, NoQuery, Repeat, Router, by_path
from estafette.platform.api.ratelimit import take
from estafette.platform.idempotency import Fingerprint, once
from estafette.platform.refusal import Refusal, Refused
from estafette.platform.transactions import door

_encoder = msgspec.json.Encoder(decimal_format="string")
MAX_KEY = 200


def language_of(request: HttpRequest) -> str:
    """French when the caller prefers it, else English."""
    wanted = request.headers.get("Accept-Language", "")
    for part in wanted.split(","):
        code = part.split(";")[0].strip().lower()[:2]
        if code in ("fr", "en"):
            return code
    return "en"


def urls(routers: Sequence[Router], *, prefix: str) -> list[URLPattern]:
    """Django routes for all endpoints, in order of registration."""
    patterns = []
    for address, methods in by_path(routers).items():
        decoders = {name: _Door(endpoint) for name, endpoint in methods.items()}
        route = prefix + address.lstrip("/").replace("{", "<str:").replace("}", ">")
        patterns.append(path(route, csrf_exempt(partial(_serve, decoders))))
    return patterns


def _serve(doors: dict[str, "_Door"], request: HttpRequest, **parts: str) -> HttpResponse:
    response = _answer(doors, request, parts)
    # Without it the server sends chunks, which costs both sides more than the header.
    response.headers["Content-Length"] = str(len(response.content))
    return response


def _answer(doors: dict[str, "_Door"], request: HttpRequest, parts: dict[str, str]) -> HttpResponse:
    chosen = doors.get(request.method or "")
    try:
        if chosen is None:
            allowed = ", ".join(sorted(doors))
            raise problems.MethodNotAllowed(method=str(request.method), allowed=allowed)
        # What stands in the middle of an answer, such as one order of many that is refused, speaks it too.
        with translation.override(language_of(request)):
            return chosen.answer(request, parts)
    except Refused as several:
        return problems.problem_response(*several.refusals, language=language_of(request))
    except Refusal as refusal:
        response = problems.problem_response(refusal, language=language_of(request))
        if refusal.status == 405:
            response["Allow"] = ", ".join(sorted(doors))
        return response


class _Door:
    """One endpoint with its decoder, ready to serve."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self.decode: Callable[[bytes], Any] | None = (
            msgspec.json.Decoder(endpoint.body).decode if endpoint.body is not None else None
        )

    def answer(self, request: HttpRequest, parts: dict[str, str]) -> HttpResponse:
        endpoint = self.endpoint
        at = clock.now()
        caller = identify(request.headers.get("Authorization", ""), at=at)
        take(caller)
        caller.access.require(endpoint.scope)
        _no_nul(parts)
        raw = _read(request, endpoint.max_body) if self.decode is not None else b""
        call = Call(
            actor=caller.actor,
            access=caller.access,
            at=at,
            body=self._body(raw),
            query=self._query(request),
            path=parts,
            key=_key(request, required=endpoint.repeat is Repeat.KEY),
        )
        if endpoint.repeat is Repeat.KEY:
            return self._once(request, call, raw, caller)
        if endpoint.transaction:
            with door():
                return _respond(endpoint.handler(call), endpoint.status)
        return _respond(endpoint.handler(call), endpoint.status)

    def _body(self, raw: bytes) -> Any:
        if self.decode is None:
            return None
        if b"\\u0000" in raw:
            raise problems.MalformedJson(reason="NUL")
        try:
            return self.decode(raw)
        except msgspec.ValidationError as error:
            raise problems.from_msgspec(error) from None
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise problems.MalformedJson(reason=str(error)) from None

    def _query(self, request: HttpRequest) -> Any:
        wanted = self.endpoint.query
        if wanted is NoQuery and not request.META.get("QUERY_STRING"):
            return _NO_QUERY
        lists = _list_fields(wanted)
        sent: dict[str, Any] = {
            name: values if name in lists else values[-1] for name, values in _sent(request).items()
        }
        _no_timestamps(sent, wanted)
        try:
            return msgspec.convert(sent, wanted, strict=False)
        except msgspec.ValidationError as error:
            raise problems.from_msgspec(error) from None

    def _once(self, request: HttpRequest, call: Call[Any, Any], raw: bytes, caller: Caller) -> HttpResponse:
        """Run it once for this key; a replay gets the first answer."""
        endpoint = self.endpoint
        fingerprint = Fingerprint(
            scope=f"{caller.actor.label()} {endpoint.method} {request.path}",
            key=call.key or "",
            digest=hashlib.sha256(raw + request.META.get("QUERY_STRING", "").encode()).digest(),
        )
        language = language_of(request)

        def work() -> tuple[int, bytes]:
            response = _respond(endpoint.handler(call), endpoint.status)
            return response.status_code, response.content

        def refuse(refusals: Sequence[Refusal]) -> tuple[int, bytes]:
            return problems.problem(refusals, language=language)

        with door():
            status, body, replayed = once(fingerprint, work, refuse, at=call.at)
        response = HttpResponse(
            body,
            status=status,
            content_type="application/problem+json" if status >= 400 else "application/json",
        )
        if replayed:
            response["Idempotency-Replayed"] = "true"
        elif status >= 400:
            response["Content-Language"] = language
        return response


_NO_QUERY = NoQuery()


def _sent(request: HttpRequest) -> dict[str, list[str]]:
    """The query by name. One without escapes, as a long list of codes is, needs no decoding."""
    text = request.META.get("QUERY_STRING", "")
    if "%" in text or "+" in text or not text.isascii():
        decoded: dict[str, list[str]] = dict(request.GET.lists())
        _no_nul(decoded)
        return decoded
    sent: dict[str, list[str]] = {}
    for pair in text.split("&"):
        name, _, value = pair.partition("=")
        if pair:
            sent.setdefault(name, []).append(value)
    return sent


@cache
def _list_fields(query: type[msgspec.Struct]) -> frozenset[str]:
    fields = msgspec.structs.fields(query)
    return frozenset(each.encode_name for each in fields if "list[" in str(each.type))


def _no_timestamps(sent: dict[str, Any], query: type[msgspec.Struct]) -> None:
    """Refuse numbers where an instant belongs: a lenient conversion would take them for seconds since 1970."""
    for name in _instants(query):
        value = sent.get(name)
        if isinstance(value, str) and "-" not in value[1:]:
            raise problems.BadFormat(field=name, reason="RFC 3339")


@cache
def _instants(query: type[msgspec.Struct]) -> tuple[str, ...]:
    fields = msgspec.structs.fields(query)
    return tuple(each.encode_name for each in fields if "datetime" in str(each.type))


def _read(request: HttpRequest, limit: int) -> bytes:
    """The body, bounded before it is read."""
    if not request.META.get("CONTENT_TYPE", "").startswith("application/json"):
        raise problems.NotJson()
    try:
        announced = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        announced = 0
    if announced > limit:
        raise problems.BodyTooLarge(limit=limit)
    raw: bytes = request.read(limit + 1)
    if len(raw) > limit:
        raise problems.BodyTooLarge(limit=limit)
    return raw


def _key(request: HttpRequest, *, required: bool) -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is None and not required:
        return None
    if not key or len(key) > MAX_KEY or not key.isascii() or not key.isprintable():
        raise problems.KeyRequired(field="Idempotency-Key")
    return key


def _no_nul(values: dict[str, Any]) -> None:
    for name, value in values.items():
        if "\x00" in str(value) or "\\x00" in repr(value):
            raise problems.BadFormat(field=name, reason="NUL")


def _respond(answer: Any, status: int) -> HttpResponse:
    headers: Any = {}
    if isinstance(answer, Answer):
        answer, status, headers = answer.body, answer.status, answer.headers
    content = answer if isinstance(answer, bytes) else _encoder.encode(answer)
    return HttpResponse(content, status=status, content_type="application/json", headers=headers)
