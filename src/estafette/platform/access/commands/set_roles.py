"""Change what a user may do."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from estafette.platform.access import rules
from estafette.platform.access.commands._administrators import keep_one
from estafette.platform.access.commands._record import record
from estafette.platform.access.models import User
from estafette.platform.access.types import Actor
from estafette.platform.refusal import NotFound
from estafette.platform.transactions import requires_transaction


@requires_transaction
def set_roles(*, user_id: UUID, roles: Sequence[str], by: Actor, at: datetime) -> None:
    """Give the user exactly these roles. Refuses with `unknown_role`, `not_found`, `last_administrator`."""
    wanted = rules.check_roles(roles)
    if not User.objects.filter(pk=user_id).update(roles=list(wanted)):
        raise NotFound(noun="user", ref=str(user_id))
    keep_one()
    record("set_roles", f"user:{user_id}", by=by, at=at, roles=list(wanted))
