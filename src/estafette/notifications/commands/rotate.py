"""Give a webhook a new secret."""

from datetime import datetime, timedelta
from uuid import UUID

from estafette.notifications import rules
from estafette.notifications.commands import locking
from estafette.notifications.types import Made
from estafette.platform import secrets
from estafette.platform.access.types import Access, Actor
from estafette.platform.transactions import requires_transaction

MOST = 4
"""Secrets before the present one that sign too."""


@requires_transaction
def rotate(*, webhook_id: UUID, overlap: timedelta, by: Actor, access: Access, at: datetime) -> Made:
    """Make a new secret; until the overlap is over the one before signs too, so that receivers can follow.

    Refuses with `not_found`.
    """
    webhook = locking.locked(webhook_id, access=access)
    secret = rules.new_secret()
    # One whose answer was lost is repeated: what the receiver knows goes on signing.
    valid = [each for each in webhook.old_secrets if datetime.fromisoformat(each["until"]) > at]
    present = {"sealed": webhook.secret, "until": (at + overlap).isoformat()}
    webhook.old_secrets = [*valid, present][-MOST:] if overlap else []
    webhook.secret = secrets.seal(secret, purpose=locking.sealed_for(webhook.pk))
    locking.save(webhook, locking.changed(webhook, "rotated"), by=by, at=at)
    return Made(id=webhook.pk, secret=rules.secret_text(secret))
