"""Codes: the names that people give to things (SKUs, places, channels) and that outside systems use."""

import re
from datetime import UTC, datetime
from typing import Annotated

import msgspec

from estafette.platform.refusal import InvalidInput, Refusal

MAX_CODE = 64
PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._:+#*=-]{0,63}$"
_CODE = re.compile(PATTERN.rstrip("$") + r"\Z")

Code = Annotated[
    str,
    msgspec.Meta(
        pattern=PATTERN, max_length=MAX_CODE, description="A code: letters, digits and . _ : + # * = -"
    ),
]
"""A code in the body of a call."""

Instant = Annotated[datetime, msgspec.Meta(tz=True, description="An instant with its offset from UTC.")]


EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)
"""Instants outside are nobody's business, and the outermost ones cannot be counted with."""


class BadInstant(InvalidInput):
    code = "bad_instant"
    message = "An instant must lie between the years 1900 and 3000."
    remedy = "Send another instant; its year is wrong."


class BadCode(InvalidInput):
    code = "bad_code"
    message = "“{value}” cannot be a code."
    remedy = "Use 1 to 64 letters, digits or . _ : + # * = - and begin with a letter or a digit."


class SentTwice(InvalidInput):
    code = "sent_twice"
    message = "“{value}” stands twice in what was sent."
    remedy = "Send each one once."


def is_code(value: str) -> bool:
    """Whether `value` can be a code: it fits in an address without escaping trouble, and in a barcode."""
    return _CODE.match(value) is not None


def is_plausible(instant: datetime) -> bool:
    """Whether an instant lies between the years 1900 and 3000."""
    return EARLIEST <= instant < LATEST


def instant_faults(**instants: datetime | None) -> list[Refusal]:
    """A refusal for each instant that is given and not plausible; its name is the field."""
    given = ((name, each) for name, each in instants.items() if each is not None)
    return [BadInstant(field=name) for name, each in given if not is_plausible(each)]
