"""Cursor paging: every list is bounded, and a page costs the same at the end as at the beginning."""

import base64
import binascii
from typing import Annotated, Any, Generic, TypeVar

import msgspec

from estafette.platform.api.contract import Input
from estafette.platform.refusal import InvalidInput

T = TypeVar("T")
MAX_PAGE = 200


class BadCursor(InvalidInput):
    code = "bad_cursor"
    message = "The cursor is not one that this list has given."
    remedy = "Start again without a cursor."


class PageQuery(Input, frozen=True, kw_only=True):
    """What every list takes: at most `limit` rows after `cursor`."""

    limit: Annotated[int, msgspec.Meta(ge=1, le=MAX_PAGE, description="Rows at most.")] = 50
    cursor: Annotated[str, msgspec.Meta(max_length=400, description="`next` of the page before.")] = ""


class Page(msgspec.Struct, Generic[T], kw_only=True):
    """Rows, and the cursor of the next page (null at the end)."""

    items: list[T]
    next: str | None = None


def encode_cursor(*key: Any) -> str:
    """An opaque cursor that holds the last row's sort key."""
    return base64.urlsafe_b64encode(msgspec.json.encode(key)).decode().rstrip("=")


def decode_cursor(cursor: str, *types: Any) -> tuple[Any, ...] | None:
    """The sort key in `cursor`, each part of the type given; None for an empty cursor; else `bad_cursor`."""
    if not cursor:
        return None
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        shape: Any = tuple.__class_getitem__(types)
        key: tuple[Any, ...] = msgspec.json.decode(raw, type=shape)
    except (ValueError, binascii.Error, msgspec.MsgspecError):
        raise BadCursor(field="cursor") from None
    if any(not _is_plausible(part) for part in key):
        raise BadCursor(field="cursor")
    return key


def _is_plausible(part: Any) -> bool:
    """Whether the database could have given it: no NUL in a text, no number beyond a bigint."""
    if isinstance(part, str):
        return "\x00" not in part
    return not isinstance(part, int) or -(2**63) <= part < 2**63


def page(rows: list[T], *, limit: int, key: Any) -> Page[T]:
    """A page from `limit + 1` rows: the extra one only says that there is more. `key(row)` is its sort key."""
    more = len(rows) > limit
    items = rows[:limit]
    return Page(items=items, next=encode_cursor(*key(items[-1])) if more and items else None)
