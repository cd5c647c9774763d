"""Found the house: the first visit makes the first administrator."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import connection

from estafette.platform.access import rules
from estafette.platform.access.commands.create_user import create_user
from estafette.platform.access.models import User
from estafette.platform.access.types import SYSTEM, AlreadyFounded, UserDraft
from estafette.platform.transactions import requires_transaction


@requires_transaction
def create_first_administrator(*, draft: UserDraft, at: datetime) -> UUID:
    """Make the first user, an administrator; the id. Refuses with `already_founded` once any user exists.

    Of two at the same moment one wins: the table takes no other writer until the winner has committed.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE access_user IN SHARE ROW EXCLUSIVE MODE")
    if User.objects.exists():
        raise AlreadyFounded()
    return create_user(draft=replace(draft, roles=(rules.ADMINISTRATOR,)), by=SYSTEM, at=at)
