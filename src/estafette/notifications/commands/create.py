"""Make a webhook."""

from collections.abc import Collection
from datetime import datetime

from estafette.notifications import rules
from estafette.notifications.commands import locking
from estafette.notifications.models import Webhook
from estafette.notifications.types import MAX_WEBHOOKS, Made, TooManyWebhooks, WebhookDraft, WebhookState
from estafette.platform import secrets
from estafette.platform.access.types import Access, Actor
from estafette.platform.eventlog.outgoing import end_of_log
from estafette.platform.ids import uuid7
from estafette.platform.transactions import requires_transaction


@requires_transaction
def create(
    *, draft: WebhookDraft, known: Collection[str], private: bool, by: Actor, access: Access, at: datetime
) -> Made:
    """Make a webhook that is told of everything from now on; its secret is in the answer and nowhere else.

    `known` are the public types, `private` says whether it may lie in the own network. Needs `webhooks:write`
    and `events:read`. Refuses with `bad_webhook_url`, `unknown_webhook_type`, `unknown_limit`,
    `webhook_exists`, `too_many_webhooks`.
    """
    access.require(locking.WRITE)
    access.require(locking.FEED)
    url = rules.check_url(draft.url, private=private)
    types = rules.check_types(draft.types, known=known)
    channels, locations = locking.limits(draft, access=access)
    locking.require_new(url, made_by=by.label())
    if Webhook.objects.exclude(state=WebhookState.DELETED).count() >= MAX_WEBHOOKS:
        raise TooManyWebhooks(limit=MAX_WEBHOOKS)
    position, moment = end_of_log()
    secret, webhook_id = rules.new_secret(), uuid7()
    # Events that are consumed before this transaction ends do not know of it: they are filled in afterwards.
    webhook = Webhook.objects.create(
        id=webhook_id,
        url=url,
        description=draft.description,
        types=types,
        channels=channels,
        locations=locations,
        secret=secrets.seal(secret, purpose=locking.sealed_for(webhook_id)),
        after=position,
        fill_after=position,
        fill_since=moment,
        created_at=at,
        created_by=by.label(),
        updated_at=at,
    )
    locking.told(webhook, locking.changed(webhook, "created"), by=by, at=at)
    return Made(id=webhook_id, secret=rules.secret_text(secret))
