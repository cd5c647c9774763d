"""Change a webhook, let it rest, wake it, take it away."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from estafette.notifications import rules
from estafette.notifications.commands import locking
from estafette.notifications.models import Webhook
from estafette.notifications.types import WebhookDraft, WebhookState
from estafette.platform.access.types import Access, Actor
from estafette.platform.eventlog.outgoing import mark_before
from estafette.platform.refusal import StaleVersion
from estafette.platform.transactions import requires_transaction

LAG = timedelta(hours=1)
"""How far the queue may have been behind when a webhook was disabled."""


@requires_transaction
def change(
    *,
    webhook_id: UUID,
    draft: WebhookDraft,
    version: int,
    known: Collection[str],
    private: bool,
    by: Actor,
    access: Access,
    at: datetime,
) -> None:
    """Put a webhook's address, types, limits and description; what waits already is sent to the new address.

    Refuses like `create`, and with `not_found` and `stale_version`.
    """
    access.require(locking.FEED)
    webhook = locking.locked(webhook_id, access=access)
    if webhook.version != version:
        raise StaleVersion(actual=webhook.version, expected=version)
    webhook.url = rules.check_url(draft.url, private=private)
    locking.require_new(webhook.url, made_by=webhook.created_by, but=webhook.pk)
    webhook.types = rules.check_types(draft.types, known=known)
    webhook.channels, webhook.locations = locking.limits(draft, access=access)
    webhook.description = draft.description
    locking.save(webhook, locking.changed(webhook, "changed"), by=by, at=at)


@requires_transaction
def pause(*, webhook_id: UUID, by: Actor, access: Access, at: datetime) -> None:
    """Send nothing for the time being; what happens is kept for later. A paused one stays as it is.

    Refuses with `not_found`, `webhook_state`.
    """
    webhook = locking.locked(webhook_id, access=access)
    if webhook.state != WebhookState.PAUSED:
        locking.move(webhook, WebhookState.PAUSED)
        locking.save(webhook, locking.changed(webhook, "paused"), by=by, at=at)


@requires_transaction
def resume(*, webhook_id: UUID, by: Actor, access: Access, at: datetime) -> None:
    """Send again, from where it stopped; of a disabled webhook also what happened since. An active one stays.

    Refuses with `not_found`.
    """
    webhook = locking.locked(webhook_id, access=access)
    if webhook.state == WebhookState.ACTIVE:
        return
    locking.move(webhook, WebhookState.ACTIVE)
    if webhook.disabled_at is not None:
        _catch_up(webhook, webhook.disabled_at)
    webhook.reason, webhook.disabled_at, webhook.failing_since = "", None, None
    locking.save(webhook, locking.changed(webhook, "resumed"), by=by, at=at)


@requires_transaction
def remove(*, webhook_id: UUID, by: Actor, access: Access, at: datetime) -> None:
    """Take a webhook away with all that waits for it; its secrets are gone at once. Refuses with `not_found`."""
    webhook = locking.locked(webhook_id, access=access)
    locking.move(webhook, WebhookState.DELETED)
    webhook.secret, webhook.old_secrets = "", []
    locking.save(webhook, locking.changed(webhook, "deleted"), by=by, at=at)


def _catch_up(webhook: Webhook, disabled_at: datetime) -> None:
    """Fill in what nobody queued, unless a replay from an earlier point is under way already."""
    position, moment = mark_before(at=disabled_at - LAG)
    position = max(position, webhook.after)
    if webhook.fill_after is None or webhook.fill_after > position:
        webhook.fill_after, webhook.fill_since = position, moment
