"""When anything happens that outsiders may know of, webhooks that want it are to be told."""

from collections.abc import Sequence
from datetime import datetime

from estafette.notifications import commands
from estafette.platform.access.types import SYSTEM
from estafette.platform.eventlog.feed import Publication
from estafette.platform.eventlog.types import Reaction, Recorded


def telling(publications: Sequence[Publication]) -> Reaction:
    """The reaction, over the publications of all rooms."""
    published = {each.event.kind: each for each in publications}

    def queue_deliveries(batch: Sequence[Recorded], *, at: datetime) -> None:
        """Write down which webhooks are to be told of these events."""
        commands.queue(events=batch, published=published, by=SYSTEM, at=at)

    return queue_deliveries
