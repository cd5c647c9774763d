"""Make an API key."""

from datetime import datetime

from estafette.platform.access import rules
from estafette.platform.access.commands._record import record
from estafette.platform.access.models import ApiKey
from estafette.platform.access.types import Actor, KeyDraft, NewKey
from estafette.platform.transactions import requires_transaction


@requires_transaction
def create_key(*, draft: KeyDraft, by: Actor, at: datetime) -> NewKey:
    """Make the key and return its token, which nobody can read again.

    Refuses with `name_required`, `unknown_permission`, `bad_rate` and `bad_expiry`.
    """
    rules.check_key(draft, at=at)
    public_id, secret = rules.new_public_id(), rules.new_secret()
    ApiKey.objects.create(
        public_id=public_id,
        digest=rules.digest(secret),
        name=rules.name_of(draft.name),
        permissions=sorted(set(draft.permissions)),
        channels=rules.ids_of(draft.channels),
        locations=rules.ids_of(draft.locations),
        suppliers=rules.ids_of(draft.suppliers),
        per_minute=draft.per_minute,
        created_at=at,
        created_by=by.label(),
        expires_at=draft.expires_at,
    )
    record("create_key", f"key:{public_id}", by=by, at=at, permissions=sorted(set(draft.permissions)))
    return NewKey(public_id=public_id, token=rules.token(public_id, secret))
