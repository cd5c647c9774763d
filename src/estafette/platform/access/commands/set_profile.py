"""Change how a user is named, and in which time zone times are shown."""

from datetime import datetime
from uuid import UUID

from estafette.platform.access import rules
from estafette.platform.access.commands._record import record
from estafette.platform.access.models import User
from estafette.platform.access.types import Actor
from estafette.platform.refusal import NotFound
from estafette.platform.transactions import requires_transaction


@requires_transaction
def set_profile(*, user_id: UUID, name: str, time_zone: str, by: Actor, at: datetime) -> None:
    """Keep name and time zone. Refuses with `name_required`, `unknown_time_zone` and `not_found`."""
    profile = {"name": rules.name_of(name), "time_zone": rules.check_time_zone(time_zone)}
    if not User.objects.filter(pk=user_id).update(**profile):
        raise NotFound(noun="user", ref=str(user_id))
    record("set_profile", f"user:{user_id}", by=by, at=at, **profile)
