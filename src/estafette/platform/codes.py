"""Codes: the names that people give to things (SKUs, places, channels) and that outside systems use."""

import re
from datetime import datetime
from typing import Annotated

import msgspec

from estafette.platform.refusal import InvalidInput

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
