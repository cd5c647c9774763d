"""Give up a webhook, with a notice."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from estafette.notifications import rules
from estafette.notifications.commands import locking
from estafette.notifications.events import WebhookDisabled
from estafette.notifications.models import Webhook
from estafette.notifications.types import Reason, WebhookState
from estafette.platform.access.types import Actor
from estafette.platform.transactions import requires_transaction


@requires_transaction
def disable(*, webhooks: Collection[UUID], reason: Reason, by: Actor, at: datetime) -> int:
    """Disable those of the webhooks that are active; how many. Each is told in the log."""
    rows = Webhook.objects.select_for_update(no_key=True).filter(pk__in=webhooks, state=WebhookState.ACTIVE)
    return _disable(list(rows.order_by("pk")), reason, by, at)


@requires_transaction
def disable_dead(*, webhooks: Collection[UUID], by: Actor, at: datetime) -> int:
    """Disable those of the webhooks that have accepted nothing for days; how many."""
    rows = Webhook.objects.select_for_update(no_key=True).filter(
        pk__in=webhooks, state=WebhookState.ACTIVE, failing_since__lte=at - rules.DEAD_AFTER
    )
    return _disable(list(rows.order_by("pk")), Reason.DEAD, by, at)


def _disable(webhooks: list[Webhook], reason: Reason, by: Actor, at: datetime) -> int:
    for webhook in webhooks:
        locking.move(webhook, WebhookState.DISABLED)
        webhook.reason, webhook.disabled_at = reason, at
        event = WebhookDisabled(webhook_id=webhook.pk, reason=reason.value)
        locking.save(webhook, event, by=by, at=at)
    return len(webhooks)
