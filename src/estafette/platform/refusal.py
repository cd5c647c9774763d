"""Refusals: an expected "no", with a code for machines, a sentence for people and a remedy.

A refusal is raised (one thing asked) or returned (many things asked, one answer each). Doors translate it:
the API answers RFC 9457 problem+json, a page shows it beside the field.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext

MAX_NAMED = 50
"""Refusals that one answer names: enough to mend a batch by, and a bound on the answer."""


class Refusal(Exception):
    """Base of all refusals. Subclasses set `code`, `status`, `message` and `remedy`.

    `message` and `remedy` are English templates and gettext msgids; `{name}` fields are filled from `data`.
    `field` is a path into what was sent, such as `lines[0].quantity`.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 422
    message: ClassVar[str] = "Refused."
    remedy: ClassVar[str] = ""

    def __init__(self, *, field: str = "", **data: Any) -> None:
        super().__init__(self.code)
        self.field = field
        self.data: dict[str, Any] = data

    def __str__(self) -> str:
        return f"{self.code}{f' at {self.field}' if self.field else ''}: {self.sentence()}"

    def sentence(self) -> str:
        """What is wrong, in the active language."""
        return _fill(self.message, self.data)

    def advice(self) -> str:
        """What to do about it, in the active language; empty when there is nothing to do."""
        return _fill(self.remedy, self.data) if self.remedy else ""


class Refused(Exception):
    """Several refusals of one call: one bad row refuses the whole, and all bad rows are named at once."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__(", ".join(sorted({each.code for each in refusals})))
        self.refusals = tuple(refusals)

    def __str__(self) -> str:
        return "; ".join(str(each) for each in self.refusals)


def refuse_all(refusals: Sequence[Refusal]) -> None:
    """Raise them together when there are any; one alone is raised as itself. At most fifty are named."""
    if len(refusals) == 1:
        raise refusals[0]
    if refusals:
        raise Refused(refusals[:MAX_NAMED])


class InvalidInput(Refusal):
    """What was sent cannot be understood. Never remembered under an idempotency key."""

    code = "invalid_input"
    status = 422
    message = "The value sent is not valid."


class NotFound(Refusal):
    code = "not_found"
    status = 404
    message = "There is no {noun} “{ref}”."
    remedy = "Check the reference, or list what exists first."


class Forbidden(Refusal):
    code = "forbidden"
    status = 403
    message = "This needs the permission “{permission}”."
    remedy = "Ask an administrator for it, or use a key that has it."


class Conflict(Refusal):
    """A business answer: the state of things does not allow it."""

    code = "conflict"
    status = 409
    message = "The present state does not allow this."


class StaleVersion(Conflict):
    code = "stale_version"
    status = 412
    message = "This was changed by somebody else meanwhile (version {actual}, you had {expected})."
    remedy = "Read it again and repeat the change on the new version."


class Busy(Refusal):
    """The database could not give a lock in time. Safe to send again."""

    code = "busy"
    status = 503
    message = "Too much is happening on the same rows just now."
    remedy = "Send the same request again, with the same key."


WORDS = frozenset({"noun", "status"})
"""Data of refusals that are words of ours, and so are translated too."""


def _fill(template: str, data: Mapping[str, Any]) -> str:
    words = {name: gettext(value) if name in WORDS else value for name, value in data.items()}
    return gettext(template).format(**words)
