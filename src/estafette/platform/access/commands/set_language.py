"""Choose the language of the pages."""

from datetime import datetime
from uuid import UUID

from estafette.platform.access import rules
from estafette.platform.access.commands._record import record
from estafette.platform.access.models import User
from estafette.platform.access.types import Actor
from estafette.platform.transactions import requires_transaction


@requires_transaction
def set_language(*, user_id: UUID, language: str, by: Actor, at: datetime) -> None:
    """Keep the language with the user, for every later sign-in. Refuses with `unknown_language`."""
    User.objects.filter(pk=user_id).update(language=rules.check_language(language))
    record("set_language", f"user:{user_id}", by=by, at=at, language=language)
