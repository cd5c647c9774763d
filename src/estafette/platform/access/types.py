"""Actors and access: passed explicitly to every command (`by`) and query (`access`)."""

from dataclasses import dataclass, field
from enum import StrEnum

from estafette.platform.refusal import Forbidden


class ActorKind(StrEnum):
    USER = "user"
    KEY = "key"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it, as written beside every change: a kind, an id and a name to show."""

    kind: ActorKind
    id: str
    name: str

    def label(self) -> str:
        """One short text that identifies the actor in a ledger row."""
        return f"{self.kind}:{self.id}"


SYSTEM = Actor(kind=ActorKind.SYSTEM, id="estafette", name="Estafette")


@dataclass(frozen=True, slots=True)
class Access:
    """What the caller may see and do. `None` for a set of places or channels means all of them.

    Channels, locations and suppliers are held by internal id.
    """

    permissions: frozenset[str] = field(default_factory=frozenset)
    channels: frozenset[int] | None = None
    locations: frozenset[int] | None = None
    suppliers: frozenset[int] | None = None

    def allows(self, permission: str) -> bool:
        """Whether the permission is held; `*` holds all."""
        return permission in self.permissions or "*" in self.permissions

    def require(self, permission: str) -> None:
        """Raise the refusal `forbidden` unless the permission is held."""
        if not self.allows(permission):
            raise Forbidden(permission=permission)

    def sees_channel(self, channel_id: int) -> bool:
        return self.channels is None or channel_id in self.channels

    def sees_location(self, location_id: int) -> bool:
        return self.locations is None or location_id in self.locations


EVERYTHING = Access(permissions=frozenset({"*"}))
