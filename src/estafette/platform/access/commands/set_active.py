"""Let a user in again, or keep one out."""

from datetime import datetime
from uuid import UUID

from estafette.platform.access.commands._administrators import keep_one
from estafette.platform.access.commands._record import record
from estafette.platform.access.models import User
from estafette.platform.access.types import Actor
from estafette.platform.refusal import NotFound
from estafette.platform.transactions import requires_transaction


@requires_transaction
def set_active(*, user_id: UUID, active: bool, by: Actor, at: datetime) -> None:
    """Whether the user may sign in; open sessions end with it. Refuses: `not_found`, `last_administrator`."""
    if not User.objects.filter(pk=user_id).update(is_active=active):
        raise NotFound(noun="user", ref=str(user_id))
    keep_one()
    record("set_active", f"user:{user_id}", by=by, at=at, active=active)
