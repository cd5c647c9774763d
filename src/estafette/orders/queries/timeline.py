"""What happened to an order, from its events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from estafette.platform.access.queries import names_of
from estafette.platform.access.types import Access
from estafette.platform.eventlog.history import history
from estafette.platform.eventlog.types import Event


@dataclass(frozen=True, slots=True)
class Happened:
    """One fact of an order's life: when, who did it (by name, else by label), and the event."""

    at: datetime
    actor: str
    event: Event

    @property
    def kind(self) -> str:
        return self.event.kind


def timeline(*, order_id: UUID, access: Access) -> list[Happened]:
    """The order's events, newest first. Whoever asks has read the order, so has been found to see it."""
    access.require("orders:read")
    recorded = history(aggregate=f"order:{order_id}")
    names = actor_names(labels=[each.actor for each in recorded], access=access)
    return [Happened(e.at, names.get(e.actor, e.actor), e.event) for e in reversed(recorded)]


def actor_names(*, labels: Sequence[str], access: Access) -> dict[str, str]:
    """Names of those who did something to an order that the caller may read, by label."""
    access.require("orders:read")
    return names_of(labels)
