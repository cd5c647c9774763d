"""Change a password."""

from datetime import datetime
from uuid import UUID

from estafette.platform.access.commands._passwords import set_checked
from estafette.platform.access.commands._record import record
from estafette.platform.access.models import User
from estafette.platform.access.types import Actor, WrongPassword
from estafette.platform.refusal import NotFound
from estafette.platform.transactions import requires_transaction


@requires_transaction
def change_password(*, user_id: UUID, present: str | None, password: str, by: Actor, at: datetime) -> None:
    """Give the user a new password; all other sessions of the user end with it.

    `present` is the password until now, None when an administrator sets it. Refuses with `not_found`,
    `wrong_password`, `weak_password`.
    """
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise NotFound(noun="user", ref=str(user_id))
    if present is not None and not user.check_password(present):
        raise WrongPassword(field="present")
    set_checked(user, password)
    user.save(update_fields=["password"])
    record("change_password", f"user:{user_id}", by=by, at=at)
