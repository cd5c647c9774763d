"""End an API key."""

from datetime import datetime

from estafette.platform.access.commands._record import record
from estafette.platform.access.keys import forget
from estafette.platform.access.models import ApiKey
from estafette.platform.access.types import Actor
from estafette.platform.refusal import NotFound
from estafette.platform.transactions import requires_transaction


@requires_transaction
def revoke_key(*, public_id: str, by: Actor, at: datetime) -> None:
    """End the key for good; a key that has ended already stays as it is. Refuses with `not_found`.

    Other processes feel it within `keys.FRESH` seconds.
    """
    ended = ApiKey.objects.filter(pk=public_id, revoked_at__isnull=True).update(
        revoked_at=at, revoked_by=by.label()
    )
    if ended:
        record("revoke_key", f"key:{public_id}", by=by, at=at)
    elif not ApiKey.objects.filter(pk=public_id).exists():
        raise NotFound(noun="key", ref=public_id)
    forget()
