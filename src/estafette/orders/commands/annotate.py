"""Notes and tags."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from estafette.orders.commands.locking import lock_one, settle
from estafette.orders.events import NoteAdded, TagsChanged
from estafette.platform import sql
from estafette.platform.access.types import Access, Actor
from estafette.platform.eventlog import append
from estafette.platform.eventlog.types import Entry, Event
from estafette.platform.refusal import InvalidInput
from estafette.platform.transactions import requires_transaction

MAX_TAG = 50
MAX_NOTE = 4000


class BadTag(InvalidInput):
    code = "bad_tag"
    message = (
        "“{tag}” cannot be a tag: it has 1 to {limit} characters and does not begin or end with a space."
    )
    remedy = "Shorten or trim it."


class BadNote(InvalidInput):
    code = "bad_note"
    message = "A note has 1 to {limit} characters."
    remedy = "Write something, or split it into several notes."


@requires_transaction
def add_note(*, order_id: UUID, text: str, by: Actor, access: Access, at: datetime) -> str:
    """Write a note on an order; its id. Raises `unknown_order`, `bad_note`."""
    if not text.strip() or len(text) > MAX_NOTE:
        raise BadNote(field="text", limit=MAX_NOTE)
    order = lock_one(order_id, access=access)
    [(note_id,)] = sql.load(__package__, "insert_note.sql").rows(
        order=order.id, text=text, author=by.label(), at=at
    )
    event = NoteAdded(order_id=order.id, channel_id=order.channel_id, note_id=note_id)
    _tell(order.id, order.channel_id, event, by=by, at=at)
    return str(note_id)


@requires_transaction
def change_tags(
    *, order_id: UUID, add: Sequence[str], remove: Sequence[str], by: Actor, access: Access, at: datetime
) -> tuple[list[str], list[str]]:
    """Add and remove tags; those really added and removed. Raises `unknown_order`, `bad_tag`."""
    for position, tag in enumerate(add):
        if not tag or tag != tag.strip() or len(tag) > MAX_TAG:
            raise BadTag(field=f"add[{position}]", tag=tag[:MAX_TAG], limit=MAX_TAG)
    order = lock_one(order_id, access=access)
    added = [row[0] for row in sql.load(__package__, "add_tags.sql").rows(order=order.id, tags=list(add))]
    gone = sql.load(__package__, "remove_tags.sql").rows(order=order.id, tags=list(remove))
    removed = [row[0] for row in gone]
    if added or removed:
        event = TagsChanged(order_id=order.id, channel_id=order.channel_id, added=added, removed=removed)
        _tell(order.id, order.channel_id, event, by=by, at=at)
    return added, removed


def _tell(order_id: str, channel_id: int, event: Event, *, by: Actor, at: datetime) -> None:
    version, _ = settle({order_id: 1})[order_id]
    entry = Entry(aggregate=f"order:{order_id}", version=version, event=event, channel=channel_id)
    append([entry], by=by, at=at)
