"""Let a person in."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from estafette.platform.access import rules
from estafette.platform.access.commands._passwords import set_checked
from estafette.platform.access.commands._record import record
from estafette.platform.access.models import User
from estafette.platform.access.types import Actor, EmailTaken, UserDraft
from estafette.platform.transactions import requires_transaction


@requires_transaction
def create_user(*, draft: UserDraft, by: Actor, at: datetime) -> UUID:
    """Make a user who can sign in at once; the id.

    Refuses with `bad_email`, `name_required`, `unknown_role`, `unknown_language`, `unknown_time_zone`,
    `weak_password` and `email_taken`.
    """
    rules.check_user(draft)
    user = User(
        email=rules.email_of(draft.email),
        name=rules.name_of(draft.name),
        roles=list(rules.check_roles(draft.roles)),
        language=draft.language,
        time_zone=draft.time_zone,
        channels=rules.ids_of(draft.channels),
        locations=rules.ids_of(draft.locations),
        suppliers=rules.ids_of(draft.suppliers),
        created_at=at,
        created_by=by.label(),
    )
    set_checked(user, draft.password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise EmailTaken(field="email", email=user.email) from error
    record("create_user", f"user:{user.pk}", by=by, at=at, roles=user.roles)
    return user.pk
