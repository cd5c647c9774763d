"""What a page form sends: read safely, shown again beside what is wrong, and done once."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict

from estafette.platform.idempotency import Fingerprint, once
from estafette.platform.ids import uuid7
from estafette.platform.refusal import Refusal, Refused
from estafette.platform.transactions import door
from estafette.platform.ui.pages import Visit

T = TypeVar("T")
MAX_TEXT = 4000


@dataclass(slots=True)
class Form:
    """The values of a form and what is wrong with them, by field."""

    values: dict[str, list[str]] = field(default_factory=dict)
    wrong: dict[str, Refusal] = field(default_factory=dict)

    @classmethod
    def sent(cls, data: QueryDict) -> "Form":
        """What was sent, without NUL characters, each value cut at 4,000 characters."""
        return cls({name: [_clean(value) for value in values] for name, values in data.lists()})

    @classmethod
    def blank(cls, **values: str | Iterable[str]) -> "Form":
        """An empty form with what stands in it to begin with."""
        return cls({name: [v] if isinstance(v, str) else list(v) for name, v in values.items()})

    def text(self, name: str, default: str = "") -> str:
        values = self.values.get(name)
        return values[-1] if values else default

    def whole(self, name: str, default: int = -1) -> int:
        """A whole number; `default` when it is none, so that the command refuses it in words."""
        value = self.text(name).strip()
        return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else default

    def all(self, name: str) -> list[str]:
        return self.values.get(name, [])

    def refuse(self, refusal: Refusal) -> None:
        """Put what is wrong beside its field, or above the form when it has none."""
        self.wrong.setdefault(refusal.field, refusal)

    @property
    def refusal(self) -> Refusal | None:
        """What is wrong with the form as a whole."""
        return next((refusal for name, refusal in self.wrong.items() if name not in self.values), None)


def attempt(form: Form, work: Callable[[], T]) -> T | None:
    """Do the work in one transaction; None when it was refused, and the form says why."""
    try:
        with door():
            return work()
    except Refused as several:
        for refusal in several.refusals:
            form.refuse(refusal)
    except Refusal as refusal:
        form.refuse(refusal)
    return None


def new_key() -> str:
    """A key for the hidden field of a form, so that sending it twice does it once."""
    return str(uuid7())


def act(visit: Visit, work: Callable[[], str], *, back: str) -> HttpResponse:
    """Do what a form asks, once for its hidden `key`, and lead to `back` with one sentence about it.

    `work` makes the one call and returns the sentence to show. A refusal is shown there as well.
    """
    form = Form.sent(visit.request.POST)
    sent = urlencode(
        sorted((k, v) for k, vs in form.values.items() if k != "csrfmiddlewaretoken" for v in vs)
    )
    fingerprint = Fingerprint(
        scope=f"{visit.actor.label()} POST {visit.request.path}",
        key=form.text("key") or new_key(),
        digest=hashlib.sha256(sent.encode()).digest(),
    )

    def answer() -> tuple[int, bytes]:
        return 200, work().encode()

    def refuse(refusals: Iterable[Refusal]) -> tuple[int, bytes]:
        return 409, _sentences(refusals).encode()

    try:
        with door():
            status, body, _ = once(fingerprint, answer, refuse, at=visit.at)
        say(visit.request, body.decode(), good=status == 200)
    except Refused as several:
        say(visit.request, _sentences(several.refusals), good=False)
    except Refusal as refusal:
        say(visit.request, _sentences([refusal]), good=False)
    return HttpResponseRedirect(back)


def say(request: HttpRequest, sentence: str, *, good: bool = True) -> None:
    """Show a sentence at the top of the next page."""
    if sentence:
        messages.add_message(request, messages.SUCCESS if good else messages.ERROR, sentence)


def _sentences(refusals: Iterable[Refusal]) -> str:
    return " ".join(f"{each.sentence()} {each.advice()}".strip() for each in refusals)


def _clean(value: str) -> str:
    return value.replace("\x00", "").encode("utf-8", "replace").decode()[:MAX_TEXT]
