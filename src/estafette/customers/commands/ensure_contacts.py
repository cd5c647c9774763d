"""Write contacts of orders and customers, many at once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from estafette.customers.types import ContactDraft
from estafette.platform import sql
from estafette.platform.access.types import Actor
from estafette.platform.transactions import requires_transaction


@requires_transaction
def ensure_contacts(*, drafts: Sequence[ContactDraft], by: Actor, at: datetime) -> list[UUID]:
    """Write the contacts, whose ids the caller made; their ids. One statement that nobody waits for.

    For the path of every order: it may run inside a pipeline.
    """
    if drafts:
        sql.load(__package__, "insert_contacts.sql").send(contacts=sql.json(list(drafts)), at=at)
    return [draft.id for draft in drafts]
