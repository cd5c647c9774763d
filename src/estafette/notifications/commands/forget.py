"""Keep the tables small, and the secrets sealed by the present key."""

from datetime import datetime

import structlog

from estafette.notifications import rules
from estafette.notifications.commands.locking import sealed_for
from estafette.notifications.models import Webhook
from estafette.notifications.types import WebhookState
from estafette.platform import secrets, sql
from estafette.platform.access.types import Actor
from estafette.platform.transactions import requires_transaction

BATCH = 5000
log = structlog.get_logger("estafette.webhooks")


@requires_transaction
def forget(*, by: Actor, at: datetime) -> int:
    """Delete some deliveries that are older than a month, lanes that are idle, and webhooks that were deleted.

    The number of rows; ask again while it is not 0.
    """
    old = sql.load(__package__, "forget_deliveries.sql").run(before=at - rules.KEEP, most=BATCH)
    idle = sql.load(__package__, "forget_lanes.sql").run(most=BATCH)
    gone = Webhook.objects.filter(state=WebhookState.DELETED, updated_at__lt=at - rules.KEEP)
    return old + idle + gone.filter(deliveries__isnull=True).delete()[0]


@requires_transaction
def reseal(*, by: Actor, at: datetime) -> int:
    """Seal secrets by the present key that an old one has sealed; how many webhooks that were."""
    done = 0
    for webhook in Webhook.objects.select_for_update(no_key=True).exclude(state=WebhookState.DELETED):
        if all(secrets.is_current(each) for each in (webhook.secret, *_old(webhook))):
            continue
        try:
            webhook.secret = _again(webhook, webhook.secret)
            webhook.old_secrets = [
                {**each, "sealed": _again(webhook, each["sealed"])} for each in webhook.old_secrets
            ]
        except secrets.CannotOpen as error:
            log.warning("webhooks.secret_lost", webhook=str(webhook.pk), error=str(error))
            continue
        webhook.save(update_fields=["secret", "old_secrets"])
        done += 1
    return done


def _old(webhook: Webhook) -> list[str]:
    return [each["sealed"] for each in webhook.old_secrets]


def _again(webhook: Webhook, sealed: str) -> str:
    purpose = sealed_for(webhook.pk)
    return secrets.seal(secrets.unseal(sealed, purpose=purpose), purpose=purpose)
