"""Send a delivery now, because a person says so."""

from datetime import datetime
from uuid import UUID

from django.db.models import F

from estafette.notifications.commands import locking
from estafette.notifications.models import Delivery
from estafette.notifications.types import DeliveryState
from estafette.platform import sql
from estafette.platform.access.types import Access, Actor
from estafette.platform.refusal import NotFound
from estafette.platform.transactions import requires_transaction


@requires_transaction
def retry(*, webhook_id: UUID, delivery_id: UUID, by: Actor, access: Access, at: datetime) -> None:
    """Make a delivery due at once: one that waits, one that failed, or one that arrived and is wanted again.

    Refuses with `not_found`.
    """
    locking.locked(webhook_id, access=access)
    rows = Delivery.objects.filter(pk=delivery_id, webhook_id=webhook_id)
    delivery = rows.first()
    if delivery is None:
        raise NotFound(noun="delivery", ref=str(delivery_id))
    lane = [{"webhook_id": webhook_id, "aggregate": delivery.aggregate}]
    sql.load(__package__, "open_lanes.sql").run(rows=sql.json(lane), at=at, hurry=True)
    rows.update(state=DeliveryState.PENDING, generation=F("generation") + 1, attempts=0)
