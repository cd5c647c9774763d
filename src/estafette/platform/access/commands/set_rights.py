"""Change what a user may see and do."""

from collections.abc import Iterable, Sequence
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
def set_rights(
    *,
    user_id: UUID,
    roles: Sequence[str],
    channels: Iterable[int] | None,
    locations: Iterable[int] | None,
    suppliers: Iterable[int] | None,
    by: Actor,
    at: datetime,
) -> None:
    """Give the user exactly these roles, within these limits (None: no limit).

    Refuses with `unknown_role`, `not_found` and `last_administrator`.
    """
    rights = {
        "roles": list(rules.check_roles(roles)),
        "channels": rules.ids_of(channels),
        "locations": rules.ids_of(locations),
        "suppliers": rules.ids_of(suppliers),
    }
    if not User.objects.filter(pk=user_id).update(**rights):
        raise NotFound(noun="user", ref=str(user_id))
    keep_one()
    record("set_rights", f"user:{user_id}", by=by, at=at, **rights)
